"""The page for those who work on it names what is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "content/pages/manual/developers.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:/|\.py)?)`", PAGE)))
PATHS = [name for name in NAMED if "/" in name or name.endswith(".py")]


@pytest.mark.parametrize("path", PATHS)
def test_every_path_it_names_exists(path: str) -> None:
    """Paths are below the project, or below the package."""
    assert (ROOT / path).exists() or (ROOT / "outsideinnovation" / path).exists()


def test_it_says_where_to_change_fifteen_things() -> None:
    """A newcomer finds at least that many in its table (issue 10)."""
    _, _, table = PAGE.partition("## Where do I change …")
    assert len([line for line in table.splitlines() if line.startswith("| ")]) - 1 >= 15
