"""Disqus' export: its comments with their threads and parents, and everything that may be wrong with such a file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from importers_conversations import DISQUS_HEAD, disqus, post, thread

from outsideinnovation.importers import elements
from outsideinnovation.importers.comment_export import ExportedStatus, Foreign, Why
from outsideinnovation.importers.disqus import Disqus
from outsideinnovation.importers.movabletype.lines import UnreadableExportError

PAGE = thread(7, "https://old.example/2012/05/first.html", "first")


def read(tmp_path: Path, text: str | bytes) -> tuple[list[Foreign], Disqus]:
    """Return the comments of an export, and its reader."""
    export = tmp_path / "disqus.xml"
    export.write_bytes(text if isinstance(text, bytes) else text.encode())
    reader = Disqus(export)
    return list(reader.comments()), reader


def refusal(tmp_path: Path, text: str | bytes) -> str:
    """Return what is said of an export that is refused."""
    with pytest.raises(UnreadableExportError) as caught:
        read(tmp_path, text)
    return str(caught.value)


def test_a_comment_is_read_with_its_page_and_parent(tmp_path: Path) -> None:
    """Who said what, when, where, and in answer to whom; HTML becomes the small Markdown of comments."""
    message = '<p>One <b>bold</b> word &amp; <a href="https://example.org/x" rel="nofollow">a link</a>.</p>'
    (first, second), _ = read(tmp_path, disqus(PAGE, post(1, 7, message), post(2, 7, parent=1)))
    assert first.place.addresses == ("https://old.example/2012/05/first.html",)
    assert first.place.ids == ("first",)
    assert first.place.name == "/2012/05/first.html"
    assert first.text == "One **bold** word & [a link](<https://example.org/x>)."
    assert first.date == datetime(2012, 5, 1, 10, tzinfo=UTC)
    assert (first.author, first.email, first.status) == ("Reader 1", "reader1@example.org", ExportedStatus.APPROVED)
    assert (first.parent, second.parent) == (None, "1")


def test_spam_stays_spam_and_what_was_deleted_stays_there(tmp_path: Path) -> None:
    """Deleted comments are counted and left out, for whoever deleted them meant it."""
    parts = (post(1, 7, isSpam="true"), post(2, 7, isDeleted="true"), post(3, 7, parent=2))
    (spam, answer), reader = read(tmp_path, disqus(PAGE, *parts))
    assert spam.status is ExportedStatus.SPAM
    assert answer.parent == "2"
    assert reader.losses.skipped == {Why.DELETED: 1}
    assert reader.losses.report.problems == []


def test_whoever_began_the_thread_is_its_author(tmp_path: Path) -> None:
    """By the name at Disqus, never by the name that anybody may type."""
    mine = post(1, 7, isAnonymous="false", username="editor")
    forged = post(2, 7, isAnonymous="true", username="editor", name="Editor")
    assert [each.by_author for each in read(tmp_path, disqus(PAGE, mine, forged))[0]] == [True, False]


def test_a_comment_before_its_thread_finds_it(tmp_path: Path) -> None:
    """Whatever the order, the page is known in the end."""
    (early,), _ = read(tmp_path, disqus(post(1, 7), PAGE))
    assert early.place.name == "/2012/05/first.html"


def test_no_mail_or_network_address_is_among_the_words(tmp_path: Path) -> None:
    """Neither the commenter's own nor one that was typed; a name that is an address is none."""
    message = "<p>Write to dana@example.org</p>"
    (one,), _ = read(tmp_path, disqus(PAGE, post(1, 7, message, name="dana@example.org")))
    assert "@" not in one.text + one.author
    assert "192.0.2.7" not in repr(one)


def test_what_is_no_comment_is_named_by_its_line(tmp_path: Path) -> None:
    """Without words, date or id, or a second time: the line is told, and the others come in."""
    parts = (post(1, 7, "<p> </p>"), post(2, 7, createdAt="yesterday"), post(3, 7), post(3, 7, "<p>Again.</p>"))
    text = disqus(PAGE, *parts, post(4, 7).replace(' dsq:id="4"', "", 1))
    found, reader = read(tmp_path, text)
    assert [each.key for each in found] == ["3"]
    said = [str(problem) for problem in reader.losses.report.problems]
    expected = ["no words", "createdAt is 'yesterday'", "a second comment '3'", "a post without dsq:id"]
    assert len(said) == 4
    for what, problem in zip(expected, said, strict=True):
        assert what in problem
        line = int(problem.split(":")[1])
        assert text.splitlines()[line - 1].startswith("<post")


def test_a_message_too_long_is_left_out_and_the_rest_comes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No memory is spent on it, and its line is told."""
    monkeypatch.setattr(elements, "TEXT_LENGTH", 1000)
    found, reader = read(tmp_path, disqus(PAGE, post(1, 7, "<p>word </p>" * 1000), post(2, 7)))
    assert [each.key for each in found] == ["2"]
    assert "more than 1000 characters" in str(reader.losses.report.problems[0])


BOMB = '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>\n'


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (disqus(PAGE).replace("<disqus", BOMB + "<disqus", 1).replace("A page", "&lol2;"), 2, "a document type"),
        ('<!DOCTYPE disqus SYSTEM "file:///etc/passwd"><disqus/>', 1, "a document type"),
        (disqus(PAGE, post(1, 7))[:-30], 0, "not well-formed"),
        (disqus(PAGE, post(1, 7)).replace("</message>", "</massage>"), 0, "not well-formed"),
        (disqus(PAGE).replace("A page", "A \x08 page"), 0, "not well-formed"),
        (disqus(PAGE).replace("A page", "A &nbsp; page"), 0, "not well-formed"),
        ("<rss></rss>", 1, "it begins with <'rss'>"),
        ("", 1, "an empty file"),
        (DISQUS_HEAD + "<a>" * 100, 0, "more than 64 elements"),
        (DISQUS_HEAD + f'<post x="{"x" * 3_000_000}"/></disqus>', 0, "a tag or comment of more than"),
        ('<?xml version="1.0" encoding="klingon"?><disqus/>', 1, ""),
        (disqus(PAGE).encode("utf-16")[:-9], 0, "not well-formed"),
    ],
)
def test_a_file_that_is_no_whole_export_is_refused(tmp_path: Path, text: str | bytes, line: int, what: str) -> None:
    """Bombs, entities, cut, damaged and endless files: the line and the remedy, and nothing is imported."""
    said = refusal(tmp_path, text)
    assert said.startswith(f"{tmp_path / 'disqus.xml'}:{line or ''}")
    assert what in said
    assert "Nothing was imported." in said


def test_an_export_in_another_encoding_is_read(tmp_path: Path) -> None:
    """XML says its encoding itself."""
    (one,), _ = read(tmp_path, disqus(PAGE, post(1, 7, "<p>Größe</p>")).replace("utf-8", "utf-16", 1).encode("utf-16"))
    assert one.text == "Größe"


WHOLE = disqus(PAGE, post(1, 7), post(2, 7, parent=1)).encode()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, len(WHOLE) - 3))
def test_an_export_cut_anywhere_is_refused_whole(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    """No comment comes out of half a file, wherever it was cut."""
    export = tmp_path_factory.mktemp("cut") / "disqus.xml"
    export.write_bytes(WHOLE[:length])
    with pytest.raises(UnreadableExportError):
        next(iter(Disqus(export).comments()))
