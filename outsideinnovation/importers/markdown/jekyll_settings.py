"""What Jekyll's ``_config.yml`` says of files: which are read, which are pages, and what their heads need not say.

The rules are those of Jekyll 4.3: ``EntryFilter``, ``Collection`` and ``FrontmatterDefaults`` of its source.
"""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from outsideinnovation.frontmatter.values import Entry, Value

ALWAYS_LEFT_OUT = (
    "Gemfile", "Gemfile.lock", "node_modules", "vendor/bundle/", "vendor/cache/", "vendor/gems/", "vendor/ruby/",
)  # fmt: skip
SPECIAL = ("_", ".", "#", "~")  # how names begin that Jekyll keeps for itself


class JekyllSettings:
    """The settings *says*, as their file has them."""

    def __init__(self, says: Mapping[str, Any]) -> None:
        self._included = _texts(says.get("include"))
        self._excluded = [
            each for each in (*_texts(says.get("exclude")), *ALWAYS_LEFT_OUT) if each not in self._included
        ]
        collections = says.get("collections") or {}
        self._collections: dict[str, Any] = (
            collections if isinstance(collections, dict) else dict.fromkeys(_texts(collections))
        )
        self._collections_folder = str(says.get("collections_dir") or "").strip("/")
        defaults = says.get("defaults")
        self._defaults = [each for each in defaults if isinstance(each, dict)] if isinstance(defaults, list) else []

    def placed(self, inside: Path) -> Path:
        """Return the path by which Jekyll knows the file at *inside*: of collections, without the folder that holds them all."""
        folder = self._collections_folder
        below = inside.relative_to(folder) if folder and inside.is_relative_to(folder) else inside
        return below if below.parts[0].startswith("_") else inside

    @property
    def collections(self) -> list[str]:
        """The names of its collections but for posts."""
        return [name for name in self._collections if name != "posts"]

    def is_left_out(self, inside: Path) -> bool:
        """Tell whether Jekyll does not read the file at *inside*, because of ``exclude`` or its name."""
        paths = [path.as_posix() for path in (inside, *inside.parents) if path.name]
        if any(_matches(path, self._excluded) and not self.is_included(path) for path in paths):
            return True
        return inside.name.startswith(SPECIAL) and not self.is_included(inside.as_posix())

    def is_included(self, path: str) -> bool:
        """Tell whether ``include`` names the file or folder at *path*, or one of its name."""
        return _matches(path, self._included) or _matches(path.rpartition("/")[2], self._included)

    def has_pages(self, collection: str) -> bool:
        """Tell whether the texts of a *collection* are pages; by itself none has any."""
        return str(self._of(collection).get("output", "")).lower() == "true"

    def permalink(self, collection: str) -> str:
        """Return the pattern of a collection's addresses, or nothing where it says none."""
        return str(self._of(collection).get("permalink") or "")

    def defaults(self, inside: Path, kinds: tuple[str, ...]) -> dict[str, Entry]:
        """Return what is said of the file at *inside*, one of those *kinds*, where its head says nothing else.

        The longest path counts, then the one that names a kind, then the later one.
        """
        fitting = [each for each in self._defaults if _fits(_table(each.get("scope")), inside, kinds)]
        fitting.sort(key=lambda each: (len(_path(each)), "type" in _table(each.get("scope"))))
        values: dict[str, Value] = {}
        for each in fitting:
            values |= {str(name).lower(): value for name, value in _table(each.get("values")).items()}
        return {name: Entry(name, value, 1) for name, value in values.items()}

    def _of(self, collection: str) -> dict[str, Any]:
        return _table(self._collections.get(collection))


def _fits(scope: Mapping[str, Any], inside: Path, kinds: tuple[str, ...]) -> bool:
    path = str(scope.get("path") or "").removeprefix("/")
    if "type" in scope and str(scope["type"]) not in kinds:
        return False
    if "*" not in path:
        return inside.as_posix().startswith(path)
    return any(fnmatchcase(each.as_posix(), path) for each in (inside, *inside.parents))


def _path(each: Mapping[str, Any]) -> str:
    return str(_table(each.get("scope")).get("path") or "").removeprefix("/")


def _matches(path: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(path, pattern) or path.startswith(pattern) or f"{path}/" == pattern for pattern in patterns)


def _texts(value: object) -> list[str]:
    return [each for each in _listed(value) if each.strip("/")]


def _listed(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and each:
            yield each.removeprefix("./").removeprefix("/")


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
