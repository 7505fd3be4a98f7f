"""The catalogs are whole: every text has a translation in every language, with the same places and tags, and is compiled."""

import io
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog as Messages
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from outsideinnovation.languages.catalog import DOMAIN, FOLDER, Catalog, catalog

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("ar", "de", "es", "fr")
PLACE = re.compile(r"%\(\w+\)(?:\.\d)?[sdf]|\{\w+\}")
TAG = re.compile(r"<[^>]*>")
each_language = pytest.mark.parametrize("language", LANGUAGES)
Key = tuple[str | None, tuple[str, ...]]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[Key, Entry]:
    """Every text for readers in the code and the templates, collected as ``make catalogs`` does."""
    found = tmp_path_factory.mktemp("texts") / "texts.pot"
    options = re.search(r"extract (.*?) --output-file", (ROOT / "Makefile").read_text("utf-8").replace("\\\n", ""))
    assert options
    command = [sys.executable, "-m", "babel.messages.frontend", "extract", *options[1].split(), "-o", str(found), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return entries(found)


def entries(path: Path) -> dict[Key, Entry]:
    """Return the entries of a catalog by context and texts."""
    with path.open("rb") as file:
        return {(entry.context, forms(entry.id)): entry for entry in read_po(file) if entry.id}


def po(language: str) -> Path:
    """Return the catalog of a language as translators write it."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Return the forms of a text: one, or those of a plural."""
    return (text,) if isinstance(text, str) else tuple(text)


def test_the_languages_of_the_promise_are_here() -> None:
    """English is what the texts say; these four are shipped beside it."""
    assert sorted(folder.name for folder in FOLDER.iterdir()) == sorted(LANGUAGES)


@each_language
def test_every_text_is_translated(texts: dict[Key, Entry], language: str) -> None:
    """A text that is new or changed has its entry; `make catalogs` makes one, and removes what nobody says any more."""
    assert texts.keys() - entries(po(language)).keys() == set()


@each_language
def test_no_translation_is_empty_or_doubtful(language: str) -> None:
    """All forms of a plural are filled, and nothing is marked fuzzy, which compiling would leave out."""
    with po(language).open("rb") as file:
        read: Messages = read_po(file)
    wrong = [
        entry.id
        for entry in read
        if entry.id
        and (
            entry.fuzzy
            or not all(form.strip() for form in forms(entry.string))
            or len(forms(entry.string)) != (read.num_plurals if entry.pluralizable else 1)
        )
    ]
    assert wrong == []
    assert not read.fuzzy


@each_language
def test_translations_have_the_places_and_tags_of_their_text(language: str) -> None:
    """Each value is named, none that is not there, and markup is the same, tag by tag."""
    wrong = {}
    for entry in entries(po(language)).values():
        source = forms(entry.id)
        places, tags = set(PLACE.findall("".join(source))), Counter(TAG.findall(source[-1]))
        translated = forms(entry.string)
        named = [set(PLACE.findall(form)) for form in translated]
        if any(Counter(TAG.findall(form)) != tags for form in translated):
            wrong[source] = "tags"
        if named[-1] != set(PLACE.findall(source[-1])) or any(not form <= places for form in named):
            wrong[source] = "places"
        if any("%" in PLACE.sub("", form) for form in translated):
            wrong[source] = "a lone %"
    assert wrong == {}


@each_language
def test_what_is_compiled_is_what_was_translated(language: str) -> None:
    """The .mo, which programs read, was made of the .po, which people read."""
    made = io.BytesIO()
    with po(language).open("rb") as file:
        write_mo(made, read_po(file))
    assert po(language).with_suffix(".mo").read_bytes() == made.getvalue()


COMMENTS = {
    "en": ["0 comments", "1 comment", "2 comments", "5 comments", "11 comments", "100 comments"],
    "de": ["0 Kommentare", "1 Kommentar", "2 Kommentare", "5 Kommentare", "11 Kommentare", "100 Kommentare"],
    "es": ["0 comentarios", "1 comentario", "2 comentarios", "5 comentarios", "11 comentarios", "100 comentarios"],
    "fr": ["0 commentaire", "1 commentaire", "2 commentaires", "5 commentaires", "11 commentaires", "100 commentaires"],
    "ar": ["0 تعليق", "1 تعليق", "2 تعليقان", "5 تعليقات", "11 تعليقًا", "100 تعليق"],
}


@pytest.mark.parametrize("language", COMMENTS)
def test_plurals_follow_the_language(language: str) -> None:
    """None, one, two, a few, many and a hundred, as people of the language say them."""
    labels = Catalog(language)
    said = [
        labels.counted("%(number)s comment", "%(number)s comments", number) % {"number": number}
        for number in (0, 1, 2, 5, 11, 100)
    ]
    assert said == COMMENTS[language]


@pytest.mark.parametrize(
    ("tag", "language"),
    [("de", "de"), ("de-AT", "de"), ("DE", "de"), ("pt_BR", "en"), ("en-GB", "en"), ("x y/..", "en")],
)
def test_a_tag_finds_the_closest_language(tag: str, language: str) -> None:
    """Austria reads German; what nobody has translated speaks English."""
    assert catalog(tag).language == language
