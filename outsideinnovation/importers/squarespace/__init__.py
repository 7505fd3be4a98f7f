"""Squarespace: the export "for WordPress" that it makes, which is WordPress' format with Squarespace's own pages in it."""
