"""A whole copy of a site, taken while it is in use, and a whole site out of such a copy.

A backup is a folder with a manifest that is written last and names every file with its SHA-256; what has none was cut off.
"""
