"""Commenters hear what they asked for, at confirmed addresses only, once, and can stop it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from notifications_office import DAY, ENTRY, HOUR, MINUTE, NOON, Mail, Office, addresses

from outsideinnovation.comments.record import Status
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.notifications.reader_mails import MAILS_PER_HOUR, SUSPECT
from outsideinnovation.tokens import ExpiredTokenError, Purpose, TokenError

DANA, ROBIN = "dana@readers.example", "robin@readers.example"
CONFIRM = re.compile(r"https://ours\.example/talk/comments/confirm/([\w.-]+)")
STOP = re.compile(r"https://ours\.example/talk/comments/stop/([\w.-]+)")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A site without editors' mail, so that all mails are readers'."""
    return Office(tmp_path / "blog", "COMMENTS_NOTIFY = []\n")


def approved(office: Office, name: str, email: str | None = DANA, *, confirmed: bool = True, **fields: object) -> None:
    """Let an approved comment be there, its writer's address confirmed or not."""
    office.comment(name, email=email, status=Status.APPROVED, **fields)  # type: ignore[arg-type]
    if email and confirmed:
        office.consent.confirm(email, NOON)


def one_click(mail: Mail) -> str:
    """Return the token in the List-Unsubscribe header."""
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = STOP.search(str(mail.message["List-Unsubscribe"]))
    assert found
    return found[1]


def test_a_new_address_is_asked_whether_it_is_the_readers(office: Office) -> None:
    """The mail repeats nothing that anybody typed, and its link confirms the address for three days."""
    office.receive("a", "Buy pills now", email=DANA, author="Evil Name")
    mail = office.mail()
    assert mail.parcel.to == DANA
    assert mail.subject == "Is this your address? A question from A small blog"
    for typed in ("Evil", "pills", ENTRY.title, "first"):
        assert typed not in mail.text + mail.html + mail.subject
    [token] = set(CONFIRM.findall(mail.text + mail.html))
    assert office.desk.confirmation_of(token, NOON) == DANA
    assert not office.consent.is_confirmed(DANA)
    assert office.desk.confirm(token, NOON + 71 * HOUR) == DANA
    assert office.desk.confirm(token, NOON + 71 * HOUR) == DANA
    assert office.consent.is_confirmed(DANA)
    with pytest.raises(ExpiredTokenError):
        office.desk.confirm(token, NOON + 72 * HOUR)


@pytest.mark.parametrize(
    "fields", [{"email": None}, {"email": DANA, "notify": False}, {"email": DANA, "score": SUSPECT}]
)
def test_who_did_not_ask_is_not_asked(office: Office, fields: dict[str, object]) -> None:
    """Nor is anybody whose comment looks like spam, until an editor has approved it."""
    office.receive("a", **fields)
    assert office.mails() == []


def test_a_suspect_comment_is_asked_about_once_it_is_approved(office: Office) -> None:
    """And the mail that it is live follows the yes."""
    approved(office, "a", confirmed=False, score=0.9)
    assert office.live("a") == 0
    [mail] = office.take()
    office.desk.confirm(CONFIRM.findall(mail.text)[0], NOON)
    assert office.live("a") == 1


def test_a_confirmed_address_is_not_asked_again(office: Office) -> None:
    """One yes is enough."""
    office.comment("z", email=DANA, notify=False)
    office.consent.confirm(DANA, NOON)
    office.receive("a", email=DANA)
    assert office.mails() == []


@pytest.mark.parametrize(
    "second", [DANA, "Dana@Readers.Example", "dana+blog@readers.example", "d.a.n.a@readers.example"]
)
def test_a_mailbox_is_asked_once_a_day(office: Office, second: str) -> None:
    """Whatever the spelling: nobody's mailbox is filled by comments in their name."""
    office.receive("a", email=DANA)
    for hour in (0, 12, 23):
        office.receive(f"b{hour}", email=second, now=NOON + hour * HOUR)
    assert len(office.mails()) == 1
    office.receive("c", email=second, now=NOON + 2 * DAY)
    assert len(office.mails()) == 2


