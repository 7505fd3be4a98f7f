"""Whether Markdown that somebody else wrote is read in bounded time, told from the text alone, so every import says the same.

Python-Markdown looks through a paragraph to its end from each mark, and through the whole text from each tag that nothing
closes; it calls itself for each level of a list or quote. Measured on version 3.11: at the limits here the costliest
text of each kind takes about two seconds.
"""

import re

WORK = 60_000_000  # marks times characters that are looked through
LEVELS = 20  # lists and quotes inside each other
_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_MARK = re.compile(r" (?=\n)|[!#\[\]*_`<>&|~\\:=-]")
_UNCLOSED_TAG = re.compile(r"<(?=[A-Za-z/!?])(?![^<>]*>)")
_FENCE = re.compile(r"^[ ]{0,3}(?:```|~~~)", re.MULTILINE)
_DEFINITION = re.compile(r"^[ ]{0,3}\*?\[[^\]\n]*\]:|^:[ \t]", re.MULTILINE)
_NESTED = re.compile(rf"^(?:[ \t]*(?:[-+*>]|\d{{1,9}}[.)])[ \t]*){{{LEVELS + 1}}}", re.MULTILINE)
_INDENTED = re.compile(rf"^(?:[ ]{{4}}|\t){{{LEVELS + 1}}}[ \t]*(?:[-+*>]|\d{{1,9}}[.)])[ \t]", re.MULTILINE)
_FENCES = 20  # so many lines that may begin or end code cost as one mark


def is_bounded(text: str) -> bool:
    """Tell whether *text*, as Markdown, is read in bounded time."""
    return not _NESTED.search(text) and not _INDENTED.search(text) and _work(text) <= WORK


def _work(text: str) -> int:
    """Return what reading *text* costs at most."""
    blocks = sum(len(_MARK.findall(block)) * len(block) for block in _BLANK_LINES.split(text))
    anywhere = len(_UNCLOSED_TAG.findall(text)) + len(_DEFINITION.findall(text)) + len(_FENCE.findall(text)) // _FENCES
    return blocks + anywhere * len(text)
