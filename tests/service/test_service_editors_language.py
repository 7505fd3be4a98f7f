"""Editors are spoken to in the language of the blog: on every page, in every refusal, in every mail. Programs read English."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pseudo_language
import pytest
from editor_tour import QUEUE, SIGN_IN, judged, tour
from service_editor import HTTPS, ModeratedBlog, text
from service_reader import HTML, JSON, Reader, tree
from tests_support import Blog

from outsideinnovation.comments.record import Status
from outsideinnovation.comments.spam.verdict import Known
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.service import create_app

SETTINGS = (
    'DEFAULT_LANG = "{language}"\nTIMEZONE = "{zone}"\nMAIL_FROM = "zz <zz@zz.example>"\n'
    'COMMENTS_NOTIFY = ["zz@zz.example"]\nSITENAME = "Zz"\n'
)
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-some", "data-errors")
# Names, titles and words of the tour, all of which begin with a z; posts; addresses; what a file or a build says.
DATA = re.compile(
    r"\b[Zz][\w.-]*|<a href=\S*|\b(first|second|closed|First|Second|Closed)\b|https?://\S+|\bs\b|localhost|10\.0\.0\.7"
    r"|\b[A-Z2-7]{4}\b|InvalidStateError|NotAllowedError|SecurityError|unknown"
    r"|Passkey of \d+ \w+ \d+|PIN|\b[0-9a-f]{12}-\w+|comments/\w+/\S+|`[^`]*`|oi \w+ \w+( \S+)?|\w+@\S+|20260101\S*"
    r"|JavaScript|\{number\}|\bcontent/\S+|Dana|The first words|RSS|Atom|Feed"
)


def moderated_in(blog: Blog, language: str, zone: str = "Europe/Berlin") -> ModeratedBlog:
    """Return the editors' side of a blog in a language."""
    return ModeratedBlog(Reader(blog, SETTINGS.format(language=language, zone=zone)))


@pytest.fixture
def pseudo(blog: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModeratedBlog]:
    """A blog in a language that is English in other letters."""
    monkeypatch.delenv("OI_DATABASE_URL", raising=False)
    (tmp_path / "locale").mkdir()
    for _ in pseudo_language.speak(tmp_path / "locale", monkeypatch):
        found = moderated_in(blog, pseudo_language.TAG, "UTC")
        yield found
        found.reader.close()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_every_page_says_which_language_it_is_in(blog: Blog, language: str) -> None:
    """And in which direction it is written; a page in English says neither more nor less than before."""
    moderated = moderated_in(blog, language)
    page = moderated.editor().get().text
    assert page.partition("\n")[2].startswith(f'<html lang="{language}"' + (' dir="rtl">' if language == "ar" else ">"))
    moderated.reader.close()


def test_nothing_stays_english(pseudo: ModeratedBlog) -> None:
    """Every text and label of every page, in each of its states, comes from the catalog; the rest is somebody's words."""
    pages = tour(pseudo)
    assert len(pages) > 90
    left = {name: words for name, page in pages.items() if (words := english(page, strict="bar" not in name))}
    assert left == {}


def test_mails_to_editors_say_nothing_in_english(pseudo: ModeratedBlog) -> None:
    """The notice of one comment with all that the spam filter says, and the digest of several, in both versions."""
    context = pseudo.reader.context
    for number, known in enumerate((Known(seconds=1, trap=True, repeats=2), Known(confirmed=True, approved=2))):
        comment = judged(pseudo, f"Zz {number} https://zz.example", known)
        private = context.private_store.get(comment.id)
        assert private
        if number == 0:
            context.notifier.received(comment, private, pseudo.now)
    judged(pseudo, "Zz", Known())
    pseudo.reader.later(days=1)
    context.notifier.digest(pseudo.now)
    outbox = context.outbox
    mails = [
        BytesParser(policy=policy.default).parsebytes(outbox.message(each)) for each in outbox.mails(MailState.READY)
    ]
    assert len(mails) == 2
    for mail in mails:
        plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert plain
        assert html
        said = "\n".join([str(mail["Subject"]), re.sub(r"https?://\S+", "", plain.get_content())])
        assert words_of(said) == []
        assert english(re.sub(r"<!--.*?-->", "", html.get_content(), flags=re.DOTALL), strict=False) == []


