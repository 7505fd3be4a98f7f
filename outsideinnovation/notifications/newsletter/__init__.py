"""The newsletter of a site, put together from its settings, its live pages and its subscribers."""
