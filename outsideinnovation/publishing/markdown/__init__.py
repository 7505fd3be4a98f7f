"""Markdown to HTML, byte for byte as Python-Markdown makes it, and most of it in a tenth of the time."""
