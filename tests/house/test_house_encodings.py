"""No text is read or written in whatever encoding the machine's locale, or a library that sets it, happens to name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for folder in ("outsideinnovation", "plugins", "tests") for path in (ROOT / folder).rglob("*.py"))
PLACES = {"read_text": 0, "write_text": 1}  # where the encoding stands among the arguments


def unnamed(source: str) -> Iterator[int]:
    """Yield the lines of *source* that read or write text and do not say in which encoding."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        texts = getattr(named.get("text"), "value", None) is True
        wrong = (name in PLACES and len(node.args) <= PLACES[name]) or texts
        if wrong and "encoding" not in named:
            yield node.lineno


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_names_its_encoding(path: Path) -> None:
    """Pelican sets the locale of the process, so that a test after a build reads otherwise than one before it."""
    assert list(unnamed(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("path.read_text()", [1]),
        ("path.write_text(words)", [1]),
        ("\nrun(command, text=True)", [2]),
        ('path.read_text("utf-8")', []),
        ('path.write_text(words, encoding="utf-8")', []),
        ('run(command, text=True, encoding="utf-8")', []),
    ],
)
def test_what_names_none_is_found(source: str, lines: list[int]) -> None:
    """In files, and in what other programs say."""
    assert list(unnamed(source)) == lines
