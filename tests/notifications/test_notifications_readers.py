"""Commenters hear what they asked for, at confirmed addresses only, once, and can stop it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from notified_blog import DAY, ENTRY, HOUR, MINUTE, NOON, Mail, NotifiedBlog, addresses

from outsideinnovation.comments.record import Status
from outsideinnovation.comments.spam.likelihood import LIMIT
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.notifications.reader_mails import MAILS_PER_HOUR
from outsideinnovation.tokens import ExpiredTokenError, Purpose, TokenError

DANA, ROBIN = "dana@readers.example", "robin@readers.example"
CONFIRM = re.compile(r"https://ours\.example/talk/comments/confirm/([\w.-]+)")
STOP = re.compile(r"https://ours\.example/talk/comments/stop/([\w.-]+)")


@pytest.fixture
def notified(tmp_path: Path) -> NotifiedBlog:
    """A site without editors' mail, so that all mails are readers'."""
    return NotifiedBlog(tmp_path / "blog", "COMMENTS_NOTIFY = []\n")


def approved(
    notified: NotifiedBlog, name: str, email: str | None = DANA, *, confirmed: bool = True, **fields: object
) -> None:
    """Let an approved comment be there, its writer's address confirmed or not."""
    notified.comment(name, email=email, status=Status.APPROVED, **fields)  # type: ignore[arg-type]
    if email and confirmed:
        notified.consent.confirm(email, NOON)


def one_click(mail: Mail) -> str:
    """Return the token in the List-Unsubscribe header."""
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = STOP.search(str(mail.message["List-Unsubscribe"]))
    assert found
    return found[1]


def test_a_new_address_is_asked_whether_it_is_the_readers(notified: NotifiedBlog) -> None:
    """The mail repeats nothing that anybody typed, and its link confirms the address for three days."""
    notified.receive("a", "Buy pills now", email=DANA, author="Evil Name")
    mail = notified.mail()
    assert mail.queued.to == DANA
    assert mail.subject == "Is this your address? A question from A small blog"
    for typed in ("Evil", "pills", ENTRY.title, "first"):
        assert typed not in mail.text + mail.html + mail.subject
    [token] = set(CONFIRM.findall(mail.text + mail.html))
    assert notified.notifier.confirmation_of(token, NOON) == DANA
    assert not notified.consent.is_confirmed(DANA)
    assert notified.notifier.confirm(token, NOON + 71 * HOUR) == DANA
    assert notified.notifier.confirm(token, NOON + 71 * HOUR) == DANA
    assert notified.consent.is_confirmed(DANA)
    with pytest.raises(ExpiredTokenError):
        notified.notifier.confirm(token, NOON + 72 * HOUR)


@pytest.mark.parametrize("fields", [{"email": None}, {"email": DANA, "notify": False}, {"email": DANA, "score": LIMIT}])
def test_who_did_not_ask_is_not_asked(notified: NotifiedBlog, fields: dict[str, object]) -> None:
    """Nor is anybody whose comment looks like spam, until an editor has approved it."""
    notified.receive("a", **fields)
    assert notified.mails() == []


def test_a_suspect_comment_is_asked_about_once_it_is_approved(notified: NotifiedBlog) -> None:
    """And the mail that it is live follows the yes."""
    approved(notified, "a", confirmed=False, score=0.9)
    assert notified.live("a") == 0
    [mail] = notified.take()
    notified.notifier.confirm(CONFIRM.findall(mail.text)[0], NOON)
    assert notified.live("a") == 1


def test_a_confirmed_address_is_not_asked_again(notified: NotifiedBlog) -> None:
    """One yes is enough."""
    notified.comment("z", email=DANA, notify=False)
    notified.consent.confirm(DANA, NOON)
    notified.receive("a", email=DANA)
    assert notified.mails() == []


@pytest.mark.parametrize(
    "second", [DANA, "Dana@Readers.Example", "dana+blog@readers.example", "d.a.n.a@readers.example"]
)
def test_a_mailbox_is_asked_once_a_day(notified: NotifiedBlog, second: str) -> None:
    """Whatever the spelling: nobody's mailbox is filled by comments in their name."""
    notified.receive("a", email=DANA)
    for hour in (0, 12, 23):
        notified.receive(f"b{hour}", email=second, now=NOON + hour * HOUR)
    assert len(notified.mails()) == 1
    notified.receive("c", email=second, now=NOON + 2 * DAY)
    assert len(notified.mails()) == 2


