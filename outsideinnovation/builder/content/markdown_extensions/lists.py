"""Lists whose nested items stand under the words of the outer one, as CommonMark has it, made such as Python-Markdown reads.

The library wants four spaces a level; most people write two, or three below a number. A list that the library reads right
stays as it is, so both manners work, side by side in one text. https://spec.commonmark.org/0.31.2/#list-items
"""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.treeprocessors import Treeprocessor

LEVEL = 4  # spaces
_ITEM = re.compile(r"(?P<indent> *)(?P<mark>[*+-]|\d+\.)(?P<gap> +)(?=[^ ])")
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,})\Z")
_SET_ASIDE = re.compile(r" *\x02wzxhzdk:(\d+)\x03 *\Z")
_BEGINS_SET_ASIDE = re.compile(r"\x02wzxhzdk:\d+\x03")
_CODE = ('<div class="highlight"', '<div class="math"')  # how fenced code begins that was set aside


@dataclass(frozen=True, slots=True)
class _Item:
    """An item that may go on: where its mark stands, where its words do, and of which kind it is."""

    content: int
    is_numbered: bool


class SetAside:
    """What fenced code, with which a preprocessor is done, looks like in the lines of a text."""

    def __init__(self, md: Markdown) -> None:
        self._stash = md.htmlStash

    def is_code(self, line: str) -> bool:
        """Tell whether the line stands for fenced code, and not for HTML of the author's own."""
        found = _SET_ASIDE.match(line)
        return found is not None and str(self._stash.rawHtmlBlocks[int(found[1])]).startswith(_CODE)


class NestedLists(BlockProcessor):
    """Puts the blocks of a list into the library's manner before others see them."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md.parser)
        self._set_aside = SetAside(md)

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether a list begins here."""
        del parent
        found = _ITEM.match(block)
        return found is not None and len(found["indent"]) < LEVEL

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Change *blocks*, and leave them to the other processors."""
        del parent
        lines = "\n\n".join(blocks).split("\n")
        layout = _Layout(self._set_aside)
        for line in lines:
            if not layout.take(line):
                break
        if layout.is_changed:
            rest = lines[layout.taken :]
            blocks[:] = re.split(r"\n\n", "\n".join([*layout.lines, *rest]))
        return False


class _Layout:
    """One list, line by line, as the library wants it."""

    def __init__(self, set_aside: SetAside) -> None:
        self._set_aside = set_aside
        self.lines: list[str] = []
        self.taken = 0
        self.is_changed = False
        self._open: list[_Item] = []
        self._after_blank = True
        self._is_among_words = False  # in a block that began with words, in which the library looks for no item

    def take(self, line: str) -> bool:
        """Take the next line; return whether it is still of the list."""
        if not line.strip():
            self.lines.append(line)
            self._after_blank, self._is_among_words = True, False
        elif (item := _ITEM.match(line)) and not _RULE.match(line):
            self._take_item(line, item)
        elif not self._take_words(line):
            return False
        self.taken += 1
        return True

    def _take_item(self, line: str, item: re.Match[str]) -> None:
        indent = len(item["indent"])
        sibling = self._close(indent)
        level, is_numbered = len(self._open), item["mark"] not in "*+-"
        if sibling and sibling.is_numbered != is_numbered and not self._after_blank:
            self.lines.append("")
            self.is_changed = True
        elif self._is_among_words:
            self.lines.append("")
        gap = len(item["gap"]) if len(item["gap"]) <= LEVEL else 1
        self._open.append(_Item(indent + len(item["mark"]) + gap, is_numbered))
        self.is_changed = self.is_changed or indent < LEVEL * level
        self._put(line, LEVEL * level if level else indent)
        self._after_blank = self._is_among_words = False

    def _take_words(self, line: str) -> bool:
        indent = len(line) - len(line.lstrip(" "))
        is_aside = indent > 0 and self._set_aside.is_code(line)
        if is_aside and not self._after_blank:
            self.lines.append("")
            self.is_changed = self._after_blank = True
        if not self._after_blank:
            self._put(line, max(indent, LEVEL * (len(self._open) - 1)))
            return True
        self._close(indent)
        if not self._open:
            return False
        wanted = LEVEL * len(self._open)
        self.is_changed = self.is_changed or indent < wanted
        self._put(line, wanted + max(indent - self._open[-1].content, 0))
        self._after_blank, self._is_among_words = is_aside, not is_aside
        if is_aside:
            self.lines.append("")
        return True

    def _close(self, indent: int) -> _Item | None:
        """End the items in which nothing that is indented so can be; return the outermost of them."""
        ended = None
        while self._open and indent < min(self._open[-1].content, LEVEL * len(self._open)):
            ended = self._open.pop()
        return ended

    def _put(self, line: str, indent: int) -> None:
        self.lines.append(" " * indent + line.lstrip(" "))


class LoneBlocks(BlockProcessor):
    """Lets fenced code that follows a line of words, in a quote or an item, be a block of its own."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md.parser)
        self._set_aside = SetAside(md)

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether code was set aside among the lines."""
        del parent
        return "\x02wzxhzdk:" in block and "\n" in block and not block.startswith((" " * LEVEL, "\n"))

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Part the lines, and leave them to the other processors."""
        del parent
        parts, words = [], list[str]()
        for line in blocks[0].split("\n"):
            if self._set_aside.is_code(line):
                parts += ["\n".join(words)] * bool(words) + [line]
                words = []
            else:
                words.append(line)
        blocks[:1] = parts + ["\n".join(words)] * bool(words)
        return False


class CodeBeforeNotes(Treeprocessor):
    """Lets code that ends a footnote stand alone, which the link back to the text would join in one paragraph."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._set_aside = SetAside(md)

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for parent in root.iter("li"):
            for place, child in enumerate(list(parent)):
                found = _BEGINS_SET_ASIDE.match(child.text or "") if child.tag == "p" and len(child) else None
                if found and self._set_aside.is_code(found[0]):
                    alone = Element("p")
                    alone.text, child.text = found[0], (child.text or "")[found.end() :]
                    parent.insert(place, alone)
