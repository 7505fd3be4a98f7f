"""Editors hear of every comment once, at once or in a digest, and can decide from the mail."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import html5lib
import pytest
from notified_blog import DAY, HOUR, MINUTE, NOON, NotifiedBlog, addresses

from outsideinnovation.comments.moderation import Action, approve
from outsideinnovation.comments.private_store import Reason
from outsideinnovation.comments.record import Status
from outsideinnovation.errors import SettingsError
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.notifications.digest_schedule import Interval, boundary
from outsideinnovation.notifications.editor_mails import NOTICES_PER_HOUR
from outsideinnovation.tokens import ExpiredTokenError, Purpose

DECIDE = re.compile(r"https://ours\.example/talk/moderation/decide/([\w.-]+)")
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
HOSTILE = 'Eve\r\nBcc: x@example.org\0=?utf-8?q?=0ABcc:_y?= <script>alert(1)</script> \x1b[31m\u202e"'


@pytest.fixture
def notified(tmp_path: Path) -> NotifiedBlog:
    """A site whose editor hears of each comment."""
    return NotifiedBlog(tmp_path / "blog")


def hourly(tmp_path: Path) -> NotifiedBlog:
    """Return a site whose two editors have a digest an hour."""
    more = 'COMMENTS_NOTIFY_EVERY = "hour"\nCOMMENTS_NOTIFY = ["ed@ours.example", "flo@ours.example"]\n'
    return NotifiedBlog(tmp_path / "blog", more)


def test_an_editor_hears_of_a_comment_at_once(notified: NotifiedBlog) -> None:
    """The mail has its words in both versions, who wrote them, on which post, and why it may be spam."""
    notified.receive("a", "Words with *stress*\n\nand two paragraphs.", author="Dana", website="https://dana.example/")
    mail = notified.mail()
    assert mail.queued.to == "ed@ours.example"
    assert mail.subject == "Dana on “The “first” post”"
    assert "> Words with *stress*\n>\n> and two paragraphs." in mail.text
    assert "<p>Words with <em>stress</em></p>" in re.sub(r' style="[^"]*"', "", mail.html)
    for said in (
        "https://dana.example/",
        "The spam filter says: hardly spam.",
        "For spam: 3 links.",
        "3 May 2026, 12:00 UTC",
    ):
        assert said in mail.text
        assert said in mail.html
    assert "https://ours.example/2005/12/first.html" in mail.text
    assert "https://ours.example/talk/moderation\n" in mail.text
    assert mail.message.keys() == HEADERS


LETTER = """\
Dana has written a comment on “The “first” post”.

> We repair prams, not *bicycles*.
>
> > Which one?

Sent on 3 May 2026, 12:00 UTC.
Website: https://dana.example/
The spam filter says: hardly spam.
For spam: 3 links.

Approve it:
  https://ours.example/talk/moderation/decide/TOKEN
Reject it:
  https://ours.example/talk/moderation/decide/TOKEN
It is spam:
  https://ours.example/talk/moderation/decide/TOKEN

The post:
  https://ours.example/2005/12/first.html

All that wait:
  https://ours.example/talk/moderation

--\x20
Each link asks once more before it acts, works for 72 hours and for this
version of the text alone. Whoever has this mail can use them, so please
do not forward it.
"""


def test_the_plain_text_reads_well(notified: NotifiedBlog) -> None:
    """Short paragraphs, the quotation marked, one address a line; the HTML says the same, in the look of the blog."""
    notified.receive(
        "a", "We repair prams, not *bicycles*.\n\n> Which one?", author="Dana", website="https://dana.example/"
    )
    mail = notified.mail()
    assert re.sub(r"decide/[\w.-]+", "decide/TOKEN", mail.text).rstrip("\n") == LETTER.rstrip("\n")
    page = html5lib.parse(mail.html, namespaceHTMLElements=False)
    assert [(link.text, "background-color" in link.get("style", "")) for link in page.iter("a")] == [
        ("A small blog", False),
        ("Approve it", True),
        ("Reject it", True),
        ("It is spam", True),
        ("The post", False),
        ("All that wait", False),
    ]


def test_a_themes_own_template_sets_the_mail(tmp_path: Path) -> None:
    """``mail/letter`` of the site's theme comes before ours; what strangers typed is visible in it all the same."""
    folder = tmp_path / "blog" / "mine" / "templates" / "mail"
    folder.mkdir(parents=True)
    (folder / "letter.txt").write_text("{{ subject }}: {{ parts[0].words }}\n", "utf-8")
    notified = NotifiedBlog(tmp_path / "blog", 'THEME = "mine"\n')
    comment, private = notified.comment("a")
    notified.notifier.received(replace(comment, author="Da\u200bna"), private, NOON)
    said = "Da\\u200bna on “The “first” post”: Da\\u200bna has written a comment on “The “first” post”.\n"
    assert notified.mail().text.rstrip("\n") == said.rstrip("\n")


