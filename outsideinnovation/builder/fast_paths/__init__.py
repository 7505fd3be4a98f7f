"""What makes a build fast, behind one door: another way to the very same bytes, each of which can be switched off.

Nothing else in the house depends on how one of them works; whoever suspects one names it in ``OI_WITHOUT_FAST_PATHS`` (or
several, with commas) and builds again: it takes longer, and gives the same. ``tests/benchmarks/fast_paths.py`` measures what
each saves of a cold build of 1,000 posts. One that saves less than 3 % of the builds it is for is not worth its code.
"""

import os
from enum import StrEnum
from typing import Final

WITHOUT: Final = "OI_WITHOUT_FAST_PATHS"


class FastPath(StrEnum):
    """The fast paths, by what they replace."""

    MARKDOWN = "markdown"
    TEMPLATES = "templates"
    COMPILED_TEMPLATES = "compiled_templates"
    CARDS = "cards"
    REPEATED_PARTS = "repeated_parts"
    FEED_FORMS = "feed_forms"
    FOLDER_SPREADING = "folder_spreading"
    BACKGROUND_SCAN = "background_scan"


def is_on(path: FastPath) -> bool:
    """Tell whether that fast path is to be taken."""
    return path not in os.environ.get(WITHOUT, "").split(",")
