"""A message says exactly what was meant, whatever strangers put into names, titles and addresses."""

import re
from datetime import timedelta, timezone
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_letters import NOON, SENDER, STOP, mail_message

from outsideinnovation.lines import lines
from outsideinnovation.mail.address import MailError
from outsideinnovation.mail.message import compose, message_id, one_line

HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
STOPPING = ["List-Unsubscribe", "List-Unsubscribe-Post"]
INJECTIONS = [
    "A 💩 subject=?UTF-8?Q?=0A?=Bcc: x@y",
    "=?utf-8?q?=0D=0ABcc:_x=40y?=",
    "Hello\r\nBcc: x@example.org",
    "Hello\nBcc: x@example.org\n\nBody",
    "Nul\0l",
    "\u2028Bcc: x@example.org",
    "a\u202eb\u2066c",
    "\ud800 alone",
    "=?",
    "\x85Bcc: x@example.org",
]


def parsed(data: bytes) -> EmailMessage:
    """Read a message as mail programs do."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    assert isinstance(message, EmailMessage)
    return message


def content(message: EmailMessage, kind: str) -> str:
    """Return the lines of the part of that kind; the last line end belongs to the boundary."""
    body = message.get_body((kind,))
    assert body
    return str(body.get_content()).replace("\r\n", "\n").removesuffix("\n")


def test_a_letter_becomes_plain_text_and_then_html() -> None:
    """Both versions are there, the plain one first (RFC 2046 §5.1.4), with exactly the headers that were meant."""
    message = parsed(compose(mail_message(), SENDER, NOON))
    assert message.keys() == HEADERS
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert content(message, "plain") == "Hello,\n\nit is live."
    assert content(message, "html") == "<p>Hello,</p>\n<p>it is live.</p>"
    assert str(message["From"]) == "Outside Innovation <editors@blog.example>"
    assert message["To"] == "key@readers.example"
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_letter_without_html_is_plain_text() -> None:
    """There is one part, and nothing is said of alternatives."""
    message = parsed(compose(mail_message(html=None), SENDER, NOON))
    assert message.keys() == [*HEADERS, "Content-Transfer-Encoding"]
    assert message.get_content_type() == "text/plain"
    assert content(message, "plain") == "Hello,\n\nit is live."


def test_the_date_is_in_utc() -> None:
    """Whatever zone the moment came in, the Date header says the same instant."""
    there = NOON.astimezone(timezone(timedelta(hours=-5)))
    message = parsed(compose(mail_message(), SENDER, there))
    assert str(message["Date"]) == "Sun, 03 May 2026 12:00:00 +0000"
    assert parsedate_to_datetime(str(message["Date"])) == NOON


def test_the_same_letter_has_the_same_message_id() -> None:
    """A mail that is sent again can be known as the same one; the key cannot be read from it."""
    first, again = (parsed(compose(mail_message("secret"), SENDER, NOON + timedelta(hours=hour))) for hour in (0, 5))
    assert first["Message-ID"] == again["Message-ID"] == message_id("secret", SENDER)
    assert "secret" not in first["Message-ID"]
    assert first["Message-ID"] != message_id("other", SENDER)
    assert re.fullmatch(r"<[0-9a-f]{40}@blog\.example>", first["Message-ID"])


def test_the_same_letter_is_the_same_bytes() -> None:
    """Nothing in a message is left to chance."""
    assert compose(mail_message(stop=STOP), SENDER, NOON) == compose(mail_message(stop=STOP), SENDER, NOON)


def test_mail_that_can_be_stopped_says_how_in_one_click() -> None:
    """Both headers of RFC 8058 are there, the address whole on one line however long it is."""
    long = STOP + "a" * 800
    data = compose(mail_message(stop=long), SENDER, NOON)
    assert f"\r\nList-Unsubscribe: <{long}>\r\n".encode() in data
    message = parsed(data)
    assert [name for name in message.keys() if name not in HEADERS] == STOPPING  # noqa: SIM118 - a name may come twice
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("words", INJECTIONS)
def test_no_subject_becomes_a_header(words: str) -> None:
    """Line ends, encoded words and controls in a title stay in the subject (CPython #121650, #144125)."""
    message = parsed(compose(mail_message(subject=words), SENDER, NOON))
    assert message.keys() == HEADERS
    assert str(message["Subject"]) == one_line(words)


@pytest.mark.parametrize("words", INJECTIONS)
def test_no_name_becomes_a_header(words: str) -> None:
    """What the operator writes before the address stays a name, or is refused where it holds what is not seen."""
    try:
        message = parsed(compose(mail_message(), f'"{words}" <editors@blog.example>', NOON))
    except MailError:
        assert not words.isprintable()
        return
    assert message.keys() == HEADERS
    assert message["From"].addresses[0].display_name == words


@pytest.mark.parametrize("words", INJECTIONS)
def test_no_word_in_the_body_becomes_a_header(words: str) -> None:
    """Bodies keep what they say, and parts have no other headers than their own."""
    message = parsed(compose(mail_message(text=f"{words}\n.\n--=_\nFrom me", html=f"<p>{words}</p>"), SENDER, NOON))
    assert message.keys() == HEADERS
    assert all(part.keys() == ["Content-Type", "Content-Transfer-Encoding"] for part in message.iter_parts())


@pytest.mark.parametrize(
    "to",
    [
        "",
        "nobody",
        "@example.org",
        "a@",
        "a@b@c d",
        "a b@example.org",
        "a@example.org\r\nBcc: x@example.org",
        "a@example.org, b@example.org",
        "<a@example.org>",
        "a@example.org>",
        '"a b"@example.org',
        "a@[127.0.0.1]",
        "a\0@example.org",
        "=?utf-8?q?a=40b?=@example.org",
        "a@ex_ample.org",
        "a@-example.org",
        "a..b@example.org",
        ".a@example.org",
        "a\u202e@example.org",
        "\ud800@example.org",
        f"{'a' * 65}@example.org",
        f"a@{'b' * 64}.org",
    ],
)
def test_what_is_no_address_is_refused(to: str) -> None:
    """The message says what the address was, in ASCII, and what to write."""
    with pytest.raises(MailError, match="is no mail address") as refusal:
        compose(mail_message(to=to), SENDER, NOON)
    assert str(refusal.value).isascii()


@pytest.mark.parametrize(
    ("to", "written"),
    [
        ("dana@bücher.example", "dana@xn--bcher-kva.example"),
        ("dana@faß.example", "dana@xn--fa-hia.example"),  # IDNA 2008; the standard library would write to fass.example
        ("Dana@EXAMPLE.Org", "Dana@example.org"),
        ("dana+blog@例え.テスト", "dana+blog@xn--r8jz45g.xn--zckzah"),
        ("dana@bu\u0308cher.example", "dana@xn--bcher-kva.example"),
    ],
)
def test_international_domains_are_written_in_ascii(to: str, written: str) -> None:
    """Every relay can carry them then."""
    assert parsed(compose(mail_message(to=to), SENDER, NOON))["To"] == written


def test_an_international_local_part_is_written_as_it_is() -> None:
    """No encoded word may stand in an address: RFC 6532 wants UTF-8 itself."""
    data = compose(mail_message(to="düna@bücher.example"), SENDER, NOON)
    assert "\r\nTo: düna@xn--bcher-kva.example\r\n".encode() in data


@pytest.mark.parametrize(
    "subject", ["💩" * 70, "שלום עולם, זה ארוך " * 7, "long words " * 13, "x" * 150, "é" * 150, "日本" * 75]
)
def test_long_and_foreign_subjects_are_folded_as_the_standards_want(subject: str) -> None:
    """No line is longer than 78, no encoded word longer than 75 (RFC 2047 §2), and they read back whole."""
    data = compose(mail_message(subject=subject), SENDER, NOON)
    head = data.split(b"\r\n\r\n")[0]
    assert all(len(line) <= 78 for line in head.split(b"\r\n") if b"x" * 100 not in line)
    assert all(len(word) <= 75 for word in re.findall(rb"=\?[^ ]*\?=", head))
    assert str(parsed(data)["Subject"]) == one_line(subject)


def test_an_endless_subject_ends() -> None:
    """What no list of mails could show is cut."""
    assert len(str(parsed(compose(mail_message(subject="word " * 999), SENDER, NOON))["Subject"])) <= 150


@pytest.mark.parametrize("sender", ["", "nobody", "A <a@b>, B <c@d>", "a@example.org\nBcc: x@example.org"])
def test_a_sender_that_is_none_is_refused(sender: str) -> None:
    """No message is written from nobody."""
    with pytest.raises(MailError):
        compose(mail_message(), sender, NOON)


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("Zoë & Söhne <z@blog.example>", "Zoë & Söhne"),
        ('"Dana \\"D\\" O\'Hara, Editor" <z@blog.example>', 'Dana "D" O\'Hara, Editor'),
        ("z@blog.example", ""),
    ],
)
def test_a_senders_name_reads_back(sender: str, name: str) -> None:
    """Quotation marks, commas and letters beyond ASCII in it are no trouble."""
    address = parsed(compose(mail_message(), sender, NOON))["From"].addresses[0]
    assert (address.display_name, address.addr_spec) == (name, "z@blog.example")


@pytest.mark.parametrize(
    "stop", ["https://blog.example/a b", "https://blog.example/ü", "https://b.example/>\r\nBcc: x"]
)
def test_an_address_that_a_header_cannot_hold_is_refused(stop: str) -> None:
    """Nothing but one whole URI goes into List-Unsubscribe."""
    with pytest.raises(MailError, match="percent-encode"):
        compose(mail_message(stop=stop), SENDER, NOON)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_said_reads_back(subject: str, text: str, html: str) -> None:
    """For all words: the headers are those that were meant, lines end in CRLF and are short, bodies read back."""
    data = compose(mail_message(subject=subject, text=text, html=html, stop=STOP), SENDER, NOON)
    message = parsed(data)
    assert message.keys() == HEADERS[:6] + STOPPING + HEADERS[6:]
    assert all(len(line) <= 78 or line.startswith(b"Subject: ") for line in data.split(b"\r\n"))
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n|\0", data)
    for kind, said in (("plain", text), ("html", html)):
        assert content(message, kind) == "\n".join(lines(said)).encode("utf-8", "replace").decode()