def test_editors_are_written_to_in_the_language_of_the_blog(tmp_path: Path) -> None:
    """And the mail says so to those who have it read to them."""
    notified = NotifiedBlog(tmp_path / "blog", 'DEFAULT_LANG = "ar"\n')
    notified.receive("a")
    assert '<html lang="ar" dir="rtl">' in notified.mail().html


def test_each_link_is_for_one_action_on_one_version_for_three_days(notified: NotifiedBlog) -> None:
    """They say the id, the action and the version of the text, and end after 72 hours."""
    comment = notified.receive("a")
    mail = notified.mail()
    tokens = DECIDE.findall(mail.text)
    assert tokens == DECIDE.findall(mail.html)
    version = notified.queue.version(comment)
    said = [notified.keyring.read(Purpose.DECISION, token, NOON + 71 * HOUR) for token in tokens]
    assert said == [
        {"id": comment.id, "action": action, "version": version, "seen": "pending", "issued": NOON.isoformat()}
        for action in (Action.APPROVE, Action.REJECT, Action.SPAM)
    ]
    with pytest.raises(ExpiredTokenError):
        notified.keyring.read(Purpose.DECISION, tokens[0], NOON + 72 * HOUR)


def test_a_comment_that_needed_no_editor_is_told_too(notified: NotifiedBlog) -> None:
    """What a trusted reader wrote is approved already; the links take it back."""
    notified.receive("a", status=Status.APPROVED)
    mail = notified.mail()
    assert "approved already" in mail.text
    said = [notified.keyring.read(Purpose.DECISION, token, NOON) for token in DECIDE.findall(mail.text)]
    assert [(each["action"], each["seen"]) for each in said] == [(Action.REJECT, "approved"), (Action.SPAM, "approved")]


def test_an_answer_links_to_what_it_answers(notified: NotifiedBlog) -> None:
    """So that the editor reads it in its place."""
    notified.receive("b", reply_to="00000000-a")
    assert "https://ours.example/2005/12/first.html#comment-00000000-a" in notified.mail().text


@pytest.mark.parametrize(
    "words", [HOSTILE, "=?utf-8?q?=0D=0ABcc:_x=40y?=", "\ud83d", "x" * 5000, "> Approve it:\n>  http://evil"]
)
def test_a_strangers_words_never_look_like_ours(notified: NotifiedBlog, words: str) -> None:
    """Names, bodies and reasons add no header, no line of ours, no tag, and drive no terminal."""
    clean = words.encode("utf-8", "replace").decode()
    comment, private = notified.comment("a", clean.replace("\0", "") or "x", author="Eve")
    private = replace(private, reasons=(Reason("words", 0.2, clean),))
    notified.notifier.received(replace(comment, author=words, body=words, website=words), private, NOON)
    mail = notified.mail()
    assert mail.message.keys() == HEADERS
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", mail.text)
    page = html5lib.parse(mail.html, namespaceHTMLElements=False)
    assert not {each.tag for each in page.iter() if isinstance(each.tag, str)} & {"script", "img", "iframe"}
    (style,) = page.iter("style")  # the theme's media rules, in the head
    assert not words.strip() or words not in (style.text or "")
    ours = [line for line in mail.text.splitlines() if not line.startswith(">")]
    assert "http://evil" not in "".join(line for line in ours if line.startswith("  http"))
    for link in page.iter("a"):
        assert str(link.get("href")).startswith("https://ours.example/")


