"""What a cache depends on besides the content: the code, its libraries, the settings, and the machine and folder it is on."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outsideinnovation import __version__
from outsideinnovation.builder.incremental.stamps import digest, files

PACKAGE = Path(__file__).resolve().parents[2]
LIBRARIES = (
    "markdown", "pymdownx", "markdown_callouts", "math_core", "pygments", "jinja2", "nh3", "markdown_it", "feedgen", "lxml",
    "whoosh", "Stemmer", "unidecode",
)  # fmt: skip


def key(root: Path, settings: Mapping[str, Any], kept: Mapping[str, str] | None = None) -> str:
    """Return a digest of all that, and of the slugs that names have *kept*; a cache made under another key is not believed."""
    code = sorted(each for each in files(str(PACKAGE), wanted=lambda name: name.endswith(".py")))
    values = sorted((name, repr(value)) for name, value in settings.items() if name.isupper())
    return digest(
        __version__, sys.version, _machine(), str(root), repr(code), repr(_libraries()), repr(values), repr(kept or "")
    )


def _machine() -> str:
    try:
        return Path("/etc/machine-id").read_text("ascii").strip() + os.uname().nodename
    except OSError:
        return os.uname().nodename


def _libraries() -> list[tuple[str, int]]:
    """Return when each library that shapes the output was installed: cheaper than asking for its version."""
    site = [Path(folder) for folder in sys.path if folder.endswith("site-packages")]
    found = [(name, folder / name) for name in LIBRARIES for folder in site]
    return [(name, folder.stat().st_mtime_ns) for name, folder in found if folder.is_dir()]
