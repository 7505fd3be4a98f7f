"""Every kind of page in every language that is shipped: good HTML, its own words, and names in any direction."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import html5lib
import pytest
from babel.messages.pofile import read_po
from theme_samples import ARTICLES, QUIET, SIDEBAR, ListPage, environment, pages, render

from outsideinnovation.builder.theme.templates import prepare
from outsideinnovation.languages.catalog import DOMAIN, FOLDER

LANGUAGES = ("ar", "de", "es", "fr")
HEBREW = "שלום עולם"
each_language = pytest.mark.parametrize("language", LANGUAGES)
each_page = pytest.mark.parametrize("name", sorted(pages()))


def labels(language: str) -> set[str]:
    """Return the English texts that stand between tags, and are something else in that language."""
    with (FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        plain = {entry.id: entry.string for entry in read_po(file) if isinstance(entry.id, str) and entry.id}
    return {text for text, said in plain.items() if said != text and re.fullmatch(r"[A-Z][^%{<]*", text)}


@each_language
@each_page
def test_a_page_speaks_the_language_of_its_blog(name: str, language: str) -> None:
    """A strict parser finds no error; the language and its direction are said; no label is left in English."""
    own = [replace(module, title=f"* {module.title}") for module in SIDEBAR]  # what authors call theirs is no label
    page = render(name, language=language, sidebar=own, MENUITEMS=[])
    html5lib.HTMLParser(strict=True).parse(page)
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    english = labels(language)
    between = {text.strip() for text in re.findall(r">([^<>]+)<", page)}
    inside = set(re.findall(r'(?:title|aria-label|content)="([^"]+)"', page))
    assert (between | inside) & english == set()


def test_dates_and_plurals_are_the_languages_own() -> None:
    """On cards, in archives and below posts."""
    post = render("article", language="de")
    assert "Freitag, 9. Dezember 2005" in post
    assert "5 Kommentare" in post
    assert "Zuletzt geändert am" in post
    assert ">ديسمبر<" in render("year", language="ar")
    assert "décembre 2005" in render("month", language="fr")


def test_comments_are_dated_on_the_clock_of_the_blog() -> None:
    """They are kept in UTC; at nine in the evening there it is the next day in Tokyo."""
    made = environment()
    prepare(made, "en", "Asia/Tokyo")
    evening = datetime(2005, 12, 9, 21, 0, tzinfo=UTC)
    written = made.from_string("{{ when|local|longdate }}, {{ when|local|clock }}").render(when=evening)
    assert written == "10 December 2005, 06:00 JST"


@each_language
def test_a_title_keeps_its_own_direction_in_a_list(language: str) -> None:
    """Right to left among left to right, and the other way round: each link settles its direction by its own letters."""
    titled = replace(QUIET, title=f"{HEBREW} (2)")
    listed = ListPage([titled, *ARTICLES])
    page = render("index", language=language, articles_page=listed)
    assert re.search(rf'<a [^>]*dir="auto"[^>]*>{HEBREW} \(2\)</a>', page)
    archive = render("archives", language=language, dates=[titled])
    assert re.search(rf'<a [^>]*dir="auto"[^>]*>{HEBREW} \(2\)</a>', archive)
    post = render("article", language=language, article=titled)
    assert f'<h1 class="p-name" dir="auto">{HEBREW} (2)</h1>' in post
