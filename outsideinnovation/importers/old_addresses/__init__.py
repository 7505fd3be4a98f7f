"""The addresses that an old site had, and what a site answers to each: read from sitemaps, lists and logs, judged, listed."""
