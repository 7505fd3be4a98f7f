"""Our own files that come back from an export that we wrote: checked as a stranger's, for an export may come from anybody.

A post goes nowhere but into the folders of posts and pages, and holds nothing that an author's file could not; what the export
shows to nobody is not published by what its original says. Whatever fails is no original, and comes as any other text does.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from outsideinnovation import catalogue, frontmatter, slugs
from outsideinnovation.builder.content.fields import field_problems
from outsideinnovation.builder.content.waiting import SHOWN, status_and_date
from outsideinnovation.builder.urls import history, redirects
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.files import create
from outsideinnovation.importers import redirects_file
from outsideinnovation.importers.blog.exported import ExportedPost, Visibility
from outsideinnovation.importers.blog.original import ADDRESSES, REDIRECTS, OriginalFile
from outsideinnovation.importers.blog.post_writer import RestoredFile
from outsideinnovation.site import MARKDOWN_SUFFIXES, NO_POSTS, Site

LARGEST = 16_000_000  # bytes
LONGEST = 240  # bytes of a part of a path; most file systems take 255
SHOWN_THERE = frozenset({Visibility.PUBLISHED, Visibility.SCHEDULED})
FOREIGN = "a file that this program did not write into the export"


class Restoring:
    """Judges the originals of one import into *site*."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._slugs = slugs.of_content(site.content, site.configuration.content)

    def post(self, post: ExportedPost) -> RestoredFile | None:
        """Return the file of *post* as it was here; None where there is none that may be believed."""
        original = post.original
        path = self._path(original.name, is_page=post.is_page) if original else None
        if not original or not path or len(original.data) > LARGEST:
            return None
        document = _document(original.data)
        if not document or any(field_problems(path, document, dated=not post.is_page, given={})):
            return None
        status, _ = status_and_date(document, self._site.configuration.site.zone)
        if status == "published" and post.visibility not in SHOWN_THERE:
            return None
        identifier = catalogue.post_id(path, document, self._site.configuration, self._slugs)
        return RestoredFile(path, original.data, identifier, bool(document.value("id")), status not in SHOWN)

    def _path(self, name: str, *, is_page: bool) -> Path | None:
        """Return where a file called *name* may lie: below a folder of pages, or of posts, and nowhere else."""
        path, site = PurePosixPath(name), self._site
        whole, pages = site.content / path, site.page_folders
        if (
            path.suffix not in MARKDOWN_SUFFIXES
            or not all(map(_is_plain, name.split("/")))
            or path.parts[0] in NO_POSTS
        ):
            return None
        lies_in = next((folder for folder in (*pages, *site.post_folders) if whole.is_relative_to(folder)), None)
        is_fit = lies_in is not None and (lies_in in pages) is is_page
        return whole if is_fit and whole.resolve().is_relative_to(site.content.resolve()) else None


def bring_site_file(file: OriginalFile, site: Site, *, dry_run: bool = False) -> Iterator[Problem]:
    """Put a list of addresses into the content folder, or its lines into the list that is there; yield what is wrong with it."""
    if file.name not in {REDIRECTS, ADDRESSES} or len(file.data) > LARGEST:
        yield Problem(Path(file.name[:80]), 0, FOREIGN, "it was left out")
        return
    target = site.content / file.name
    with TemporaryDirectory() as folder:
        read = Path(folder, file.name)
        read.write_bytes(file.data)
        try:
            found = redirects.read(read) if file.name == REDIRECTS else history.read(read)
        except ContentError as error:
            yield from error.problems
            return
    if dry_run:
        return
    if not target.exists():
        create(target, file.data)
    elif isinstance(found, dict):
        redirects_file.merge_addresses(site.content, found)
    elif found.lines.keys() - (known := history.read(target)).lines.keys():
        history.write(history.record(known, found.lines))


def _is_plain(part: str) -> bool:
    """Tell whether *part* of a path is a name that leads nowhere else, on any system."""
    is_short = 0 < len(part.encode("utf-8", "surrogatepass")) <= LONGEST
    return is_short and part.isprintable() and not part.startswith(".") and not set(part) & set('\\:*?"<>|')


def _document(data: bytes) -> frontmatter.ContentFile | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text or not text.strip() else frontmatter.parse(text)