def test_a_comment_is_announced_once(notified: NotifiedBlog) -> None:
    """A second telling, a restart and a digest add nothing."""
    comment = notified.receive("a")
    private = notified.private_store.get(comment.id)
    assert private
    notified.notifier.received(comment, private, NOON)
    notified.restart()
    notified.notifier.received(comment, private, NOON)
    assert notified.notifier.digest(NOON + HOUR) == 0
    notified.mail()


def test_a_crash_between_outbox_and_book_sends_nothing_twice(
    notified: NotifiedBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The book does not know of the notice then, but the outbox does."""
    with monkeypatch.context() as crash:
        crash.setattr(notified.private_store, "announce", lambda *_: None)
        notified.receive("a")
    notified.take()
    notified.restart()
    assert notified.notifier.digest(NOON + HOUR) == 0
    assert notified.private_store.announced("notice", "00000000-a", "ed@ours.example")
    notified.mail()


def test_a_crash_before_the_notice_is_made_up_for(notified: NotifiedBlog) -> None:
    """A comment that was kept, but of which nobody was told, is in the next digest."""
    notified.comment("a")
    assert notified.notifier.digest(NOON + MINUTE) == 0
    assert notified.notifier.digest(NOON + 20 * MINUTE) == 1
    assert notified.mail().subject == "Dana on “The “first” post”"
    assert notified.notifier.digest(NOON + HOUR) == 0


def test_a_flood_is_told_in_few_mails(notified: NotifiedBlog) -> None:
    """So many notices an hour; whatever is beyond comes in one digest, which shows some and counts the others."""
    for number in range(NOTICES_PER_HOUR + 70):
        notified.receive(f"{number:04}")
    assert len(notified.take()) == NOTICES_PER_HOUR
    assert notified.notifier.digest(NOON + 20 * MINUTE) == 1
    [mail] = notified.take()
    assert mail.subject == "70 comments wait for a decision"
    assert "20 more are in the queue." in mail.text
    assert len(DECIDE.findall(mail.text)) == 3 * 50
    assert notified.notifier.digest(NOON + 9 * HOUR) == 0


def test_a_digest_gathers_an_hour_for_each_editor(tmp_path: Path) -> None:
    """Nobody hears at once; on the hour each editor has one mail with all that came."""
    notified = hourly(tmp_path)
    for name in "abc":
        notified.receive(name, author=f"Dana {name}")
    assert notified.mails() == []
    assert notified.notifier.digest(NOON + 59 * MINUTE) == 0
    assert notified.notifier.digest(NOON + HOUR) == 2
    first, second = notified.take()
    assert addresses([first, second]) == ["ed@ours.example", "flo@ours.example"]
    assert first.subject == "3 comments wait for a decision"
    assert [first.text.index(f"Dana {name} on") for name in "abc"] == sorted(
        first.text.index(f"Dana {name} on") for name in "abc"
    )
    assert len(DECIDE.findall(first.text)) == 9
    assert set(first.queued.about) == {f"00000000-{name}" for name in "abc"}
    notified.restart()
    assert notified.notifier.digest(NOON + 2 * HOUR) == 0


def test_a_missed_run_is_made_up_for(tmp_path: Path) -> None:
    """The service was down over several digests: the next has everything that waits, and nothing that was decided."""
    notified = hourly(tmp_path)
    notified.receive("a")
    notified.receive("b", now=NOON + 3 * HOUR)
    notified.receive("c")
    approve(notified.queue, ["00000000-c"])
    assert notified.notifier.digest(NOON + 30 * HOUR) == 2
    assert set(notified.mails()[0].queued.about) == {"00000000-a", "00000000-b"}


def test_a_digest_waits_while_nothing_is_due(tmp_path: Path) -> None:
    """What came since the hour began waits for the next, and then goes along."""
    notified = hourly(tmp_path)
    notified.receive("a", now=NOON + MINUTE)
    assert notified.notifier.digest(NOON + 2 * MINUTE) == 0
    assert notified.notifier.digest(NOON + 61 * MINUTE) == 2


def test_the_queue_is_read_once_a_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking every minute costs nothing."""
    notified = hourly(tmp_path)
    notified.receive("a")
    notified.notifier.digest(NOON + HOUR)
    monkeypatch.setattr(type(notified.queue), "list", lambda *_: pytest.fail("the queue was read"))
    assert notified.notifier.digest(NOON + HOUR + 30 * MINUTE) == 0


def test_erasing_a_comment_leaves_the_others_announced(tmp_path: Path) -> None:
    """An unsent digest is written anew without the erased one; no byte of it is left in the outbox."""
    notified = hourly(tmp_path)
    notified.receive("a", "The secret words.")
    notified.receive("b", "Other words.")
    notified.notifier.digest(NOON + HOUR)
    assert notified.notifier.forget(["00000000-a"], NOON + HOUR) == 2
    assert [mail.queued.about for mail in notified.mails()] == [("00000000-b",)] * 2
    assert not any(b"secret" in path.read_bytes() for path in notified.outbox.folder.rglob("*.mail"))
    assert "secret" not in "".join(mail.text for mail in notified.mails())


def test_whoever_erases_the_others_are_announced(tmp_path: Path) -> None:
    """The outbox remembers what went unsaid, across a restart, even where a reader's withdrawal took it."""
    notified = hourly(tmp_path)
    for name in "abc":
        notified.receive(name)
    notified.notifier.digest(NOON + HOUR)
    assert notified.outbox.purge(about="00000000-a") == 2
    assert notified.outbox.purge(about="00000000-a") == 0
    approve(notified.queue, ["00000000-c"])
    assert notified.mails() == []
    notified.restart()
    assert notified.notifier.digest(NOON + HOUR + MINUTE) == 2
    assert [mail.queued.about for mail in notified.mails()] == [("00000000-b",)] * 2
    assert notified.notifier.digest(NOON + HOUR + MINUTE) == 0


def test_erasing_takes_notices_out_of_every_state(notified: NotifiedBlog) -> None:
    """Sent ones too."""
    notified.receive("a")
    notified.take()
    assert notified.notifier.forget(["00000000-a"], NOON) == 1
    assert set(notified.outbox.counts().values()) == {0}


@pytest.mark.parametrize("missing", ["MAIL_FROM = None", "SERVICE_URL = None", "COMMENTS_NOTIFY = []"])
def test_without_mail_set_up_nothing_is_written(tmp_path: Path, missing: str) -> None:
    """Quietly: comments come in as ever."""
    notified = NotifiedBlog(tmp_path / "blog", missing + "\n")
    notified.receive("a")
    assert notified.notifier.digest(NOON + DAY) == 0
    assert notified.live("a") == 0
    assert notified.mails() == []


def test_a_service_below_the_sites_address_is_named_whole(tmp_path: Path) -> None:
    """SERVICE_URL may be a path; a mail has no page that its links could start from."""
    notified = NotifiedBlog(tmp_path / "blog", 'SITEURL = "https://ours.example"\nSERVICE_URL = "/service/"\n')
    notified.receive("a")
    text = notified.mail().text
    assert "  https://ours.example/service/moderation\n" in text
    assert text.count("  https://ours.example/service/moderation/decide/") == 3


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('SITEURL = ""\nSERVICE_URL = "/service"', "SERVICE_URL '/service' .*SITEURL"),
        ('COMMENTS_NOTIFY_EVERY = "week"', r"COMMENTS_NOTIFY_EVERY 'week' .*comment, hour, day"),
        ('COMMENTS_NOTIFY = ["nobody"]', "COMMENTS_NOTIFY .*'nobody'"),
        ('COMMENTS_NOTIFY = "ed@ours.example"', "write a list"),
        ('MAIL_FROM = "nobody"', "MAIL_FROM 'nobody'"),
        ('SERVICE_URL = "https://büro.example"', "SERVICE_URL .*xn--"),
        ('TIMEZONE = "Mars/Base"', "TIMEZONE 'Mars/Base'"),
    ],
)
def test_settings_that_cannot_be_used_are_said(tmp_path: Path, more: str, said: str) -> None:
    """At the start, with the file, the value and the remedy."""
    with pytest.raises(SettingsError, match=said) as refusal:
        NotifiedBlog(tmp_path / "blog", more + "\n")
    assert "pelicanconf.py" in str(refusal.value)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-03-28T05:59Z", "2026-03-27T06:00Z"),
        ("2026-03-28T06:00Z", "2026-03-28T06:00Z"),
        ("2026-03-29T04:59Z", "2026-03-28T06:00Z"),
        ("2026-03-29T05:00Z", "2026-03-29T05:00Z"),  # summer time began in the night
        ("2026-10-25T05:59Z", "2026-10-24T05:00Z"),
        ("2026-10-25T06:00Z", "2026-10-25T06:00Z"),  # and ended
        ("2026-10-26T06:30Z", "2026-10-26T06:00Z"),
    ],
)
def test_a_daily_digest_is_due_in_the_morning(now: str, morning: str) -> None:
    """At seven by the clock on the wall, across changes of that clock."""
    found = boundary(Interval.DAY, datetime.fromisoformat(now), ZoneInfo("Europe/Berlin"))
    assert found == datetime.fromisoformat(morning)


