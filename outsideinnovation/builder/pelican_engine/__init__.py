"""Pelican's own way of building, with its losses caught: for foreign themes, plugins and settings."""