def test_confirmations_have_a_limit_an_hour_in_all(tmp_path: Path) -> None:
    """COMMENTS_CONFIRMATIONS_PER_HOUR holds across restarts; what is beyond is not written."""
    office = Office(tmp_path / "blog", "COMMENTS_NOTIFY = []\nCOMMENTS_CONFIRMATIONS_PER_HOUR = 3\n")
    for number in range(6):
        office.receive(f"a{number}", email=f"r{number}@readers.example")
        office.restart()
    assert len(office.mails()) == 3
    office.receive("later", email="late@readers.example", now=NOON + HOUR)
    assert len(office.mails()) == 4


def test_a_commenter_hears_that_a_comment_is_live(office: Office) -> None:
    """With the permalink, once, and with a way to stop such mail in one click."""
    approved(office, "a", body="My words.")
    assert office.live("a") == 1
    mail = office.mail()
    assert mail.parcel.to == DANA
    assert mail.subject == "Your comment on “The “first” post” is live"
    assert "https://ours.example/2005/12/first.html#comment-00000000-a\n" in mail.text
    assert "> My words." in mail.text
    assert office.desk.stop_of(one_click(mail), NOON).address == DANA
    assert office.live("a") == 0
    office.restart()
    assert office.live("a") == 0
    assert len(office.mails()) == 1


def test_who_confirms_later_hears_later(office: Office) -> None:
    """Until the yes nothing goes; then the next look finds it."""
    office.receive("a", email=DANA, status=Status.APPROVED)
    [asked] = office.take()
    assert office.live("a") == 0
    office.desk.confirm(CONFIRM.findall(asked.text)[0], NOON + HOUR)
    assert office.desk.digest(NOON + HOUR) == 1
    assert office.desk.digest(NOON + HOUR) == 0
    assert office.live("a", now=NOON + HOUR) == 0


def test_who_never_confirms_is_never_written_to(office: Office) -> None:
    """Not even if the address is confirmed one day, for another comment: old news is no news."""
    approved(office, "a", confirmed=False)
    for day in range(9):
        assert office.live("a", now=NOON + day * DAY) == 0
    assert [mail.subject[:15] for mail in office.mails()] == ["Is this your ad"]
    office.consent.confirm(DANA, NOON + 9 * DAY)
    office.restart()
    assert office.live("a", now=NOON + 9 * DAY) == 0


def test_only_what_is_live_is_told(office: Office) -> None:
    """Approved is not enough: the site must have switched, and the post must be there."""
    approved(office, "a")
    approved(office, "b", post="second")
    office.comment("c", email=DANA)
    assert office.live() == 0
    assert office.live("b", "c") == 0
    assert office.live("a", "b", "c") == 1


def test_an_answer_is_told_to_whom_it_answers(office: Office) -> None:
    """With the answer's words, who wrote it, and both permalinks; once."""
    approved(office, "a")
    approved(office, "b", ROBIN, notify=False, body="I see it *so*.", author="Robin", reply_to="00000000-a")
    assert office.live("a", "b") == 2
    live, answer = sorted(office.mails(), key=lambda mail: "answer" in mail.subject)
    assert addresses([live, answer]) == [DANA, DANA]
    assert answer.subject == "An answer to your comment on “The “first” post”"
    assert "Robin has answered" in answer.text
    assert "> I see it *so*." in answer.text
    assert "I see it <em>so</em>." in answer.html
    for name in "ab":
        assert f"https://ours.example/2005/12/first.html#comment-00000000-{name}\n" in answer.text
    assert set(answer.parcel.about) == {"00000000-a", "00000000-b"}
    assert ROBIN not in answer.text
    office.restart()
    assert office.live("a", "b") == 0


def test_the_authors_answer_is_told(office: Office) -> None:
    """An editor's reply has no private row; it is news all the same."""
    approved(office, "a")
    office.live("a")
    office.blog.comment("first", "00000000-b", head='by_author = true\nreply_to = "00000000-a"')
    assert office.live("a", "b") == 1


