"""Exchange: comments leave as JSON Lines and come back the same; bad lines are named, good ones come in."""

import io
import json
from pathlib import Path

import pytest
from comment_samples import comment, exchanged_comments
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.comments.cleaning import clean
from outsideinnovation.comments.exchange import LINE_LENGTH, read_lines, write_line
from outsideinnovation.comments.record import Comment, Status, dump
from outsideinnovation.errors import Problem

FILE = Path("old.jsonl")
ROW = {"post": "a-post", "author": "Dana", "date": "2005-12-09T12:00:00Z", "body": "Words."}


def read(data: bytes, **wishes: object) -> list[Comment | Problem]:
    """Return everything that *data* holds."""
    return list(read_lines(io.BytesIO(data), FILE, **({"status": Status.PENDING} | wishes)))


def line(**changes: object) -> bytes:
    """Return a line as ROW, but for *changes*; None takes a key away."""
    return json.dumps({key: value for key, value in (ROW | changes).items() if value is not None}).encode() + b"\n"


@given(st.lists(exchanged_comments, max_size=3, unique_by=lambda one: one.id))
def test_what_is_exported_comes_back_the_same(comments: list[Comment]) -> None:
    """Export and import are each other's opposite, in every status."""
    assert read("".join(map(write_line, comments)).encode()) == comments


@given(exchanged_comments)
def test_what_is_exported_is_clean_already(one: Comment) -> None:
    """Import leaves nothing to clean for whoever stores the comments."""
    assert [clean(comment) for comment in read(write_line(one).encode())] == [one]


def test_a_line_has_the_documented_fields() -> None:
    """Scripts rely on the names of interfaces.md."""
    one = comment(website="https://example.org/", reply_to="0123456789ab")
    assert json.loads(write_line(one)) == {
        "id": one.id,
        "post": "a-post",
        "status": "pending",
        "author": "Dana",
        "website": "https://example.org/",
        "date": "2005-12-09T12:00:00Z",
        "reply_to": "0123456789ab",
        "body": "Words 0.",
        "score": None,
        "reasons": [],
    }


def test_a_line_is_one_line_and_drives_no_terminal() -> None:
    """Every control character and override is escaped, and the text is still the same."""
    one = comment(author="A\x1b[2J\x7f\x9b\u202e\u2028\n", body="é\r\n\t\x85😀")
    written = write_line(one)
    assert written.count("\n") == len(written.splitlines()) == 1
    assert not any(character in written for character in "\x1b\x7f\x9b\u202e\u2028\x85")
    assert json.loads(written)["author"] == one.author
    assert "😀" in written


def test_the_authors_own_mark_survives() -> None:
    """Who spoke as the post's author still does after a move."""
    (again,) = read(write_line(comment(by_author=True)).encode())
    assert isinstance(again, Comment)
    assert again.by_author


def test_a_line_without_id_gets_the_same_on_every_run() -> None:
    """So an import run twice meets its own comments; other words, author, date or post are another comment."""
    variants = [{}, {"body": "Other."}, {"author": "Eve"}, {"date": "2005-12-09T12:00:01Z"}, {"post": "other"}]
    ids = [read(line(**changes))[0].id for changes in variants]
    assert len(set(ids)) == len(variants)
    assert read(line(email="dana@example.org", status="spam"))[0].id == ids[0]


def test_a_line_without_status_gets_the_one_that_was_asked_for() -> None:
    """Its own status goes first."""
    found = read(line() + line(status="spam"), status=Status.APPROVED)
    assert [one.status for one in found] == [Status.APPROVED, Status.SPAM]


def test_a_mail_address_is_not_kept() -> None:
    """Nothing private lies in content/."""
    (one,) = read(line(email="dana@example.org"))
    assert b"dana@" not in dump(one)


def test_what_strangers_typed_is_cleaned() -> None:
    """Names are one line; control characters and overrides are gone."""
    (one,) = read(
        line(author="  A\nStatus: approved\u202e", body="\r\na\0b\r\nc\n\n", website=" https://example.org/ ")
    )
    assert (one.author, one.body, one.website) == ("A Status: approved", "ab\nc", "https://example.org/")


def test_a_date_of_any_zone_is_utc() -> None:
    """RFC 3339 allows offsets, small letters, a space and any fraction."""
    dates = [
        "2005-12-09T13:00:00+01:00",
        "2005-12-09t12:00:00z",
        "2005-12-09 12:00:00.00000000Z",
        "2005-12-09T12:00:00.0Z",
    ]
    assert {write_line(one) for one in read(b"".join(line(date=date, id="0123456789ab") for date in dates))} == {
        write_line(read(line(id="0123456789ab"))[0])
    }


