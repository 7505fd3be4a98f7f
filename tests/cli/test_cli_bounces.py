"""``oi bounces process``: what came back, from files, a Maildir or a pipe; each mail acted on once."""

import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from newsletter_blog import SETTINGS, NewsletterBlog
from tests_relay import Relay
from tests_support import Blog

KINDS = {"dana": "5.1.1", "eli": "4.2.2", "fay": "", "gus": "unsubscribe"}


@pytest.fixture
def paper(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> NewsletterBlog:
    """A blog whose four readers have got an issue."""
    return NewsletterBlog(blog, monkeypatch)


@pytest.fixture
def mails(paper: NewsletterBlog) -> dict[str, bytes]:
    """What comes back from each of four readers: a hard bounce, a soft one, an out-of-office, and a wish to leave."""
    paper.read_by(*KINDS)
    paper.news()
    with Relay() as relay:
        paper.to(relay)
        assert paper.blog.run("newsletter", "send").exit_code == 0
        got = {each.to.partition("@")[0]: each for each in relay.taken}
    made = {name: report(got[name].sender, KINDS[name]) for name in ("dana", "eli")}
    made["fay"] = out_of_office(got["fay"].sender)
    made["gus"] = wish(str(got["gus"].message["List-Unsubscribe"]).partition("mailto:")[2].partition("?")[0])
    return made


def report(to: str, status: str) -> bytes:
    """Return a delivery status notification (RFC 3464)."""
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; somebody@readers.example\r\nAction: failed\r\nStatus: {status}\r\n--b--\r\n"
    ).encode()


def out_of_office(to: str) -> bytes:
    """Return what a holiday program answers."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Auto-Submitted"] = (
        "fay@readers.example",
        to,
        "Away",
        "auto-replied",
    )
    mail.set_content("I am away; write to colleague@readers.example.")
    return mail.as_bytes()


def wish(to: str) -> bytes:
    """Return the mail that a mail program writes for a mailto: in List-Unsubscribe."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "gus@elsewhere.example", to, "unsubscribe"
    mail.set_content("")
    return mail.as_bytes()


def states(paper: NewsletterBlog) -> dict[str, object]:
    """Return where each reader stands."""
    return {
        name: paper.value(f"SELECT status FROM subscribers WHERE address = '{name}@readers.example'") for name in KINDS
    }


AFTER = {"dana": "bounced", "eli": "confirmed", "fay": "confirmed", "gus": "unsubscribed"}
TABLE = (
    "1\thard bounces: no such address, stopped\n1\tsoft bounces: counted\n1\tunsubscribed\n"
    "1\tmeant nothing: out of office, forged, known already, or not ours\n4\tmails read\n"
)


def test_files_are_read_and_stay(paper: NewsletterBlog, mails: dict[str, bytes]) -> None:
    """Each is acted on, and told in a table; the same files again mean nothing."""
    paths = [str(paper.file(f"{name}.eml", mail)) for name, mail in mails.items()]
    result = paper.blog.run("bounces", "process", *paths)
    assert (result.exit_code, result.stdout) == (0, TABLE)
    assert states(paper) == AFTER
    again = paper.blog.run("bounces", "process", *paths).stdout
    assert again.startswith("4\tmeant nothing")
    assert paper.value("SELECT count(*) FROM bounces") == 2
    assert all(Path(path).is_file() for path in paths)


def test_how_many_soft_bounces_are_too_many_is_a_setting(paper: NewsletterBlog, mails: dict[str, bytes]) -> None:
    """SUBSCRIPTIONS_SOFT_BOUNCES, five unless it says otherwise; here the first one stops the subscription."""
    paper.blog.settings(f"{SETTINGS}SUBSCRIPTIONS_SOFT_BOUNCES = 1\n")
    assert paper.blog.run("bounces", "process", str(paper.file("eli.eml", mails["eli"]))).exit_code == 0
    assert states(paper)["eli"] == "bounced"


def test_a_maildir_is_read_once(paper: NewsletterBlog, mails: dict[str, bytes]) -> None:
    """New mails are moved among those that were seen."""
    maildir = paper.blog.root / "Maildir"
    (maildir / "new").mkdir(parents=True)
    for name, mail in mails.items():
        (maildir / "new" / f"{name}.host").write_bytes(mail)
    assert paper.blog.run("bounces", "process", "--maildir", str(maildir)).stdout == TABLE
    assert states(paper) == AFTER
    assert not list((maildir / "new").iterdir())
    assert len(list((maildir / "cur").iterdir())) == 4
    assert paper.blog.run("bounces", "process", "--maildir", str(maildir)).stdout == "0\tmails read\n"


def test_a_mail_may_be_piped_in(paper: NewsletterBlog, mails: dict[str, bytes]) -> None:
    """As an MTA's alias does."""
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(paper.blog.root), "bounces", "process"]
    done = subprocess.run(command, input=mails["dana"], capture_output=True, check=True)
    assert done.stdout == b"1\thard bounces: no such address, stopped\n1\tmails read\n"
    assert states(paper)["dana"] == "bounced"


def test_a_forged_bounce_does_nothing(paper: NewsletterBlog, mails: dict[str, bytes]) -> None:
    """Without a return path that we made nobody is stopped."""
    del mails
    for to in ("news@ours.example", "news+bounce-1-00000000000000000000@ours.example", "dana@readers.example"):
        result = paper.blog.run("bounces", "process", str(paper.file("forged.eml", report(to, "5.1.1"))))
        assert result.stdout.startswith("1\tmeant nothing")
    assert set(states(paper).values()) == {"confirmed"}


def test_what_cannot_be_read_is_named(paper: NewsletterBlog) -> None:
    """A file or Maildir that is not there, or both at once."""
    missing = paper.blog.run("bounces", "process", "nowhere.eml")
    assert missing.exit_code == 1
    assert "nowhere.eml: no such file" in missing.stderr
    no_maildir = paper.blog.run("bounces", "process", "--maildir", str(paper.blog.root))
    assert no_maildir.exit_code == 1
    assert "is no Maildir" in no_maildir.stderr
    assert paper.blog.run("bounces", "process", "--maildir", "x", "y").exit_code == 2
