"""The element in which importers keep HTML to the letter (``importers.blog.html_bodies``): taken away when that leaves again.

Nobody needs it but Markdown, and each way out and in again would add another.
"""

import re

from outsideinnovation.importers.blog.html_bodies import WRAPPERS

_WRAPPED = re.compile(rf'<({"|".join(WRAPPERS)}) class="imported">\n(.*?)\n</\1>', re.DOTALL)


def unwrapped(html: str) -> str:
    """Return *html* without such elements; one that holds others of its own name stays."""
    return _WRAPPED.sub(_inside, html) if 'class="imported"' in html else html


def _inside(found: re.Match[str]) -> str:
    return found[0] if f"<{found[1]}" in found[2].lower() else found[2]
