"""What comes back is believed with our token only, and stops nobody who merely is on holiday."""

import io
from pathlib import Path

import pytest
from bounce_samples import DELIVERY, PATHS, READER, complaint, dsn, failed, mail
from hypothesis import given
from hypothesis import strategies as st
from newsletter_samples import TOKEN

from outsideinnovation.errors import NotFoundError
from outsideinnovation.subscriptions.bounces import mailboxes
from outsideinnovation.subscriptions.bounces.bounce_verdict import BounceVerdict, judge
from outsideinnovation.subscriptions.bounces.delivery_status import Meaning, kind_of
from outsideinnovation.subscriptions.bounces.return_path import ReturnPaths

HARD, SOFT, COMPLAINT, UNSUBSCRIBE, NONE = (
    Meaning.HARD,
    Meaning.SOFT,
    Meaning.COMPLAINT,
    Meaning.UNSUBSCRIBE,
    Meaning.NONE,
)
NO_SUCH_USER = failed("5.1.1", "550 5.1.1 <dana@a-domain.example>: user unknown")
HOLIDAY = "I am away until 9 May. In urgent cases ask my colleague, dana@a-domain.example , thank you."


def verdict(octets: bytes) -> BounceVerdict:
    """Return what *octets* mean."""
    return judge(octets, PATHS, {DELIVERY: READER}.get)


@pytest.mark.parametrize(
    ("octets", "kind", "code"),
    [
        pytest.param(dsn(NO_SUCH_USER), HARD, "5.1.1", id="no such user"),
        pytest.param(
            dsn(failed("5.0.0", "550 5.1.1 unknown")), HARD, "5.0.0", id="an unspecific status, an exact diagnostic"
        ),
        pytest.param(dsn(failed("5.0.0", "550 Requested action not taken")), HARD, "5.0.0", id="550 alone"),
        pytest.param(dsn(failed("5.2.2", "552 5.2.2 Mailbox full")), SOFT, "5.2.2", id="full"),
        pytest.param(dsn(failed("5.7.1", "550 5.7.1 Looks like spam")), SOFT, "5.7.1", id="a policy, though 550"),
        pytest.param(dsn(failed("4.4.7", "delivery expired")), SOFT, "4.4.7", id="expired: failed, with a status of 4"),
        pytest.param(dsn(failed("4.2.0", "greylisted", action="delayed")), NONE, "4.2.0", id="still tried"),
        pytest.param(dsn(failed("2.0.0", action="delivered")), NONE, "2.0.0", id="delivered"),
        pytest.param(dsn(failed("5.1.1 (bad mailbox)")), HARD, "5.1.1", id="a comment after the status"),
        pytest.param(dsn(failed("2.0.0", action="relayed"), NO_SUCH_USER), HARD, "5.1.1", id="the gravest counts"),
        pytest.param(
            dsn(failed("5.1.1", address="utf-8; dörte"), kind="message/global-delivery-status", encoding="8bit"),
            HARD,
            "5.1.1",
            id="international (RFC 6533)",
        ),
        pytest.param(
            dsn(NO_SUCH_USER, kind="message/global-delivery-status", encoding="base64"),
            HARD,
            "5.1.1",
            id="the same in base64",
        ),
        pytest.param(complaint("abuse"), COMPLAINT, "", id="a complaint, at another address"),
        pytest.param(complaint("not-spam"), NONE, "", id="the contrary of a complaint"),
        pytest.param(complaint("opt-out"), UNSUBSCRIBE, "", id="opt-out by feedback"),
        pytest.param(
            mail(
                f"Hi. This is the qmail-send program at a-domain.example.\n\n<{READER}>:\nSorry, no mailbox here. (#5.1.1)\n"
            ),
            HARD,
            "5.1.1",
            id="qmail, which writes no report",
        ),
    ],
)
def test_what_a_server_says_is_told_apart(octets: bytes, kind: Meaning, code: str) -> None:
    """By its status, never by the colour of its words."""
    found = verdict(octets)
    assert (found.kind, found.code) == (kind, code)
    assert found.delivery == DELIVERY


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(dsn(NO_SUCH_USER, to="news@blog.example"), id="no token"),
        pytest.param(dsn(NO_SUCH_USER, to=PATHS.of(DELIVERY).replace("-1267", "-1268")), id="another's delivery"),
        pytest.param(dsn(NO_SUCH_USER, to="news+bounce-1267-00000000000000000000@blog.example"), id="a token made up"),
        pytest.param(dsn(NO_SUCH_USER, to=PATHS.of(DELIVERY) + ".evil.example"), id="another domain"),
        pytest.param(complaint("abuse", "someone@else.example"), id="a complaint of somebody else's mail"),
        pytest.param(
            complaint("abuse", "news+bounce-1267-00000000000000000000@blog.example"), id="a complaint made up"
        ),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe\0" * 50, id="no mail"),
        pytest.param(mail("Thanks!", to="news@blog.example", sender=READER), id="a reader who answers"),
    ],
)
def test_forged_ones_do_nothing(octets: bytes) -> None:
    """Whoever has no token of ours has got no mail of ours."""
    found = verdict(octets)
    assert (found.kind, found.delivery, found.token) == (NONE, None, None)


@pytest.mark.parametrize(
    "octets",
    [
        mail(HOLIDAY, "Auto-Submitted: auto-replied\n", sender=READER),
        mail(HOLIDAY, "Auto-Submitted: auto-replied (vacation)\n", sender=READER),
        mail(HOLIDAY, "X-Autoreply: yes\n", sender=READER),
        mail(HOLIDAY, "Precedence: auto_reply\n", sender=READER),
        mail(HOLIDAY, "Auto-Submitted: auto-generated; owner=dana\n", sender="calendar@a-domain.example"),
    ],
)
def test_out_of_office_is_no_bounce(octets: bytes) -> None:
    """Even where it names an address between commas, which flufl.bounce takes for one."""
    assert verdict(octets).kind is NONE


