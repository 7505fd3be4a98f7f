"""The scale on which frequencies and lengths are rounded: what a posting holds, the same for Whoosh and the browser.

A small float with two bits behind the leading one: 1, 2, … 8, 10, 12, 14, 16, 20, 24, 28, 32, 40 … Rounded so, neither
frequency nor length costs relevance, and both sides calculate with the same numbers.
"""

from bisect import bisect_right

_EXACT = 8  # up to here every number stands for itself
VALUES = tuple(code + 1 if code < _EXACT else (5 + code % 4) << (1 + (code - _EXACT) // 4) for code in range(64))


def code(number: int, limit: int = 63) -> int:
    """Return the code of the largest value that is not above *number*, at most *limit*; that of 1 for what is less."""
    return min(max(bisect_right(VALUES, number) - 1, 0), limit)
