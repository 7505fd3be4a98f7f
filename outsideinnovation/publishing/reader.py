"""Reading a post or page: the head by our own parser, the body by one Markdown instance that is used again and again."""

from pathlib import Path
from typing import Any

from markdown import Markdown
from pelican.readers import BaseReader

from outsideinnovation import frontmatter


class MarkdownReader(BaseReader):
    """Pelican's reader for Markdown files, with the same result and without a new Markdown instance a file."""

    enabled = True
    file_extensions = ("md", "markdown", "mkd", "mdown")

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        options = dict(settings["MARKDOWN"])
        named = [*options.get("extensions", []), *options.get("extension_configs", {})]
        options["extensions"] = [name for name in dict.fromkeys(named) if name != "markdown.extensions.meta"]
        self._markdown = Markdown(**options)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the body as HTML and the fields as Pelican's metadata. Raises OSError, UnicodeDecodeError."""
        document = frontmatter.parse(Path(source_path).read_bytes().decode("utf-8-sig"))
        metadata: dict[str, Any] = {}
        for field in document.fields:
            if field.key not in metadata:
                metadata[field.key] = self._value(field)
        return self._html(document.body), metadata

    def _value(self, field: frontmatter.Field) -> object:
        if field.key in self.settings["FORMATTED_FIELDS"]:
            return self.process_metadata(field.key, self._html(field.value))
        return self.process_metadata(field.key, field.value)

    def _html(self, text: str) -> str:
        return str(self._markdown.reset().convert(text))
