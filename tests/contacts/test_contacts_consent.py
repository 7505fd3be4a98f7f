"""Which addresses are confirmed and which want no mail, beside what is known of comments, and gone with it."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outsideinnovation.contacts.consent import ConsentStore
from outsideinnovation.sqlite_file import SQLiteFile

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> SQLiteFile:
    """A file with a table of its own, as the private store's."""
    return SQLiteFile(tmp_path / "private.sqlite", "CREATE TABLE IF NOT EXISTS others (word TEXT);")


def test_confirmations_are_remembered(file: SQLiteFile) -> None:
    """Whatever the case of the address, and once for all."""
    consent = ConsentStore(file)
    assert not consent.is_confirmed("a@example.org")
    consent.confirm("a@example.org", NOON)
    consent.confirm("a@example.org", NOON)
    assert consent.is_confirmed("A@example.org")
    file.close()


def test_a_stop_is_for_its_comment_or_for_all(file: SQLiteFile) -> None:
    """A stop for one comment is none for another, and one for all is for all."""
    consent = ConsentStore(file)
    consent.stop("a@example.org", "comment-1", NOON)
    assert consent.is_stopped("a@example.org", "comment-1")
    assert not consent.is_stopped("a@example.org", "comment-2")
    assert not consent.is_stopped("a@example.org", None)
    consent.stop("b@example.org", None, NOON)
    assert consent.is_stopped("b@example.org", "comment-2")
    assert consent.is_stopped("b@example.org", None)
    consent.start("b@example.org", None)
    assert not consent.is_stopped("b@example.org", "comment-2")
    consent.withdraw("comment-1")
    assert not consent.is_stopped("a@example.org", "comment-1")
    file.close()


def test_addresses_that_hold_another_are_told(file: SQLiteFile) -> None:
    """Whether they were confirmed or stopped; looking for them changes no file."""
    consent = ConsentStore(file)
    assert consent.addresses_with("anna@example.org") == []
    assert not file.holds("confirmed")
    consent.confirm("joanna@example.org", NOON)
    consent.stop("susanna@example.org", None, NOON)
    consent.confirm("anna@example.org", NOON)
    assert sorted(consent.addresses_with("Anna@example.org")) == ["joanna@example.org", "susanna@example.org"]
    file.close()


def test_what_is_forgotten_is_not_in_the_bytes(file: SQLiteFile) -> None:
    """Neither an address nor a comment's id, in none of the files that SQLite keeps."""
    consent = ConsentStore(file)
    for number in range(200):
        consent.confirm(f"reader-{number}@example.org", NOON)
        consent.stop(f"reader-{number}@example.org", f"comment-{number}", NOON)
    assert consent.forget_address("Reader-77@example.org")
    assert not consent.forget_address("reader-77@example.org")
    assert consent.forget("comment-78")
    assert not consent.forget("comment-78")
    data = b"".join(path.read_bytes() for path in file.path.parent.iterdir())
    assert b"reader-77@" not in data
    assert b"comment-78" not in data
    assert b"reader-78@" in data
    file.close()


def test_it_shares_transactions_with_the_other_tables_of_the_file(file: SQLiteFile) -> None:
    """What is done in one is done as a whole, or not at all, and nobody comes between."""
    consent, written = ConsentStore(file), threading.Event()

    def write() -> None:
        file.write("INSERT INTO others VALUES (?)", ["late"])
        written.set()

    other = threading.Thread(target=write)

    def fail() -> None:
        with consent.transaction():
            consent.confirm("a@example.org", NOON)
            file.write("INSERT INTO others VALUES (?)", ["early"])
            other.start()
            assert not written.is_set()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    other.join()
    assert not consent.is_confirmed("a@example.org")
    assert [word for (word,) in file.rows("SELECT word FROM others", [])] == ["late"]
    file.close()
