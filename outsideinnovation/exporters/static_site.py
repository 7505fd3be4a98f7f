"""The built site as a folder or a zip, to be put on any web server: what readers get, and nothing that needs ours.

There are no forms in it, since nothing would answer them; the search is that of the browser. Redirects are there in the forms of
those web servers that read one (``_redirects``, nginx, Caddy), and by choice as pages, for all others.
"""

import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

from outsideinnovation.builder import places
from outsideinnovation.builder.build import build
from outsideinnovation.builder.content.shared_drafts import SharedDrafts
from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.rehearsal import apart
from outsideinnovation.builder.report import Progress
from outsideinnovation.builder.urls.redirect import GONE
from outsideinnovation.deploy.releases import approval
from outsideinnovation.deploy.releases.inspection import Rules, inspect
from outsideinnovation.deploy.releases.tree import Tree
from outsideinnovation.errors import ConflictError, ContentError, StorageError
from outsideinnovation.exporters.contents import SiteContents
from outsideinnovation.exporters.export_report import ExportedThing
from outsideinnovation.exporters.output_file import PUBLIC, output_file
from outsideinnovation.exporters.sources import sources
from outsideinnovation.site import Site

NAME = "site"
ZIP = ".zip"
EARLY = (1980, 1, 1, 0, 0, 0)  # the first date that a zip can hold: the same site makes the same bytes
NO_PAGES = "Old addresses that are of no page get no redirect page"
PAGE = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Moved</title>\n'
    '<meta http-equiv="refresh" content="0; url={address}">\n<link rel="canonical" href="{address}">\n</head>\n'
    '<body>\n<p>This page is <a href="{address}">here</a> now.</p>\n</body>\n</html>\n'
)


@dataclass(frozen=True, slots=True)
class Extras:
    """What goes along beside what readers get: pages for old addresses, and what the site is made of."""

    has_redirect_pages: bool = False
    has_sources: bool = False


def write(contents: SiteContents, target: Path, extras: Extras, progress: Progress, *, force: bool) -> None:
    """Write the site of *contents* to *target*: a folder that is not there or is empty, or a zip.

    With sources the site stands in ``site/``, and they, as far as they were chosen, in ``content/``. Raises ContentError with
    all that keeps the site from being built, or may not be public; ConflictError and StorageError.
    """
    refuse(target, force=force)
    with TemporaryDirectory(dir=target.parent, prefix=".export-") as folder:
        built = _built(contents.site, Path(folder), progress)
        made = _redirect_pages(contents, built) if extras.has_redirect_pages else {}
        below = f"{NAME}/" if extras.has_sources else ""
        files = {f"{below}{path}": built.folder / path for path in built.files}
        files |= dict(sources(contents)) if extras.has_sources else {}
        data = {f"{below}{path}": page for path, page in made.items()}
        if target.suffix == ZIP:
            _zipped(target, files, data, force=force)
        else:
            _copied(target, files, data)
    contents.report.count(ExportedThing.FILE, len(files) + len(data))


def _built(site: Site, folder: Path, progress: Progress) -> Tree:
    """Build the site into *folder*, and look whether all of it may be public, as before it goes live.

    Links that lead nowhere keep nobody from leaving.
    """
    private = SharedDrafts.at(site.content, site.instance, datetime.now(UTC)).urls
    site = site.changed({"SERVICE_URL": None})
    if is_ours(site.settings, site.content):
        site = apart(site, folder)
    build(site, settings=places.settings(folder, NAME), clean=True, progress=progress)
    tree = _without(Tree.walk(folder / NAME), private)
    approved = approval.freeze(site.comments / "approved")
    rules = Rules(site.configuration.site.url, site.configuration.paths_elsewhere, approved.keys())
    if problems := inspect(tree, rules, follows_links=False, progress=progress):
        raise ContentError(problems)
    return tree


def _without(tree: Tree, urls: Iterable[str]) -> Tree:
    """Return *tree* without the pages at those paths: drafts that are shared stay private."""
    private = {unquote(f"{url}index.html" if url.endswith("/") else url) for url in urls}
    files = {path: known for path, known in tree.files.items() if path not in private}
    return Tree(tree.folder, files, tree.strange)


def _redirect_pages(contents: SiteContents, built: Tree) -> dict[str, bytes]:
    """Return pages that lead on, by their paths in the site."""
    root, made = contents.site.configuration.site.root, dict[str, bytes]()
    for old, new in contents.redirects.items():
        if new == GONE or "#" in old:
            continue
        path = _page_of(old.removeprefix(root)) if old.startswith(root) else ""
        if not path:
            contents.report.note(NO_PAGES, old)
        elif path not in built.files:
            made[path] = PAGE.format(address=escape(new)).encode()
    return made


def refuse(target: Path, *, force: bool) -> None:
    """Raise ConflictError where *target* is taken: a folder with anything in it, or a file that is not to be replaced."""
    if not target.parent.is_dir():
        raise StorageError(
            f"Cannot write {target}: there is no folder {target.parent}. Make it first, or name another."
        )
    if target.suffix != ZIP and target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ConflictError(f"{target} is no empty folder, and was left as it is. Name one that is not there yet.")
    if target.suffix == ZIP and target.exists() and (target.is_dir() or not force):
        raise ConflictError(f"{target} exists already and was left as it is. Choose another name, or say --force.")


def _page_of(address: str) -> str:
    """Return the file that answers for an *address* below the site's root on any web server; empty where none may."""
    path = unquote(address.partition("?")[0])
    if path.endswith("/"):
        path += "index.html"
    parts = path.split("/")
    is_safe = all(part not in {"", ".", ".."} and "\\" not in part and "\0" not in part for part in parts)
    return path if is_safe and path.endswith((".html", ".htm")) and "?" not in address else ""


def _zipped(target: Path, files: Mapping[str, Path], data: Mapping[str, bytes], *, force: bool) -> None:
    with (
        output_file(target, mode=PUBLIC, force=force) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name, content in _contents(files, data):
            entry = zipfile.ZipInfo(name, EARLY)
            entry.external_attr = PUBLIC << 16
            written.writestr(entry, content, zipfile.ZIP_DEFLATED)


def _copied(target: Path, files: Mapping[str, Path], data: Mapping[str, bytes]) -> None:
    """Fill a folder beside *target*, and give it that name when all is in it."""
    made = target.with_name(f".{target.name[:200]}.{os.urandom(4).hex()}.tmp")
    try:
        for name, content in _contents(files, data):
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        made.mkdir(exist_ok=True)
        made.rename(target)  # takes an empty folder's place, and no other's
    except OSError as error:
        raise StorageError(
            f"Cannot write {target}: {error.strerror}. Check the folder's rights and free space."
        ) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _contents(files: Mapping[str, Path], data: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for name in sorted({*files, *data}):
        yield name, data[name] if name in data else files[name].read_bytes()