def test_nobody_hears_of_their_own_answer(office: Office) -> None:
    """However the address was typed."""
    approved(office, "a")
    approved(office, "b", "Dana@READERS.example", notify=False, reply_to="00000000-a")
    assert [mail.subject[:12] for mail in office.mails()] == []
    assert office.live("a", "b") == 1
    assert office.mail().subject.endswith("is live")


def test_answers_to_what_is_gone_are_no_news(office: Office) -> None:
    """A parent that was taken back is not written about."""
    approved(office, "a")
    approved(office, "b", None, reply_to="00000000-a")
    assert office.live("b") == 0


def test_stopping_one_comments_mail_stops_that(office: Office) -> None:
    """By the link in the body; other comments' mail goes on. It works for ever, and twice, and with an old key."""
    approved(office, "a")
    approved(office, "b")
    office.live("a", "b")
    mail = next(mail for mail in office.mails() if mail.parcel.about == ("00000000-a",))
    about_this, at_all = STOP.findall(mail.text)
    stopped = office.desk.stop(about_this, NOON + timedelta(days=9999))
    assert (stopped.address, stopped.comment) == (DANA, "00000000-a")
    assert office.desk.stop(about_this, NOON) == stopped
    for parent in "ab":
        approved(office, f"r{parent}", None, reply_to=f"00000000-{parent}")
    assert office.live("a", "b", "ra", "rb") == 1
    office.desk.stop(at_all, NOON)
    assert office.consent.is_stopped(DANA, "00000000-b")


def test_one_click_stops_all_mail_and_withdraws_what_waits(office: Office) -> None:
    """Mail that was written but not sent yet is not sent; a later comment is not asked about either."""
    approved(office, "a")
    office.live("a")
    waiting = office.mail()
    office.desk.stop(one_click(waiting), NOON)
    assert office.outbox.counts()[MailState.READY] == 0
    approved(office, "b", None, reply_to="00000000-a")
    assert office.live("a", "b") == 0
    office.receive("c", email=DANA)
    assert office.mails() == []


def test_an_address_that_is_not_known_any_more_is_stopped_without_being_kept(office: Office) -> None:
    """After an erasure a link that stops all still does, by what stands for the address; one for a comment keeps nothing."""
    approved(office, "a")
    office.live("a")
    about_this, at_all = STOP.findall(office.mail().text)
    office.private_store.forget_address(DANA)
    office.consent.forget_address(DANA)
    office.desk.stop(about_this, NOON)
    assert not office.consent.is_stopped(DANA, "00000000-a")
    office.desk.stop(at_all, NOON)
    office.private_store.close()
    assert b"dana" not in office.private_store.path.read_bytes().lower()
    office.receive("b", email=DANA.upper())
    assert [mail.parcel.to for mail in office.mails() if mail.parcel.about == ("00000000-b",)] == []
    office.desk.start(at_all, NOON)
    office.receive("c", email=DANA)
    assert DANA in [mail.parcel.to for mail in office.mails() if mail.parcel.about == ("00000000-c",)]


def test_who_stopped_may_start_again(office: Office) -> None:
    """By the same link, or by any where all was stopped; what is told then is what comes from then on."""
    approved(office, "a")
    office.live("a")
    about_this, at_all = STOP.findall(office.mail().text)
    office.desk.stop(about_this, NOON)
    assert office.desk.start(about_this, NOON).comment == "00000000-a"
    assert not office.desk.is_stopped(office.desk.stop_of(about_this, NOON))
    office.desk.stop(at_all, NOON)
    assert office.desk.is_stopped(office.desk.stop_of(about_this, NOON))
    assert office.desk.start(about_this, NOON).comment is None
    approved(office, "b", None, reply_to="00000000-a")
    assert office.live("a", "b") == 1


