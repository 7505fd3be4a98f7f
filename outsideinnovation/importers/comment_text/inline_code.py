"""Code among words: of several lines it is a block of its own, unless words touch it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from outsideinnovation.importers.comment_text.document import Block, CodeBlock, Run, Style, joined, paragraph


def _without_emphasis(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield *runs*, code of several lines without emphasis inside, which a block of code cannot show."""
    for is_code, group in groupby(runs, key=lambda run: run.style.code):
        some = [*group]
        if is_code and "\n" in trimmed("".join(run.words for run in some)):
            yield from (Run(run.words, replace(run.style, strong=False, emphasis=False)) for run in some)
        else:
            yield from some


def blocks(runs: Sequence[Run]) -> Iterator[Block]:
    """Yield a paragraph's *runs* as blocks: the words before code of several lines, that code, and the words behind it."""
    runs = joined(_without_emphasis(runs))
    before: list[Run] = []
    for at, run in enumerate(runs):
        if not run.style.code or "\n" not in trimmed(run.words):
            before.append(run)
        elif _touches(runs[at - 1].words[-1:] if at else "", run.words[:1]) or _touches(
            run.words[-1:], runs[at + 1].words[:1] if at + 1 < len(runs) else ""
        ):
            before += _lines(run)
        else:
            yield from filter(None, [paragraph(before)])
            yield CodeBlock(trimmed(run.words))
            before = []
    yield from filter(None, [paragraph(before)])


def trimmed(code: str) -> str:
    """Return lines of *code* without blank ones before and after them, and without the blanks at their ends."""
    return "\n".join(line.rstrip() for line in code.split("\n")).strip("\n")


def _touches(before: str, after: str) -> bool:
    return bool(before and after) and not before.isspace() and not after.isspace()


def _lines(run: Run) -> Iterator[Run]:
    """Yield each line of code by itself, with line ends that are none."""
    for number, line in enumerate(run.words.split("\n")):
        if number:
            yield Run("\n", Style())
        yield replace(run, words=line)
