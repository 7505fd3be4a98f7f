"""What becomes of an entry's head: titles, dates, categories, tags, states."""

import string
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importers_export import bring, comment, entry, numbered
from tests_waiting import HANG

from outsideinnovation.importers.movabletype import dates, exported_text
from outsideinnovation.importers.report import Thing

NAMES = st.text(string.ascii_letters + string.digits + "äß圣'+.-/#", min_size=1, max_size=20).filter(
    lambda name: name.strip(" ,") == name
)


@given(
    title=st.text(string.ascii_letters + string.digits + " :;,*_[]#>%äß圣", min_size=1, max_size=60),
    categories=st.lists(NAMES, max_size=5, unique=True),
    tags=st.lists(NAMES.filter(lambda name: "'" not in name), max_size=5, unique=True),
    comments=st.sampled_from(["0", "1", "2"]),
    is_draft=st.booleans(),
)
def test_an_entrys_fields_come_back(
    title: str, categories: list[str], tags: list[str], comments: str, is_draft: bool
) -> None:
    """Whatever an entry's head says is in the file's head, word for word."""
    with TemporaryDirectory() as folder:
        export = entry(
            title=title,
            categories=categories,
            allow_comments=comments,
            status="Draft" if is_draft else "Publish",
            keywords=", ".join(tags),
        )
        document = bring(Path(folder), export).document
    assert document.value("title") == (" ".join(title.split()) or "Words.")
    assert document.value("category") == (categories[0] if categories else "")
    assert document.value("categories") == ("; ".join(categories) if len(categories) > 1 else "")
    assert document.value("tags") == ", ".join(tags)
    assert document.value("comments") == {"0": "none", "1": "open", "2": "closed"}[comments]
    assert document.value("status") == ("draft" if is_draft else "published")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("03/25/2025 10:21:46 PM", "2025-03-25 22:21:46"),
        ("03/25/2025 12:00:00 AM", "2025-03-25 00:00:00"),
        ("03/25/2025 12:00:00 PM", "2025-03-25 12:00:00"),
        ("03/25/2025 22:21:46", "2025-03-25 22:21:46"),
        ("3/5/99 1:02:03 am", "1999-03-05 01:02:03"),
        ("03/25/2025 22:21", "2025-03-25 22:21:00"),
    ],
)
def test_dates_are_read_as_movable_type_reads_them(tmp_path: Path, said: str, meant: str) -> None:
    """With AM or PM or 24 hours; two digits of a year count from 1900; the date stays in the blog's own zone."""
    assert bring(tmp_path, entry(date=said), zone="America/New_York").document.value("date") == meant


@pytest.mark.parametrize(
    "said", ["", "yesterday", "13/01/2025 10:00:00", "02/30/2025 10:00:00", "03/25/2025 25:00:00", "1/1/0000 1:1:1"]
)
def test_what_names_no_moment_is_no_date(said: str) -> None:
    """A day that the calendar has not, or words."""
    assert dates.read(said, dates.UTC) is None


def test_comments_are_dated_in_utc(tmp_path: Path) -> None:
    """The export's dates are in the blog's zone; a comment's file has the same moment in UTC."""
    brought = bring(tmp_path, entry(comments=[comment(date="07/01/2025 10:00:00 PM")]), zone="America/New_York")
    assert brought.comments[0].date.isoformat() == "2025-07-02T02:00:00+00:00"


def test_the_primary_category_comes_first(tmp_path: Path) -> None:
    """PRIMARY CATEGORY is the post's category, and is not there twice."""
    document = bring(tmp_path, entry(categories=["A", "B"], head="PRIMARY CATEGORY: B")).document
    assert (document.value("category"), document.value("categories")) == ("B", "B; A")


def test_tags_with_commas_are_kept_whole(tmp_path: Path) -> None:
    """TAGS quotes a tag that has a comma; the field then separates by semicolons, as Pelican reads it."""
    document = bring(tmp_path, entry(head='TAGS: "lead users, early",co-design', keywords="co-design")).document
    assert document.value("tags") == "lead users, early; co-design"


def test_entities_and_tags_leave_the_title(tmp_path: Path) -> None:
    """TypePad wrote HTML into titles; what looks like a tag but is none stays, and R&D is no entity."""
    title = "R&D &amp; <em>lead</em> &ldquo;users&rdquo; of vector<int>&nothing"
    assert bring(tmp_path, entry(title=title)).document.value("title") == "R&D & lead “users” of vector<int>&nothing"


