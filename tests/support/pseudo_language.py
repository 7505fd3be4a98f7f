"""A language made of English in other letters, so that what nobody has translated can be told from what somebody has.

It goes by the tag of Esperanto, whose dates and numbers Babel knows and for which there is no catalog.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog as Messages
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from outsideinnovation.languages import catalog as catalogs
from outsideinnovation.languages.compiled_labels import compiled_labels

TAG = "eo"
_KEPT = re.compile(r"<code>.*?</code>|`[^`]*`|<[^>]*>|%\(\w+\)(?:\.\d)?[sdf]|\{\w+\}|oi \w+ \w+|&\w+;")
_WIDE = {letter: letter + 0xFEE0 for letter in (*range(65, 91), *range(97, 123))}  # a: ａ
_MONTHS = {word for form in Locale.parse(TAG).months["format"].values() for word in form.values()}
DATE_WORDS = frozenset({*_MONTHS, "la", "de", "UTC", "a", "n"})


def speak(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let there be the language below *folder*, beside the real ones, until the end."""
    real = catalogs.FOLDER
    for known in real.iterdir():
        (folder / known.name).symlink_to(known)
    _write(real / "de" / "LC_MESSAGES" / f"{catalogs.DOMAIN}.po", folder / TAG / "LC_MESSAGES")
    monkeypatch.setattr(catalogs, "FOLDER", folder)
    _forget()
    yield
    _forget()


def _write(source: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    made = Messages(TAG)
    with source.open("rb") as file:
        for entry in read_po(file):
            if entry.id:
                ids = entry.id if isinstance(entry.id, (tuple, list)) else (entry.id,)
                said = tuple(_other_letters(each) for each in ids)
                made.add(
                    tuple(ids) if len(ids) > 1 else ids[0], said if len(said) > 1 else said[0], context=entry.context
                )
    with (folder / f"{catalogs.DOMAIN}.mo").open("wb") as file:
        write_mo(file, made)


def _other_letters(text: str) -> str:
    end, made = 0, ""
    for kept in _KEPT.finditer(text):
        made += text[end : kept.start()].translate(_WIDE) + kept[0]
        end = kept.end()
    return made + text[end:].translate(_WIDE)


def _forget() -> None:
    catalogs.catalog.cache_clear()
    compiled_labels.cache_clear()
