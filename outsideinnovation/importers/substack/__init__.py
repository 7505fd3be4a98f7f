"""Substack: the zip that its settings export, with posts and the list of subscribers."""
