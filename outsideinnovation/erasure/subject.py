"""Whom and what an erasure is about: the comments, their words, the address, and what belongs to them elsewhere."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from outsideinnovation.comments import record
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.contacts.consent import ConsentStore
from outsideinnovation.erasure.subscription import longer_addresses
from outsideinnovation.erasure.traces import Needles
from outsideinnovation.errors import ContentError, OutsideInnovationError
from outsideinnovation.site import Site

IMPORTS = "imports"  # below instance/: what imports kept of comments on unknown posts


@dataclass
class Subject:
    """The comments *wanted*, and with an *email* all that came with it. What is asked is looked up once, before anything goes."""

    site: Site
    wanted: list[str]
    email: str | None

    @property
    def private_store_path(self) -> Path:
        """Where the private book is, if the site has one."""
        return self.site.private_store_path

    @cached_property
    def private_store(self) -> PrivateStore | None:
        """The private book; none is made where there is none."""
        return PrivateStore(self.private_store_path) if self.private_store_path.is_file() else None

    @cached_property
    def consent(self) -> ConsentStore | None:
        """Which addresses are confirmed or stopped; it lies in the private book."""
        return ConsentStore(self.private_store.file) if self.private_store else None

    @cached_property
    def ids(self) -> list[str]:
        """The comments to erase: those asked for, and all that came with the address."""
        found = list(self.wanted)
        if self.email:
            found += [private.id for private in self.private_store.by_email(self.email)] if self.private_store else []
            found += [str(row.get("id")) for row in self.imported_rows() if self.is_theirs(row)]
        return [identifier for identifier in dict.fromkeys(found) if record.ID.fullmatch(identifier)]

    @cached_property
    def comments(self) -> list[Comment]:
        """Those of them that can be read, from wherever they lie."""
        return [comment for path in self.files() if (comment := _read(path))]

    @cached_property
    def sought(self) -> tuple[Needles, ...]:
        """What must not be found anywhere afterwards."""
        words = (Needles.words(comment) for comment in self.comments)
        address = Needles.address(self.email, self._longer_addresses()) if self.email else None
        named = (address, *(Needles.id(each, self._longer_ids(each)) for each in self.ids), *words)
        return tuple({each.what: each for each in named if each}.values())

    @cached_property
    def answering(self) -> re.Pattern[bytes] | None:
        """The line in a comment's head, or in a difference, by which it answers one of them."""
        ids = "|".join(map(re.escape, self.ids))
        return (
            re.compile(rf"""(?m)^[ +-]?reply_to[ \t]*=[ \t]*["'](?:{ids})["'][ \t]*\r?\n""".encode()) if ids else None
        )

    def files(self) -> list[Path]:
        """Return the comments' own files, in every state, half written, set aside, or left by an editor."""
        ids = "|".join(map(re.escape, self.ids))
        named = re.compile(rf"(?<![0-9a-z-])(?:{ids})(?![0-9a-z-])")
        return [path for path in self._all_files() if ids and named.search(path.name)]

    def imported_rows(self) -> Iterator[dict[str, Any]]:
        """Yield what imports have kept of comments on unknown posts."""
        for path in sorted((self.site.instance / IMPORTS).glob("*.jsonl")):
            yield from filter(None, map(row, path.read_bytes().split(b"\n")))

    def is_theirs(self, fields: dict[str, Any]) -> bool:
        """Tell whether a kept comment is one that was asked for, or came with the address."""
        address = str(fields.get("email") or "")
        return fields.get("id") in self.wanted or bool(self.email and address.casefold() == self.email.casefold())

    def is_their_line(self, line: bytes) -> bool:
        """Tell the same of a line of JSON."""
        fields = row(line)
        return fields is not None and (fields.get("id") in self.ids or self.is_theirs(fields))

    def _all_files(self) -> list[Path]:
        return sorted(path for path in self.site.comments.rglob("*") if path.is_file())

    def _longer_ids(self, identifier: str) -> list[str]:
        """Return the ids of other comments that hold this one."""
        return [path.stem for path in self._all_files() if identifier in path.stem and path.stem not in self.ids]

    def _longer_addresses(self) -> list[str]:
        """Return other people's addresses that hold this one."""
        if not self.email:
            return []
        known = [store for store in (self.private_store, self.consent) if store]
        found = [address for store in known for address in store.addresses_with(self.email)]
        return [*found, *longer_addresses(self.site, self.email)]


def row(line: bytes) -> dict[str, Any] | None:
    """Return the object that a line of JSON holds, or None."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _read(path: Path) -> Comment | None:
    """Return the comment at *path*, wherever it lies and whatever its file is called by now; None where it is broken."""
    with suppress(OSError, OutsideInnovationError):
        data = path.read_bytes()
        try:
            return record.parse(data, path)
        except ContentError:  # in corrupt/ or .tmp, where the path says nothing
            return replace(record.parse(data, Path(Status.PENDING, "unknown", "00000000.md")), id=path.stem)
    return None
