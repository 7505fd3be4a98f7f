"""A post's words where Ghost had made no HTML of them: as its editor of that time kept them."""

import json
from typing import Any

from outsideinnovation.importers.ghost import cards, lexical
from outsideinnovation.importers.ghost.mobiledoc import Mobiledoc
from outsideinnovation.importers.ghost.relations import text
from outsideinnovation.importers.json_rows import Row


def html(row: Row) -> str | None:
    """Return the HTML of a *row*'s ``lexical`` (Ghost 5 and 6), ``mobiledoc`` (1 to 4) or ``markdown`` (0).

    It is empty where nothing was written, and None where what was written cannot be read.
    """
    if written := text(row, "lexical"):
        document = _document(written, "root")
        return None if document is None else lexical.html(document)
    if written := text(row, "mobiledoc"):
        document = _document(written, "sections")
        return None if document is None else Mobiledoc(document).html()
    written = text(row, "markdown")
    return cards.written(written) if written else ""


def _document(written: str, needed: str) -> dict[str, Any] | None:
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and needed in found else None
