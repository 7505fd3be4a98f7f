"""Commento, Comentario, Remark42 and Hyvor Talk: every state, thread and name of their exports, and what is wrong with one."""

import gzip
import json
import tracemalloc
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_conversations import FORMS, comentario, commento, conversation, hyvor, remark42, write

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers import json_rows, unpacking
from outsideinnovation.importers.comentario import Comentario
from outsideinnovation.importers.comment_export import CommentExport, ExportedStatus, Foreign, Why
from outsideinnovation.importers.comment_formats import ExportFormat, recognise
from outsideinnovation.importers.commento import Commento
from outsideinnovation.importers.hyvor import Hyvor
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.remark42 import Remark42

READERS: dict[str, Any] = {"commento": Commento, "comentario": Comentario, "remark42": Remark42, "hyvor": Hyvor}
APPROVED, PENDING, REJECTED, SPAM = ExportedStatus


def read(path: Path, system: str, data: bytes) -> tuple[CommentExport, list[Foreign]]:
    """Return the reader of *data*, and what it yields."""
    path.write_bytes(data)
    reader: CommentExport = READERS[system](path)
    return reader, list(reader.comments())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where an export lies."""
    return tmp_path / "export"


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("system", list(FORMS))
def test_a_conversation_is_read_with_threads_names_and_addresses(path: Path, system: str, packed: bool) -> None:
    """The address beside the words, never in them; and the format is told by what the file holds."""
    write(path, conversation(system), packed=packed)
    assert recognise(path) is ExportFormat(system)
    one, two, three, four = READERS[system](path).comments()
    assert {each.text for each in (one, two)} == {"Words *of* 1.", "Words *of* 2."}
    assert (one.parent, two.parent, three.parent, four.parent) == (None, one.key, None, three.key)
    assert {(each.author, each.email) for each in (one, two, three, four)} == {("Dana", "dana@example.org")}
    assert [each.place.name for each in (one, three)] == ["/2005/12/first.html", "/2005/11/gone.html?x=1"]
    assert {each.status for each in (one, two, three, four)} == {APPROVED}
    assert all(each.date.tzinfo == UTC for each in (one, two, three, four))


def test_each_state_of_commento(path: Path) -> None:
    """What Akismet had flagged is spam; deleted ones are counted; moderators speak for the blog."""
    rows = [
        {"state": "unapproved", "commenterHex": "m1"},
        {"state": "flagged"},
        {"deleted": True},
        {"markdown": "[deleted]"},
        {"state": "strange"},
        {"commenterHex": "0" * 64, "url": "", "path": "page-id"},
    ]
    people = [
        {"commenterHex": "m1", "isModerator": True, "link": "", "websiteUrl": "javascript:x", "email": "no address"}
    ]
    reader, found = read(path, "commento", commento(rows, people))
    assert [each.status for each in found] == [PENDING, SPAM, PENDING, APPROVED]
    assert reader.losses.skipped == {Why.DELETED: 2}
    assert (found[0].by_author, found[0].website, found[0].email) == (True, None, None)
    assert (found[1].author, found[1].by_author) == ("Anonymous", False)
    assert (found[3].place.name, found[3].place.ids) == ("page-id", ("page-id",))
    assert len(reader.losses.report.notes) == 1
    assert found[0].date == datetime(2020, 1, 27, 14, 1, 44, 61525, tzinfo=UTC)


def test_each_state_of_comentario(path: Path) -> None:
    """Neither approved nor pending is rejected; who has no account may have typed a name."""
    rows = [
        {"isApproved": False, "isPending": True},
        {"isApproved": False},
        {"isDeleted": True, "markdown": ""},
        {"authorName": "Ann", "markdown": ""},
        {"pageId": "none", "userCreated": "unknown"},
    ]
    reader, found = read(path, "comentario", comentario(rows))
    assert [each.status for each in found] == [PENDING, REJECTED, APPROVED, APPROVED]
    assert reader.losses.skipped == {Why.DELETED: 1}
    assert (found[2].author, found[2].text) == ("Ann", "Words *of* 4.")
    assert (found[3].place.name, found[3].author) == ("page none", "Anonymous")


def test_each_state_of_remark42(path: Path) -> None:
    """What blocked people wrote was not shown; names and what was typed are escaped there; the text may be missing."""
    rows = [
        {"user": {"name": "A &amp; B", "id": "x", "admin": True}},
        {"user": {"name": "Blocked", "id": "y"}},
        {"user": {"name": "Blocked", "id": "z", "block": True}},
        {"delete": True, "text": "", "orig": ""},
        {"text": "", "orig": "a &lt; b and `c &amp; d`"},
        {"text": '<p>one<br/>\ntwo</p>\n<pre class="chroma"><code>x = 1</code></pre>', "orig": ""},
    ]
    users = [{"id": "y", "blocked": {"status": True, "until": "2100-01-01T00:00:00Z"}, "verified": False}, {"id": "x"}]
    reader, found = read(path, "remark42", remark42(rows, users))
    assert [each.status for each in found] == [APPROVED, REJECTED, REJECTED, APPROVED, APPROVED]
    assert (found[0].author, found[0].by_author, found[1].by_author) == ("A & B", True, False)
    assert reader.losses.skipped == {Why.DELETED: 1}
    assert found[3].text == "a < b and `c & d`"
    assert "x = 1" in found[4].text
    assert found[0].line == 2
    assert found[0].date == datetime(2021, 5, 1, 8, 1, 0, 123456, tzinfo=UTC)


TREE = {
    "type": "doc",
    "content": [
        {
            "type": "paragraph",
            "content": [
                {"type": "text", "text": "One "},
                {"type": "text", "text": "two", "marks": [{"type": "strong"}]},
                {"type": "hardBreak"},
                {
                    "type": "text",
                    "text": "a link",
                    "marks": [{"type": "link", "attrs": {"href": "https://x.example/"}}],
                },
                {"type": "mention", "attrs": {"id": "1", "label": "@Ann"}},
            ],
        },
        {"type": "bullet_list", "content": [{"type": "list_item", "content": [{"type": "text", "text": "item"}]}]},
        {"type": "codeBlock", "content": [{"type": "text", "text": "a < b"}]},
        "no node",
        {"type": "unknown", "content": [{"type": "text", "text": "kept", "marks": [None, {"type": "odd"}]}]},
    ],
}


def test_each_state_and_form_of_hyvor(path: Path) -> None:
    """Pages and users inside a comment or in lists beside; bodies as HTML or as a tree; guests; times of both sorts."""
    rows = [
        {
            "created_at": 1.6e9,
            "status": "pending",
            "page": None,
            "page_id": 9,
            "user": None,
            "user_htid": "h1",
        },
        {"status": "spam", "user": None, "guest_name": "Guest", "guest_email": "guest@example.org"},
        {"status": "deleted", "body_html": ""},
        {"body_html": None, "body": json.dumps(TREE), "created_at": "2022-02-03T04:05:06Z"},
        {"body_html": None, "body": TREE, "user": {"name": None}},
        {"status": "odd", "page": {"identifier": "first"}, "user": {"name": "Owner", "role": "admin"}},
        {"parent_id": None, "parent": {"id": 1}, "page": None, "page_id": 77},
    ]
    lists = {
        "pages": [{"id": 9, "url": "https://old.example/2006/01/second.html"}],
        "users": [{"htid": "h1", "name": "Her"}],
    }
    reader, found = read(path, "hyvor", hyvor(rows, **lists))
    assert [each.status for each in found] == [PENDING, SPAM, APPROVED, APPROVED, PENDING, APPROVED]
    assert (found[0].place.name, found[0].author) == ("/2006/01/second.html", "Her")
    assert (found[1].author, found[1].email) == ("Guest", "guest@example.org")
    assert reader.losses.skipped == {Why.DELETED: 1}
    assert found[2].date == datetime(2022, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert found[2].text == found[3].text
    for words in ("One **two**", "[a link](<https://x.example/>)", "@Ann", "- item", "a < b", "kept"):
        assert words in found[2].text
    assert (found[3].author, found[4].by_author) == ("Anonymous", True)
    assert (found[4].place.name, found[4].place.ids) == ("first", ("first",))
    assert (found[5].parent, found[5].place.name) == ("1", "page 77")


@pytest.mark.parametrize("system", list(FORMS))
def test_what_a_comment_lacks_is_named_and_the_others_come(path: Path, system: str) -> None:
    """No id, no date, no words, a date of year 0, a second one of the same id, and values of other kinds."""
    key, date, words = {
        "commento": ("commentHex", "creationDate", "markdown"),
        "comentario": ("id", "createdTime", "markdown"),
        "remark42": ("id", "time", "text"),
        "hyvor": ("id", "created_at", "body_html"),
    }[system]
    silent = {words: " \n ", "html": "", "orig": "", "body": None}
    rows = [
        {},
        {key: None},
        {date: "0000-00-00 00:00:00"},
        {date: "0001-01-01T00:00:00Z"},
        silent,
        {words: ["no", "text"], "html": {}, "orig": {}, "body": []},
        {words: "x" * 1_100_000, "orig": "", "html": "", "body": ""},
        {"user": "nobody", "locator": 5, "page": [], "url": 7, "commenterHex": {}, "userCreated": 1},
    ]
    data = FORMS[system](rows)
    reader, found = read(path, system, data)
    assert len(found) == 2
    assert len(reader.losses.report.problems) + sum(reader.losses.skipped.values()) == len(rows) - 2
    rows = [{}, {key: found[0].key}]
    reader, found = read(path, system, FORMS[system](rows))
    assert len(found) == 1
    assert "a second comment" in reader.losses.report.problems[0].what


@pytest.mark.parametrize("system", list(FORMS))
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_an_export_cut_off_anywhere_gives_what_is_whole(path: Path, system: str, packed: bool) -> None:
    """In the order of the file, and the damage is told; where nothing can be read it is refused."""
    whole = gzip.compress(conversation(system)) if packed else conversation(system)
    _, every = read(path, system, whole)
    told = [(each.text, each.author, each.email) for each in every]
    for length in range(0, len(whole) - 2, 29):
        found: list[Foreign] = []
        with suppress(UnreadableExportError):
            reader, found = read(path, system, whole[:length])
            assert not length or reader.losses.report.problems or len(found) == len(every)
        assert [(each.text, each.author, each.email) for each in found] == told[: len(found)]


@pytest.mark.parametrize("system", ["commento", "comentario"])
def test_nobody_is_called_anonymous_whose_name_was_cut_off(path: Path, system: str) -> None:
    """Such a comment waits for the whole export, or it would be Anonymous for good; others come."""
    form = {"commento": commento, "comentario": comentario}[system]
    by = {"commento": {"commenterHex": "d1"}, "comentario": {"userCreated": "d1"}}[system]
    whole = form([{}, by])
    reader, found = read(path, system, whole[: whole.index(b'"commenters"')])
    assert [each.author for each in found] == ["Anonymous"]
    assert "who wrote it is in the part that is damaged" in reader.losses.report.problems[1].what


@given(st.binary(max_size=300), st.sampled_from(list(FORMS)), st.integers(0, 3_000), st.booleans())
def test_no_bytes_break_a_reader(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, system: str, place: int, packed: bool
) -> None:
    """Whatever stands between: control characters, other encodings, numbers without end."""
    whole = conversation(system)
    path = write(tmp_path_factory.mktemp("bytes") / "export", whole[:place] + data + whole[place:], packed=packed)
    recognise(path)
    with suppress(UnreadableExportError):
        for each in READERS[system](path).comments():
            assert each.text


@pytest.mark.parametrize("system", ["commento", "comentario", "hyvor"])
@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "no JSON"),
        (b"[" * 100_000, "objects inside each other"),
        (b'{"comments": [{"id": "' + b"x" * 2_000_000, "no JSON"),
        (b'{"comments": [{"id": [' + b"1," * 2_000, "a row of more than"),
        (gzip.compress(b'{"a": "' + b"x" * 4_000_000), "times as large"),
        (b'{"comments": [{"id": 1' + b"0" * 5_000 + b"}]}", "no JSON"),
    ],
    ids=["empty", "deep", "cut", "long", "bomb", "number"],
)
def test_bombs_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch, system: str, data: bytes, what: str) -> None:
    """In bounded memory."""
    monkeypatch.setattr(json_rows, "ROW_LENGTH", 1_000)
    monkeypatch.setattr(unpacking, "FREE", 1_000_000)
    path.write_bytes(data)
    tracemalloc.start()
    try:
        reader: CommentExport = READERS[system](path)
        with pytest.raises(UnreadableExportError, match=what):
            list(reader.comments())
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("system", list(FORMS))
def test_a_file_that_is_not_there_is_named(tmp_path: Path, system: str) -> None:
    """As with every export."""
    with pytest.raises(NotFoundError):
        list(READERS[system](tmp_path / "none").comments())


@pytest.mark.parametrize("system", list(FORMS))
def test_ten_thousand_comments_on_one_page(path: Path, system: str) -> None:
    """All come, each once, counted by another parser too."""
    number = 10_000 if system == "remark42" else 1_000
    data = FORMS[system]([{"text": "<p>Well said.</p>"} for _ in range(number)])
    reader, found = read(path, system, data)
    assert len({each.key for each in found}) == number
    rows = (
        [json.loads(line) for line in data.splitlines()[1:]] if system == "remark42" else json.loads(data)["comments"]
    )
    assert len(rows) == number
    assert reader.losses.report.problems == []
