"""A text for readers that can still be translated: English as it stands, any language once it is shown to somebody."""

from outsideinnovation.languages.catalog import Catalog


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
        made = cls(singular if number == 1 else plural, number=number, **values)
        made._counted = (singular, plural, number)
        return made

    def translated(self, catalog: Catalog) -> str:
        """Return the text as *catalog* says it; values that are messages are translated too."""
        text = catalog.counted(*self._counted) if self._counted else catalog.text(self.template)
        values = {name: translated(value, catalog) for name, value in self.values.items()}
        return text % values if values else text


def translated(value: object, catalog: Catalog) -> object:
    """Return *value* in the language of *catalog* if it is a message, else as it is."""
    return value.translated(catalog) if isinstance(value, Message) else value
