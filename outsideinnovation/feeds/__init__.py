"""Feeds: RSS 2.0, RSS 1.0, Atom, JSON Feed and OPML, all from the same entries; data in, bytes out."""