def test_confirmations_have_a_limit_an_hour_in_all(tmp_path: Path) -> None:
    """COMMENTS_CONFIRMATIONS_PER_HOUR holds across restarts; what is beyond is not written."""
    notified = NotifiedBlog(tmp_path / "blog", "COMMENTS_NOTIFY = []\nCOMMENTS_CONFIRMATIONS_PER_HOUR = 3\n")
    for number in range(6):
        notified.receive(f"a{number}", email=f"r{number}@readers.example")
        notified.restart()
    assert len(notified.mails()) == 3
    notified.receive("later", email="late@readers.example", now=NOON + HOUR)
    assert len(notified.mails()) == 4


def test_a_commenter_hears_that_a_comment_is_live(notified: NotifiedBlog) -> None:
    """With the permalink, once, and with a way to stop such mail in one click."""
    approved(notified, "a", body="My words.")
    assert notified.live("a") == 1
    mail = notified.mail()
    assert mail.queued.to == DANA
    assert mail.subject == "Your comment on “The “first” post” is live"
    assert "https://ours.example/2005/12/first.html#comment-00000000-a\n" in mail.text
    assert "> My words." in mail.text
    assert notified.notifier.stop_of(one_click(mail), NOON).address == DANA
    assert notified.live("a") == 0
    notified.restart()
    assert notified.live("a") == 0
    assert len(notified.mails()) == 1


def test_who_confirms_later_hears_later(notified: NotifiedBlog) -> None:
    """Until the yes nothing goes; then the next look finds it."""
    notified.receive("a", email=DANA, status=Status.APPROVED)
    [asked] = notified.take()
    assert notified.live("a") == 0
    notified.notifier.confirm(CONFIRM.findall(asked.text)[0], NOON + HOUR)
    assert notified.notifier.digest(NOON + HOUR) == 1
    assert notified.notifier.digest(NOON + HOUR) == 0
    assert notified.live("a", now=NOON + HOUR) == 0


def test_who_never_confirms_is_never_written_to(notified: NotifiedBlog) -> None:
    """Not even if the address is confirmed one day, for another comment: old news is no news."""
    approved(notified, "a", confirmed=False)
    for day in range(9):
        assert notified.live("a", now=NOON + day * DAY) == 0
    assert [mail.subject[:15] for mail in notified.mails()] == ["Is this your ad"]
    notified.consent.confirm(DANA, NOON + 9 * DAY)
    notified.restart()
    assert notified.live("a", now=NOON + 9 * DAY) == 0


def test_only_what_is_live_is_told(notified: NotifiedBlog) -> None:
    """Approved is not enough: the site must have switched, and the post must be there."""
    approved(notified, "a")
    approved(notified, "b", post="second")
    notified.comment("c", email=DANA)
    assert notified.live() == 0
    assert notified.live("b", "c") == 0
    assert notified.live("a", "b", "c") == 1


def test_an_answer_is_told_to_whom_it_answers(notified: NotifiedBlog) -> None:
    """With the answer's words, who wrote it, and both permalinks; once."""
    approved(notified, "a")
    approved(notified, "b", ROBIN, notify=False, body="I see it *so*.", author="Robin", reply_to="00000000-a")
    assert notified.live("a", "b") == 2
    live, answer = sorted(notified.mails(), key=lambda mail: "answer" in mail.subject)
    assert addresses([live, answer]) == [DANA, DANA]
    assert answer.subject == "An answer to your comment on “The “first” post”"
    assert "Robin has answered" in answer.text
    assert "> I see it *so*." in answer.text
    assert "I see it <em>so</em>." in answer.html
    for name in "ab":
        assert f"https://ours.example/2005/12/first.html#comment-00000000-{name}\n" in answer.text
    assert set(answer.queued.about) == {"00000000-a", "00000000-b"}
    assert ROBIN not in answer.text
    notified.restart()
    assert notified.live("a", "b") == 0


def test_the_authors_answer_is_told(notified: NotifiedBlog) -> None:
    """An editor's reply has no private row; it is news all the same."""
    approved(notified, "a")
    notified.live("a")
    notified.blog.comment("first", "00000000-b", head='by_author = true\nreply_to = "00000000-a"')
    assert notified.live("a", "b") == 1


