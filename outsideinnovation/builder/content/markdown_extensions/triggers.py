"""Whether a text can come out otherwise with our extensions than without: cheap, and rather once too often than too seldom.

That no text comes out otherwise which this lets pass is a law that tests/builder/test_builder_markdown_extensions.py holds.
"""

import re
from dataclasses import dataclass, field

_FENCED = re.compile(  # with no more than a language: what else stands there may keep the line from being a fence
    r"^(?P<fence>`{3,}|~{3,}) *[\w#.+-]* *\n.*?^(?P=fence)[`~]* *$", re.MULTILINE | re.DOTALL
)
_FORMULA_FENCE = re.compile(r"(?:```|~~~)[`~]* *\.?math\b")
_NESTED_FENCE = re.compile(r"\n[ >][ >\t]*(?:```|~~~)")
_WITH_SCHEME = re.compile(r"http(?<![^\s*_~(]http)(?<!\]\(http)s?://")  # begins with what Python looks for fast
_WITHOUT_SCHEME = re.compile(r"www\.(?<![^\s*_~(]www\.)(?<!\]\(www\.)")
_STRUCK = re.compile(r"\\~|(?<!~)~~(?!~)|[^\n~]~~~")
_TASK = re.compile(r"\[[ xX]\] ")
_ALERT = re.compile(r"\[!(?:note|tip|important|warning|caution)\]", re.IGNORECASE)
_FORMULA = re.compile(r"\$\$|\\\$|\$(?<![\w\\]\$)(?=[^\s$])[^$]*[^\s$]\$(?!\w)")

_ITEM = r"(?:[*+-]|\d+\.) "
_ASKEW = re.compile(rf"\n(?: {{4}})* {{1,3}}{_ITEM}|\n\s*\n(?: {{4}})* {{1,3}}[^\s]")
_QUOTED_ITEM = re.compile(rf"\n *>[ >]*{_ITEM}")
_DEFINED_ITEM = re.compile(rf"\n *(?::|\[\^[^\]\n]*\]:) +{_ITEM}")
_NUMBERED = re.compile(r"\n *\d+\. ")
_LIST_LINE = re.compile(r"(?P<indent> *)(?:(?P<bullet>[*+-])|(?P<number>\d+)\.) ")


def is_needed(text: str) -> bool:
    """Tell whether *text*, Markdown, may hold what only our extensions read."""
    if "\r" in text or "\t" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    text = "\n" + text
    if "```" in text or "~~~" in text:
        if _FORMULA_FENCE.search(text) or _NESTED_FENCE.search(text):
            return True
        text = _FENCED.sub("", text)
    return _has_marks(text) or _has_lists(text)


def _has_marks(text: str) -> bool:
    """Tell whether there are marks inside lines; each is looked for only where its rarest character stands."""
    return (
        ("http" in text and _WITH_SCHEME.search(text) is not None)
        or ("www." in text and _WITHOUT_SCHEME.search(text) is not None)
        or ("~" in text and _STRUCK.search(text) is not None)
        or ("$" in text and _FORMULA.search(text) is not None)
        or ("]" in text and (_TASK.search(text) is not None or ("[!" in text and _ALERT.search(text) is not None)))
        or "!!!" in text
        or "admonition" in text
    )


def _has_lists(text: str) -> bool:
    """Tell whether lists may fall into items, levels and kinds in another way."""
    return (
        ("\n " in text and _ASKEW.search(text) is not None)
        or (">" in text and _QUOTED_ITEM.search(text) is not None)
        or ((":" in text) and _DEFINED_ITEM.search(text) is not None)
        or (_NUMBERED.search(text) is not None and _has_mixed_lists(text))
    )


def _has_mixed_lists(text: str) -> bool:
    """Tell whether a list of numbers may be taken for one of the other kind, or begins with another number than one.

    Told for sure are lists of numbers that begin after a blank line, with no list of the other kind beside or in them.
    """
    lists, after_blank = _Lists(), True
    for line in text.split("\n"):
        if item := _LIST_LINE.match(line):
            if not lists.goes_on(len(item["indent"]) // 4, item["number"], after_blank=after_blank):
                return True
        elif line.strip():
            lists.interrupt(line, after_blank=after_blank)
        after_blank = not line.strip()
    return lists.is_nested and len(lists.kinds) > 1


@dataclass(slots=True)
class _Lists:
    """The lists of a text, line by line: at each level of the one that goes on, whether it has numbers."""

    levels: dict[int, bool] = field(default_factory=dict)
    kinds: set[bool] = field(default_factory=set)
    is_nested: bool = False
    may_be_ended: bool = False

    def goes_on(self, level: int, number: str | None, *, after_blank: bool) -> bool:
        """Take the next item in; return whether it is surely read as one of the list that it seems to be of."""
        is_first, is_numbered = level not in self.levels, number is not None
        if self.levels.get(level, is_numbered) != is_numbered:
            return False
        if is_numbered and is_first and not (after_blank or level):
            return False
        if (is_first or self.may_be_ended) and number not in {None, "1"}:
            return False
        self.levels = {each: kind for each, kind in self.levels.items() if each < level} | {level: is_numbered}
        self.kinds.add(is_numbered)
        self.is_nested, self.may_be_ended = self.is_nested or level > 0, False
        return True

    def interrupt(self, line: str, *, after_blank: bool) -> None:
        """Take in a line that is no item and not blank."""
        if not line.lstrip()[0].isalnum():  # a heading or its line, HTML, or what defines an abbreviation
            self.may_be_ended = True
        if after_blank and not line.startswith(" "):
            self.levels = {}
