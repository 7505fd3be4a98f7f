"""Python-Markdown's own result, by a faster path where the text allows it."""