def test_an_untitled_entry_is_called_by_its_words(tmp_path: Path) -> None:
    """And it is counted and told, with its line."""
    brought = bring(tmp_path, entry("<p>One two three four five six seven eight nine</p>", title=""))
    assert brought.document.value("title") == "One two three four five six seven eight…"
    assert brought.fates(Thing.UNTITLED) == (1, 0, 0)
    assert brought.report.notes[0].line == 1


def test_an_entry_without_title_and_words_is_called_by_its_basename(tmp_path: Path) -> None:
    """Something has to stand in the lists."""
    assert bring(tmp_path, entry("", title="<br>")).document.value("title") == "A post"


def test_the_excerpt_shows_as_it_was_typed(tmp_path: Path) -> None:
    """The field Summary is read as Markdown, so what Markdown would take for a mark is escaped."""
    document = bring(tmp_path, entry(excerpt="# 1 <b>a</b> *b* &lt;c&gt;\nx@example.org")).document
    assert document.value("summary") == r"\# 1 a \*b\* &lt;c> x at example.org"


@pytest.mark.parametrize(
    ("said", "status"), [("publish", "published"), ("Future", "draft"), ("Review", "draft"), ("", "published")]
)
def test_only_what_was_published_is_published(tmp_path: Path, said: str, status: str) -> None:
    """Anything that waited for something is a draft."""
    assert bring(tmp_path, entry(status=said)).document.value("status") == status


def test_a_draft_keeps_its_address_for_the_day_it_is_published(tmp_path: Path) -> None:
    """The build writes no draft wherever it says it will be; it may lack a date too."""
    document = bring(tmp_path, entry(status="Draft", date=None)).document
    assert document.value("save_as") == document.value("url") == "zal/2025/03/a-post.html"
    assert document.value("date") == ""
    assert document.value("id") == "zal-2025-03-a-post"


def test_what_is_too_long_for_a_tag_becomes_keywords(tmp_path: Path) -> None:
    """KEYWORDS may hold a sentence; it is kept, but not as a tag with a page."""
    sentence = "a sentence that somebody wrote here because search engines read it once"
    document = bring(tmp_path, entry(keywords=f"tag, {sentence}")).document
    assert (document.value("tags"), document.value("keywords")) == ("tag", sentence)


def test_control_characters_leave_titles_and_names(tmp_path: Path) -> None:
    """Also those that turn the direction of writing, which could hide what a name says."""
    assert exported_text.title("a\x00b\x1b\u202ec\u2028d") == "abcd"
    assert bring(tmp_path, entry(author="A\x07B")).document.value("author") == "AB"


@pytest.mark.parametrize("text", ["<a ", "&", " ", '"', "'a", "<!--", "<script>", "a,", "@a", "#", "&#1"])
def test_a_hostile_field_takes_no_longer_than_its_length(text: str) -> None:
    """Half a megabyte of one mark in a title, a name, tags or an excerpt is read in seconds."""
    started = monotonic()
    for read in (
        exported_text.title,
        exported_text.plain,
        exported_text.name,
        exported_text.summary,
        lambda said: exported_text.tags(said, said),
    ):
        read("a" + text * (500_000 // len(text)) + "b")
    assert monotonic() - started < HANG


def test_running_twice_changes_nothing(tmp_path: Path) -> None:
    """What is there stays, edited or moved, and is counted as such."""
    export = entry(comments=[comment(), comment()]) + numbered(2)
    first = bring(tmp_path, export)
    edited = tmp_path / "content/posts/2025/a-post.md"
    edited.write_text(edited.read_text("utf-8").replace("Words.", "Better words."), "utf-8")
    (tmp_path / "content/posts/2025/post-2.md").rename(tmp_path / "content/posts/moved.md")
    before = first.files
    second = bring(tmp_path, export)
    assert second.files == before
    assert second.fates(Thing.POST) == (0, 2, 0)
    assert second.comments == first.comments


def test_comments_that_are_alike_are_told_apart(tmp_path: Path) -> None:
    """Two people may say the same in the same second; nobody's word is lost, and the numbers stay the same."""
    export = entry(comments=[comment("Same."), comment("Same."), comment("Other.")])
    assert [each.number for each in bring(tmp_path, export).comments] == [1, 2, 1]


def test_a_tag_may_hold_angle_brackets_in_its_attributes(tmp_path: Path) -> None:
    """In titles and excerpts; what is no tag of HTML stays."""
    words = "<a title='x > y' href=\"?a>b\">Three</a> <b>List<T></b>"
    document = bring(tmp_path, entry(title=words, excerpt=words)).document
    assert document.value("title") == "Three List<T>"
    assert document.value("summary") == "Three List&lt;T>"
