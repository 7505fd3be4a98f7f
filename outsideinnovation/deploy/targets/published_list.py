"""The list of what we have published to one place: what is on it may be removed there, and nothing else.

It lies at the place itself, so that any machine may publish there, and what was lost with ``instance/`` is read again;
a copy in ``instance/`` serves where the place's own is gone. The place's own holds digests, since anybody may read it and
hidden posts are to stay hidden, and they are made with the site's address, so that no site takes another's files for its own.
"""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256

from outsideinnovation.builder.manifest import Manifest
from outsideinnovation.deploy.targets.options import Options
from outsideinnovation.errors import StorageError

NAME = ".oi-published"  # hidden at the top of the place: no file of a release has such a name
LENGTH = 32  # hexadecimal digits of a digest


@dataclass(frozen=True, slots=True)
class PublishedList:
    """The list of what the *site*, which its address tells from others, has put into the place of *manifest*."""

    site: str
    manifest: Manifest

    @classmethod
    def of(cls, options: Options, place: str) -> "PublishedList":
        """Return the list for a *place*: whatever tells it from any other."""
        site = options.settings.site
        return cls(site.url or site.name, Manifest.of(options.root / "instance", place))

    def known(self, there: bytes | None, names: Collection[str]) -> frozenset[str]:
        """Return which of *names*, that lie at the place, are ours; *there* is the place's own list, None where it has none.

        Raises StorageError where a list cannot be read.
        """
        if there is None:
            return frozenset(names) & (self.manifest.read() or frozenset())
        try:
            listed = frozenset(json.loads(there)["files"])
        except (ValueError, KeyError, TypeError) as error:
            raise StorageError(
                f"The list of what was published to {self.manifest.place} ({NAME} there) is damaged: nothing was sent. "
                "Remove it there; what was published is then known from the list in instance/, or publish with --adopt."
            ) from error
        return frozenset(name for name in names if self._digest(name) in listed)

    def keep(self, names: Collection[str], there: bytes | None, put: Callable[[bytes], None]) -> bytes:
        """Let both lists hold *names*, and return the place's own; it is *there* now, and is *put* where it differs."""
        data = self.dump(names)
        if self.manifest.read() != frozenset(names):
            self.manifest.write(names)
        if data != there:
            put(data)
        return data

    def dump(self, names: Iterable[str]) -> bytes:
        """Write the place's own list of *names*."""
        return json.dumps({"files": sorted(map(self._digest, names))}, indent=0).encode()

    def _digest(self, name: str) -> str:
        return sha256(f"{self.site}\n{name}".encode("utf-8", "surrogateescape")).hexdigest()[:LENGTH]
