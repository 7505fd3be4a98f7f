"""Movable Type's export format, and so TypePad's: entries in, posts, comments and redirects out."""
