"""Our own files in an export that we wrote: what a text was here, byte for byte, beside what other systems read of it.

HTML cannot be turned back into the Markdown that it came from, so the file goes along as it is; in Base64, since XML changes
line ends and cannot hold every character. It is believed only where nothing that other systems read beside it has changed
since (the seal), or what was edited there would come back as it had been.
"""

import binascii
import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SOURCE = "_oi_source"  # the file's bytes, in Base64
FILE = "_oi_file"  # where it lay, below the content folder; of a comment the id
SEAL = "_oi_seal"
OF_TEXTS = frozenset({SOURCE, FILE, SEAL})
NAMESPACE = "urn:outsideinnovation:export"
REDIRECTS, ADDRESSES = "redirects.txt", "addresses.txt"  # files of the site as a whole that go along


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """What a post, page or comment was here: its bytes, and its ``name``, a path below the content folder or a comment's id.

    Neither is to be trusted: an export may come from anybody.
    """

    name: str
    data: bytes


def encoded(data: bytes) -> str:
    """Return a file's bytes as text that any format carries unchanged."""
    return b64encode(data).decode("ascii")


def decoded(text: str) -> bytes | None:
    """Return what ``encoded`` was given; None for what it did not write."""
    try:
        return b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def seal(said: Iterable[str]) -> str:
    """Return what tells *said*, all that other systems read of a text, from any other, however white space around it changes."""
    digest = hashlib.sha256()
    for each in said:
        data = each.strip().encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()


def believed(metadata: Mapping[str, str], said: Iterable[str]) -> OriginalFile | None:
    """Return the file that the *metadata* of a text hold; None where there is none, or *said* is not what it was sealed with."""
    data = decoded(metadata.get(SOURCE, ""))
    if not data or metadata.get(SEAL, "").strip() != seal(said):
        return None
    return OriginalFile(metadata.get(FILE, "").strip(), data)
