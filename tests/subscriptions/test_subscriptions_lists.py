"""Lists of other systems come in as they are meant, and nobody is subscribed by one who has left."""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from subscription_samples import KEYRING, reader

from outsideinnovation.errors import ContentError, NotFoundError, Problem
from outsideinnovation.subscriptions import addresses
from outsideinnovation.subscriptions.lists import list_reading
from outsideinnovation.subscriptions.lists.formulas import guarded, unguarded
from outsideinnovation.subscriptions.lists.importing import AT_ONCE, ListImport
from outsideinnovation.subscriptions.lists.list_reading import ListLine
from outsideinnovation.subscriptions.lists.outcome import ListChange
from outsideinnovation.subscriptions.lists.writing import written
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.erasing import ErasingStore
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences, Source
from outsideinnovation.tokens import Purpose

DANA = "dana@example.org"
GONE = frozenset({SubscriptionStatus.UNSUBSCRIBED, SubscriptionStatus.SUPPRESSED, SubscriptionStatus.BOUNCED})


def hashed(key: str) -> str:
    """Return what stands for an erased address."""
    return KEYRING.pseudonym(Purpose.ADDRESS, key)


def file(folder: Path, content: str | bytes, name: str = "list.csv") -> Path:
    """Write a list, and return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def lines(path: Path) -> list[ListLine]:
    """Return the lines of a list, all of which are sound."""
    found = list(list_reading.read(path))
    assert all(isinstance(each, ListLine) for each in found), found
    return [each for each in found if isinstance(each, ListLine)]


def statuses(path: Path) -> dict[str, str]:
    """Return what a list says of whom, by the name before the @."""
    return {line.address.partition("@")[0]: line.status.value for line in lines(path)}


FEEDBLITZ = """"Email Address","Status","Delivery Schedule","Date Subscribed"
dana@example.org,Active,Daily,2011-02-03
eli@example.org,Unsubscribed,Weekly,2011-02-03
fay@example.org,Pending,Express,2011-02-03
gus@example.org,Bounced,Daily,2011-02-03
"""
SUBSTACK = """email,active_subscription,expiry,plan,email_disabled,created_at
dana@example.org,false,,other,false,2022-01-01T00:00:00Z
eli@example.org,true,2027-01-01,yearly,true,2022-01-01T00:00:00Z
"""
LISTMONK = """uuid,email,name,attributes,status,created_at,updated_at
0b1,dana@example.org,Dana,"{""city"": ""Ghent""}",enabled,2022,2022
0b2,eli@example.org,Eli,{},disabled,2022,2022
0b3,fay@example.org,Fay,{},blocklisted,2022,2022
"""
MAILCHIMP = """Email Address,First Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LEID,EUID,NOTES,TAGS{more}
dana@example.org,Dana,2,2020-01-01 10:00:00,2020-01-01 10:00:00,1,a,"two
lines","""


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (FEEDBLITZ, "l.csv", {"dana": "confirmed", "eli": "unsubscribed", "fay": "unconfirmed", "gus": "bounced"}),
        (SUBSTACK, "email_list.blog.csv", {"dana": "confirmed", "eli": "unsubscribed"}),
        (LISTMONK, "l.csv", {"dana": "confirmed", "eli": "unsubscribed", "fay": "suppressed"}),
        (MAILCHIMP.format(more=""), "subscribed_members_export_1.csv", {"dana": "confirmed"}),
        (MAILCHIMP.format(more=""), "nonsubscribed_members_export_1.csv", {"dana": "unconfirmed"}),
        (MAILCHIMP.format(more=",UNSUB_TIME") + ",2021-01-01", "renamed.csv", {"dana": "unsubscribed"}),
        (MAILCHIMP.format(more=",CLEAN_TIME") + ",2021-01-01", "renamed.csv", {"dana": "bounced"}),
        ("email\ndana@example.org\n", "l.csv", {"dana": "confirmed"}),
        ("dana@example.org\neli@example.org", "l.csv", {"dana": "confirmed", "eli": "confirmed"}),
        ("E-Mail;Status\r\ndana@example.org;abuse\r\n;\r\n", "l.csv", {"dana": "suppressed"}),
        ("name\temail\tstatus\nx\tdana@example.org\tOpted out\n", "l.csv", {"dana": "unsubscribed"}),
    ],
)
def test_each_system_is_told_by_its_columns(tmp_path: Path, content: str, name: str, expected: dict[str, str]) -> None:
    """And its words are taken for ours."""
    assert statuses(file(tmp_path, content, name)) == expected


