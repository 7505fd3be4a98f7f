"""The newsletter speaks the language of its blog: subject, colophon, direction."""

from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
from newsletter_samples import BLOG, WEB, story

from outsideinnovation.settings import theme
from outsideinnovation.subscriptions import newsletter_mail
from outsideinnovation.subscriptions.mail_templates import MailTemplates

SAID = {
    "de": ("A post und 1 weiterer", "A post und 2 weitere", "Abbestellen", "tägliche Zusammenfassung"),
    "es": ("A post y 1 más", "A post y 2 más", "Darse de baja", "resumen diario"),
    "fr": ("A post, et 1 autre", "A post, et 2 autres", "Se désabonner", "résumé quotidien"),
    "ar": ("A post، وواحدة غيرها (1)", "A post، واثنتان غيرها (2)", "إلغاء الاشتراك", "ملخصًا يوميًا"),
}


@pytest.mark.parametrize("language", SAID)
def test_a_digest_speaks_it(language: str) -> None:
    """In both bodies; a title of the other direction keeps its own, and quotations stand on the side where lines begin."""
    one_more, two_more, leave, why = SAID[language]
    direction = "rtl" if language == "ar" else "ltr"
    blog = replace(BLOG, language=language, direction=direction)
    templates = MailTemplates([Path(theme(), "templates")], language)
    stories = [story(), story("שלום (2)", "<blockquote><p>Said.</p></blockquote>", "b"), story(name="c")]
    made = newsletter_mail.render(stories, "daily", WEB, blog, templates)
    page = html5lib.HTMLParser(strict=True).parse(made.html)
    assert (page.get("lang"), page.get("dir")) == (language, direction)
    assert made.subject == two_more
    assert newsletter_mail.render(stories[:2], "daily", WEB, blog, templates).subject == one_more
    for body in (made.html, made.text):
        assert leave in body
        assert why in " ".join(body.split())
        assert "Unsubscribe" not in body
    side = "right" if direction == "rtl" else "left"
    assert f"border-{side}: 3px" in made.html.partition("<blockquote")[2].partition(">")[0]
    assert 'dir="auto"' in made.html.partition("שלום (2)")[0].rpartition("<h1")[2]
