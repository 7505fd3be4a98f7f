"""A blog made with Pelican: its posts, pages, files and settings, and a redirect for every address that moves."""
