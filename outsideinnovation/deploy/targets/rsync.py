"""Another machine (or a folder) by the program rsync: it sends differences, and puts them in place at the end.

rsync's own ``--delete`` removes whatever the release has not, also what others have put there meanwhile. So it is told the
names of what is to go, each of them on our list.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from outsideinnovation.deploy.targets import listing
from outsideinnovation.deploy.targets.guard import guard
from outsideinnovation.deploy.targets.options import Options
from outsideinnovation.deploy.targets.programs import SECURE_SHELL, ProgramError, run
from outsideinnovation.deploy.targets.published_list import NAME, PublishedList
from outsideinnovation.deploy.targets.target import Transferred
from outsideinnovation.errors import NotFoundError

REMOTE = re.compile(r"(rsync://|[^/]+:)")  # the man page's rule: a colon before any slash is another machine
DAEMON = re.compile(r"rsync://|[^/]+::")  # likewise: an rsync server of its own
ARGUMENTS = ("--timeout=300", "--8-bit-output", "--out-format=%i %n")
UPLOAD = (
    "--copy-links",
    "--perms",
    "--chmod=D755,F644",  # so that the web server may read it, whatever the umask was here
    "--checksum",  # not times: a clean build has new times and the same bytes
    "--delay-updates",
)
NAMED = ("--from0", "--files-from=-")
HIDDEN = ("--exclude=/.*",)  # what is hidden at the top is not ours
VANISHED = 24  # its exit code where a file to send is missing, also where it is named only to be removed
NOTHING_THERE = "cd+++++++++ ./"
FILE = re.compile(r"[<>c.][^d].{9}")  # by the man page's list for --itemize-changes: what is no folder …
CHANGE = re.compile(r"[<>c]f.{9}")  # … and a file whose bytes move
ESCAPED = re.compile(r"\\#([0-7]{3})")  # how rsync prints what could disturb a terminal


@dataclass(frozen=True, slots=True)
class Rsync:
    """The folder ``to``: ``user@host:/srv/blog``, ``rsync://host/module`` or a local path.

    ``shell`` reaches the host; it is empty where rsync's own server answers.
    """

    name: str
    to: str
    shell: str
    published: PublishedList

    @classmethod
    def of(cls, options: Options) -> "Rsync":
        """Read ``to`` and, optional, ``shell`` (such as ``ssh -p 2222``). Raises ConflictError for a path of the site's own."""
        to = options.text("to")
        if not REMOTE.match(to):
            to = str(options.place(to))
        shell = options.optional("shell") or ("" if DAEMON.match(to) else SECURE_SHELL)
        options.done()
        to = to.rstrip("/") + "/"
        return cls(options.name, to, shell, PublishedList.of(options, to))

    def send(self, release: Path, *, dry_run: bool, max_deletes: int | None, adopt: bool = False) -> Transferred:
        """Let rsync do it, after a trial run. Raises ConflictError, NotFoundError, SettingsError and StorageError."""
        if not release.is_dir():
            raise NotFoundError(f"No release at {release}: run `oi build` or `oi publish` first.")
        with TemporaryDirectory(prefix="oi-rsync-") as folder:
            lists = _Lists(self, Path(folder))
            plan, found, touched = self._look(release, lists)
            guard(self.name, plan, max_deletes=max_deletes, adopt=adopt)
            if not dry_run:
                found = self.published.keep(plan.during, found, lists.put)
                self._carry_out(plan, release, touched)
                self.published.keep(plan.here, found, lists.put)
        return plan.as_sent()

    def _look(self, release: Path, lists: "_Lists") -> tuple[listing.Plan, bytes | None, Sequence[str]]:
        """Return the plan, the list found there, and the files that rsync would touch, if only to set their rights."""
        here = listing.files(release)
        only = ("--recursive", *UPLOAD, *HIDDEN, "--delete-after", "--dry-run")  # without, no folder may become a file
        trial = self.run(*only, "--", f"{release}/", self.to)
        changes = [(change, name) for change, name in _itemized(trial) if name in here]
        there = [] if NOTHING_THERE in trial else lists.names()
        found = lists.get() if NAME in there else None
        names = [name for name in there if name != NAME]
        changed = [name for change, name in changes if CHANGE.fullmatch(change)]
        plan = listing.plan(here, names, changed, self.published.known(found, names))
        return plan, found, [name for change, name in changes if FILE.fullmatch(change)]

    def _carry_out(self, plan: listing.Plan, release: Path, touched: Sequence[str]) -> None:
        self._remove(plan, release, listing.in_the_way(plan.delete, plan.upload))
        if touched:
            self.run(*UPLOAD, *NAMED, "--", f"{release}/", self.to, names=touched)
        self._remove(plan, release, plan.delete)

    def _remove(self, plan: listing.Plan, release: Path, names: Sequence[str]) -> None:
        """Remove files, and the folders that are empty then: rsync takes those within others only in a run of their own."""
        if not names:
            return
        folders = listing.emptied((*plan.here, *plan.ours, *plan.retained), names)
        for each in (names, *(list(group) for _, group in groupby(folders, lambda folder: folder.count("/")))):
            arguments = ("--delete-missing-args", "--no-implied-dirs", *NAMED, "--", f"{release}/", self.to)
            try:
                self.run(*arguments, names=each)
            except ProgramError as error:
                if error.code != VANISHED:
                    raise

    def run(self, *arguments: str | Path, names: Iterable[str] = ()) -> list[str]:
        """Run rsync, telling it *names* on its standard input, and return the lines that it prints."""
        shell = (f"--rsh={self.shell}",) if self.shell else ()  # with it, rsync looks for a server behind that shell
        with TemporaryFile() as stdin:
            stdin.write("\0".join(names).encode("utf-8", "surrogateescape"))
            stdin.seek(0)
            output = run(
                ["rsync", *ARGUMENTS, *shell, *arguments],
                target=self.name,
                stdin=stdin,
            )
        return output.decode("utf-8", "surrogateescape").split("\n")


@dataclass(frozen=True, slots=True)
class _Lists:
    """What is there, and the list of what we have published there; both pass through a temporary *folder* here."""

    place: Rsync
    folder: Path

    def names(self) -> list[str]:
        """Return what is there but for folders: files, links, and what else has a name."""
        only = ("--recursive", "--links", "--devices", "--specials", f"--include=/{NAME}", *HIDDEN, "--dry-run")
        lines = self.place.run(*only, "--", self.place.to, self.folder)
        return [name for change, name in _itemized(lines) if FILE.fullmatch(change)]

    def get(self) -> bytes:
        """Return the list."""
        only = ("--recursive", f"--include=/{NAME}", "--exclude=*")
        self.place.run(*only, "--", self.place.to, self.folder)
        return (self.folder / NAME).read_bytes()

    def put(self, data: bytes) -> None:
        """Put the list there."""
        (self.folder / NAME).write_bytes(data)
        self.place.run(*UPLOAD, "--", self.folder / NAME, self.place.to)


def _itemized(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Read rsync's list of changes: eleven letters and a path a line."""
    for line in lines:
        change, _, path = line.partition(" ")
        if path and not path.endswith("/"):
            yield change, ESCAPED.sub(lambda code: chr(int(code[1], 8)), path)