def test_nobody_hears_of_their_own_answer(notified: NotifiedBlog) -> None:
    """However the address was typed."""
    approved(notified, "a")
    approved(notified, "b", "Dana@READERS.example", notify=False, reply_to="00000000-a")
    assert [mail.subject[:12] for mail in notified.mails()] == []
    assert notified.live("a", "b") == 1
    assert notified.mail().subject.endswith("is live")


def test_answers_to_what_is_gone_are_no_news(notified: NotifiedBlog) -> None:
    """A parent that was taken back is not written about."""
    approved(notified, "a")
    approved(notified, "b", None, reply_to="00000000-a")
    assert notified.live("b") == 0


def test_stopping_one_comments_mail_stops_that(notified: NotifiedBlog) -> None:
    """By the link in the body; other comments' mail goes on. It works for ever, and twice, and with an old key."""
    approved(notified, "a")
    approved(notified, "b")
    notified.live("a", "b")
    mail = next(mail for mail in notified.mails() if mail.queued.about == ("00000000-a",))
    about_this, at_all = STOP.findall(mail.text)
    stopped = notified.notifier.stop(about_this, NOON + timedelta(days=9999))
    assert (stopped.address, stopped.comment) == (DANA, "00000000-a")
    assert notified.notifier.stop(about_this, NOON) == stopped
    for parent in "ab":
        approved(notified, f"r{parent}", None, reply_to=f"00000000-{parent}")
    assert notified.live("a", "b", "ra", "rb") == 1
    notified.notifier.stop(at_all, NOON)
    assert notified.consent.is_stopped(DANA, "00000000-b")


def test_one_click_stops_all_mail_and_withdraws_what_waits(notified: NotifiedBlog) -> None:
    """Mail that was written but not sent yet is not sent; a later comment is not asked about either."""
    approved(notified, "a")
    notified.live("a")
    waiting = notified.mail()
    notified.notifier.stop(one_click(waiting), NOON)
    assert notified.outbox.counts()[MailState.READY] == 0
    approved(notified, "b", None, reply_to="00000000-a")
    assert notified.live("a", "b") == 0
    notified.receive("c", email=DANA)
    assert notified.mails() == []


def test_an_address_that_is_not_known_any_more_is_stopped_without_being_kept(notified: NotifiedBlog) -> None:
    """After an erasure a link that stops all still does, by what stands for the address; one for a comment keeps nothing."""
    approved(notified, "a")
    notified.live("a")
    about_this, at_all = STOP.findall(notified.mail().text)
    notified.private_store.forget_address(DANA)
    notified.consent.forget_address(DANA)
    notified.notifier.stop(about_this, NOON)
    assert not notified.consent.is_stopped(DANA, "00000000-a")
    notified.notifier.stop(at_all, NOON)
    notified.private_store.close()
    assert b"dana" not in notified.private_store.path.read_bytes().lower()
    notified.receive("b", email=DANA.upper())
    assert [mail.queued.to for mail in notified.mails() if mail.queued.about == ("00000000-b",)] == []
    notified.notifier.start(at_all, NOON)
    notified.receive("c", email=DANA)
    assert DANA in [mail.queued.to for mail in notified.mails() if mail.queued.about == ("00000000-c",)]


def test_who_stopped_may_start_again(notified: NotifiedBlog) -> None:
    """By the same link, or by any where all was stopped; what is told then is what comes from then on."""
    approved(notified, "a")
    notified.live("a")
    about_this, at_all = STOP.findall(notified.mail().text)
    notified.notifier.stop(about_this, NOON)
    assert notified.notifier.start(about_this, NOON).comment == "00000000-a"
    assert not notified.notifier.is_stopped(notified.notifier.stop_of(about_this, NOON))
    notified.notifier.stop(at_all, NOON)
    assert notified.notifier.is_stopped(notified.notifier.stop_of(about_this, NOON))
    assert notified.notifier.start(about_this, NOON).comment is None
    approved(notified, "b", None, reply_to="00000000-a")
    assert notified.live("a", "b") == 1


