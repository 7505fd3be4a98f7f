"""Reading a post or page for Pelican: the head by our own parser, the body by our own way to Python-Markdown's HTML."""

from pathlib import Path
from typing import Any

from pelican.readers import BaseReader

from outsideinnovation import frontmatter
from outsideinnovation.builder.content.dates import read_date
from outsideinnovation.builder.content.fields import DATES
from outsideinnovation.builder.content.markdown import Markdown
from outsideinnovation.configuration import Configuration


class MarkdownReader(BaseReader):
    """Pelican's reader for Markdown files, with the same result and without a new Markdown instance a file."""

    enabled = True
    file_extensions = ("md", "markdown", "mkd", "mdown")

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        known = Configuration.of(settings)
        language, is_extended = known.site.language, known.content.is_extended
        self._markdown = Markdown(settings["MARKDOWN"], language, is_extended=is_extended)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the body as HTML and the fields as Pelican's metadata. Raises OSError, UnicodeDecodeError."""
        document = frontmatter.parse(Path(source_path).read_bytes().decode("utf-8-sig"))
        filled = (field for field in document.first_fields if field.value.strip() or field.key == "url")
        return self._markdown.convert(document.body), {field.key: self._value(field) for field in filled}

    def _value(self, field: frontmatter.Field) -> object:
        if field.key in self.settings["FORMATTED_FIELDS"]:
            return self.process_metadata(field.key, self._markdown.convert(field.value))
        if field.key in DATES:  # as Pelican reads it on every day and machine
            return self.process_metadata(field.key, read_date(field.value).isoformat(" "))
        return self.process_metadata(field.key, field.value)
