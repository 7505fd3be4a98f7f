"""Addresses of shared drafts: nobody can guess one, and a build anywhere that has the site's secret key makes the same.

A mark is eight hex digits that are drawn, and eight that are signed, which tell whether a build has the key of the site where
the draft was shared. The oldest key makes both, so that a new one does not move what friends have the address of.
"""

import re
import secrets
from pathlib import Path

from outsideinnovation.tokens import Keyring, Purpose

FOLDER = "drafts"  # of the output; in it a folder for each
HALF = 8  # hex digits
_NAME = re.compile("[0-9a-f]{32}")


def new_mark(keyring: Keyring, kind: str, identifier: str) -> str:
    """Return the mark of an address that the post or page (*kind*) of that id never had."""
    drawn = secrets.token_hex(HALF // 2)
    return drawn + _signature(keyring, kind, identifier, drawn)


def is_ours(keyring: Keyring, kind: str, identifier: str, mark: str) -> bool:
    """Tell whether that *mark* was made with the same key."""
    drawn, signature = mark[:HALF], mark[HALF:]
    return secrets.compare_digest(signature.encode(), _signature(keyring, kind, identifier, drawn).encode())


def address(keyring: Keyring, kind: str, identifier: str, mark: str) -> str:
    """Return the address below the site's: a folder with 128 bits that only the key can make."""
    return f"{FOLDER}/{keyring.pseudonym(Purpose.SHARED_DRAFT, f'{kind} {identifier} {mark}')}/"


def folders(output: Path) -> list[Path]:
    """Return the folders of shared drafts below the folder *output*."""
    return [each for each in sorted((output / FOLDER).glob("*")) if _NAME.fullmatch(each.name) and each.is_dir()]


def _signature(keyring: Keyring, kind: str, identifier: str, drawn: str) -> str:
    return keyring.pseudonym(Purpose.SHARED_MARK, f"{kind} {identifier} {drawn}")[:HALF]
