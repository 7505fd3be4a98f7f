"""The headlines that were fetched last: what a build shows of other people's feeds, without asking anybody.

They lie in ``instance/cache/headlines``, a file a feed, and change only when what is shown does. A build reads these files and
no others of this matter, so the same files give the same bytes.
"""

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from outsideinnovation.files import write_atomically
from outsideinnovation.sidebar.headline import Headline

SUFFIX = ".json"
_NAME_SIZE = 12  # bytes of the digest by which a file is named


def folder(instance: Path) -> Path:
    """Return where the headlines lie, for a site whose private folder is *instance*."""
    return instance / "cache" / "headlines"


def may_have_headlines(modules: Path) -> bool:
    """Tell whether any file in the folder *modules* may ask for headlines: most sites have none, and need not load the rest."""
    try:
        return any(b"headlines" in path.read_bytes().lower() for path in modules.glob("*.md"))
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class KnownHeadlines:
    """The headlines by the addresses of their feeds; ``digest`` is another whenever any of them is."""

    by_feed: Mapping[str, tuple[Headline, ...]] = field(default_factory=dict)
    digest: str = ""

    @classmethod
    def read(cls, instance: Path) -> "KnownHeadlines":
        """Read what there is; a file that cannot be read is as good as none, since the next fetching makes it anew."""
        made, by_feed = blake2b(digest_size=_NAME_SIZE), {}
        names = sorted(folder(instance).glob(f"*{SUFFIX}"))
        for path in names:
            with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
                data = path.read_bytes()
                known = json.loads(data)
                by_feed[str(known["feed"])] = tuple(_headline(each) for each in known["headlines"])
                made.update(b"%d:%b" % (len(data), data))
        return cls(by_feed, made.hexdigest() if by_feed else "")


def keep(instance: Path, feed: str, headlines: Collection[Headline]) -> None:
    """Keep the *headlines* of *feed*. Raises StorageError."""
    lines = [{"text": it.text, "url": it.url, "date": it.date.isoformat() if it.date else None} for it in headlines]
    data = json.dumps({"feed": feed, "headlines": lines}, ensure_ascii=False, indent=1)
    write_atomically(_path(instance, feed), data.encode("utf-8", "replace"))


def copy_headlines(instance: Path, other: Path) -> None:
    """Let the private folder *other* have the headlines that *instance* has."""
    for path in folder(instance).glob(f"*{SUFFIX}"):
        folder(other).mkdir(parents=True, exist_ok=True)
        (folder(other) / path.name).write_bytes(path.read_bytes())


def keep_only(instance: Path, feeds: Collection[str]) -> None:
    """Forget the headlines of all feeds but these."""
    wanted = {_path(instance, feed).name for feed in feeds}
    for path in folder(instance).glob(f"*{SUFFIX}"):
        if path.name not in wanted:
            path.unlink(missing_ok=True)


def _path(instance: Path, feed: str) -> Path:
    return folder(instance) / f"{blake2b(feed.encode(), digest_size=_NAME_SIZE).hexdigest()}{SUFFIX}"


def _headline(known: Mapping[str, str]) -> Headline:
    return Headline(known["text"], known["url"], datetime.fromisoformat(known["date"]) if known["date"] else None)
