"""What is replaced in a name before it is a slug: pairs of a regular expression and what takes its place, as Pelican's.

They are those of Pelican's ``SLUG_REGEX_SUBSTITUTIONS`` and its like for categories, tags and authors.
"""

import re
import unicodedata
from collections.abc import Iterable

Substitutions = tuple[tuple[re.Pattern[str], str], ...]


def compiled(rules: Iterable[tuple[str, str]]) -> Substitutions:
    """Return *rules* ready for use: both halves composed (NFKC), capitals and small letters alike.

    Raises re.error for what is no regular expression, or no replacement for one.
    """
    return tuple(map(_compiled, rules))


def _compiled(rule: tuple[str, str]) -> tuple[re.Pattern[str], str]:
    expression, by = (unicodedata.normalize("NFKC", half) for half in rule)
    found = re.compile(expression, re.IGNORECASE)
    try:
        found.sub(by, "")
    except IndexError as error:  # for the name of a group that there is not
        raise re.error(str(error)) from None
    return found, by