def test_a_link_confirms_no_address_that_was_erased(notified: NotifiedBlog) -> None:
    """What an old mail's link says comes into no book again; the link says that it is over."""
    notified.receive("a", email=DANA)
    token = CONFIRM.findall(notified.mail().text)[0]
    notified.private_store.forget_address(DANA)
    notified.consent.forget_address(DANA)
    for way in (notified.notifier.confirmation_of, notified.notifier.confirm):
        with pytest.raises(ExpiredTokenError, match="over"):
            way(token, NOON)
    assert not notified.consent.is_confirmed(DANA)


def test_a_preview_tells_only_those_whose_comments_it_received(notified: NotifiedBlog) -> None:
    """What came before, or through the service beside it, counts as told to nobody: the service tells it."""
    notified.comment("before", email=DANA, status=Status.APPROVED)
    notified.consent.confirm(DANA, NOON)
    production = notified.notifier
    notified.restart(own_only=True)
    notified.receive("own", email=DANA, status=Status.APPROVED)
    assert notified.live("before", "own") == 1
    assert {mail.queued.about for mail in notified.mails()} == {("00000000-own",)}
    notified.notifier = production
    assert notified.live("before", "own") == 1


def test_links_outlive_a_change_of_keys(notified: NotifiedBlog) -> None:
    """A stop link signed with an older key that is still kept works."""
    token = type(notified.keyring)(("an older key of ours",)).sign(Purpose.STOP, {"address": DANA, "comment": None})
    assert notified.notifier.stop(token, NOON).address == DANA


@pytest.mark.parametrize("purpose", [Purpose.CONFIRMATION, Purpose.DECISION, Purpose.RECEIPT])
def test_a_token_for_something_else_stops_nothing(notified: NotifiedBlog, purpose: Purpose) -> None:
    """Each purpose has its own salt."""
    with pytest.raises(TokenError):
        notified.notifier.stop(notified.keyring.sign(purpose, {"address": DANA, "comment": None}), NOON)
    for value in ("x", {"address": 3}, {}, None):
        with pytest.raises(TokenError):
            notified.notifier.stop(notified.keyring.sign(Purpose.STOP, value), NOON)


def test_a_popular_comment_fills_no_mailbox(notified: NotifiedBlog) -> None:
    """So many an hour to one address; the others wait for the next hour, and none is lost."""
    approved(notified, "a")
    names = [f"r{number:03}" for number in range(MAILS_PER_HOUR + 5)]
    for name in names:
        approved(notified, name, None, reply_to="00000000-a")
    assert notified.live("a", *names) == MAILS_PER_HOUR
    assert notified.live("a", *names, now=NOON + MINUTE) == 0
    assert notified.live("a", *names, now=NOON + HOUR) == 6


def test_a_crash_between_outbox_and_book_sends_nothing_twice(
    notified: NotifiedBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key in the outbox holds where the book does not know yet."""
    approved(notified, "a")
    with monkeypatch.context() as crash:
        crash.setattr(notified.private_store, "announce", lambda *_: None)
        assert notified.live("a") == 1
    notified.take()
    notified.restart()
    assert notified.live("a") == 0
    assert len(notified.mails()) == 1


def test_a_whole_archive_without_listeners_is_not_read(notified: NotifiedBlog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody asked for mail, no comment's file is opened."""
    notified.blog.comment("first", "00000000-a")
    monkeypatch.setattr(type(notified.queue), "find_all", lambda *_: pytest.fail("comments were read"))
    assert notified.live("a") == 0


@pytest.mark.parametrize("words", ["Eve\r\nBcc: x@example.org", "=?utf-8?q?=0ABcc:_y?=", "\x1b[2J\u202e", "a" * 300])
def test_a_title_or_name_adds_no_header(notified: NotifiedBlog, words: str) -> None:
    """What comes out parses to exactly the headers that were meant, List-Unsubscribe among them."""
    from dataclasses import replace

    notified.entries = {"first": replace(ENTRY, title=words)}
    approved(notified, "a")
    notified.live("a")
    assert notified.mail().message.keys() == [
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
        *("List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type"),
    ]


def test_an_address_that_cannot_be_written_to_is_left_alone(notified: NotifiedBlog) -> None:
    """An odd address stops neither the comment nor the next mail."""
    notified.receive("a", email="=?utf-8?q?a?=@example.org")
    notified.receive("b", email=DANA)
    assert addresses(notified.mails()) == [DANA]
