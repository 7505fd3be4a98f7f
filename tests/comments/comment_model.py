"""A disk that keeps only what was synced, and of everything else whatever it likes; made to follow a recorded trace.

Names are forgotten one by one, in any selection; a rename is forgotten whole; of a file that was not synced any beginning
is left. A folder's sync keeps the names in it, a file's sync keeps what is in it.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from comment_traces import Operation


@dataclass
class Inode:
    """A file: what was written, and how much of it no crash can take away; a folder holds nothing itself."""

    data: bytes = b""
    durable: int = 0
    folder: bool = False


@dataclass
class Change:
    """A change of names that is not durable yet: *remove* goes, *add* comes, both at once."""

    remove: str | None
    add: str | None
    inode: Inode | None

    def apply(self, names: dict[str, Inode]) -> None:
        """Change *names*."""
        if self.remove:
            names.pop(self.remove, None)
        if self.add and self.inode:
            names[self.add] = self.inode


@dataclass
class Disk:
    """What programs see (*names*), what is durable (*durable*), and the changes between the two."""

    root: str
    names: dict[str, Inode] = field(default_factory=dict)
    durable: dict[str, Inode] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    @classmethod
    def of(cls, root: Path) -> "Disk":
        """Return a disk that holds durably what lies below *root*."""
        disk = cls(str(root))
        for path in [root, *sorted(root.rglob("*"))]:
            data = b"" if path.is_dir() else path.read_bytes()
            disk.names[str(path)] = Inode(data, len(data), folder=path.is_dir())
        disk.durable = dict(disk.names)
        return disk

    def follow(self, operation: Operation) -> None:
        """Do what was recorded."""
        path, other = operation.path, operation.other
        if operation.kind == "create" and path not in self.names:
            self._change(Change(None, path, Inode()))
        elif operation.kind == "mkdir":
            self._change(Change(None, path, Inode(folder=True)))
        elif operation.kind == "write":
            self.names[path].data += operation.data
        elif operation.kind == "link":
            self._change(Change(None, other, self.names[path]))
        elif operation.kind == "rena":
            self._change(Change(path, other, self.names[path]))
        elif operation.kind == "unlink":
            self._change(Change(path, None, None))
        elif operation.kind == "sync" and path in self.names:
            self._sync(path)

    def crash(self, forgets: Callable[[], bool], shortened: Callable[[int, int], int], into: Path) -> None:
        """Lose power, and write what is left below *into*. The arguments decide what is forgotten."""
        names = dict(self.durable)
        for change in self.changes:
            if not forgets():
                change.apply(names)
        for path, inode in sorted(names.items()):
            target = into / os.path.relpath(path, self.root)
            if inode.folder:
                if target.parent.is_dir():
                    target.mkdir(exist_ok=True)
            elif target.parent.is_dir():
                length = (
                    inode.durable if inode.durable == len(inode.data) else shortened(inode.durable, len(inode.data))
                )
                target.write_bytes(inode.data[:length])

    def _change(self, change: Change) -> None:
        change.apply(self.names)
        self.changes.append(change)

    def _sync(self, path: str) -> None:
        inode = self.names[path]
        inode.durable = len(inode.data)
        if inode.folder:
            done = [each for each in self.changes if os.path.dirname(each.add or each.remove or "") == path]  # noqa: PTH120 - strings
            for change in done:
                change.apply(self.durable)
            gone = {change.remove for change in done if change.add}
            self.changes = [each for each in self.changes if each not in done and each.add not in gone]
