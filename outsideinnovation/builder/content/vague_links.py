"""Texts of links that say nothing where they are read alone, as programs that read aloud list them (WCAG 2.4.4 and 2.4.9)."""

import re
from collections.abc import Iterator

from outsideinnovation.builder.content.link_places import place_of

VAGUE = frozenset(
    {
        "here", "click here", "click", "press here", "see here", "go here", "link", "this link", "this", "this page",
        "this article", "this post", "more", "read more", "learn more", "see more", "details", "continue reading",
        "hier", "klick hier", "klicken sie hier", "hier klicken", "mehr", "mehr lesen", "weiterlesen", "dieser link",
        "aquí", "aqui", "haz clic aquí", "haga clic aquí", "clic aquí", "más", "leer más", "enlace", "este enlace",
        "ici", "cliquez ici", "cliquer ici", "plus", "lire la suite", "en savoir plus", "lien", "ce lien",
        "هنا", "اضغط هنا", "انقر هنا", "المزيد", "اقرأ المزيد", "رابط",
    }
)  # fmt: skip
REMEDY = "name what is there: readers, and programs that read aloud, go by the texts of links"
_EDGES = " .,:;!?…»«>→-–—()[]\"'“”"


def is_vague(words: str) -> bool:
    """Tell whether a link of these *words*, or without any, says nothing of where it leads."""
    return " ".join(words.lower().split()).strip(_EDGES) in {*VAGUE, ""}


def vague_places(source: str, first_line: int, words: str) -> Iterator[tuple[int, int, int]]:
    """Yield line, column and length of each link of *source*, Markdown that begins in *first_line*, whose text is *words*."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    in_markdown = rf"(?<!!)\[\s*[*_]*(?P<text>{pattern})[*_]*\s*\](?=[(\[])"
    written = re.compile(rf"{in_markdown}|<a\b[^>]*>\s*(?P<html>{pattern})\s*</a\b", re.IGNORECASE)
    for found in written.finditer(source):
        start, end = found.span("text" if found["text"] is not None else "html")
        yield *place_of(source, start if end > start else found.start(), first_line), (end - start) or len(found[0])
