"""The catalogue of live posts, whatever their titles hold."""

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation import catalogue
from outsideinnovation.catalogue import CatalogueEntry

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ODD = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


@given(st.lists(st.text(st.sampled_from("ab 日" + ODD)), max_size=4))
def test_a_title_is_read_as_it_was_written(tmp_path_factory: object, titles: list[str]) -> None:
    """A line separator of Unicode in one title must not keep the service from all posts."""
    path: Path = tmp_path_factory.mktemp("catalogue") / "catalogue.json"  # type: ignore[attr-defined]
    entries = tuple(
        CatalogueEntry(f"{at}", "a.html", title, NOW, None, "Notes", True, ("Notes",))
        for at, title in enumerate(titles)
    )
    catalogue.write(path, entries)
    assert catalogue.read(path) == entries
