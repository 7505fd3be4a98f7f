"""``content/redirects.txt`` as importers write it: lines ``old new`` are added, and what is there stays."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from outsideinnovation.builder.urls.redirects import FILE
from outsideinnovation.errors import StorageError
from outsideinnovation.files import write_atomically
from outsideinnovation.lines import lines
from outsideinnovation.percent_encoding import of_url

_SAFE = "/%-._~"


def merge(content: Path, found: Mapping[str, str], *, dry_run: bool = False) -> int:
    """Add *found* to *content*/redirects.txt and return how many lines are new; lines that are there stay as they are.

    Its keys are old paths, and no queries; its values are addresses, encoded or not, or ``gone``. A *dry_run* only
    counts. Raises StorageError.
    """
    encoded = {quote(old, safe=_SAFE, errors="surrogateescape"): new for old, new in found.items()}
    return merge_addresses(content, encoded, dry_run=dry_run)


def merge_addresses(content: Path, found: Mapping[str, str], *, dry_run: bool = False) -> int:
    """Do as ``merge`` for old addresses that are encoded already, and may have a query; a *dry_run* only counts."""
    path = content / FILE
    there = _lines(path)
    known = {line.split()[0] for line in there}
    added = [f"{old} {of_url(new)}" for old, new in found.items() if old not in known]
    if added and not dry_run:
        merged = "\n".join(sorted({*there, *added})) + "\n"
        write_atomically(path, merged.encode("utf-8", "surrogateescape"))
    return len(added)


def _lines(path: Path) -> list[str]:
    """Return the lines that are not blank; bytes that are no UTF-8 stay, for ``check`` to name them."""
    try:
        return [line for line in lines(path.read_text("utf-8-sig", "surrogateescape")) if line.strip()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {error.strerror}. Check the file's rights.") from error