def test_the_previews_mails_are_listed_in_its_language(pseudo: ModeratedBlog) -> None:
    """The outbox of `oi serve`, with no mail and with one."""
    context = pseudo.reader.context
    browser = create_app(context.site.root, background=False, outbox=True).test_client()
    assert english(browser.get("/outbox/", **HTTPS).text) == []


def test_programs_read_english(blog: Blog) -> None:
    """What they are told does not change with the blog's language."""
    moderated = moderated_in(blog, "de")
    answer = moderated.editor().post(f"{QUEUE}/decisions", {"action": "approve", "seen": "pending"}, **JSON).json
    assert answer == {
        "decided": [],
        "refused": ["No comment was selected: tick those you mean, then choose what to do."],
    }
    figures = moderated.editor("Wren").get(f"{QUEUE}/statistics", **JSON).json
    assert figures is not None
    assert figures["zone"] == "Europe/Berlin"
    moderated.reader.close()


def test_a_german_queue_reads_as_germans_write(blog: Blog) -> None:
    """Numbers in their plural, times on the blog's clock, what the filter says, and what was decided by whom."""
    moderated = moderated_in(blog, "de")
    editor = moderated.editor()
    judged(moderated, "Zz https://zz.example", Known(seconds=1))
    comment = moderated.comment("Gut.", "Robin", minutes=3 * 1440)
    page = text(editor.get().text)
    assert "2 Kommentare warten" in page
    assert "wartet seit 3 Tagen" in page
    assert "dafür spricht: sent" not in page
    assert "sent" not in page
    assert "1 s nach dem Anzeigen des Formulars gesendet" in page
    assert "30. April 2026, 12:31 MESZ" in editor.get().text
    editor.act("approve", comment)
    assert "1 Kommentar freigegeben, vor weniger als einer Minute" in text(editor.get().text)
    late = editor.post(f"{QUEUE}/decisions", {"action": "spam", "comment": f"{comment.id} 1", "seen": "pending"})
    said = "Der Kommentar von Robin war schon entschieden: freigegeben von Dana am 3. Mai 2026, 12:31 MESZ."
    assert said in text(late.text)
    assert (
        "1 freigegeben, wartet auf den nächsten Aufbau." in text(late.text)
        or moderated.status(comment) is Status.APPROVED
    )
    moderated.reader.close()


def test_a_sign_in_is_refused_in_arabic(blog: Blog) -> None:
    """From the right to the left."""
    moderated = moderated_in(blog, "ar")
    browser = moderated.reader.app.test_client()
    page = browser.post(SIGN_IN, data={"name": "nobody", "password": "wrong"}, **HTTPS).text
    assert "الاسم أو كلمة المرور أو الرمز غير صحيح" in text(page)
    moderated.reader.close()


def english(page: str, *, strict: bool = True) -> list[str]:
    """Return the words of a page, or of a mail that is not *strict*, that are neither translated nor somebody's."""
    root = tree(page) if strict else ET.fromstring(ET.tostring(_lax(page)))
    return words_of(" \n ".join(_spoken(root)))


def words_of(said: str) -> list[str]:
    """Return the words of *said* in English letters that are no data and no dates."""
    found = re.findall(r"[A-Za-z]{2,}", DATA.sub(" ", said))
    return [word for word in found if word not in pseudo_language.DATE_WORDS]


def _lax(page: str) -> ET.Element:
    import html5lib

    return html5lib.HTMLParser().parse(page)


def _spoken(element: ET.Element) -> Iterator[str]:
    """Yield all that a page says: its texts and labels, but for what programs say in English and is marked so."""
    kind = str(element.tag).removeprefix(HTML)
    if element.get("lang") != "en" and kind not in {"code", "kbd", "script", "style", "bdi", "ins", "del", "pre"}:
        for name in SPOKEN if kind != "meta" else ():
            value = element.get(name, "")
            yield " ".join(json.loads(value).values()) if name == "data-errors" and value else value
        yield element.text or ""
        for child in element:
            yield from _spoken(child)
            yield child.tail or ""
