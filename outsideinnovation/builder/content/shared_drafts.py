"""Drafts that are shared: whoever has the private address of one reads it before it is published.

``content/shared-drafts.txt`` has one line a draft: what it is, its id, until when it is shared, and a mark.

    post what-the-rider-did 2026-12-20T09:30:00Z 9c41e0a7b2f35d18

The address is made of id and mark with the site's secret key, so everybody may read this file, and a build anywhere that has
the key (in a pipeline: ``OI_SECRET_KEY``) makes the same address. One with another key leaves the draft out, and says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

from outsideinnovation.builder.urls import address_lines
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.files import write_atomically

FILE = "shared-drafts.txt"
HEAD = "# Drafts with a private address: kind, id, until when, mark. `oi drafts share` and `oi drafts revoke` write this.\n"
POST, PAGE = "post", "page"
REMEDY = "put the line back as `oi drafts share` wrote it, or take it out"
OTHER_KEY = "set OI_SECRET_KEY to the key of the site where it was shared, or share it again: oi drafts share"
Key = tuple[str, str]  # post or page, and its id


@dataclass(frozen=True, slots=True)
class SharedDraft:
    """One line: the post or page (*kind*) of that *id* is shared *until* an aware time; *line* 0: not written yet."""

    kind: str
    id: str
    until: datetime
    mark: str
    line: int = 0

    def dump(self) -> str:
        """Return the line."""
        until = self.until.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return f"{self.kind} {quote(self.id, safe='')} {until} {self.mark}\n"


@dataclass(frozen=True, slots=True)
class Shared:
    """Where one that is shared now is: a path below the site's, and until when."""

    url: str
    until: datetime


@dataclass(frozen=True, slots=True)
class SharedDrafts:
    """What is shared at one time, and what is to be warned of."""

    by_key: Mapping[Key, Shared] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()

    @classmethod
    def at(cls, content: Path, instance: Path, now: datetime) -> "SharedDrafts":
        """Return what is shared *now*, with the key in the environment or below *instance*; without one, nothing.

        Raises ContentError, SettingsError and StorageError.
        """
        current = [each for each in read(content / FILE) if each.until > now]
        if not current:
            return cls()
        from outsideinnovation.builder.content import private_addresses as private  # noqa: PLC0415 - few share drafts
        from outsideinnovation.tokens import Keyring  # noqa: PLC0415 - likewise

        keyring = Keyring.existing(instance)
        found = {
            (each.kind, each.id): Shared(private.address(keyring, each.kind, each.id, each.mark), each.until)
            for each in current
            if keyring and private.is_ours(keyring, each.kind, each.id, each.mark)
        }
        others = (each for each in current if (each.kind, each.id) not in found)
        return cls(found, tuple(_other_key(content / FILE, each) for each in others))

    def of(self, identifier: str, *, is_post: bool) -> Shared | None:
        """Return where the post or page of that id is shared; None where it is not."""
        return self.by_key.get((POST if is_post else PAGE, identifier))

    @property
    def next_end(self) -> datetime | None:
        """When the first of them ends; None where nothing is shared."""
        return min((each.until for each in self.by_key.values()), default=None)

    @property
    def urls(self) -> frozenset[str]:
        """All private addresses."""
        return frozenset(each.url for each in self.by_key.values())

    def dump(self) -> list[list[str]]:
        """Return what a cache remembers: id, address and end of each."""
        return sorted([identifier, each.url, each.until.isoformat()] for (_, identifier), each in self.by_key.items())


NOTHING_SHARED = SharedDrafts()


def read(path: Path) -> list[SharedDraft]:
    """Return what the file at *path* says; of what is named twice, as two branches merge, the last line counts.

    Raises ContentError with every bad line, StorageError.
    """
    found: dict[Key, SharedDraft] = {}
    problems: list[Problem] = []
    for number, line in enumerate(address_lines.read(path), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            kind, identifier, until, mark = line.split()
            one = SharedDraft(kind, unquote(identifier), datetime.fromisoformat(until).astimezone(UTC), mark, number)
        except (ValueError, OverflowError):
            kind = ""
        if kind not in {POST, PAGE}:
            problems.append(Problem(path, number, f"no shared draft: {line.strip()!r}", REMEDY, 1, len(line)))
        else:
            found[kind, one.id] = one
    if problems:
        raise ContentError(problems)
    return list(found.values())


def write(path: Path, shared: Iterable[SharedDraft]) -> None:
    """Write the file at *path*, sorted; where nothing is shared there is none. Raises StorageError."""
    rows = sorted(each.dump() for each in shared)
    if rows:
        write_atomically(path, (HEAD + "".join(rows)).encode())
    else:
        path.unlink(missing_ok=True)


def _other_key(path: Path, one: SharedDraft) -> Problem:
    what = f"{one.id!r} was shared with another secret key, and has no private address in this build"
    return Problem(path, one.line, what, OTHER_KEY)
