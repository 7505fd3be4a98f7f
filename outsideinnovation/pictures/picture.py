"""What pages need to know of a picture: its size in pixels as it is shown, and its versions."""

from dataclasses import dataclass
from typing import Any

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".svg")
FOLDER = "picture-versions"  # of the versions, at the site's root; no page or folder of an author is likely to be there


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a picture: ``name`` is its path below the site's root, ``width`` in pixels, ``type`` its media type."""

    name: str
    width: int
    type: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; both sides are in pixels, and 0 where they are not known. Versions of one type follow each other by width."""

    width: int
    height: int
    versions: tuple[Version, ...] = ()

    def dump(self) -> list[Any]:
        """Return it as JSON knows it."""
        return [self.width, self.height, [[each.name, each.width, each.type, each.size] for each in self.versions]]

    @classmethod
    def load(cls, values: list[Any]) -> "Picture":
        """Read what ``dump`` returned."""
        width, height, versions = values
        return cls(width, height, tuple(Version(*each) for each in versions))


def is_picture(name: str) -> bool:
    """Tell whether a file of that name says that it is a picture which browsers show."""
    return name.lower().endswith(SUFFIXES)
