"""A small site for the tests of releases, whose build only copies: what is in ``made/`` is what the build makes.

As a program, ``python deploy_press.py publish|recover FOLDER``, it is what the tests kill.
"""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from outsideinnovation.deploy.releases import rollback
from outsideinnovation.deploy.releases.candidate import CandidateBuilder
from outsideinnovation.deploy.releases.publication import Publication, publish, rehearse
from outsideinnovation.site import Site

NOW = datetime(2006, 1, 2, 3, 4, 5, tzinfo=UTC)
HOME = "https://ours.example"


def page(*links: str, ids: tuple[str, ...] = (), comments: tuple[str, ...] = (), style: str = "style") -> str:
    """Return a page that leads to *links*, with *ids* in it, showing *comments*."""
    anchors = "".join(f'<a href="{link}">there</a>\n' for link in links)
    places = "".join(f'<h2 id="{each}">Here</h2>\n' for each in ids)
    shown = "".join(
        f'<article id="comment-{each}" class="comment h-cite">Words of {each}.</article>\n' for each in comments
    )
    head = f'<!DOCTYPE html><title>A page</title><link rel="stylesheet" href="/theme/{style}.css">'
    return f"{head}\n{anchors}{places}{shown}</html>\n"


def feed(*links: str) -> str:
    """Return a feed of entries at *links*, paths below the site's address."""
    entries = "".join(f'<entry><link href="{HOME}/{link}"/></entry>' for link in links)
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'


FIRST = {
    "index.html": page("/about/", "/2005/12/first.html", "2005/12/first.html#top"),
    "about/index.html": page("/", "../2005/12/first.html#words"),
    "2005/12/first.html": page("/", ids=("words",)),
    "feeds/atom.xml": feed("2005/12/first.html"),
    "images/bird.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "theme/style.css": "p { color: black }",
}
TALK = "00000001-talk"


class Press:
    """A site in *root*, with the gestures of the tests."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.made = root / "made"
        self.instance = root / "instance"
        self.current = self.instance / "current"
        self.builds = 0
        self.meanwhile: list[Callable[[], object]] = []  # what somebody does during the next builds, one each

    def begin(self) -> "Press":
        """Write the settings and the first pages."""
        self.root.mkdir()
        self.settings()
        for path, text in FIRST.items():
            self.write(path, text)
        return self

    def settings(self, more: str = "") -> None:
        """Write the settings file."""
        (self.root / "pelicanconf.py").write_text(f'SITEURL = "{HOME}"\n{more}', "utf-8")

    @property
    def site(self) -> Site:
        """The site as it is set up now."""
        return Site.load(self.root)

    def write(self, path: str, text: str) -> None:
        """Let the build make that file."""
        (self.made / path).parent.mkdir(parents=True, exist_ok=True)
        (self.made / path).write_text(text, "utf-8")

    def comment(self, identifier: str, text: str = "Well said.", status: str = "approved") -> Path:
        """Write a comment's file."""
        path = self.root / "content" / "comments" / status / "first" / f"{identifier}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def talk(self, *identifiers: str) -> None:
        """Approve comments, and let the build show these and no others."""
        for path in (self.root / "content").rglob("*.md"):
            path.unlink()
        for identifier in identifiers:
            self.comment(identifier)
        self.write("2005/12/first.html", page("/", ids=("words",), comments=identifiers))
        self.write("feeds/comments.atom.xml", feed(*(f"2005/12/first.html#comment-{each}" for each in identifiers)))

    def build(self, site: Site, *, settings: dict[str, Any] | None, **_: object) -> str:
        """Make the output hold what ``made/`` holds, as a build does: whole files, and only those that differ."""
        assert settings
        self.builds += 1
        if self.meanwhile:
            self.meanwhile.pop(0)()
        output = Path(settings["OUTPUT_PATH"])
        wanted = files(site.root / "made")
        for path in sorted(files(output).keys() - wanted.keys()):
            (output / path).unlink()
        for path, data in wanted.items():
            target = output / path
            if not target.is_file() or target.read_bytes() != data:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.with_name(f".{target.name}").write_bytes(data)
                target.with_name(f".{target.name}").replace(target)
        return "built"

    def publish(self, **options: Any) -> Publication:
        """Publish the site."""
        return publish(self.site, NOW, CandidateBuilder(self.build), **options)

    def rehearse(self, **options: Any) -> Publication:
        """Do all but publish the site."""
        return rehearse(self.site, NOW, CandidateBuilder(self.build), **options)

    def rollback(self, identifier: str | None = None) -> str:
        """Go back, and return to which release."""
        return rollback.rollback(self.site, identifier, NOW).id

    def kept(self) -> list[str]:
        """Return the ids of the kept releases, newest first."""
        return [release.id for release in rollback.releases(self.site)[0]]

    def live(self) -> dict[str, bytes]:
        """Return what readers get; nothing before the first release."""
        return files(self.current)

    def released(self) -> dict[str, dict[str, bytes]]:
        """Return the files of every release."""
        home = self.instance / "releases"
        return {folder.name: files(folder) for folder in sorted(home.iterdir()) if folder.is_dir()}


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder* by its path."""
    return {
        os.path.relpath(Path(parent, name), folder): Path(parent, name).read_bytes()
        for parent, _, names in os.walk(folder)
        for name in names
    }


def main(gesture: str, root: str) -> None:
    """Publish, or only recover, the site in *root*."""
    press = Press(Path(root))
    if gesture == "publish":
        press.publish()
    else:
        rollback.recover(press.site, NOW)


if __name__ == "__main__":
    main(*sys.argv[1:])
