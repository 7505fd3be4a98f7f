"""Numbers as people of a language write them (CLDR, by Babel), with Latin digits."""

from outsideinnovation.languages.catalog import SOURCE


def written(number: int, language: str) -> str:
    """Return *number* with the separators of *language* (BCP 47), every digit of it: ``1,200``, ``1.200``."""
    if language == SOURCE:
        return f"{number:,}"
    from babel.numbers import format_decimal  # noqa: PLC0415 - an English blog does without Babel

    return format_decimal(number, locale=language)


def tenths(number: float, language: str) -> str:
    """Return *number* with one digit behind the sign that *language* has for it: ``0.4``, ``0,4``."""
    if language == SOURCE:
        return f"{number:.1f}"
    from babel.numbers import format_decimal  # noqa: PLC0415 - see above

    return format_decimal(number, "#,##0.0", locale=language)


def short(number: int, language: str) -> str:
    """Return *number* as short as *language* writes thousands: ``20k`` for 20,000."""
    if language == SOURCE:
        return f"{number / 1000:,g}k"
    from babel.numbers import format_compact_decimal  # noqa: PLC0415 - see above

    found = format_compact_decimal(number, locale=language, fraction_digits=1)
    return written(number, language) if found.isdecimal() else found  # German has no short thousands


class Number(int):
    """A whole number as a value in a message: as ``%s`` it has the separators of whoever reads it, as ``%d`` none."""

    language = SOURCE

    def __str__(self) -> str:
        return written(int(self), self.language)

    def translated(self, language: str) -> "Number":
        """Return the same number, as *language* writes it."""
        number = Number(self)
        number.language = language
        return number
