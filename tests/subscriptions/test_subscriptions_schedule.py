"""Every post goes once to everyone who asked, at the right hour, whatever calendars, clocks and missed runs do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.subscriptions.digest_clock import DigestClock
from outsideinnovation.subscriptions.issue_schedule import (
    BACK_DATED,
    CORRECTION,
    DAILY,
    EACH,
    WEEKLY,
    Digests,
    LivePost,
    PlannedIssue,
    issues,
    selection,
    sightings,
)

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "UTC",
    "Africa/Cairo",
]
clocks = st.builds(
    DigestClock,
    st.sampled_from(ZONES).map(ZoneInfo),
    st.integers(0, 23),
    st.none() | st.integers(0, 6),
)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - their zone is given


def post(name: str, date: datetime = NOON, *categories: str) -> LivePost:
    """Return a live post."""
    return LivePost(name, date, frozenset(categories))


def digests(zone: str = "UTC", hour: int = 7, weekday: int = 0) -> Digests:
    """Return when digests are due."""
    return Digests(DigestClock(ZoneInfo(zone), hour), DigestClock(ZoneInfo(zone), hour, weekday))


@given(clocks, moments)
def test_now_lies_between_the_last_due_time_and_the_next(clock: DigestClock, now: datetime) -> None:
    """There is always one behind and one before us, and nothing is due between them."""
    last, later = clock.last(now), clock.next(now)
    assert last <= now < later
    assert clock.next(last) == later
    assert clock.last(later - timedelta(microseconds=1)) == last


@given(clocks, moments)
def test_a_due_time_is_the_hour_on_the_wall(clock: DigestClock, now: datetime) -> None:
    """But for an hour that the clock leaps over: that is due when the leap has just been made."""
    due = clock.next(now)
    local = due.astimezone(clock.zone)
    leapt = due.astimezone(clock.zone).utcoffset() != (due - timedelta(days=1)).astimezone(clock.zone).utcoffset()
    assert local.hour == clock.hour or leapt
    assert clock.weekday in {None, local.weekday()} or leapt


@pytest.mark.parametrize(
    ("hour", "day", "expected"),
    [
        (2, datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)),  # 02:00 is leapt over
        (3, datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (7, datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 5, tzinfo=UTC)),
        (2, datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 0, tzinfo=UTC)),  # 02:00 comes twice
        (7, datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 6, tzinfo=UTC)),
    ],
)
def test_the_hour_stays_when_the_clocks_change(hour: int, day: datetime, expected: datetime) -> None:
    """In Berlin, in the nights of 29 March and 25 October 2026."""
    assert DigestClock(BERLIN, hour).next(day) == expected


def test_a_repeated_hour_is_due_once() -> None:
    """In the hour that comes twice, the second time brings nothing."""
    clock = DigestClock(BERLIN, 2)
    first = datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert clock.last(first + timedelta(minutes=90)) == first
    assert clock.next(first) == datetime(2026, 10, 26, 1, tzinfo=UTC)


def test_a_post_goes_by_its_id() -> None:
    """One that was edited, renamed, dated anew or imported again is known."""
    assert sightings([post("a"), post("a", NOON + timedelta(days=1))], {"a"}, NOON) == []


def test_a_new_post_waits_for_corrections() -> None:
    """Fifteen minutes, unless the settings say otherwise."""
    [seen] = sightings([post("a")], {"b"}, NOON)
    assert (seen.seen, seen.due) == (NOON, NOON + CORRECTION)
    [seen] = sightings([post("a")], {"b"}, NOON, correction=timedelta(0))
    assert seen.due == NOON


def test_the_first_run_on_an_archive_announces_nothing() -> None:
    """But what the author asks for."""
    found = sightings([post("a"), post("b")], (), NOON, is_first_run=True, announce={"b"})
    assert [(each.post, each.due) for each in found] == [("a", None), ("b", NOON + CORRECTION)]


def test_a_back_dated_post_is_not_announced() -> None:
    """Unless the author asks; one that lay for a few days before it was published is news."""
    old, recent = post("old", NOON - BACK_DATED - timedelta(seconds=1)), post("recent", NOON - timedelta(days=6))
    assert [each.due for each in sightings([old, recent], {"x"}, NOON)] == [None, NOON + CORRECTION]
    assert [each.due for each in sightings([old], {"x"}, NOON, announce={"old"})] == [NOON + CORRECTION]


def test_what_was_taken_back_in_time_is_not_sent() -> None:
    """A post that is no longer live when its time comes."""
    waiting = {"a": NOON, "b": NOON}
    planned = issues(waiting, {"b"}, {}, NOON, digests())
    assert [issue.posts for issue in planned] == [("b",)]


def test_an_empty_digest_is_not_sent() -> None:
    """Nor one whose posts all went already."""
    assert issues({}, (), {}, NOON, digests()) == []
    sent = {EACH: {"a"}, DAILY: {"a"}, WEEKLY: {"a"}}
    assert issues({"a": NOON - timedelta(days=9)}, {"a"}, sent, NOON, digests()) == []


def test_a_digest_gathers_what_missed_runs_left() -> None:
    """In one mail, the oldest post first."""
    waiting = {"c": NOON - timedelta(days=1), "a": NOON - timedelta(days=3), "b": NOON - timedelta(days=2)}
    sent = {EACH: set("abc"), WEEKLY: set("abc")}
    boundary = datetime(2026, 5, 3, 7, tzinfo=UTC)
    expected = [PlannedIssue("daily/2026-05-03T07:00Z", DAILY, ("a", "b", "c"), boundary)]
    assert issues(waiting, set("abc"), sent, NOON, digests()) == expected


def test_a_subscriber_in_several_topics_gets_one_mail() -> None:
    """With every post of theirs once; who wants no topic in particular gets all, and who has had a post not again."""
    posts = [post("a", NOON, "x", "y"), post("b", NOON, "y"), post("c", NOON, "z")]
    assert [each.id for each in selection(posts, {"x", "y"})] == ["a", "b"]
    assert [each.id for each in selection(posts, ())] == ["a", "b", "c"]
    assert selection(posts, {"nothing"}) == ()
    assert [each.id for each in selection(posts, (), {"a"})] == ["b", "c"]


@given(
    st.lists(st.integers(0, 40 * 24 * 60), min_size=1, max_size=8),
    st.lists(st.integers(0, 40 * 24 * 60), min_size=1, max_size=40),
    st.sampled_from(ZONES),
    st.integers(0, 23),
    moments,
)
def test_every_post_goes_once_a_frequency(
    published: list[int], runs: list[int], zone: str, hour: int, start: datetime
) -> None:
    """Whenever posts appear and runs happen: none twice, none early, and none late once a run has come after its due time."""
    schedule = digests(zone, hour)
    posts = {str(number): start + timedelta(minutes=minute) for number, minute in enumerate(published)}
    waiting: dict[str, datetime] = {}
    sent: dict[str, dict[str, datetime]] = {EACH: {}, DAILY: {}, WEEKLY: {}}
    keys: set[str] = set()
    for minute in sorted(runs):
        now = start + timedelta(minutes=minute)
        live = [post(name, date) for name, date in posts.items() if date <= now]
        waiting |= {each.post: each.due for each in sightings(live, waiting, now) if each.due}
        for issue in issues(waiting, {each.id for each in live}, sent, now, schedule):
            assert issue.posts
            assert issue.key not in keys
            keys.add(issue.key)
            assert not sent[issue.frequency].keys() & set(issue.posts)
            sent[issue.frequency] |= dict.fromkeys(issue.posts, now)
        for name, due in waiting.items():
            assert (name in sent[EACH]) == (due <= now)
            for frequency, clock in ((DAILY, schedule.daily), (WEEKLY, schedule.weekly)):
                assert name in sent[frequency] or due > clock.last(now)
                assert name not in sent[frequency] or clock.next(due - timedelta(microseconds=1)) <= now
