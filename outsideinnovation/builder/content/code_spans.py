"""Code in a Markdown text, blanked out for who looks for what means nothing in it; everything else keeps its place."""

import re

_CODE = r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[`~]*[ \t]*$|(?P<ticks>`+)[^\n]*?(?P=ticks)"
CERTAIN_CODE = re.compile(_CODE, re.MULTILINE | re.DOTALL)
PERHAPS_CODE = re.compile(
    rf"{_CODE}|^(?: {{4}}|\t)[^\n]*$", re.MULTILINE | re.DOTALL
)  # in a list, words are indented too


def blanked(text: str, code: re.Pattern[str] = PERHAPS_CODE) -> str:
    """Return *text* with spaces for all *code* in it, line by line."""
    return code.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