def test_boundaries_never_lie_ahead() -> None:
    """For each way and every quarter of a year's hours: a boundary is past, and none is skipped."""
    for every, longest in ((Interval.COMMENT, 17 * MINUTE), (Interval.HOUR, HOUR), (Interval.DAY, 25 * HOUR)):
        now = datetime(2026, 1, 1, tzinfo=UTC)
        for _ in range(800):
            now += timedelta(hours=11, minutes=7)
            assert timedelta(0) <= now - boundary(every, now, ZoneInfo("America/New_York")) <= longest


def test_only_what_waits_is_counted(notified: NotifiedBlog) -> None:
    """Unsent mails wait in ``ready``, for the delivery to take."""
    notified.receive("a")
    assert notified.outbox.counts()[MailState.READY] == 1


def test_one_broken_file_keeps_no_digest_back(tmp_path: Path) -> None:
    """The editors hear of all others; of the broken one they hear from whoever keeps order."""
    notified = hourly(tmp_path)
    notified.comment("a")
    notified.comment("b")
    notified.blog.write("comments/pending/first/00000000-broken.md", "no comment")
    assert notified.notifier.digest(NOON + HOUR) == 2
    assert "2 comments" in notified.mails()[0].subject


def test_a_preview_tells_editors_only_of_what_it_received(tmp_path: Path) -> None:
    """Else the service, which finds every comment told of, would be silent."""
    notified = hourly(tmp_path)
    notified.comment("before")
    production = notified.notifier
    notified.restart(own_only=True)
    notified.receive("own")
    notified.comment("beside")
    assert notified.notifier.digest(NOON + HOUR) == 2
    assert {mail.queued.about for mail in notified.mails()} == {("00000000-own",)}
    notified.notifier = production
    assert notified.notifier.digest(NOON + HOUR) == 2
    assert {mail.queued.about for mail in notified.mails()} >= {("00000000-before", "00000000-beside")}


@pytest.mark.parametrize("unseen", ["\u200b", "\u200d", "\u2060", "\u00ad", "\U000e0041", "\u3164"], ids=ascii)
def test_what_takes_no_room_in_a_name_is_written_out(notified: NotifiedBlog, unseen: str) -> None:
    """In the subject, and in both versions of the words."""
    notified.receive("a", author=f"Da{unseen}na")
    mail, shown = notified.mail(), f"Da{unseen.encode('unicode_escape').decode()}na"
    assert mail.subject.startswith(f"{shown} on ")
    assert f"{shown} has written a comment" in mail.text
    assert f"{shown} has written a comment" in mail.html
