"""The settings of this blog, as every Pelican user knows them.

What is not said here comes from outsideinnovation.settings: the plugins, the theme, the addresses.
"""

from outsideinnovation.settings import *  # noqa: F403

SITENAME = "A new blog"
SITESUBTITLE = "Say in a line what it is about"
SITEURL = "https://blog.example"  # the address readers will type; feeds need it
AUTHOR = "The editors"
TIMEZONE = "UTC"
MENUITEMS = [("About", "about/"), ("Archives", "archives/"), ("Feeds", "feeds/")]
FEEDS_ID = "00000000-0000-4000-8000-000000000000"  # by it readers' programs know this blog's posts: never change it

# COMMENTS_ORDER = "oldest"         # threads: newest first unless you say so
# COMMENTS_CLOSE_AFTER_DAYS = 90
# THEME = "themes/my-theme"         # a folder of your own, beside this file
