"""A blog's statistics are what its files and tables say, and no reader is in them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests_support import Blog

from outsideinnovation import catalogue
from outsideinnovation.comments import moderation
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.private_store import IMPORTED, Private, PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status, new_id
from outsideinnovation.comments.submission import TRUST
from outsideinnovation.erasure import erase
from outsideinnovation.statistics import as_rows
from outsideinnovation.statistics.figures import MonthFigures, Statistics, StatisticsPart
from outsideinnovation.statistics.source import FRESH, MOST_DISCUSSED, MOST_PROBLEMS, StatisticsSource
from outsideinnovation.subscriptions.status import Event, SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Preferences, Source

NOW = datetime(2026, 5, 3, 10, 31, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class CountedBlog:
    """A blog whose statistics are asked for."""

    blog: Blog
    source: StatisticsSource

    @property
    def queue(self) -> CommentQueue:
        """Its comments."""
        return CommentQueue(self.blog.site.comments)

    @property
    def log(self) -> DecisionLog:
        """What editors decided."""
        return DecisionLog(self.blog.site.decisions)

    def posts(self, *dates: datetime) -> None:
        """Write down that posts are live: ``first``, ``second`` and so on."""
        names = ("first", "second", "third")
        entries = [
            catalogue.CatalogueEntry(name, f"{name}.html", name.title(), date, None, "Notes", True)
            for name, date in zip(names, dates, strict=False)
        ]
        catalogue.write(self.blog.site.catalogue, entries)

    def comment(
        self, date: datetime, post: str = "first", status: Status = Status.PENDING, *, digest: str = "", **other: bool
    ) -> str:
        """Put a comment in that came at *date*; return its id."""
        identifier = new_id(date, post, str(status), digest)
        self.queue.add(Comment(identifier, post, status, "Dana Reader", date, "Well said.", **other))  # type: ignore[arg-type]
        private = Private(identifier, digest or identifier, date, "network", "dana@readers.example", False, 0.1, ())
        self.source.private_store.add_all([private])
        return identifier

    def decide(self, action: Action, identifier: str, now: datetime, by: str = "Wren") -> None:
        """Decide about a comment."""
        moderation.decide(self.queue, action, [identifier], log=self.log, by=by, now=now)

    def month(self, name: str) -> MonthFigures:
        """Return the figures of one month."""
        (found,) = [each for each in self.look().months if str(each.month) == name]
        return found

    def look(self, now: datetime = NOW) -> Statistics:
        """Count anew."""
        source = StatisticsSource(self.blog.site, self.source.database, self.source.private_store)
        return source.at(now)


@pytest.fixture
def counted(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Iterator[CountedBlog]:
    """A blog with nothing in it."""
    monkeypatch.delenv("OI_DATABASE_URL", raising=False)
    site = blog.site
    source = StatisticsSource(site, Database.of(site.instance), PrivateStore(site.private_store_path))
    yield CountedBlog(blog, source)
    source.private_store.close()
    source.database.close()


def files(folder: Path) -> set[Path]:
    """Return every file below a folder."""
    return {path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


def test_an_empty_blog_has_nothing_to_count(counted: CountedBlog) -> None:
    """Zeros, no months, no subscriptions; nothing is made by looking, and that it was never built is said."""
    before = files(counted.blog.root)
    found = counted.look()
    assert (found.posts, found.months, found.discussed) == (0, (), ())
    assert set(found.comments.counts.values()) == {0}
    assert (found.subscribers, found.mailings, found.answers.median) == (None, None, None)
    assert len(found.problems) == 1
    assert "oi build" in found.problems[0]
    assert files(counted.blog.root) == before


def test_comments_are_counted_by_month_and_state(counted: CountedBlog) -> None:
    """Months without any are there too, from the first to now."""
    counted.posts(NOW - 40 * DAY, NOW)
    counted.comment(NOW - 70 * DAY, status=Status.APPROVED, by_author=True)
    counted.comment(NOW - 2 * HOUR, status=Status.APPROVED)
    counted.comment(NOW - 3 * HOUR, status=Status.SPAM)
    counted.comment(NOW - 4 * HOUR)
    found = counted.look()
    assert [str(each.month) for each in found.months] == ["2026-02", "2026-03", "2026-04", "2026-05"]
    assert [each.count(Status.APPROVED) for each in found.months] == [1, 0, 0, 1]
    assert [each.posts for each in found.months] == [0, 1, 0, 1]
    assert found.comments.counts == {
        Status.APPROVED: 2,
        Status.PENDING: 1,
        Status.REJECTED: 0,
        Status.SPAM: 1,
    }
    assert (found.comments.by_author, found.comments.waiting_since) == (1, NOW - 4 * HOUR)
    assert found.problems == ()


def test_a_month_is_one_of_the_blogs_own_clock(counted: CountedBlog) -> None:
    """Half past eleven in the evening of March in London's winter is April where the blog is."""
    counted.blog.settings('TIMEZONE = "Pacific/Auckland"\n')
    counted.posts(datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
    assert [str(each.month) for each in counted.look().months] == ["2026-04", "2026-05"]


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_impossible_dates_are_in_the_sum_and_in_no_month(counted: CountedBlog, zone: str) -> None:
    """A slip in one file draws no plot of eight thousand years, and none beyond the calendar's ends."""
    counted.blog.settings(f'TIMEZONE = "{zone}"\n')
    counted.posts(NOW)
    for year in ("0001-01-01", "9999-12-31", "1902-03-04"):
        text = f'+++\nauthor = "Dana"\ndate = {year}T00:00:00Z\n+++\nWords.\n'
        counted.blog.write(f"comments/approved/first/{year}-dana.md", text)
    found = counted.look()
    assert found.comments.counts[Status.APPROVED] == 3
    assert [str(each.month) for each in found.months] == ["2026-05"]
    assert found.problems[-1].startswith("3 comments are dated in the future, or more than fifty years ago")


def test_the_most_discussed_posts_come_first(counted: CountedBlog) -> None:
    """By published comments alone; one that is not live has its id; no more than ten."""
    counted.posts(NOW, NOW)
    for number in range(3):
        counted.comment(NOW - number * HOUR, "second", Status.APPROVED)
        counted.comment(NOW - number * HOUR, "first", Status.SPAM)
    counted.comment(NOW, "first", Status.APPROVED)
    for number in range(MOST_DISCUSSED):
        counted.comment(NOW, f"gone-{number}", Status.APPROVED)
    found = counted.look().discussed
    assert [(each.title, each.url, each.comments) for each in found[:2]] == [
        ("Second", "second.html", 3),
        ("First", "first.html", 1),
    ]
    assert (found[2].title, found[2].url, len(found)) == ("gone-0", "", MOST_DISCUSSED)


def test_answer_times_are_those_of_first_decisions(counted: CountedBlog) -> None:
    """From coming to deciding; what came after, and what was imported or published by trust, does not count."""
    counted.posts(NOW)
    ids = [counted.comment(NOW - number * DAY) for number in range(1, 6)]
    for identifier, hours in zip(ids, (1, 2, 3, 4, 100), strict=True):
        came = next(each.date for each in counted.queue.list() if each.id == identifier)
        counted.decide(Action.REJECT, identifier, came + hours * HOUR)
    counted.decide(Action.RESTORE, ids[0], NOW)
    counted.decide(Action.APPROVE, ids[0], NOW)
    counted.decide(Action.APPROVE, counted.comment(NOW - DAY, digest=f"{IMPORTED}x"), NOW)
    counted.decide(Action.APPROVE, counted.comment(NOW - 9 * HOUR), NOW - 9 * HOUR, TRUST)
    found = counted.look()
    assert (found.answers.count, found.answers.median) == (5, 3 * HOUR)
    assert found.answers.nine_of_ten == timedelta(hours=61.6)
    assert [span.comments for span in found.answers.spans] == [1, 3, 0, 1, 0]
    assert [(str(each.month), each.answered, each.answer_time) for each in found.months] == [
        ("2026-04", 3, 4 * HOUR),
        ("2026-05", 2, 1.5 * HOUR),
    ]


def test_a_decision_that_was_undone_is_no_answer(counted: CountedBlog) -> None:
    """The next one is."""
    identifier = counted.comment(NOW - 10 * HOUR)
    counted.decide(Action.SPAM, identifier, NOW - 9 * HOUR)
    moderation.undo(counted.queue, counted.log, "Wren", NOW - 8 * HOUR)
    assert counted.look().answers.count == 0
    counted.decide(Action.APPROVE, identifier, NOW - 5 * HOUR)
    assert counted.look().answers.median == 5 * HOUR


def subscribe(counted: CountedBlog, name: str, now: datetime) -> int:
    """Add a subscriber who confirmed at *now*."""
    with counted.source.database.write() as connection:
        wanted, status = Preferences(), SubscriptionStatus.CONFIRMED
        return subscribers.add(connection, f"{name}@readers.example", status, Source.FORM, wanted, now).id


def test_subscribers_are_counted_at_the_end_of_each_month(counted: CountedBlog) -> None:
    """Who joined, who left, who was there."""
    counted.posts(NOW)
    store = SubscriberStore(counted.source.database)
    for number in range(3):
        subscribe(counted, f"reader{number}", NOW - 70 * DAY)
    store.change(subscribe(counted, "leaves", NOW - 40 * DAY), Event.UNSUBSCRIBE, NOW - 5 * DAY)
    found = counted.look()
    rows = [(str(each.month), each.joined, each.left, each.subscribers) for each in found.months]
    assert rows == [("2026-02", 3, 0, 3), ("2026-03", 1, 0, 4), ("2026-04", 0, 1, 3), ("2026-05", 0, 0, 3)]
    assert found.subscribers is not None
    assert found.subscribers[SubscriptionStatus.CONFIRMED] == 3
    assert SubscriptionStatus.ERASED not in found.subscribers


def test_damaged_files_are_named_and_the_rest_is_counted(counted: CountedBlog) -> None:
    """A comment, a line of the log, the catalogue, the subscribers; of what stands in them nothing is shown."""
    counted.blog.write("comments/approved/first/00000001-broken.md", "+++\nauthor = 5\n+++\nDana Reader\n")
    counted.blog.write("comments/nonsense/first/00000002-lost.md", "Words.")
    identifier = counted.comment(NOW - 10 * HOUR)
    counted.decide(Action.APPROVE, identifier, NOW - 9 * HOUR)
    with counted.blog.site.decisions.open("ab") as stream:
        stream.write(b'{"dana": \n\n{"id": "x"}\n[]\n')
    counted.blog.site.catalogue.write_text("nonsense", "utf-8")
    (counted.blog.site.instance / "subscriptions.sqlite").write_bytes(b"no database" * 1000)
    found = counted.look()
    assert (found.comments.counts[Status.APPROVED], found.answers.median) == (1, HOUR)
    assert (found.subscribers, found.uncounted) == (None, {StatisticsPart.POSTS, StatisticsPart.SUBSCRIPTIONS})
    said = "\n".join(found.problems)
    for part in (
        "content/comments/approved/first/00000001-broken.md:2: cannot be read",
        "content/comments/nonsense: cannot be read",
        "instance/comments/decisions.jsonl:2: no decision",
        "instance/comments/decisions.jsonl:4: no decision",
        "Posts are not counted",
        "Subscriptions are not counted",
    ):
        assert part in said, part
    assert "Dana" not in said


def test_of_many_damaged_files_some_are_named(counted: CountedBlog) -> None:
    """And how many more there are."""
    counted.posts(NOW)
    for number in range(MOST_PROBLEMS + 3):
        counted.blog.write(f"comments/approved/first/0000{number:04}-broken.md", "nothing")
    found = counted.look().problems
    assert (len(found), found[-1]) == (MOST_PROBLEMS + 1, "3 more like these.")


def test_private_files_that_cannot_be_read_are_named(counted: CountedBlog) -> None:
    """What they would have told is left out."""
    counted.posts(NOW)
    path = counted.blog.site.private_store_path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 1000)
    counted.blog.site.decisions.mkdir()
    found = counted.look()
    assert found.problems[0].startswith("Answer times are not counted: ")
    assert (found.uncounted, as_rows.as_object(found, "/")["answers"]) == ({StatisticsPart.ANSWERS}, None)


