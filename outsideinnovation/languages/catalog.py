"""A catalog: the labels of one language, as gettext keeps them (https://www.gnu.org/software/gettext/manual/, chapter 10)."""

import gettext
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import cast

DOMAIN = "outsideinnovation"
FOLDER = Path(__file__).parent / "locale"
SOURCE = "en"  # the language of the texts themselves


class Catalog:
    """The labels of *language*, a folder below ``locale/``; the texts themselves where there is no such folder."""

    def __init__(self, language: str, folder: Path | None = None) -> None:
        self.language = language
        self._file = (folder or FOLDER) / language / "LC_MESSAGES" / f"{DOMAIN}.mo"

    def text(self, message: str, context: str | None = None) -> str:
        """Return *message* in this language; the *context* tells apart what English says alike."""
        return self._translations.pgettext(context, message) if context else self._translations.gettext(message)

    def forms(self, singular: str, plural: str) -> tuple[str, ...]:
        """Return every plural form of a message, in the order that ``plural_form`` numbers them."""
        one_of_each = {self.plural_form(number): number for number in (*range(200), 1_000_000)}
        return tuple(self._translations.ngettext(singular, plural, one_of_each[form]) for form in sorted(one_of_each))

    def counted(self, singular: str, plural: str, number: int) -> str:
        """Return the form of a message that goes with *number*; its place for the number is not filled."""
        return self._translations.ngettext(singular, plural, number)

    def plural_form(self, number: int) -> int:
        """Return the index of the plural form that goes with *number*."""
        return self._plural(number)

    @cached_property
    def digest(self) -> str:
        """A digest of all that it says: pages that were rendered by it are made anew when it changes."""
        data = self._file.read_bytes() if self._file.is_file() else b""
        return blake2b(data, digest_size=16).hexdigest()

    @cached_property
    def _translations(self) -> gettext.NullTranslations:
        if not self._file.is_file():
            return gettext.NullTranslations()
        with self._file.open("rb") as file:
            return gettext.GNUTranslations(file)

    @cached_property
    def _plural(self) -> Callable[[int], int]:
        return cast(Callable[[int], int], getattr(self._translations, "plural", lambda number: int(number != 1)))


@lru_cache(maxsize=8)
def catalog(tag: str) -> Catalog:
    """Return the catalog for a language *tag* (BCP 47): ``de-AT`` is served by ``de``, what nobody has translated by English."""
    return Catalog(next((name for name in _candidates(tag) if (FOLDER / name).is_dir()), SOURCE))


def _candidates(tag: str) -> Iterator[str]:
    """Yield the names that a folder for *tag* may have, the closest first (RFC 4647, 3.4)."""
    parts = tag.replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        yield "_".join(parts[:length]).lower()
