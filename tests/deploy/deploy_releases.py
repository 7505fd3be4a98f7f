"""Releases for the tests of targets: a small folder that changes."""

from pathlib import Path

from outsideinnovation.deploy.targets.published_list import NAME

FIRST = {
    "2005/12/first.html": "<p>first</p>",
    "about/index.html": "<p>about</p>",
    "feeds/atom.xml": "<feed/>",
    "images/ä b.svg": "<svg/>",
    "index.html": "<p>home</p>",
    "theme/css/style.css": "p {}",
}
SECOND = {key: text for key, text in FIRST.items() if key != "about/index.html"} | {
    "2005/12/first.html": "<p>second</p>",
    "about.html": "<p>moved</p>",
}
CHANGES = (("2005/12/first.html", "about.html"), ("about/index.html",))  # what goes up and down from first to second


def release(folder: Path, files: dict[str, str]) -> Path:
    """Write a release of *files* into *folder*."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def held(folder: Path) -> dict[str, str]:
    """Return what *folder* holds, as ``release`` takes it, but for our list of what was published there."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != NAME
    }
