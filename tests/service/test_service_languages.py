"""The service speaks the language of its blog to readers, on pages and in mails; programs are answered in English."""

from collections.abc import Iterator
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import html5lib
import pytest
from service_reader import HTML, JSON, NOW, WORDS, Reader, form
from tests_support import Blog

from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.service.subscription_mails import SubscriptionsJob
from outsideinnovation.tokens import Purpose

SETTINGS = 'DEFAULT_LANG = "{language}"\nTIMEZONE = "Europe/Berlin"\nMAIL_FROM = "A small blog <news@ours.example>"\n'


@pytest.fixture
def german(blog: Blog) -> Iterator[Reader]:
    """A reader of a blog in German."""
    found = Reader(blog, SETTINGS.format(language="de"))
    yield found
    found.close()


@pytest.fixture
def arabic(blog: Blog) -> Iterator[Reader]:
    """A reader of a blog in Arabic."""
    found = Reader(blog, SETTINGS.format(language="ar"))
    yield found
    found.close()


def mails(reader: Reader) -> list[EmailMessage]:
    """Return every mail so far."""
    SubscriptionsJob(reader.context).decide()
    outbox = reader.context.outbox
    return [
        BytesParser(policy=policy.default).parsebytes(outbox.message(mail)) for mail in outbox.mails(MailState.READY)
    ]


def body(mail: EmailMessage, kind: str) -> str:
    """Return the plain or the HTML version."""
    part = mail.get_body((kind,))
    assert part
    return str(part.get_content())


def test_a_comment_is_refused_previewed_and_kept_in_german(german: Reader) -> None:
    """The problems beside the fields, the preview, the receipt: with the time for corrections on the blog's clock."""
    refused = german.post(WORDS | {"author": "", "email": "dana", "website": "x" * 300}).text
    assert '<html lang="de" dir="ltr">' in refused
    assert "Kein Name: schreiben Sie den Namen, der über Ihrem Kommentar stehen soll." in refused
    assert "In einer E-Mail-Adresse muss ein @ stehen: korrigieren Sie die Adresse, oder lassen Sie sie weg." in refused
    address = german.send()
    receipt = german.browser.get(address).text
    assert "wartet als <strong>Nummer 1 von 1</strong>" in receipt
    until = (NOW + timedelta(seconds=30, minutes=15, hours=2)).strftime("%H:%M")  # summer time
    assert f"{until} MESZ</time>, 15 Minuten nach dem Absenden." in receipt


def test_programs_are_answered_in_english(german: Reader) -> None:
    """Whatever the language of the blog: what they read does not change with it."""
    answer = german.post(WORDS | {"author": ""}, **JSON).json
    assert answer is not None
    assert answer["problems"] == [
        {"field": "author", "what": "no name", "remedy": "write the name that is to stand over your comment"}
    ]
    gone = german.browser.get("/comments/receipt/nonsense", headers=JSON).json
    assert gone is not None
    assert gone["error"].startswith("This is not allowed. This link is not one of ours")


def test_what_does_not_work_is_said_in_german(german: Reader) -> None:
    """Links that are none, addresses that lead nowhere, links whose time is over, on the blog's clock."""
    assert "Dieser Link ist keiner von uns" in german.browser.get("/comments/receipt/nonsense").text
    assert "Unter dieser Adresse gibt es nichts" in german.browser.get("/nowhere").text
    token = german.context.keyring.sign(Purpose.SUBSCRIPTION, 1, expires=NOW - timedelta(hours=1))
    old = german.browser.get(f"/subscriptions/confirm/{token}").text
    assert "Dieser Link galt bis 3. Mai 2026, 11:31 MESZ: fordern Sie einen neuen an." in old


@pytest.mark.parametrize(
    ("language", "subject", "asked", "direction"),
    [
        ("de", "Bitte bestätigen: A small blog per E-Mail", "Sehen Sie in Ihr Postfach", "ltr"),
        ("es", "Confirme, por favor: A small blog por correo", "Mire su correo", "ltr"),
        ("fr", "À confirmer : A small blog par e-mail", "Regardez vos e-mails", "ltr"),
        ("ar", "يُرجى التأكيد: A small blog بالبريد", "راجع بريدك", "rtl"),
    ],
)
def test_subscribers_are_written_to_in_their_language(
    blog: Blog, language: str, subject: str, asked: str, direction: str
) -> None:
    """The page that says so, the subject, both bodies, and the page that the mail leads to."""
    reader = Reader(blog, 'SITENAME = "A small blog"\n' + SETTINGS.format(language=language))
    answer = reader.browser.post("/subscriptions", data={"email": "dana@example.org"})
    assert asked in answer.text
    (mail,) = mails(reader)
    assert str(mail["Subject"]) == subject
    page = body(mail, "html")
    assert f'<html lang="{language}" dir="{direction}">' in page
    html5lib.HTMLParser(strict=True).parse(page)
    assert reader.context.settings.site.name in page
    assert "If you want it" not in page + body(mail, "plain")
    reader.close()


def test_an_arabic_page_is_written_from_right_to_left(arabic: Reader) -> None:
    """Preview and receipt; a name in Latin letters keeps its direction, as do the words of the comment."""
    filled = arabic.preview(author="Dana (2)")
    arabic.later(seconds=30)
    address = arabic.post(filled).headers["Location"]
    receipt = arabic.browser.get(address).text
    page = html5lib.HTMLParser(strict=True).parse(receipt)
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    marked = {each.text for each in page.iter() if each.get("dir") == "auto"}
    assert "Dana (2)" in marked
    assert any(each.get("dir") == "auto" for each in page.iter(f"{HTML}textarea"))
    assert form(receipt, "write")["author"] == "Dana (2)"