def test_a_link_confirms_no_address_that_was_erased(office: Office) -> None:
    """What an old mail's link says comes into no book again; the link says that it is over."""
    office.receive("a", email=DANA)
    token = CONFIRM.findall(office.mail().text)[0]
    office.private_store.forget_address(DANA)
    office.consent.forget_address(DANA)
    for way in (office.desk.confirmation_of, office.desk.confirm):
        with pytest.raises(ExpiredTokenError, match="over"):
            way(token, NOON)
    assert not office.consent.is_confirmed(DANA)


def test_a_preview_tells_only_those_whose_comments_it_received(office: Office) -> None:
    """What came before, or through the service beside it, counts as told to nobody: the service tells it."""
    office.comment("before", email=DANA, status=Status.APPROVED)
    office.consent.confirm(DANA, NOON)
    production = office.desk
    office.restart(own_only=True)
    office.receive("own", email=DANA, status=Status.APPROVED)
    assert office.live("before", "own") == 1
    assert {mail.parcel.about for mail in office.mails()} == {("00000000-own",)}
    office.desk = production
    assert office.live("before", "own") == 1


def test_links_outlive_a_change_of_keys(office: Office) -> None:
    """A stop link signed with an older key that is still kept works."""
    token = type(office.keyring)(("an older key of ours",)).sign(Purpose.STOP, {"address": DANA, "comment": None})
    assert office.desk.stop(token, NOON).address == DANA


@pytest.mark.parametrize("purpose", [Purpose.CONFIRMATION, Purpose.DECISION, Purpose.RECEIPT])
def test_a_token_for_something_else_stops_nothing(office: Office, purpose: Purpose) -> None:
    """Each purpose has its own salt."""
    with pytest.raises(TokenError):
        office.desk.stop(office.keyring.sign(purpose, {"address": DANA, "comment": None}), NOON)
    for value in ("x", {"address": 3}, {}, None):
        with pytest.raises(TokenError):
            office.desk.stop(office.keyring.sign(Purpose.STOP, value), NOON)


def test_a_popular_comment_fills_no_mailbox(office: Office) -> None:
    """So many an hour to one address; the others wait for the next hour, and none is lost."""
    approved(office, "a")
    names = [f"r{number:03}" for number in range(MAILS_PER_HOUR + 5)]
    for name in names:
        approved(office, name, None, reply_to="00000000-a")
    assert office.live("a", *names) == MAILS_PER_HOUR
    assert office.live("a", *names, now=NOON + MINUTE) == 0
    assert office.live("a", *names, now=NOON + HOUR) == 6


def test_a_crash_between_outbox_and_book_sends_nothing_twice(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key in the outbox holds where the book does not know yet."""
    approved(office, "a")
    with monkeypatch.context() as crash:
        crash.setattr(office.private_store, "announce", lambda *_: None)
        assert office.live("a") == 1
    office.take()
    office.restart()
    assert office.live("a") == 0
    assert len(office.mails()) == 1


def test_a_whole_archive_without_listeners_is_not_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody asked for mail, no comment's file is opened."""
    office.blog.comment("first", "00000000-a")
    monkeypatch.setattr(type(office.queue), "find_all", lambda *_: pytest.fail("comments were read"))
    assert office.live("a") == 0


@pytest.mark.parametrize("words", ["Eve\r\nBcc: x@example.org", "=?utf-8?q?=0ABcc:_y?=", "\x1b[2J\u202e", "a" * 300])
def test_a_title_or_name_adds_no_header(office: Office, words: str) -> None:
    """What comes out parses to exactly the headers that were meant, List-Unsubscribe among them."""
    from dataclasses import replace

    office.entries = {"first": replace(ENTRY, title=words)}
    approved(office, "a")
    office.live("a")
    assert office.mail().message.keys() == [
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
        *("List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type"),
    ]


def test_an_address_that_cannot_be_written_to_is_left_alone(office: Office) -> None:
    """An odd address stops neither the comment nor the next mail."""
    office.receive("a", email="=?utf-8?q?a?=@example.org")
    office.receive("b", email=DANA)
    assert addresses(office.mails()) == [DANA]
