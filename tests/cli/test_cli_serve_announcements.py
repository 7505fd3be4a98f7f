"""What open pages of a preview are told after a build."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from outsideinnovation.builder.report import BuildReport
from outsideinnovation.builder.watching import Changes
from outsideinnovation.cli.serve import _Show

NOTHING = BuildReport(1, 0, 0, 0, 3, 0, 0.1)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({Path("note.svg")}, {"count": 1, "reload": 1}),
        ({Path("note.svg"), Path("post.md")}, {"count": 1, "reload": 1}),
        ({Path("post.md")}, {"count": 0, "reload": 0}),
        (None, {"count": 0, "reload": 0}),
    ],
)
def test_a_picture_that_another_build_took_along_is_loaded_anew(
    changed: set[Path] | None, told: dict[str, int]
) -> None:
    """The build after it finds nothing to write, yet pages that are open have the old one; of texts they have all."""
    builder: Any = SimpleNamespace(comments=frozenset(), site=None)
    changes = Changes()
    _Show(builder, changes).attempt(lambda: NOTHING, changed)
    assert changes.after("nothing yet") == told
