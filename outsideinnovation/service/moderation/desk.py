"""What the editors' pages keep in memory between requests: names in folders, who wrote what, what is live."""

from dataclasses import dataclass

from flask import current_app

from outsideinnovation.assembly.live import FILE, Live, read
from outsideinnovation.service.moderation.census import Census
from outsideinnovation.service.moderation.names import Names
from outsideinnovation.service.parts import Parts, Remembered

EXTENSION = "outsideinnovation moderation"


@dataclass(frozen=True, slots=True)
class Desk:
    """What is remembered of one site; all of it is in the files too, and learnt again from them."""

    names: Names
    census: Census
    live: Remembered[Live]


def desk(parts: Parts) -> Desk:
    """Return what this process remembers."""
    made = current_app.extensions.get(EXTENSION)
    if made is None:
        names = Names(parts.queue.folder)
        live = Remembered[Live](parts.site.instance / FILE, lambda _: read(parts.site), Live())
        made = Desk(names, Census(parts.queue.folder, parts.book), live)
        made = current_app.extensions.setdefault(EXTENSION, made)
    assert isinstance(made, Desk)
    return made
