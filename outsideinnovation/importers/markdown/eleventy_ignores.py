"""What Eleventy leaves out of its folder: ``.eleventyignore`` and ``.gitignore``, whose lines it takes for glob patterns.

The rules are those of Eleventy 3.1: ``EleventyFiles`` of its source. Lines that begin with ``!`` say nothing to it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

OWN = frozenset({"_includes", "_data", "_layouts", "_site"})  # folders right in that of the texts, which hold none
SIGN = re.compile(r"\*\*/|\*\*|\*|\?|\{[^{}]*\}|\[[^\]/]+\]")
MEANING = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


class EleventyIgnores:
    """What is left out of a site in *root*, whose texts lie in *folder*."""

    def __init__(self, root: Path, folder: Path) -> None:
        files = dict.fromkeys((root / ".gitignore", root / ".eleventyignore", folder / ".eleventyignore"))
        self._patterns = [pattern for file in files for pattern in _patterns(file)]

    def cover(self, path: Path) -> bool:
        """Tell whether the file at *path* is left out by one of its files."""
        return any(pattern.fullmatch(path.as_posix()) for pattern in self._patterns)


def _patterns(file: Path) -> Iterator[re.Pattern[str]]:
    """Yield an expression for each line, which matches the paths that it names, and what lies below them."""
    try:
        text = file.read_text("utf-8", "replace")
    except OSError:
        return
    for line in map(str.strip, text.split("\n")):
        if line and not line.startswith(("#", "!")):
            below = _expression(line.removeprefix("./").strip("/"))
            yield re.compile(f"{re.escape(file.parent.as_posix())}/{below}(?:/.*)?", re.DOTALL)


def _expression(glob: str) -> str:
    parts, at = [], 0
    for sign in SIGN.finditer(glob):
        parts += [re.escape(glob[at : sign.start()]), _meaning(sign[0])]
        at = sign.end()
    return "".join([*parts, re.escape(glob[at:])])


def _meaning(sign: str) -> str:
    if sign.startswith("{"):
        return f"(?:{'|'.join(map(_expression, sign[1:-1].split(',')))})"
    if sign.startswith("["):
        return _one_letter(sign)
    return MEANING[sign]


def _one_letter(sign: str) -> str:
    letters = sign.replace("[!", "[^", 1).replace("[", "\\[").replace("\\[", "[", 1)
    try:
        return re.compile(letters).pattern
    except re.error:  # such as [z-a], which names no letter: the signs themselves
        return re.escape(sign)