def test_nothing_is_counted_anew_within_a_minute(counted: CountedBlog) -> None:
    """Then all is, and of comments what changed: decided, edited, or gone."""
    counted.posts(NOW)
    identifier = counted.comment(NOW - HOUR)
    assert counted.source.at(NOW).comments.counts[Status.PENDING] == 1
    counted.decide(Action.APPROVE, identifier, NOW)
    assert counted.source.at(NOW + FRESH / 2).comments.counts[Status.PENDING] == 1
    found = counted.source.at(NOW + FRESH)
    assert (found.comments.counts[Status.PENDING], found.comments.counts[Status.APPROVED]) == (0, 1)
    path = counted.queue.path(counted.queue.find(identifier))
    path.write_text(path.read_text("utf-8").replace("2026-05", "2026-04"), "utf-8")
    assert [each.count(Status.APPROVED) for each in counted.source.at(NOW + 2 * FRESH).months] == [1, 0]
    path.unlink()
    assert set(counted.source.at(NOW + 3 * FRESH).comments.counts.values()) == {0}


def test_a_clock_that_was_set_back_hides_nothing(counted: CountedBlog) -> None:
    """What was counted in the future is counted anew."""
    counted.posts(NOW)
    assert counted.source.at(NOW + DAY).counted == NOW + DAY
    assert counted.source.at(NOW).counted == NOW


def test_no_reader_is_in_them_and_no_erased_one_in_their_numbers(counted: CountedBlog) -> None:
    """Neither names nor addresses nor words nor ids of comments; erasing somebody takes them out of past months too."""
    counted.blog.post("first")
    counted.blog.build()
    subscribe(counted, "dana", NOW - 70 * DAY)
    identifier = counted.comment(NOW - 70 * DAY)
    counted.decide(Action.APPROVE, identifier, NOW - 69 * DAY)
    before = counted.look()
    assert (before.comments.counts[Status.APPROVED], before.answers.count, len(before.discussed)) == (1, 1, 1)
    written = json.dumps(as_rows.as_object(before, "https://ours.example/")).lower()
    for private in ("dana", "wren", "readers.example", "well said", identifier):
        assert private not in written, private
    erase(counted.blog.site, NOW, email="dana@readers.example")
    after = counted.look()
    assert (set(after.comments.counts.values()), after.answers.count, after.discussed) == ({0}, 0, ())
    assert [(each.joined, each.subscribers) for each in after.months if each.joined or each.subscribers] == []
