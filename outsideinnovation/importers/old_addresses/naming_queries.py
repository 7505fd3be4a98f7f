"""Which queries name a page: ``/?p=12`` was a post of WordPress, and ``/?m=1`` a blog of Blogger's as phones saw it."""

import re
from urllib.parse import unquote_plus

# WordPress' public query variables that choose what is shown (its class WP), and those of other systems with one script for all.
_NAMING = re.compile(
    r"p|page_id|attachment_id|cat|category_name|tag|tag_id|author|author_name|feed|name|pagename|post_type|taxonomy|term"
    r"|year|monthnum|day|w|s|q|story|entry|entry_id|itemid|post|post_id|article|id|blogid|node|title|category|archive"
)
_MONTH = re.compile(r"\d{4,}")


def names_a_page(address: str) -> bool:
    """Tell whether the query of *address* says which page is meant."""
    for part in address.partition("?")[2].split("&"):
        name, _, value = part.partition("=")
        if _NAMING.fullmatch(unquote_plus(name)) and value:
            return True
        if name == "m" and _MONTH.match(value):  # a month of WordPress' archive
            return True
    return False