def test_a_list_says_how_often(tmp_path: Path) -> None:
    """In its own words; where it does not, as was said for all."""
    assert [line.preferences.frequency.value for line in lines(file(tmp_path, FEEDBLITZ))] == [
        "daily",
        "weekly",
        "each",
        "daily",
    ]
    (line,) = list_reading.read(file(tmp_path, "email\ndana@example.org"), otherwise=Frequency.WEEKLY)
    assert isinstance(line, ListLine)
    assert line.preferences == Preferences(Frequency.WEEKLY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_any_encoding_that_programs_write_is_read(tmp_path: Path, encoding: str) -> None:
    """With a mark and without: accents before the @ and in categories come in as they are."""
    content = "email,categories\njosé@example.org,Café;Übung\n".encode(encoding)
    (line,) = lines(file(tmp_path, content))
    assert (line.address, line.preferences.categories) == ("josé@example.org", {"Café", "Übung"})


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("nobody", "is no mail address"),
        ('"a ""b""@example.org"', "is no mail address"),
        ("a\0@example.org", "character that no mail address has"),
        ('"a@example.org\r\nBcc: x@example.org"', "character that no mail address has"),
        (f"{'x' * 65}@example.org", "longer than 64"),
        (f"a@{'x.' * 126}org", "is no mail address"),
        ("dana@example.org,sleeping", "status 'sleeping' is not known"),
        ("dana@example.org,active,hourly", "frequency 'hourly' is not known"),
        ("dana@example.org,,," + ";".join("abc" * 100 for _ in range(3)), "cannot be names"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named_and_stops_nothing(tmp_path: Path, cell: str, what: str) -> None:
    """With its number, what is wrong and what to do; nobody is subscribed on a guess."""
    path = file(tmp_path, f"email,status,frequency,categories\neli@example.org\n{cell}\nfay@example.org\n")
    first, wrong, last = list_reading.read(path)
    assert isinstance(wrong, Problem)
    assert (wrong.path, wrong.line, what in wrong.what) == (path, 3, True), wrong
    assert wrong.remedy
    assert [each.address for each in (first, last) if isinstance(each, ListLine)] == [
        "eli@example.org",
        "fay@example.org",
    ]


def test_a_quotation_mark_that_never_ends_costs_no_memory(tmp_path: Path) -> None:
    """What it swallows ends somewhere, and is told; what comes after is read."""
    rows = [f"reader{number}@example.org,x" for number in range(20_000)]
    rows[5] = '"reader5@example.org,x'
    found = list(list_reading.read(file(tmp_path, "email,name\n" + "\n".join(rows))))
    assert sum(isinstance(each, Problem) for each in found) == 1
    assert isinstance(found[-1], ListLine)
    assert len(found) > 10_000


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    """Without an address's column, and where there is none."""
    for content in ("name,city\nDana,Ghent\n", "", "\xff\xfe"):
        with pytest.raises(ContentError, match="no column holds mail addresses"):
            list(list_reading.read(file(tmp_path, content)))
    with pytest.raises(NotFoundError):
        list(list_reading.read(tmp_path / "none.csv"))


@given(st.text())
def test_guarding_a_cell_can_be_undone(cell: str) -> None:
    """And no cell is left that a spreadsheet would calculate."""
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_formulas_leave_harmless_and_come_back_as_they_were(sqlite: Database, tmp_path: Path, now: datetime) -> None:
    """Cells are guarded but addresses, which would be somebody else's then; those are quoted."""
    content = 'email,categories\n+tag@example.org,=HYPERLINK(1);Notes\n=1+1@example.org,"a, b;"\n'
    brought(sqlite, file(tmp_path, content), now)
    out = "".join(written(SubscriberStore(sqlite).all()))
    rows = list(csv.reader(io.StringIO(out)))
    assert [row[0] for row in rows[1:]] == ["+tag@example.org", "=1+1@example.org"]
    assert [row[3] for row in rows[1:]] == ["'=HYPERLINK(1);Notes", "a, b;"]
    again = lines(file(tmp_path, out))
    assert [line.preferences.categories for line in again] == [{"=HYPERLINK(1)", "Notes"}, {"a, b"}]


def brought(database: Database, path: Path, now: datetime, *, agreed: bool = True) -> dict[str, str]:
    """Bring a list in, after a rehearsal that says the same; return what became of each address."""
    found = lines(path)
    said = ListImport(database, hashed, agreed)
    rehearsed = [(line.number, str(outcome)) for line, outcome in said.rehearse(found)]
    done = list(said.bring(found, now))
    assert rehearsed == [(line.number, str(outcome)) for line, outcome in done]
    return {line.address: str(outcome) for line, outcome in done}


@pytest.mark.parametrize("before", list(SubscriptionStatus))
@pytest.mark.parametrize("said", [status for status in SubscriptionStatus if status is not SubscriptionStatus.ERASED])
@pytest.mark.parametrize("agreed", [True, False])
def test_nobody_is_subscribed_who_has_left(
    sqlite: Database, tmp_path: Path, now: datetime, before: SubscriptionStatus, said: SubscriptionStatus, agreed: bool
) -> None:
    """Here or there, whatever stands in which list, and whether the operator says that they agreed."""
    reader(
        sqlite,
        DANA,
        SubscriptionStatus.CONFIRMED if before is SubscriptionStatus.ERASED else before,
        now,
        Source.IMPORT,
    )
    if before is SubscriptionStatus.ERASED:
        ErasingStore(sqlite).erase(DANA, hashed(addresses.key(DANA)), now)
    brought(sqlite, file(tmp_path, f"email,status\n{DANA.upper()},{said}\n"), now, agreed=agreed)
    found = SubscriberStore(sqlite).by_address(DANA)
    if before is SubscriptionStatus.ERASED:
        assert found is None
        return
    assert found
    if before in GONE or said in GONE:
        assert found.status in GONE
    else:
        is_confirmed = SubscriptionStatus.CONFIRMED in {before, said if agreed else before}
        assert found.status is (SubscriptionStatus.CONFIRMED if is_confirmed else SubscriptionStatus.UNCONFIRMED)


def test_who_subscribed_here_by_themselves_stays(database: Database, tmp_path: Path, now: datetime) -> None:
    """A list of before may say what it likes."""
    reader(database, DANA, SubscriptionStatus.CONFIRMED, now, Source.FORM)
    (said,) = brought(database, file(tmp_path, f"email,status\n{DANA},unsubscribed\n"), now).values()
    assert said.startswith("stays confirmed")
    found = SubscriberStore(database).by_address(DANA)
    assert found
    assert found.status is SubscriptionStatus.CONFIRMED


def test_a_list_twice_changes_nothing_and_preferences_stay(database: Database, tmp_path: Path, now: datetime) -> None:
    """Of several parts, with the same address in many spellings, and an unsubscribing among them."""
    rows = [f"reader{number}@example.org,confirmed,weekly,Notes" for number in range(AT_ONCE + 3)]
    rows += ["READER1@example.org,unsubscribed,,", "reader1@example.org,confirmed,,"]
    path = file(tmp_path, "email,status,frequency,categories\n" + "\n".join(rows))
    brought(database, path, now)
    store = SubscriberStore(database)
    assert store.counts() == {SubscriptionStatus.CONFIRMED: AT_ONCE + 2, SubscriptionStatus.UNSUBSCRIBED: 1}
    two = store.by_address("reader2@example.org")
    assert two
    assert two.preferences == Preferences(Frequency.WEEKLY, frozenset({"Notes"}))
    changed = store.prefer(two.id, Preferences(Frequency.DAILY), None)
    before = list(store.all())
    again = ListImport(database, hashed, agreed=True).bring(lines(path), now)
    assert {outcome.change for _, outcome in again} == {ListChange.SAME, ListChange.KEPT}
    assert list(store.all()) == before
    assert store.by_address("reader2@example.org") == changed


def test_a_rehearsal_writes_nothing(database: Database, tmp_path: Path) -> None:
    """Not even a row that is gone again."""
    list(ListImport(database, hashed, agreed=True).rehearse(lines(file(tmp_path, FEEDBLITZ))))
    assert SubscriberStore(database).counts() == {}


def test_what_is_exported_comes_in_elsewhere(database: Database, tmp_path: Path, now: datetime) -> None:
    """With status, frequency and categories; erased ones are in no list."""
    for status in SubscriptionStatus:
        address = f"{status}@example.org"
        reader(database, address, SubscriptionStatus.CONFIRMED if status is SubscriptionStatus.ERASED else status, now)
    ErasingStore(database).erase("erased@example.org", hashed("erased@example.org"), now)
    out = "".join(written(SubscriberStore(database).all()))
    assert "erased" not in out
    other = Database.of(tmp_path / "elsewhere", {})
    brought(other, file(tmp_path, out), now)
    there = {each.address: each.status for each in SubscriberStore(other).all()}
    assert there == {
        f"{status}@example.org": status for status in SubscriptionStatus if status is not SubscriptionStatus.ERASED
    }
    other.close()
