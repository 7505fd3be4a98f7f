"""Whatever folder is named, whichever way, every file that no build made is still there with its bytes. Issue 9, point 1."""

import contextlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from builder_site import LONG
from hypothesis import example, given, settings
from hypothesis import strategies as some
from pelican.settings import read_settings
from tests_support import Blog

from outsideinnovation.builder.pelican_class import Builder
from outsideinnovation.builder.watch_builder import WatchBuilder
from outsideinnovation.errors import OutsideInnovationError

# Names from which paths are made: what people wrote, state, links that lead to either, folders of others', and new ones.
NAMES = (
    "content", "posts", "comments", "instance", "preview", "build", "releases", "current", "output", "about", "beside", "empty",
    "new", "Content", "to-content", "to-beside", "to-instance", "up", "site", "..", ".",
)  # fmt: skip
BASES = ("", "./", "../", "{site}/", "{world}/", "{world}/beside/../")
WAYS = ("option", "adopt", "setting", "pelican", "folder", "rsync", "share")
PATHS = some.tuples(some.sampled_from(BASES), some.lists(some.sampled_from(NAMES), min_size=1, max_size=4)).map(
    lambda said: said[0] + "/".join(said[1])
)
STEPS = some.lists(some.tuples(some.sampled_from(WAYS), PATHS), min_size=1, max_size=3)
KEPT_BY_COMMANDS = ("instance/cache", "instance/manifests")  # where builds write what they remember: nobody's files


@dataclass
class World:
    """A site, and what lies beside it; ``mine`` are the files that no build made, ``overwritten`` what a message named."""

    folder: Path
    mine: dict[Path, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.blog = Blog(self.folder / "site")
        self.blog.post("first", "Words.")
        self.blog.write("pages/about.md", "Title: About\nSlug: about\n\nWho we are.\n")
        self.blog.comment("first", "00000001-first")
        self.blog.comment("first", "00000002-next", status="pending")
        for path in ("beside/index.html", "beside/deep/a.txt", "site/notes.txt", "site/instance/key", "a.txt"):
            self.put(self.folder / path)
        self.put(self.folder / "beside/about")  # where a folder is needed
        (self.folder / "empty").mkdir()
        for name, to in (
            ("to-content", "content"),
            ("to-beside", "../beside"),
            ("to-instance", "instance"),
            ("up", ".."),
        ):
            (self.blog.root / name).symlink_to(to)
        self.settings()
        found = (path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink())
        self.mine |= {path: path.read_bytes() for path in found if path.name != "pelicanconf.py"}

    def put(self, path: Path) -> None:
        """Write a file as others do, unlike any other, if there is room for it."""
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_text(f"theirs, {len(self.mine)}, {path}", "utf-8")
                self.mine[path.resolve()] = path.read_bytes()

    def settings(self, more: str = "") -> None:
        """Write the settings."""
        self.blog.settings(more)

    def path(self, said: str) -> str:
        """Return a path as it is typed."""
        return said.format(site=self.blog.root, world=self.folder)

    def run(self, way: str, path: str) -> str:
        """Run one command with *path* in the site's folder, and return all that it said."""
        target = {"folder": "path", "share": "path", "rsync": "to"}.get(way)
        if target:
            kind = "rsync" if way == "rsync" else "folder"
            self.settings(f"PUBLISH_TARGETS = {{'live': {{'kind': {kind!r}, {target!r}: {path!r}}}}}\n")
            return self.blog.run("publish", "live", *(["--adopt"] if way == "share" else [])).output
        self.settings(f"OUTPUT_PATH = {path!r}\n" if way == "setting" else "")
        if way == "pelican":
            return plain_pelican(self.blog, path)
        said = [] if way == "setting" else ["--output", path]
        return self.blog.run("build", *said, *(["--adopt"] if way == "adopt" else [])).output

    def others(self) -> None:
        """Run the commands that name no folder, in whatever state the one before left the site."""
        for command in (["check"], ["publish"], ["build"]):
            self.blog.run(*command)
        with contextlib.suppress(OutsideInnovationError):
            preview = {"OUTPUT_PATH": str(self.blog.root / "instance/preview"), "SERVICE_URL": ""}
            WatchBuilder(self.blog.root, preview, lambda *_: None, lambda _: None).build()

    def lost(self, said: str) -> list[str]:
        """Return which of the files that no build made are gone or changed, but for those that *said* were overwritten."""
        gone = []
        for path, data in list(self.mine.items()):
            if not path.is_file() or path.read_bytes() != data:
                named = any(path.as_posix().endswith(f"/{name}") for name in overwritten(said))
                if named and path.is_file():
                    del self.mine[path]
                else:
                    gone.append(str(path.relative_to(self.folder)))
        return gone


def overwritten(said: str) -> list[str]:
    """Return what a command said it has overwritten."""
    names = [line.partition("\t")[2] for line in said.splitlines() if line.startswith("overwrite\t")]
    told = [line.rpartition("made it: ")[2].split(", ") for line in said.splitlines() if "Overwritten in" in line]
    return names + [name for each in told for name in each]


def plain_pelican(blog: Blog, path: str) -> str:
    """Do what `pelican -s pelicanconf.py -o PATH` does, in this process."""
    read: dict[str, Any] = read_settings(
        str(blog.root / "pelicanconf.py"), override={"OUTPUT_PATH": str(Path.cwd() / path)}
    )
    try:
        Builder(read).run()
    except (SystemExit, OutsideInnovationError) as error:
        return str(error)
    return ""


@settings(max_examples=200 if LONG else 6, deadline=None, database=None)
@example([("option", "content")])
@example([("setting", ".")])
@example([("pelican", "..")])
@example([("folder", "to-content/posts")])
@example([("rsync", "{site}/instance/..")])
@example([("option", "empty"), ("folder", "empty"), ("share", "empty")])
@example([("adopt", "{world}/beside/deep"), ("share", "{world}/beside/deep"), ("setting", "../beside/deep")])
@given(STEPS)
def test_no_command_removes_what_no_build_made(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    """Content, state, notes and strangers' files outlive every build and publication, wherever it was sent."""
    world = World(tmp_path_factory.mktemp("world").resolve() / "w")
    with contextlib.chdir(world.blog.root):
        for way, path in steps:
            said = world.run(way, world.path(path))
            assert "Traceback" not in said
            assert world.lost(said) == [], (way, path)
            for name in ("stray.txt", "about/stray.txt", "2005/12/stray/index.html"):
                with contextlib.suppress(OSError):
                    if (world.blog.root / world.path(path)).is_dir():
                        world.put((world.blog.root / world.path(path)).resolve() / name)
            (world.blog.content / "pages/about.md").rename(world.blog.content / "pages/away.txt")
            said = world.run(way, world.path(path))
            (world.blog.content / "pages/away.txt").rename(world.blog.content / "pages/about.md")
            assert world.lost(said) == [], (way, path, "again")
            world.others()
            assert world.lost("") == [], (way, path, "others")
    shutil.rmtree(world.folder)
