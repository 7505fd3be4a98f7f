"""Slugs: what addresses call a category, a tag, an author, and a post or page that names no slug itself.

The rule is Pelican's (its ``slugify``), so that a blog which comes from there keeps its addresses: Unidecode writes every
script in ASCII, or ``SLUGIFY_USE_UNICODE`` keeps the letters as they are. ``SLUGS`` in the settings says the slug of single
names. A name of which the rule leaves nothing is spelt in its own letters, or called as Unicode calls its symbols (🚲 is
``bicycle``); one without either, such as ``...``, has no slug. A slug that was published stays that name's.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import unquote

from outsideinnovation.configuration import Configuration
from outsideinnovation.configuration.rooms import PELICANS_SUBSTITUTIONS, ContentSettings
from outsideinnovation.percent_encoding import of_path
from outsideinnovation.slug_substitutions import Substitutions, compiled

_SPOKEN = {"+": "plus", "#": "sharp", ".": "dot", "&": "and", "@": "at", "%": "percent", "*": "star", "$": "dollar"}
_SEPARATORS = re.compile(r"[-\s_]+")
ADDRESSES, KIND = "addresses.txt", "slug"  # the file of published addresses, and what its lines about slugs are called
_KEPT_MARK = f" {KIND} ".encode()
_LONGEST = 80  # characters of a slug made of the names of symbols


class Slugs:
    """Makes the slugs of one site; *recorded* are those that names have had since they were first published."""

    def __init__(self, settings: ContentSettings, recorded: Mapping[str, str] | None = None) -> None:
        self._settings, self._recorded = settings, recorded or {}
        self._made: dict[tuple[str, str], str] = {}

    @property
    def recorded(self) -> Mapping[str, str]:
        """The names whose slugs the rule would make otherwise today."""
        return self._recorded

    @property
    def are_of_files(self) -> bool:
        """Whether posts and pages without a slug of their own are called by their files, and not by their titles."""
        return self._settings.slug_source == "basename"

    def of(self, kind: str, name: str) -> str:
        """Return the slug of *name*, or nothing where none can be made.

        *kind* is ``category``, ``tag`` or ``author``, or ``content`` for the name of a post's or page's file.
        """
        known = self._made.get((kind, name))
        if known is None:
            known = self._made[kind, name] = (
                self._settings.slugs.get(name) or self._recorded.get(name) or self.made(kind, name)
            )
        return known

    def as_recorded(self, kind: str, name: str, slug: str) -> str | None:
        """Return what ``addresses.txt`` is to say of the *slug* of *name*; None where the rule has not made it, or always will.

        How a library writes a script in ASCII, and what Unicode knows, may change: of ASCII nothing is ever looked up.
        """
        if name.isascii() or name in self._settings.slugs or self.of(kind, name) != slug:
            return None
        return f"{of_path(slug)}:{of_path(name)}"

    def made(self, kind: str, name: str) -> str:
        """Return the slug that the rule makes of *name* today, whatever it was before."""
        in_unicode, keep_case = self._settings.slugs_in_unicode, self._settings.slugs_keep_case
        return pelican_slug(name, self._rules[kind], in_unicode=in_unicode, keep_case=keep_case) or _fallback(name)

    @cached_property
    def _rules(self) -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
        """The rules by kinds, once they are needed: compiling them takes 2 ms, and a build with nothing to do makes no slug."""
        return {kind: compiled(rules) for kind, rules in self._settings.slug_rules.items()}


@cache
def slugify(name: str) -> str:
    """Return the slug that Pelican's rule makes of *name* where no setting says otherwise."""
    return _unset().made("content", name)


def pelican_slug(name: str, substitutions: Substitutions, *, in_unicode: bool, keep_case: bool) -> str:
    """Return what Pelican's ``slugify`` makes of *name*; nothing where its rule leaves nothing."""
    is_plain = name.isascii() and "<" not in name and "&" not in name
    text = " ".join(name.split()) if is_plain else _legible(name)
    if not in_unicode and not text.isascii():
        text = in_ascii(text)
    for found, by in substitutions:
        text = found.sub(by, text)
    return (text if keep_case else text.lower()).strip()


def in_ascii(text: str) -> str:
    """Write *text* in ASCII letters, whatever script it is in, as Pelican does."""
    from unidecode import unidecode  # noqa: PLC0415 - loads its tables, which most names need not

    return unidecode(text)


def of_content(content: Path, settings: ContentSettings) -> Slugs:
    """Return the slugs of the site with that *content*, whose published addresses stand in its ``addresses.txt``."""
    plain = Slugs(settings)
    return Slugs(
        settings, {name: slug for name, slug in _recorded(content / ADDRESSES) if plain.made("content", name) != slug}
    )


def _recorded(addresses: Path) -> Iterator[tuple[str, str]]:
    """Yield each name with its slug from a file of addresses; most have none, which is seen at once."""
    try:
        data = addresses.read_bytes()
    except OSError:
        return
    if _KEPT_MARK not in data:
        return
    for line in data.split(b"\n"):
        _, mark, pair = line.partition(_KEPT_MARK)
        slug, colon, name = pair.decode("utf-8", "replace").strip().partition(":")
        if mark and colon:
            yield unquote(name), unquote(slug)


def suggested(name: str, slug: str) -> str:
    """Return a slug to propose for *name*, which shares *slug* with another: its marks spoken, or a number."""
    spoken = "-".join(word for word in re.split(r"(\W)", name.lower(), flags=re.ASCII) if word.strip())
    words = [_SPOKEN.get(word, word) for word in spoken.split("-")]
    proposed = _by(PELICANS_SUBSTITUTIONS, "-".join(words)).strip("-")
    return proposed if proposed.isascii() and proposed not in {"", slug} else f"{slug}-2"


def is_spelling(one: str, other: str) -> bool:
    """Tell whether two names are one, spelt twice: they differ in capitals, blanks and hyphens alone."""
    return _folded(one) == _folded(other)


@cache
def _unset() -> Slugs:
    return Slugs(Configuration.of({}).content)


def _folded(name: str) -> str:
    return _SEPARATORS.sub("-", unicodedata.normalize("NFKC", name).casefold()).strip("-")


def _legible(name: str) -> str:
    """Return *name* without tags, with single blanks, and with compatible characters composed, as Pelican does first."""
    from markupsafe import Markup  # noqa: PLC0415 - only for names that are not plain

    return unicodedata.normalize("NFKC", str(Markup(name).striptags()))  # noqa: S704 - only to take its tags away


def _fallback(name: str) -> str:
    """Return *name* in its own letters, or else the names of its symbols."""
    letters = _by(PELICANS_SUBSTITUTIONS, _legible(name)).lower().strip("-_ ")
    return letters or "-".join(_symbols(_legible(name)))[:_LONGEST].strip("-")


def _symbols(text: str) -> Iterator[str]:
    """Yield what Unicode calls each symbol of *text*: names never change; a newer one than this Python knows is its number."""
    for character in text:
        category = unicodedata.category(character)
        if category[0] == "S" or category in {"Cn", "Co"}:
            name = unicodedata.name(character, f"u{ord(character):x}").lower()
            yield re.sub(r"[^a-z0-9]+", "-", name)


def _by(rules: tuple[tuple[str, str], ...], text: str) -> str:
    for found, by in compiled(rules):
        text = found.sub(by, text)
    return text