BAD = [
    (b"{", "not JSON"),
    (b"\xff\xfe{}", "not"),
    (b'"text"', "not an object"),
    (b"[" * 100_000, "not JSON"),
    (b'{"post": ' + b"9" * 10_000 + b"}", "not JSON"),
    (b"\xff", "not UTF-8"),
    (line(post=None), "no post"),
    (line(post=7), "post is not text"),
    (line(post="../../x"), "no such post"),
    (line(post="unknown"), "no such post"),
    (line(author=None), "no author"),
    (line(author="x" * 81), "81 characters"),
    (line(author="\u202e \n"), "0 characters"),
    (line(body=None), "no body"),
    (line(body=" \n "), "empty body"),
    (line(date=None), "no date"),
    (line(date="2005-12-09T12:00:00"), "no date with a zone"),
    (line(date="2005-12-09"), "no date with a zone"),
    (line(date="2005-02-30T12:00:00Z"), "no date with a zone"),
    (line(date="0001-01-01T00:00:00+23:00"), "no date with a zone"),
    (line(date="yesterday"), "no date with a zone"),
    (line(website="javascript:alert(1)"), "no website"),
    (line(website="https://example.org/" + "x" * 200), "no website"),
    (line(website=["x"]), "website is not text"),
    (line(id="../../../x"), "id is no comment id"),
    (line(id="Short"), "id is no comment id"),
    (line(reply_to="x/../y"), "reply_to is no comment id"),
    (line(status="maybe"), "no such status"),
    (b" " * (LINE_LENGTH + 1), "more than"),
    (line(body="x" * LINE_LENGTH), "more than"),
]


@pytest.mark.parametrize(("bad", "what"), BAD, ids=[what + str(number) for number, (_, what) in enumerate(BAD)])
def test_a_bad_line_is_named_and_the_others_come_in(bad: bytes, what: str) -> None:
    """A problem has file, line, what is wrong and what to write; the line after it is read."""
    before, problem, after = read(line() + bad.rstrip(b"\n") + b"\n" + line(), posts={"a-post"})
    assert before == after == read(line())[0]
    assert isinstance(problem, Problem)
    assert (problem.path, problem.line) == (FILE, 2)
    assert what in problem.what
    assert len(str(problem)) < 250
    assert str(problem).isprintable()


def test_blank_lines_and_what_editors_programs_add_are_no_problem() -> None:
    """A byte-order mark, CRLF, empty lines and a missing last line end change nothing."""
    data = b"\xef\xbb\xbf" + line().strip() + b"\r\n\r\n  \n" + line().strip()
    assert read(data) == read(line() + line())


@given(st.binary() | st.binary().map(lambda noise: line()[:-2] + noise + b"\n"))
def test_any_bytes_are_comments_or_problems(data: bytes) -> None:
    """No file, whatever it holds, brings down the import."""
    for found in read(data):
        assert isinstance(found, Comment | Problem)


@given(
    st.dictionaries(
        st.sampled_from([*ROW, "id", "website", "reply_to", "status", "by_author"]),
        st.integers() | st.text() | st.none(),
    )
)
def test_any_values_are_a_storable_comment_or_a_problem(changes: dict[str, object]) -> None:
    """What comes in can be written to a file."""
    for found in read(json.dumps(ROW | changes).encode()):
        assert isinstance(found, Problem) or dump(found)


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "Other words."},
        {"author": "Eve"},
        {"website": "https://example.org/"},
        {"date": "2005-12-09T12:00:01Z"},
        {"post": "other"},
        {"reply_to": "0123456789ab"},
        {"by_author": True},
    ],
    ids=str,
)
def test_a_second_line_of_one_id_that_says_something_else_is_told(changes: dict[str, object]) -> None:
    """Only one of the two can be kept, so both lines are named; the lines after them come in."""
    both = line(id="00000001-same") + line(id="00000001-same", **changes) + line(id="00000002-next")
    first, problem, last = read(both)
    assert isinstance(first, Comment)
    assert isinstance(last, Comment)
    assert str(problem).startswith(f"{FILE}:2: the id 00000001-same is that of line 1, which says something else: ")


def test_a_second_line_that_says_the_same_is_no_problem() -> None:
    """An export that was put together from two holds some comments twice; the second is there already by then."""
    same = line(id="00000001-same")
    assert all(isinstance(one, Comment) for one in read(same + same + line(id="00000001-same", status="approved")))
