"""Releases: built aside, inspected, switched to at once, kept, and rolled back to."""
