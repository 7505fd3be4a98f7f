"""A real TypePad export, its words replaced by invented ones, comes over whole."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from importers_export import Brought, bring
from test_importers_bodies import shown

from outsideinnovation.importers.report import Thing

EXPORT = Path(__file__).resolve().parents[3] / "shared" / "data" / "typepad-export.txt"

pytestmark = pytest.mark.skipif(not EXPORT.is_file(), reason=f"{EXPORT} is not on this machine")


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> Brought:
    """Import the export once for all tests here."""
    return bring(tmp_path_factory.mktemp("typepad"), EXPORT.read_bytes(), zone="Europe/Berlin")


def test_everything_is_counted_exactly(brought: Brought) -> None:
    """Entries, posts, pages, drafts and comments as they were counted by hand, and no problem."""
    things = (Thing.ENTRY, Thing.POST, Thing.PAGE, Thing.DRAFT, Thing.COMMENT)
    assert [brought.fates(thing)[0] for thing in things[:4]] == [282, 277, 5, 13]
    assert len(brought.comments) == 135
    assert brought.report.problems == []


def test_the_fields_are_counted_exactly(brought: Brought) -> None:
    """Categories, and what was open, closed or without comments."""
    documents = brought.documents
    categories = {
        name for each in documents for name in (each.value("categories") or each.value("category")).split("; ")
    }
    assert len(categories - {""}) == 70
    states = [document.value("comments") for document in documents]
    assert [states.count(state) for state in ("none", "closed", "open")] == [5, 1, 276]


def test_every_published_entry_stays_at_its_address(brought: Brought) -> None:
    """Each UNIQUE URL's path, decoded, is the file that the build writes."""
    text = EXPORT.read_text("utf-8")
    entries = re.findall(r"^STATUS: (\w+)$.*?^UNIQUE URL: (\S+)", text, re.MULTILINE | re.DOTALL)
    published = {unquote(urlsplit(url).path)[1:] for status, url in entries if status == "Publish"}
    assert len(published) == 269
    live = [document for document in brought.documents if document.value("status") == "published"]
    assert {document.value("save_as") for document in live} == published


def test_ids_and_slugs_are_unique(brought: Brought) -> None:
    """Comments hang on the one, Pelican tells posts apart by the other."""
    for key in ("id", "slug"):
        assert len({document.value(key) for document in brought.documents}) == 282


def test_nothing_private_is_in_content(brought: Brought) -> None:
    """No mail address and no network address, in posts or comments."""
    text = "".join(
        (*brought.files.values(), *(f"{each.author} {each.website} {each.text}" for each in brought.comments))
    )
    assert not re.search(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}", text)
    assert "192.0.2." not in text


def test_the_separator_in_a_comment_is_kept(brought: Brought) -> None:
    """One comment shows a build log with lines of hyphens."""
    assert [each.text.count("\\-----") for each in brought.comments if "\\-----" in each.text] == [4]


def test_every_body_is_shown_as_it_stands(brought: Brought) -> None:
    """The build changes nothing in any of them but the blanks of blank lines."""
    for document in brought.documents:
        folded = re.sub(r"[ \t]+\n", "\n", document.body).expandtabs(4).strip()
        assert re.sub(r" +\n", "\n", shown(document.body)).strip() == folded
