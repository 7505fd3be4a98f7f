"""Tumblr: the export that its settings make, a page of HTML a post and a folder of media."""
