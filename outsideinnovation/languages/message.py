"""A text for readers that can still be translated: English as it stands, any language once it is shown to somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from outsideinnovation.languages.catalog import SOURCE, Catalog, catalog
from outsideinnovation.languages.dates import dates
from outsideinnovation.languages.numbers import Number
from outsideinnovation.languages.zone import UTC, local


@dataclass(frozen=True, slots=True)
class Moment:
    """An aware time as a value in a message: it is written in the language and on the clock of whoever reads it."""

    time: datetime

    def __str__(self) -> str:
        return dates(SOURCE).moment(local(self.time, UTC))


@dataclass(frozen=True, slots=True)
class LocalTime:
    """An aware time as a value in a message, on the clock that it brings, whose name is not said."""

    time: datetime

    def __str__(self) -> str:
        return dates(SOURCE).minute(self.time)


@dataclass(frozen=True, slots=True)
class Listed:
    """Texts as one value in a message, set apart by the commas of whoever reads it."""

    texts: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join(self.texts)


class Message(str):
    """*template* with its ``%(name)s`` places filled from *values*, which it keeps for a catalog to fill again."""

    template: str
    values: dict[str, object]
    _counted: tuple[str, str, int] | None

    def __new__(cls, template: str, **values: object) -> "Message":
        """Return the English text of *template*."""
        made = super().__new__(cls, template % values if values else template)
        made.template, made.values = template, values
        made._counted = None
        return made

    @classmethod
    def counted(cls, singular: str, plural: str, number: int, **values: object) -> "Message":
        """Return a text in the form that goes with *number*, its value of that name."""
        made = cls(singular if number == 1 else plural, number=Number(number), **values)
        made._counted = (singular, plural, number)
        return made

    def of(self, number: int) -> "Message":
        """Return this counted text for another *number*."""
        assert self._counted, "only a text that was counted has other forms"
        singular, plural, _ = self._counted
        return Message.counted(singular, plural, number)

    def filled(self, **values: object) -> "Message":
        """Return this text with its places filled from *values*."""
        return Message(self.template, **values)

    def as_data(self) -> dict[str, Any]:
        """Return this text as JSON can keep it, for ``from_data``; values are text, numbers and other messages."""
        values = {name: value.as_data() if isinstance(value, Message) else value for name, value in self.values.items()}
        return {"text": self.template, "values": values, "forms": self._counted}

    @classmethod
    def from_data(cls, data: "str | dict[str, Any]") -> str:
        """Return the text that ``as_data`` gave, or a text that was kept without its values."""
        if isinstance(data, str):
            return data
        values = {
            name: cls.from_data(value) if isinstance(value, dict) else value for name, value in data["values"].items()
        }
        if data["forms"]:
            singular, plural, number = data["forms"]
            return cls.counted(
                singular, plural, number, **{name: value for name, value in values.items() if name != "number"}
            )
        return cls(data["text"], **values)

    def translated(self, translator: "Translator") -> str:
        """Return the text as *translator* says it; values that are messages or times are translated too."""
        labels = translator.catalog
        text = labels.counted(*self._counted) if self._counted else labels.text(self.template)
        values = {name: translator.text(value) for name, value in self.values.items()}
        return text % values if values else text


@dataclass(frozen=True, slots=True)
class Translator:
    """Says messages in the language of *catalog*, with times on the clock of *timezone* (a name of the tz database)."""

    catalog: Catalog
    timezone: str = UTC

    @classmethod
    def of(cls, language: str, timezone: str = UTC) -> "Translator":
        """Return the translator for readers of *language* (BCP 47)."""
        return cls(catalog(language), timezone)

    def text(self, value: object) -> object:
        """Return *value* as this language says it if it is a message or a time, else as it is."""
        if isinstance(value, Message):
            return value.translated(self)
        if isinstance(value, Moment):
            return dates(self.catalog.language).moment(local(value.time, self.timezone))
        if isinstance(value, Listed):
            return self.catalog.text(", ").join(map(self.words, value.texts))
        if isinstance(value, LocalTime):
            return dates(self.catalog.language).minute(value.time)
        if isinstance(value, Number):
            return value.translated(self.catalog.language)
        return value

    def words(self, text: str) -> str:
        """Return *text*, translated if it is a message."""
        return str(self.text(text))


def message_of(error: Exception) -> str:
    """Return what *error* says: the message that it was raised with, which can be translated, else its text."""
    what = error.args[0] if error.args else ""
    return what if isinstance(what, Message) else str(error)
