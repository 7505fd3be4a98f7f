"""The language of the pages that the service has templates of its own for: the blog's, times on its clock."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask import Flask

from outsideinnovation.languages.catalog import SOURCE, catalog
from outsideinnovation.languages.compiled_labels import compiled_labels
from outsideinnovation.languages.dates import dates
from outsideinnovation.languages.direction import direction
from outsideinnovation.languages.message import Translator
from outsideinnovation.languages.numbers import tenths, written
from outsideinnovation.languages.zone import local
from outsideinnovation.service.context import current


def speak(app: Flask, tag: str, timezone: str) -> None:
    """Let the templates of *app* speak the language of *tag* (BCP 47), or English where nobody has translated them.

    They know ``language`` and ``direction``, and whether they are ``translated`` at all: what programs say of files and
    builds stays English, and is then marked so (WCAG 3.1.2).
    """
    language = catalog(tag).language
    app.jinja_env.add_extension(compiled_labels(language))
    app.jinja_env.filters |= _filters(language, timezone)
    app.jinja_env.globals |= {
        "language": language,
        "direction": direction(language),
        "translated": language != SOURCE,
    }


def translator() -> Translator:
    """Return what says texts to those who are at the pages of the application that answers this request."""
    site = current().settings.site
    return Translator.of(site.language, site.timezone)


def _filters(language: str, timezone: str) -> dict[str, Callable[..., object]]:
    """Return what writes texts, times (aware ones, on the clock of *timezone*) and numbers in *language*."""
    known = dates(language)

    def day(time: datetime) -> str:
        return known.long(local(time, timezone))

    def moment(time: datetime) -> str:
        return known.moment(local(time, timezone))

    return {
        "translated": Translator.of(language, timezone).text,
        "day": day,
        "moment": moment,
        "number": partial(written, language=language),
        "tenths": partial(tenths, language=language),
    }
