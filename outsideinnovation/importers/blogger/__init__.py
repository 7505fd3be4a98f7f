"""Blogger: the XML that it exported for years, and the feed.atom of Google Takeout today."""
