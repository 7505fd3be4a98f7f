"""A blog in another language than English: its own words wherever readers look, by either way of building."""

from pathlib import Path

import pytest
from builder_foreign import run_pelican
from tests_support import Blog

from outsideinnovation.languages import catalog

BOX = '> [!NOTE]\n> Words.\n\n!!! tip\n    More.\n\n!!! warning "Mind the gap"\n    Last.\n'
SAID = {
    "de": (
        "Weiterlesen",
        "1 Kommentar",
        "Hinweis",
        "Tipp",
        "A small blog: Kommentare",
        "Dana zu First",
        "Alle Beiträge",
    ),
    "es": (
        "Seguir leyendo",
        "1 comentario",
        "Nota",
        "Consejo",
        "A small blog: comentarios",
        "Dana en First",
        "Todas las entradas",
    ),
    "fr": (
        "Lire la suite",
        "1 commentaire",
        "Remarque",
        "Astuce",
        "A small blog\u00a0: commentaires",
        "Dana sur First",
        "Tous les billets",
    ),
    "ar": ("متابعة القراءة", "1 تعليق", "ملاحظة", "نصيحة", "A small blog: التعليقات", "Dana على First", "كل التدوينات"),
}


@pytest.mark.parametrize("language", SAID)
def test_pages_feeds_and_boxes_speak_it(small_blog: Blog, tmp_path: Path, language: str) -> None:
    """One setting; plain `pelican` makes the same bytes. What an author calls a box stays."""
    more, comments, note, tip, feed, entry, every = SAID[language]
    small_blog.settings(f'SITENAME = "A small blog"\nDEFAULT_LANG = "{language}"\nTIMEZONE = "America/New_York"\n')
    small_blog.post("boxed", BOX, date="2006-04-01 08:00")
    small_blog.build()
    assert more in small_blog.page("index.html")
    assert comments in small_blog.page("2005/12/first.html")
    boxed = small_blog.page("2006/04/boxed.html")
    titles = [f'<p class="admonition-title">{title}</p>' for title in (note, tip, "Mind the gap")]
    assert [title for title in titles if title not in boxed] == []
    comments_feed = small_blog.page("feeds/comments.atom.xml")
    assert f"<title>{feed}</title>" in comments_feed
    assert f"<title>{entry}</title>" in comments_feed
    assert every in small_blog.page("feeds/index.html")
    assert small_blog.files() == run_pelican(small_blog, tmp_path / "plain")


def test_an_english_comment_is_dated_on_the_blogs_clock(small_blog: Blog) -> None:
    """A comment of eleven in the morning, UTC, was written at eight in the evening in Tokyo, and another day further on."""
    small_blog.settings('TIMEZONE = "Pacific/Kiritimati"\n')  # fourteen hours ahead
    small_blog.build()
    assert 'datetime="2005-12-09T11:00:00+00:00">10 December 2005</time>' in small_blog.page("2005/12/first.html")


def test_new_words_make_the_pages_anew(small_blog: Blog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An update that changes a catalog reaches pages that nothing else would change."""
    small_blog.settings('DEFAULT_LANG = "de"\n')
    small_blog.build()
    before = small_blog.page("2005/12/first.html")
    assert "Kommentar" in before
    changed = tmp_path / "locale/de/LC_MESSAGES/outsideinnovation.mo"
    changed.parent.mkdir(parents=True)
    words = (catalog.FOLDER / "de/LC_MESSAGES/outsideinnovation.mo").read_bytes()
    changed.write_bytes(words.replace(b"Kommentar", b"Bemerkung"))  # as long, for a catalog counts its bytes
    monkeypatch.setattr(catalog, "FOLDER", tmp_path / "locale")
    catalog.catalog.cache_clear()
    try:
        small_blog.build()
        assert "Bemerkung" in small_blog.page("2005/12/first.html")
    finally:
        monkeypatch.undo()
        catalog.catalog.cache_clear()
