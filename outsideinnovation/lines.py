"""Where a line of text ends: at a line feed, a carriage return, or both; never at what ``str.splitlines`` takes for one besides.

That one also breaks at U+2028, U+2029, U+0085 and the controls U+000B, U+000C and U+001C to U+001E (Python's documentation
of it), which the words of people hold: a title with one of them would become two halves of a record.
"""

import re

_END = re.compile(r"\r\n|\r|\n")


def lines(text: str) -> list[str]:
    """Return the lines of *text* without their ends; the end of the last one begins no other."""
    found = _END.split(text)
    if not found[-1]:
        found.pop()
    return found
