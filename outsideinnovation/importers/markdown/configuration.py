"""The settings files of other systems, in YAML and TOML: what in them decides on dates and addresses."""

import tomllib
from collections.abc import Iterable
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.frontmatter.values import UnreadableHeadError
from outsideinnovation.frontmatter.yaml_head import read_yaml


def read(folder: Path, names: Iterable[str], not_read: Iterable[str] = ()) -> dict[str, Any]:
    """Return what the files *names* in *folder* say, by lower-case names, later ones last; in YAML texts are as written.

    Raises ContentError where one cannot be read, and for those of *not_read*, in another language, that are there.
    """
    for name in not_read:
        if (folder / name).is_file():
            raise ContentError(
                [Problem(folder / name, 1, "settings in JSON are not read", "write them as YAML or TOML")]
            )
    says: dict[str, Any] = {}
    for name in names:
        if (folder / name).is_file():
            says |= _read(folder / name)
    return says


def zone(name: object, default: tzinfo, folder: Path) -> tzinfo:
    """Return the zone of that *name*. Raises ContentError where there is no such."""
    if not name:
        return default
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        remedy = "write one such as Europe/Berlin"
        raise ContentError(
            [Problem(folder, 0, f"its settings name the zone {name!r}, which is none", remedy)]
        ) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8-sig")
        if path.suffix == ".toml":
            return {name.lower(): value for name, value in tomllib.loads(text).items()}
        return {each.name.lower(): each.value for each in read_yaml(text.replace("\r\n", "\n").split("\n"), 1)}
    except UnreadableHeadError as error:
        raise ContentError([Problem(path, error.problem.line, error.problem.what, error.problem.remedy)]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError([Problem(path, 0, f"cannot be read ({error})", "correct it")]) from None
