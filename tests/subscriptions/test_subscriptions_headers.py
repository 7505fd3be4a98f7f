"""The bytes that are sent keep to each clause of the RFCs, as the standard library and the raw lines show it."""

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

import dkim
import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsletter_samples import BLOG, NOON, TEMPLATES, TOKEN, WEB, sent, story
from tests_relay import Relay

from outsideinnovation.errors import SettingsError
from outsideinnovation.mail.address import MailError
from outsideinnovation.mail.dkim_signature import DkimSigner
from outsideinnovation.mail.message import SUBJECT_LENGTH, MailMessage
from outsideinnovation.mail.queued_mail import QueuedMail
from outsideinnovation.mail.relay import Relay as To
from outsideinnovation.mail.smtp import DeliveryOutcome, SmtpSession
from outsideinnovation.subscriptions import notice_mail

NAMES = [
    *(
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "List-Id",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "List-Help",
    ),
    *("List-Owner", "List-Archive", "List-Post", "Archived-At", "Feedback-ID", "MIME-Version", "Content-Type"),
]
LONG = replace(
    BLOG, service="https://a-service-with-a-long-name.blog.example/below/a/long/path/of/the/proxy/of/the/blog"
)


def parsed(message: bytes) -> EmailMessage:
    """Return *message* as the standard library reads it."""
    read = BytesParser(policy=policy.default).parsebytes(message)
    assert isinstance(read, EmailMessage)
    return read


def raw(message: bytes, name: str) -> str:
    """Return the one header of that name as its octets are, unfolded, nothing decoded."""
    head = message.partition(b"\r\n\r\n")[0].decode("ascii")
    [value] = re.findall(rf"(?m)^{name}: ([^\r]*(?:\r\n[ \t][^\r]*)*)", head)
    return re.sub(r"\r\n(?=[ \t])", "", value)


FOREIGN = replace(
    BLOG, name="Ideen für alle 💡 =?UTF-8?Q?=0A?=Bcc: x@y", sender="Ideen für alle, die 💡 mögen <news@blog.example>"
)

