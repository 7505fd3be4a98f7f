"""A comment's file: what is written is read back, and whatever is broken is told with its place."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from comment_samples import NOON, comment, stored_comments
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.comments.record import Comment, Status, dump, new_id, parse, parse_plain
from outsideinnovation.errors import ContentError

PLACE = Path("content/comments/pending/a-post/0123456789ab.md")
PLAIN = b'+++\nauthor = "Dana"\ndate = 2005-12-09T10:31:00Z\nwebsite = "https://example.org/"\n+++\nThe words.\n'


def place(one: Comment) -> Path:
    """Return where a comment lies."""
    return Path("comments", one.status, one.post, f"{one.id}.md")


def comment_or_error(data: bytes, path: Path) -> Comment | ContentError:
    """Return what reading comes to; any other exception fails the test."""
    try:
        return parse(data, path)
    except ContentError as error:
        return error


@given(stored_comments)
def test_what_is_written_is_read_back(one: Comment) -> None:
    """Any text whatever in a name, website, body or unknown key survives the file."""
    assert parse(dump(one), place(one)) == one


@given(stored_comments)
def test_the_fast_reader_agrees_with_the_full_one(one: Comment) -> None:
    """Where the fast reader answers, it says what the full reader says."""
    assert parse_plain(dump(one), one.id, one.post, one.status) in (None, one)


@given(st.binary(max_size=30), st.integers(0, len(PLAIN)), st.integers(0, 30))
def test_the_fast_reader_agrees_on_damaged_files(noise: bytes, at: int, removed: int) -> None:
    """After any edit the two readers agree, or the fast one leaves it to the other."""
    data = PLAIN[:at] + noise + PLAIN[at + removed :]
    fast = parse_plain(data, "0123456789ab", "a-post", Status.PENDING)
    if fast is not None:
        assert parse(data, PLACE) == fast


def test_the_fast_reader_reads_what_dump_writes() -> None:
    """The shape that nearly every comment has is the fast one."""
    one = comment(website="https://example.org/", reply_to="0123456789ab", by_author=True)
    assert parse_plain(dump(one), one.id, one.post, one.status) == one


@given(stored_comments, st.data())
def test_a_truncated_file_is_an_error_or_the_beginning_of_the_words(one: Comment, data: st.DataObject) -> None:
    """Wherever a file is cut off, nothing but the end of its words can be lost unnoticed."""
    whole = dump(one)
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    read = comment_or_error(cut, place(one))
    if isinstance(read, ContentError):
        assert str(place(one)) in str(read)
    else:
        assert one.body.startswith(read.body)
        assert (read.author, read.date, read.website) == (one.author, one.date, one.website)


@given(st.binary() | st.binary().map(lambda noise: b"+++\n" + noise + b"\n+++\nwords"))
def test_any_bytes_are_a_comment_or_a_problem_with_its_path(data: bytes) -> None:
    """No file, whatever it holds, brings down its reader."""
    read = comment_or_error(data, PLACE)
    if isinstance(read, ContentError):
        assert {problem.path for problem in read.problems} == {PLACE}


@pytest.mark.parametrize(
    ("head", "line", "what"),
    [
        ("date = 2005-12-09T10:31:00Z", 1, "no author"),
        ('author = "Dana"', 1, "no date"),
        ('author = "Dana"\ndate = 2005-12-09', 3, "no date"),
        ("author = 7\ndate = 2005-12-09T10:31:00Z", 2, "author is not text"),
        ('author = " "\ndate = 2005-12-09T10:31:00Z', 2, "no author"),
        ('author = "Dana"\ndate = 2005-12-09T10:31:00Z\nby_author = "yes"', 4, "neither true nor false"),
        ('author = "Dana"\ndate = 2005-12-09T10:31:00Z\nthis is no TOML', 4, "not TOML"),
        ('author = "Dana"\nauthor = "Eve"\ndate = 2005-12-09T10:31:00Z', 3, "not TOML"),
        ('author = "Dana"\ndate = 0001-01-01T00:00:00+23:00', 3, "beyond the calendar"),
        (f'author = "Dana"\nnumber = {"9" * 5000}', 3, "not TOML"),
        (f'author = "Dana"\nlist = {"[" * 5000}', 3, "not TOML"),
    ],
)
def test_a_broken_head_is_named_with_its_line(head: str, line: int, what: str) -> None:
    """A complaint says which line, what is wrong and what to write."""
    with pytest.raises(ContentError) as caught:
        parse(f"+++\n{head}\n+++\nWords.\n".encode(), PLACE)
    assert str(caught.value).startswith(f"{PLACE}:{line}: ")
    assert what in str(caught.value)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "no head"),
        (b"Words.", "no head"),
        (b"+++\nauthor = 'D'\n", "does not end"),
        (PLAIN.replace(b"The words.\n", b""), "no words"),
        (PLAIN.replace(b"The words.", b"   "), "no words"),
        (PLAIN.replace(b"words", b"wo\0rds"), "NUL"),
        (PLAIN.replace(b"words", b"wo\xffrds"), "not UTF-8"),
    ],
)
def test_a_file_that_is_no_comment_says_why(data: bytes, what: str) -> None:
    """What is missing or unreadable is said in words."""
    with pytest.raises(ContentError, match=what):
        parse(data, PLACE)


@pytest.mark.parametrize("path", ["comments/maybe/post/0123456789ab.md", "comments/pending/post/short.md"])
def test_a_file_in_the_wrong_place_is_no_comment(path: str) -> None:
    """Status and id are read off the path, and must be a status and an id."""
    with pytest.raises(ContentError, match=path):
        parse(PLAIN, Path(path))


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + PLAIN, PLAIN.replace(b"\n", b"\r\n"), PLAIN.replace(b"\n", b"\r")])
def test_what_an_editors_program_does_to_line_ends_changes_nothing(data: bytes) -> None:
    """A byte-order mark, CRLF and CR files are read as if they were not there."""
    assert parse(data, PLACE) == parse(PLAIN, PLACE)


@pytest.mark.parametrize("body", ["+++", "a\n+++\nb", "\n\nWords.\n\n", " indented", "A\r\nB\rC", "author = 'Eve'"])
def test_the_words_stay_as_they_are(body: str) -> None:
    """Fences, blank lines and carriage returns among the words are words."""
    one = comment(body=body)
    assert parse(dump(one), place(one)).body == body


def test_a_name_cannot_break_out_of_its_line() -> None:
    """A line end and a fence in a name stay in the name."""
    name = 'A"\nstatus = "approved"\n+++\n'
    one = comment(author=name)
    assert parse(dump(one), place(one)).author == name


def test_unknown_keys_are_kept_and_known_ones_cannot_be_set_by_them() -> None:
    """What a later version writes survives this one."""
    one = comment(extra={"mood": "fine", "author": "Eve"})
    again = parse(dump(one), place(one))
    assert (again.author, dict(again.extra)) == ("Dana", {"mood": "fine"})


def test_dates_are_written_in_utc_as_the_interfaces_show_them() -> None:
    """The head reads as documented, whatever zone a date came in."""
    east = datetime(2005, 12, 9, 11, 31, tzinfo=timezone(timedelta(hours=1)))
    assert dump(comment(date=east, body="The words.", website="https://example.org/")) == PLAIN


def test_a_date_without_zone_is_utc() -> None:
    """An editor may leave the zone out."""
    assert parse(PLAIN.replace(b"00Z", b"00"), PLACE).date == datetime(2005, 12, 9, 10, 31, tzinfo=UTC)


def test_ids_sort_by_time_and_repeat_for_the_same_words() -> None:
    """An id is a matter of the comment, not of the run that made it."""
    assert new_id(NOON, "a", "b") == new_id(NOON, "a", "b") != new_id(NOON, "ab")
    assert new_id(NOON, "z") < new_id(NOON + timedelta(milliseconds=1), "a")


def test_comments_can_be_kept_in_a_set() -> None:
    """A comment is a value, unknown keys or not."""
    assert len({comment(), comment(), comment(extra={"mood": "fine"})}) == 2
