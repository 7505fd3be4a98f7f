"""A branch of a git repository that holds the published site and nothing else.

Everything happens in a bare copy below ``instance/``, which is made of that branch alone: no work tree is touched, no
index but git's own of that copy, and nobody's checked-out branch.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from outsideinnovation.deploy.targets import listing
from outsideinnovation.deploy.targets.guard import guard
from outsideinnovation.deploy.targets.options import Options
from outsideinnovation.deploy.targets.programs import ProgramError, run
from outsideinnovation.deploy.targets.published_list import NAME, PublishedList
from outsideinnovation.deploy.targets.target import Transferred
from outsideinnovation.errors import ConflictError, StorageError

ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*://|[^/]+:")  # a URL, or host:path
NO_SUCH_BRANCH = 2  # git ls-remote --exit-code
DEFAULT = "gh-pages"


@dataclass(frozen=True, slots=True)
class Branch:
    """The branch ``branch`` of ``repository``; ``extra`` are files that the host of the branch wants besides the site's."""

    name: str
    repository: str
    branch: str
    author: str
    store: Path
    extra: Mapping[str, bytes]
    published: PublishedList

    @classmethod
    def of(cls, options: Options, extra: Mapping[str, bytes]) -> "Branch":
        """Read ``repository`` (a URL or a path) and, optional, ``branch`` and ``author`` (``Name <address>``)."""
        repository = options.text("repository")
        if not ELSEWHERE.match(repository):
            repository = str((options.root / Path(repository).expanduser()).resolve())
        branch = options.optional("branch", DEFAULT) or DEFAULT
        if not re.fullmatch(r"[\w][\w./-]*", branch) or ".." in branch or branch.endswith(("/", ".", ".lock")):
            raise options.refusal(f"branch is {branch!r}", f"write a branch's name, such as {DEFAULT}")
        author = options.optional("author") or f"{_plain(options.settings.site.name)} <noreply@localhost>"
        if not re.fullmatch(r"[^<>\n]+ <[^<>\s]+>", author):
            raise options.refusal(f"author is {author!r}", "write Name <address>")
        store = options.root / "instance" / "targets" / f"{re.sub(r'[^A-Za-z0-9_-]', '_', options.name)}.git"
        options.done()
        published = PublishedList.of(options, f"the branch {branch} of {repository}")
        return cls(options.name, repository, branch, author, store, extra, published)

    def send(self, release: Path, *, dry_run: bool, max_deletes: int | None, adopt: bool = False) -> Transferred:
        """Commit what changed on top of the branch, and push it; no commit where nothing changed.

        Raises ConflictError also when somebody else has pushed meanwhile; StorageError when git fails.
        """
        here = listing.files(release)
        parent = self._fetch()
        there = self._tree(parent) if parent else {}
        blob = there.pop(NAME, None)
        found = self._git("cat-file", "blob", blob) if blob else None
        hashes = {path: _blob(file.read_bytes()) for path, file in here.items()}
        hashes |= {path: _blob(data) for path, data in self.extra.items()}
        changed = [path for path, blob in hashes.items() if there.get(path) != blob]
        plan = listing.plan(hashes, there, changed, self.published.known(found, there))
        guard(self.name, plan, max_deletes=max_deletes, adopt=adopt)
        if not dry_run:
            self._carry_out(plan, here, parent, found, f"Publish {release.name}")
        return plan.as_sent()

    def _carry_out(
        self, plan: listing.Plan, here: Mapping[str, Path], parent: str | None, found: bytes | None, message: str
    ) -> None:
        """Commit and push the files and the list of them together; where only the list is missing, it alone."""
        listed = self.published.dump(plan.here)
        extra = self.extra if listed == found else {**self.extra, NAME: listed}
        change = replace(plan, upload=(*plan.upload, *(extra.keys() - self.extra.keys())))
        if change:
            commit = self._commit(
                change, lambda path: extra[path] if path in extra else here[path].read_bytes(), parent, message
            )
            self._push(commit)
        self.published.keep(plan.here, listed, lambda _: None)

    def _fetch(self) -> str | None:
        """Bring the copy up to date, and return the branch's commit; None where there is no such branch yet."""
        if not (self.store / "HEAD").is_file():
            run(["git", "init", "--quiet", "--bare", self.store], target=self.name)
        ref = f"refs/heads/{self.branch}"
        try:
            run(["git", "ls-remote", "--exit-code", "--", self.repository, ref], target=self.name)
        except ProgramError as error:
            if error.code != NO_SUCH_BRANCH:
                raise
            return None
        self._git("fetch", "--quiet", "--no-tags", "--depth=1", "--", self.repository, f"+{ref}:{ref}")
        return self._git("rev-parse", "--verify", f"{ref}^{{commit}}").decode().strip()

    def _tree(self, commit: str) -> dict[str, str]:
        """Return the hashes of what the branch holds, by path, but for what is hidden at the top or kept by its host."""
        rows = self._git("ls-tree", "-r", "-z", "--full-tree", commit).decode("utf-8", "surrogateescape").split("\0")
        found = {path: head.split()[2] for head, _, path in (row.partition("\t") for row in rows if row)}
        return {path: blob for path, blob in found.items() if path in {*self.extra, NAME} or _of_the_site(path)}

    def _commit(self, plan: listing.Plan, read: Callable[[str], bytes], parent: str | None, message: str) -> str:
        """Write the commit into the copy, by one stream of git's own fast-import format, and return its hash."""
        ref = "refs/heads/outgoing"
        with TemporaryFile(dir=self.store) as stream:
            stream.writelines(self._stream(ref, plan, read, parent, message))
            stream.seek(0)
            self._git("fast-import", "--quiet", "--force", "--date-format=now", stdin=stream)
        return self._git("rev-parse", "--verify", ref).decode().strip()

    def _stream(
        self, ref: str, plan: listing.Plan, read: Callable[[str], bytes], parent: str | None, message: str
    ) -> Iterator[bytes]:
        text = message.encode()
        yield f"reset {ref}\n\ncommit {ref}\ncommitter {self.author} now\ndata {len(text)}\n".encode() + text + b"\n"
        if parent:
            yield f"from {parent}\n".encode()
        for path in plan.delete:  # first, since a file may have become a folder
            yield b"D " + _quoted(path) + b"\n"
        for path in plan.upload:
            data = read(path)
            yield b"M 100644 inline " + _quoted(path) + f"\ndata {len(data)}\n".encode() + data + b"\n"

    def _push(self, commit: str) -> None:
        try:
            self._git("push", "--quiet", "--", self.repository, f"{commit}:refs/heads/{self.branch}")
        except ProgramError as error:
            if "[rejected]" in error.words:
                raise ConflictError(
                    f"Somebody else has pushed to {self.branch} of {self.repository} meanwhile: publish again."
                ) from error
            if "[remote rejected]" in error.words and "checked out" in error.words:
                raise ConflictError(
                    f"{self.branch} is checked out in {self.repository}, and what is checked out is never changed: "
                    f"check out another branch there, or name another in the target {self.name!r}."
                ) from error
            raise

    def _git(self, *arguments: str, stdin: IO[bytes] | None = None) -> bytes:
        if not self.store.is_dir():
            raise StorageError(f"{self.store} is gone while publishing to {self.name!r}: publish again.")
        return run(["git", f"--git-dir={self.store}", *arguments], target=self.name, stdin=stdin)


def _of_the_site(path: str) -> bool:
    return listing.ours(path) and path != "CNAME"  # the host's own settings page writes it where we do not


def _blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _quoted(path: str) -> bytes:
    """Return *path* as fast-import reads it, whatever letters it has."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return b'"' + escaped.encode("utf-8", "surrogateescape") + b'"'


def _plain(name: object) -> str:
    """Return a site's name as it can stand before an address in a commit."""
    return re.sub(r"[<>\s]+", " ", str(name or "")).strip() or "The site"