CLAUSES: dict[str, Callable[[bytes], object]] = {
    "RFC 5322 §2.1.1: no line is longer than 998 octets": lambda m: max(map(len, m.split(b"\r\n"))) <= 998,
    "RFC 5322 §2.1.1: header lines keep to 78 but for addresses of the web": lambda m: all(
        len(line) <= 78 or b"://" in line or b"mailto:" in line for line in m.partition(b"\r\n\r\n")[0].split(b"\r\n")
    ),
    "RFC 5322 §2.3: CR and LF only together, and no NUL": lambda m: not re.search(rb"\r(?!\n)|(?<!\r)\n|\0", m),
    "RFC 5322 §2.2: the head is ASCII": lambda m: m.partition(b"\r\n\r\n")[0].isascii(),
    "RFC 5322 §3.6: each header once, in our order": lambda m: parsed(m).keys() == NAMES,
    "RFC 5322 §3.6.2: From is one mailbox": lambda m: (
        [a.addr_spec for a in parsed(m)["From"].addresses] == ["news@blog.example"]
    ),
    "RFC 5322 §3.6.3: To is the reader alone": lambda m: parsed(m)["To"] == "dana@readers.example",
    "RFC 5322 §3.6.1: Date is when it is sent": lambda m: parsedate_to_datetime(raw(m, "Date")) == NOON,
    "RFC 5322 §3.6.4: Message-ID is unique, and ours": lambda m: re.fullmatch(
        r"<[0-9a-f]{40}@blog\.example>", raw(m, "Message-ID")
    ),
    "RFC 2047 §2: an encoded word has 75 octets at most, and a line with one 76": lambda m: all(
        len(line) <= 76 and max(map(len, line.split())) <= 75
        for line in m.partition(b"\r\n\r\n")[0].split(b"\r\n")
        if b"=?" in line
    ),
    "RFC 2047 §5: encoded words stand in words only, never in an address": lambda m: (
        set(re.findall(r"(?m)^([^\s:]+):(?:.*\r\n[ \t])*.*=\?", m.partition(b"\r\n\r\n")[0].decode()))
        <= {"From", "Subject", "List-Id"}
    ),
    "RFC 2046 §5.1.1: the boundary has 70 characters at most, and is in no part": lambda m: (
        len(parsed(m).get_boundary()) <= 70
        and not any(parsed(m).get_boundary() in part.get_content() for part in parsed(m).iter_parts())
    ),
    "RFC 2046 §5.1.4: alternatives, plain first, the best last": lambda m: (
        [part.get_content_type() for part in parsed(m).iter_parts()] == ["text/plain", "text/html"]
    ),
    "RFC 2045 §6.7: lines of quoted-printable keep to 76": lambda m: (
        max(map(len, m.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76
    ),
    "RFC 2045: the standard library finds no defect": lambda m: (
        not parsed(m).defects and not any(part.defects for part in parsed(m).walk())
    ),
    "RFC 2919: List-Id stays whatever the blog is called": lambda m: raw(m, "List-Id").endswith(
        "<newsletter.blog.example>"
    ),
    "RFC 2919 §2: List-Id is dot-atoms between brackets, 255 octets at most": lambda m: (
        (found := re.search(r"<([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)>$", raw(m, "List-Id"))) and len(found[1]) <= 255
    ),
    "RFC 2369 §3.2: List-Unsubscribe, the web first": lambda m: re.fullmatch(
        rf"<https://[^<>\s]+/subscriptions/unsubscribe/{TOKEN}>, <mailto:[^<>\s]+@blog\.example\?subject=unsubscribe>",
        raw(m, "List-Unsubscribe"),
    ),
    "RFC 2369 §2: addresses are not encoded": lambda m: "=?" not in raw(m, "List-Unsubscribe"),
    "RFC 8058 §3.1: one https address, and the one-click header": lambda m: (
        raw(m, "List-Unsubscribe").count("<https:") == 1
        and raw(m, "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    ),
    "RFC 2369 §3.1: List-Help": lambda m: raw(m, "List-Help") == "<https://blog.example/subscribe/>",
    "RFC 2369 §3.4: nobody posts": lambda m: raw(m, "List-Post") == "NO",
    "RFC 2369 §3.5: List-Owner": lambda m: raw(m, "List-Owner") == "<mailto:editors@blog.example>",
    "RFC 2369 §3.6: List-Archive": lambda m: raw(m, "List-Archive").startswith("<https://blog.example/"),
    "RFC 5064 §2: Archived-At is the same text on the web": lambda m: raw(m, "Archived-At") == f"<{WEB}>",
    "Feedback-ID: three words and the sender": lambda m: re.fullmatch(
        r"[0-9a-f]{16}:each:newsletter:blog\.example", raw(m, "Feedback-ID")
    ),
    "RFC 3834 §5: a newsletter is no automatic answer": lambda m: "Auto-Submitted" not in parsed(m),
}


@pytest.mark.parametrize("clause", CLAUSES)
@pytest.mark.parametrize("blog", [BLOG, LONG, FOREIGN], ids=["short", "long", "foreign"])
def test_the_bytes_keep_to_the_clause(clause: str, blog: object) -> None:
    """Whatever the names and however long the addresses."""
    stories = (story("Grüße an 💩 und ﷽ " * 6, f"<p>{'Ein langer Absatz, с буквами. ' * 60}</p>"),)
    assert CLAUSES[clause](sent(*stories, blog=blog)), clause  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "title",
    [
        "A 💩 subject=?UTF-8?Q?=0A?=Bcc: x@y",
        "=?UTF-8?Q?=0A?=Bcc: x@y",
        "Two\r\nBcc: x@y\r\n\r\nlines\0",
        "مرحبا بالعالم",
        "x" * 400,
        "From here",
        ".",
    ],
)
def test_a_title_stays_a_title(title: str) -> None:
    """Emoji, right to left, encoded words and line breaks bring no header, and read as they were written."""
    message = sent(story(title))
    assert parsed(message).keys() == NAMES
    read = str(parsed(message)["Subject"])
    assert read == " ".join(title.replace("\0", " ").split()) or (len(title) > SUBJECT_LENGTH and read.endswith("…"))
    assert all(len(line) <= 76 for line in message.split(b"\r\nDate")[0].split(b"Subject: ")[1].split(b"\r\n"))


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_words_make_a_header(title: str, words: str) -> None:
    """Nor a token: what looks like a slot in a post is not filled."""
    message = sent(story(title, f"<p>{words}\ue000token\ue001\ue000to\ue001</p>"))
    assert parsed(message).keys() == NAMES
    plain, html = parsed(message).iter_parts()
    assert plain.get_content().count(TOKEN) == 2
    assert html.get_content().count(TOKEN) == 2
    assert "dana@" not in html.get_content()


def test_a_reader_changes_tokens_only() -> None:
    """All else is the same, and the Message-ID is a reader's own, and the same when it is sent again."""
    one, other = sent(), sent(to="eli@readers.example", token=TOKEN[::-1])
    assert len(one.split(b"\r\n")) == len(other.split(b"\r\n"))
    different = [a for a, b in zip(one.split(b"\r\n"), other.split(b"\r\n"), strict=True) if a != b]
    assert all(TOKEN.encode() in line or line.startswith(b"To: ") for line in different)
    assert sent() == one


@pytest.mark.parametrize("to", ["x@y\r\nBcc: z@y", "x@y\nBcc: z", "", "x\0@y.example"])
def test_a_hostile_address_is_not_written_to(to: str) -> None:
    """It has been refused where it came in, and is once more here."""
    with pytest.raises(MailError):
        sent(to=to)


def test_an_international_address_is_written_as_it_is() -> None:
    """In UTF-8, which needs a relay that offers SMTPUTF8 (RFC 6532 §3.2)."""
    assert "To: dörte@readers.example\r\n".encode() in sent(to="dörte@readers.example")


@pytest.mark.parametrize("kind", [notice_mail.welcome, notice_mail.already])
def test_notices_say_that_a_program_wrote_them(kind: Callable[..., notice_mail.NoticeText]) -> None:
    """RFC 3834 §5, so that no vacation program answers; and they have a way out."""
    written = notice_mail.message(kind(BLOG, TOKEN), "dana@readers.example", "key", BLOG, TEMPLATES, NOON)
    read = parsed(written)
    assert read["Auto-Submitted"] == "auto-generated"
    bodies = [part.get_content() for part in read.iter_parts()]
    assert all(BLOG.unsubscribe_page(TOKEN) in body for body in bodies)


def test_a_confirmation_repeats_nothing_that_a_stranger_typed() -> None:
    """Not even the address but in To, nor a name or a category: else anybody could write to others through us."""
    link = f"{BLOG.service}/subscriptions/confirm/{TOKEN}"
    written = notice_mail.message(
        notice_mail.confirmation(BLOG, link, 72, "0" * 32), "free-pills@readers.example", "k", BLOG, TEMPLATES, NOON
    )
    assert written.count(b"free-pills") == 1
    assert b"\r\nTo: free-pills@readers.example\r\n" in written
    assert all(link in part.get_content() for part in parsed(written).iter_parts())


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> DkimSigner:
    """A signer with a key of its own."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 2048)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    path = tmp_path_factory.mktemp("key") / "dkim.pem"
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return DkimSigner.load("blog.example", "s1", path)


def verified(message: bytes, signer: DkimSigner) -> bool:
    """Tell whether the signature holds, as a receiver would find out."""
    import base64

    from cryptography.hazmat.primitives import serialization

    public = serialization.load_pem_private_key(signer.key, None).public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)
    return bool(dkim.verify(message, dnsfunc=lambda *_, **__: record))


def test_a_signature_holds_and_covers_both_unsubscribe_headers(signer: DkimSigner) -> None:
    """RFC 8058 §4; lines that begin with From or a dot are as they were signed."""
    message = signer.signed(sent(story("Grüße", "<pre>From here\n.\n..\n</pre>")))
    assert verified(message, signer)
    signed = re.search(r"h=([^;]*);", message.decode()).group(1).lower().split(":")  # type: ignore[union-attr]
    names = [re.sub(r"\s", "", name) for name in signed]
    for name in ("list-unsubscribe", "list-unsubscribe-post", "feedback-id", "archived-at", "from", "to", "subject"):
        assert names.count(name) == 2, name


def test_what_a_relay_gets_is_what_was_signed(signer: DkimSigner) -> None:
    """Octet for octet, lines that begin with dots or From too, so that the signature holds where it arrives."""
    message = signer.signed(sent(story("Grüße", "<pre>From here\n.\n..\n.From\n</pre>")))
    envelope = QueuedMail.of(MailMessage("dana@readers.example", "", "", None, "key"), message, NOON)
    with Relay() as relay:
        with closing(SmtpSession(To.of(relay.url()))) as session:
            assert session.hand_over(envelope, message).outcome is DeliveryOutcome.SENT
        [arrived] = relay.taken
    assert arrived.data == message
    assert verified(arrived.data, signer)


@pytest.mark.parametrize("name", ["From", "Subject", "To", "List-Unsubscribe", "List-Unsubscribe-Post", "Reply-To"])
def test_a_second_header_breaks_the_signature(signer: DkimSigner, name: str) -> None:
    """Each is guarded against one more of its name."""
    assert not verified(f"{name}: x@evil.example\r\n".encode() + signer.signed(sent()), signer)


def test_a_changed_token_breaks_the_signature(signer: DkimSigner) -> None:
    """What is signed is what is sent."""
    assert not verified(signer.signed(sent()).replace(TOKEN.encode(), TOKEN[::-1].encode(), 1), signer)


def test_a_key_that_is_none_is_said(tmp_path: Path) -> None:
    """With its file, and what to do."""
    path = tmp_path / "key.pem"
    with pytest.raises(SettingsError, match="No such file"):
        DkimSigner.load("blog.example", "s1", path)
    path.write_bytes(b"no key")
    with pytest.raises(SettingsError, match="RSA key in PEM"):
        DkimSigner.load("blog.example", "s1", path)
