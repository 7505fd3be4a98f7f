"""Commenters are written to in the language of the blog, from right to left where it is written so."""

from pathlib import Path

import html5lib
import pytest
from notified_blog import NOON, NotifiedBlog

from outsideinnovation.comments.record import Status

DANA = "dana@readers.example"
SAID = {
    "de": ("Ist das Ihre Adresse? Eine Frage von A small blog", "Der Link gilt 3 Tage lang.", "Guten Tag Layla (2),"),
    "es": ("¿Es esta su dirección? Una pregunta de A small blog", "funciona durante 3 días", "Hola, Layla (2):"),
    "fr": ("Est-ce votre adresse ? Une question de A small blog", "Le lien est valable 3 jours", "Bonjour Layla (2),"),
    "ar": ("هل هذا عنوانك؟ سؤال من A small blog", "يعمل الرابط 3 أيام", "مرحبًا Layla (2)،"),
}


@pytest.mark.parametrize("language", SAID)
def test_mails_to_commenters_speak_it(tmp_path: Path, language: str) -> None:
    """The question whether an address is theirs, and that they are live: subject, text and HTML."""
    question, days, hello = SAID[language]
    notified = NotifiedBlog(tmp_path / "blog", f'COMMENTS_NOTIFY = []\nDEFAULT_LANG = "{language}"\n')
    notified.receive("a", email=DANA)
    [asked] = notified.take()
    assert asked.subject.replace("\u00a0", " ") == question
    assert days in " ".join(asked.text.split())
    notified.consent.confirm(DANA, NOON)
    notified.comment("b", "أحسنت", email=DANA, status=Status.APPROVED, author="Layla (2)")
    notified.live("b")
    [live] = notified.take()
    assert live.text.startswith(hello)
    page = html5lib.HTMLParser(strict=True).parse(live.html)
    assert (page.get("lang"), page.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert "Hello" not in live.html + live.text
