"""Pictures of an old blog: found in imported texts, brought in from a folder or the web, and linked to where they lie now."""
