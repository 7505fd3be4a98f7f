"""Another machine (or a folder) by the program rsync: it sends differences, and puts them in place at the end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.deploy.targets.options import Options
from outsideinnovation.deploy.targets.programs import SECURE_SHELL, run
from outsideinnovation.deploy.targets.target import Sent, guard
from outsideinnovation.errors import NotFoundError

REMOTE = re.compile(r"(rsync://|[^/]+:)")  # the man page's rule: a colon before any slash is another machine
ARGUMENTS = (
    "--recursive",
    "--copy-links",
    "--perms",
    "--chmod=D755,F644",  # so that the web server may read it, whatever the umask was here
    "--checksum",  # not times: a clean build has new times and the same bytes
    "--delay-updates",
    "--delete-after",
    "--exclude=/.*",  # what is hidden at the top is not ours
    "--timeout=300",
    "--8-bit-output",
    "--out-format=%i %n",
)
CHANGE = re.compile(r"[<>c]f.{9}")  # a file whose bytes move, by the man page's list for --itemize-changes
ESCAPED = re.compile(r"\\#([0-7]{3})")  # how rsync prints what could disturb a terminal


@dataclass(frozen=True, slots=True)
class Rsync:
    """The folder ``to``: ``user@host:/srv/blog``, ``rsync://host/module`` or a local path; ``shell`` reaches the host."""

    name: str
    to: str
    shell: str

    @classmethod
    def of(cls, options: Options) -> "Rsync":
        """Read ``to`` and, optional, ``shell`` (such as ``ssh -p 2222``)."""
        to = options.text("to")
        if not REMOTE.match(to):
            to = str(options.root / Path(to).expanduser())
        shell = options.optional("shell") or SECURE_SHELL
        options.done()
        return cls(options.name, to.rstrip("/") + "/", shell)

    def send(self, release: Path, *, dry_run: bool, max_deletes: int | None) -> Sent:
        """Let rsync do it, after a trial run. Raises ConflictError, NotFoundError, SettingsError and StorageError."""
        if not release.is_dir():
            raise NotFoundError(f"No release at {release}: run `oi build` or `oi publish` first.")
        if dry_run or max_deletes is not None:
            planned = _itemized(self._run(release, "--dry-run"))
            guard(self.name, planned.deleted, max_deletes)
            if dry_run:
                return planned
        return _itemized(self._run(release))

    def _run(self, release: Path, *more: str) -> Sequence[str]:
        arguments = ("rsync", *ARGUMENTS, f"--rsh={self.shell}", *more, "--", f"{release}/", self.to)
        return run(arguments, target=self.name).decode("utf-8", "surrogateescape").split("\n")


def _itemized(lines: Sequence[str]) -> Sent:
    """Read rsync's list of changes: eleven letters and a path a line; files only, and only those whose bytes move."""
    uploaded, deleted = [], []
    for line in lines:
        change, _, path = line.partition(" ")
        name = ESCAPED.sub(lambda code: chr(int(code[1], 8)), path.lstrip(" ") if change == "*deleting" else path)
        if name.endswith("/"):
            continue
        if change == "*deleting":
            deleted.append(name)
        elif CHANGE.fullmatch(change):
            uploaded.append(name)
    return Sent(tuple(sorted(uploaded)), tuple(sorted(deleted)))