def test_a_forwarded_report_is_none() -> None:
    """Somebody who sends us a bounce of theirs has not bounced."""
    inner = dsn(NO_SUCH_USER).decode()
    octets = mail(
        f"--x\nContent-Type: text/plain\n\nLook what I got.\n--x\nContent-Type: message/rfc822\n\n{inner}\n--x--\n",
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n',
        sender=READER,
    )
    assert verdict(octets).kind is not HARD


def test_a_hint_has_to_name_the_address_that_this_delivery_went_to() -> None:
    """A notice of somebody else, sent to our return path, stops nobody."""
    text = "Hi. This is the qmail-send program at a-domain.example.\n\n<{}>:\nSorry, no mailbox here. (#5.1.1)\n"
    assert verdict(mail(text.format("somebody@else.example"))).kind is NONE
    assert verdict(mail(text.format(READER))).kind is HARD


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Envelope-To"])
def test_the_return_path_is_found_where_servers_write_it(header: str) -> None:
    """In To too, or only there."""
    octets = f"{header}: {PATHS.of(DELIVERY).upper()}\n".encode() + dsn(NO_SUCH_USER, to="undisclosed:;")
    assert verdict(octets).kind is HARD


def test_a_mail_to_the_unsubscribe_address_unsubscribes() -> None:
    """Whatever is in it; but no vacation program does."""
    to = f"news+unsubscribe-{TOKEN}@blog.example"
    asked = verdict(mail("", to=to, sender=READER))
    assert (asked.kind, asked.token) == (UNSUBSCRIBE, TOKEN)
    assert verdict(mail("", "Auto-Submitted: auto-replied\n", to=to, sender=READER)).kind is NONE
    assert verdict(mail("", to=to.replace("blog.example", "else.example"), sender=READER)).kind is NONE


def test_the_same_mail_has_the_same_digest() -> None:
    """And another has another."""
    assert verdict(dsn(NO_SUCH_USER)).digest == verdict(dsn(NO_SUCH_USER)).digest != verdict(complaint("abuse")).digest


@given(st.binary(max_size=2000), st.binary(max_size=300))
def test_nothing_that_comes_in_breaks_the_reader(noise: bytes, more: bytes) -> None:
    """Neither noise nor a report with noise in it, nor mails within mails without end."""
    report = dsn(NO_SUCH_USER)
    for octets in (noise, report[: len(noise)] + noise + report[len(noise) :], report.replace(b"5.1.1", more)):
        assert verdict(octets).kind in Meaning


def test_mails_within_mails_without_end_break_nothing() -> None:
    """Two thousand of them."""
    head = b"Content-Type: message/rfc822\n\n"
    assert verdict(f"To: {PATHS.of(DELIVERY)}\n".encode() + head * 2000).kind is NONE


@given(st.integers(0, 2**40), st.integers(0, 2**40))
def test_a_return_path_is_read_back_and_fits(one: int, other: int) -> None:
    """In 64 octets before the @ (RFC 5321 §4.5.3.1), in whatever case, and it is no other delivery's."""
    path = PATHS.of(one)
    assert len(path.rpartition("@")[0]) <= 64
    assert PATHS.delivery(path.upper()) == one
    assert (PATHS.of(other) == path) == (one == other)
    assert ReturnPaths(PATHS.mailbox, lambda _: "0" * 32).delivery(path) is None


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        ("", "550 5.1.1 No such user", HARD),
        ("", "550 No such user", HARD),
        ("", "554 5.7.1 Spam", SOFT),
        ("", "552 5.2.2 Full", SOFT),
        ("", "554 Transaction failed", SOFT),
        ("5.1.1", "", HARD),
        ("4.1.1", "450 4.1.1 not yet", SOFT),
        ("", "from 10.5.1.1 came: refused", SOFT),
    ],
)
def test_refusals_are_told_apart(status: str, words: str, kind: Meaning) -> None:
    """What the relay says at once counts like a report."""
    assert kind_of(status, words) is kind


def test_a_maildir_is_read_once(tmp_path: Path) -> None:
    """New mails move to cur when they have been dealt with, and only then; others are let be."""
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.a").write_bytes(b"one")
    (tmp_path / "new" / "2.b").write_bytes(b"two")
    (tmp_path / "cur" / "0.c:2,").write_bytes(b"old")
    mails = mailboxes.Maildir(tmp_path).mails()
    assert next(mails) == b"one"
    assert (tmp_path / "new" / "1.a").exists()
    assert list(mails) == [b"two"]
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["0.c:2,", "1.a:2,S", "2.b:2,S"]
    assert list(mailboxes.Maildir(tmp_path).mails()) == []


def test_files_and_streams_are_read(tmp_path: Path) -> None:
    """Files stay where they are; what is missing is said."""
    path = tmp_path / "bounce.eml"
    path.write_bytes(b"one")
    assert list(mailboxes.files([path])) == [b"one"]
    assert list(mailboxes.stream(io.BytesIO(b"two"))) == [b"two"]
    with pytest.raises(NotFoundError, match="no such file"):
        list(mailboxes.files([tmp_path / "none"]))
    with pytest.raises(NotFoundError, match="no Maildir"):
        list(mailboxes.Maildir(tmp_path).mails())
