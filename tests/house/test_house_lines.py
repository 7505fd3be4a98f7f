"""No words of people are taken apart at characters that only ``str.splitlines`` takes for the end of a line."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(path for folder in ("outsideinnovation", "plugins") for path in (ROOT / folder).rglob("*.py"))
TEMPLATES = sorted(path for folder in ("outsideinnovation", "themes") for path in (ROOT / folder).rglob("*.html"))


def splits(source: str) -> Iterator[int]:
    """Yield the lines of *source* that call ``splitlines``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr == "splitlines":
            yield node.lineno


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_text_is_split_by_our_own_rule(path: Path) -> None:
    """Records and words are split by ``outsideinnovation.lines`` or at line feeds: a title may hold U+2028 (issue 13)."""
    assert list(splits(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_do_not_split_so_either(path: Path) -> None:
    """What an editor sees of a changed comment is as many lines as there were."""
    assert "splitlines" not in path.read_text("utf-8")


@pytest.mark.parametrize(("source", "found"), [("text.splitlines()", [1]), ("\nmap(str.splitlines, texts)", [2])])
def test_a_split_is_found(source: str, found: list[int]) -> None:
    """Called or handed on."""
    assert list(splits(source)) == found
