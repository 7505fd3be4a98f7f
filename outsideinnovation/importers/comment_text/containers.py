"""Quotes and lists that are open while a comment is read, as HTML leaves them: some never closed, some closed twice."""

from collections import Counter
from dataclasses import dataclass, field

from outsideinnovation.importers.comment_text.document import Block, ListBlock, Quotation
from outsideinnovation.importers.comment_text.html_elements import ITEM, LISTS, QUOTE

IMPLIED = "list of an item without one"  # which no tag ends: a browser ignores one that ends what was never begun
_LISTS = LISTS | {IMPLIED}
LEVELS = 7  # a quote is one, a list two; what is deeper keeps its words only, as ``comments.markup`` shows no more


@dataclass(slots=True)
class _Container:
    name: str
    level: int
    start: int | None = None
    blocks: list[Block] = field(default_factory=list)
    items: list[tuple[Block, ...]] = field(default_factory=list)


class Containers:
    """Takes blocks in, each into what is open."""

    def __init__(self) -> None:
        self._open = [_Container("", 0)]
        self._too_deep: Counter[str] = Counter()

    def add(self, block: Block) -> None:
        """Put *block* into the innermost container; what stands in a list outside its items belongs to the last one."""
        inner = self._open[-1]
        if inner.name not in _LISTS:
            inner.blocks.append(block)
        elif inner.items:
            inner.items[-1] = (*inner.items[-1], block)
        else:
            inner.items.append((block,))

    def begin(self, name: str, start: int | None = None) -> bool:
        """Open a quote or a list; False where it would lie too deep, and so is none."""
        level = self._open[-1].level + (self._open[-1].name in _LISTS)  # where it is an item of its own
        if level + (2 if name in _LISTS else 1) > LEVELS:
            self._too_deep[name] += 1
            return False
        self._open.append(_Container(name, level + 1, start))
        return True

    def begin_item(self, number: int | None) -> bool:
        """Open an item of the innermost list, or of a new one; False where it would lie too deep.

        An item that says its *number* begins a list of its own where that is not the next one.
        """
        if any(self._too_deep[name] > 0 for name in LISTS):
            return False
        if self._open[-1].name == ITEM:
            self._close()
        if self._open[-1].name not in _LISTS and not self.begin(IMPLIED):
            self._too_deep[IMPLIED] -= 1
            return False
        self._numbered(number)
        self._open.append(_Container(ITEM, self._open[-1].level + 1))
        return True

    def has(self, name: str) -> bool:
        """Tell whether a container of that *name* is open, or was refused and is not yet closed."""
        return self._too_deep[name] > 0 or any(each.name == name for each in self._open)

    def end(self, name: str) -> None:
        """Close the innermost container of that *name*, which is open, with all that is open in it."""
        if self._too_deep[name] > 0:
            self._too_deep[name] -= 1
        else:
            while self._open[-1].name != name:
                self._close()
            self._close()

    def finish(self) -> tuple[Block, ...]:
        """Close all, and return what was put in."""
        while len(self._open) > 1:
            self._close()
        return tuple(self._open[0].blocks)

    def _numbered(self, number: int | None) -> None:
        listing = self._open[-1]
        if number is None or listing.start is None or number == listing.start + len(listing.items):
            return
        if listing.items:
            self._close()
            self.begin("ol", number)
        else:
            listing.start = number

    def _close(self) -> None:
        ended = self._open.pop()
        if ended.name == QUOTE and ended.blocks:
            self.add(Quotation(tuple(ended.blocks)))
        elif ended.name in _LISTS and ended.items:
            self.add(ListBlock(ended.start, tuple(ended.items)))
        elif ended.name == ITEM and (ended.blocks or self._open[-1].start is not None):
            self._open[-1].items.append(tuple(ended.blocks))
