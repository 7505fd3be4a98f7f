"""What a cache depends on besides the content: the code, its libraries, the settings, and the machine and folder it is on."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from outsideinnovation import __version__
from outsideinnovation.builder.incremental.stamps import Stamp, digest, files

PACKAGE = Path(__file__).resolve().parents[2]
# Rooms that know the builder, and that it does not: none of them shapes an output.
ABOVE = frozenset(
    {"importers", "deploy", "backup", "exporters", "notifications", "erasure", "doctor", "statistics", "cli", "service"}
)
LIBRARIES = (
    "markdown", "pymdownx", "markdown_callouts", "math_core", "pygments", "jinja2", "nh3", "markdown_it", "feedgen", "lxml",
    "whoosh", "Stemmer", "unidecode", "babel",
)  # fmt: skip


def key(root: Path, settings: Mapping[str, Any], recorded_slugs: Mapping[str, str] | None = None) -> str:
    """Return a digest of all that, and of the *recorded_slugs* of names; a cache made under another key is not believed."""
    values = sorted((name, repr(value)) for name, value in settings.items() if name.isupper())
    made_by = (__version__, sys.version, repr(sorted(_code())), repr(_libraries()))
    return digest(*made_by, _machine(), str(root), repr(values), repr(recorded_slugs or ""))


def _code() -> Iterator[tuple[str, Stamp]]:
    """Yield the modules and catalogs of labels that may shape an output, with their stamps."""
    return files(str(PACKAGE), wanted=lambda name: name.endswith((".py", ".mo")), into=_may_build)


def _may_build(folder: str) -> bool:
    return folder not in ABOVE and not folder.endswith("__pycache__")


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
