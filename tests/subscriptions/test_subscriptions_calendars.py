"""Random calendars and clocks, on a real store: whatever happens, each reader gets each post once, and in time."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from delivery_scenes import Scene
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from outsideinnovation.subscriptions.digest_clock import DigestClock
from outsideinnovation.subscriptions.issue_schedule import BACK_DATED, CORRECTION, Digests, LivePost
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.subscriber import Frequency

BERLIN = ZoneInfo("Europe/Berlin")
LEAPS = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]  # its clocks change then
TOPICS = {"all": (), "x": ("x",), "both": ("x", "y")}  # of readers, by name
MINUTES = st.integers(0, 3 * 24 * 60)
POSTS = st.lists(st.tuples(MINUTES, st.sampled_from([(), ("x",), ("y",), ("x", "y")]), st.booleans()), max_size=4)
Got = dict[tuple[str, str], datetime]


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Empty databases, copies of one, since making the tables takes longer than a test."""
    folder = tmp_path_factory.mktemp("calendars")
    first = Database.of(folder / "first", {})
    with first.read():
        pass
    first.close()
    return (Database.of(shutil.copytree(folder / "first", folder / str(number)), {}) for number in count())


def run(scene: Scene, digests: Digests) -> None:
    """Begin what is due, write down who gets it, and take it that they have it."""
    mailing = scene.mailing()
    mailing.plan(scene.now, digests)
    while mailing.fill(scene.now):
        pass
    with scene.database.write() as connection:
        done = text("UPDATE deliveries SET state = 'sent', settled = :now WHERE state = 'ready'")
        connection.execute(done, {"now": f"{scene.now:%Y-%m-%d %H:%M}:00.000000"})
        connection.execute(text("UPDATE issues SET state = 'finished' WHERE state = 'sending'"))


def received(scene: Scene) -> Got:
    """Return when who got which post, by the addresses in their mails; fails where somebody got one twice."""
    question = (
        "SELECT s.address, v.text, d.settled FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id "
        "JOIN issue_variants v ON v.id = d.variant_id"
    )
    got: Got = {}
    with scene.database.read() as connection:
        for address, words, settled in connection.execute(text(question)):
            for post in re.findall(r"/2026/05/(\w+)\.html", words):
                who = address.partition("@")[0], post
                assert who not in got, "a post came twice"
                got[who] = datetime.fromisoformat(settled).replace(tzinfo=UTC)
    return got


@settings(max_examples=15, deadline=None)
@given(
    posts=POSTS,
    runs=st.lists(MINUTES, max_size=8),
    hour=st.integers(0, 23),
    weekday=st.integers(0, 6),
    leap=st.sampled_from(LEAPS),
)
def test_each_reader_gets_each_post_once_and_in_time(
    databases: Iterator[Database],
    posts: list[tuple[int, tuple[str, ...], bool]],
    runs: list[int],
    hour: int,
    weekday: int,
    leap: datetime,
) -> None:
    """Through a change of the clocks, missed runs, edits and renamings; what is back-dated goes to nobody."""
    digests = Digests(DigestClock(BERLIN, hour), DigestClock(BERLIN, hour, weekday))
    begin = leap - timedelta(days=1)
    scene = Scene(next(databases), begin - timedelta(hours=1))
    for frequency in Frequency:
        for name, topics in TOPICS.items():
            scene.read_by(f"{frequency}-{name}", frequency=frequency, categories=topics)
    run(scene, digests)
    moments = sorted({*runs, 4 * 24 * 60, 12 * 24 * 60})  # at the end come the runs that a timer would have made
    seen: dict[str, datetime] = {}
    for moment in moments:
        scene.now = begin + timedelta(minutes=moment)
        old = BACK_DATED + timedelta(days=1)
        live = {
            f"p{number}": LivePost(f"p{number}", scene.now - old * is_old, frozenset(topics), f"/{moment}")  # renamed
            for number, (minute, topics, is_old) in enumerate(posts)
            if minute <= moment
        }
        seen |= dict.fromkeys(live.keys() - seen.keys(), scene.now)
        scene.posts = list(live.values())
        run(scene, digests)
    scene.database.close()
    times = [begin + timedelta(minutes=moment) for moment in moments]
    assert received(scene) == expected(posts, seen, times, digests)


def expected(
    posts: list[tuple[int, tuple[str, ...], bool]], seen: dict[str, datetime], runs: list[datetime], digests: Digests
) -> Got:
    """Return who should get which post, and with which of the *runs*: the first after its due time."""
    got: Got = {}
    for number, (_, topics, is_old) in enumerate(posts):
        due = seen[f"p{number}"] + CORRECTION
        just_before = due - timedelta(microseconds=1)
        after = {
            Frequency.EACH: due,
            Frequency.DAILY: digests.daily.next(just_before),
            Frequency.WEEKLY: digests.weekly.next(just_before),
        }
        for frequency, moment in after.items():
            when = next((run for run in runs if run >= moment), None)
            for name, wanted in TOPICS.items():
                if when and not is_old and (not wanted or set(wanted) & set(topics)):
                    got[f"{frequency}-{name}", f"p{number}"] = when
    return got
