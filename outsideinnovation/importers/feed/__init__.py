"""Feeds as the last that is left of a blog: RSS, Atom and JSON Feed, with all their older pages."""
