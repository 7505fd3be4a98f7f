"""Drafts: posts and pages that readers do not get yet, until when those wait that have a date, and who is shown them before.

Sharing one writes a line into ``content/shared-drafts.txt``; the next build makes or removes the page at the private address.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from outsideinnovation.builder.content import private_addresses, shared_drafts
from outsideinnovation.builder.content.dates import DateError
from outsideinnovation.builder.content.path_fields import PathFields
from outsideinnovation.builder.content.shared_drafts import PAGE, POST, Shared, SharedDraft, SharedDrafts
from outsideinnovation.builder.content.waiting import UNSHOWN, WAITING, is_waiting, status_and_date
from outsideinnovation.catalogue import documents, post_id
from outsideinnovation.errors import ConflictError, NotFoundError
from outsideinnovation.frontmatter import ContentFile
from outsideinnovation.locks import Lock
from outsideinnovation.site import Site
from outsideinnovation.slugs import of_content
from outsideinnovation.tokens import Keyring

LIST = "See: oi drafts list"


@dataclass(frozen=True, slots=True)
class Draft:
    """A post or page (*kind*) in the file *path*: its id, title, slug, *language* where it says one, and status.

    ``waits_until`` is the date of one that waits for it; ``shared`` where it is shared, and until when.
    """

    path: Path
    kind: str
    id: str
    title: str
    slug: str
    language: str
    status: str
    waits_until: datetime | None = None
    shared: Shared | None = None

    @property
    def preview_url(self) -> str:
        """Where ``oi serve`` shows it: a path below the preview's address."""
        name = f"{self.slug}-{self.language}" if self.language else self.slug
        return f"drafts/{name}/" if self.kind == POST else f"drafts/pages/{name}/"


def drafts(site: Site, now: datetime) -> list[Draft]:
    """Return the drafts of *site* and what waits as of *now*, in the order of their paths.

    Raises ContentError, SettingsError and StorageError.
    """
    return [each for each in _Texts(site, now) if each.status in UNSHOWN]


def share(site: Site, named: str, until: datetime, now: datetime) -> Draft:
    """Share the draft that is *named* by its id, slug or file, *until* a time after *now*, and return it as it is then.

    One that is shared already keeps its address. Raises NotFoundError, ConflictError for what is no draft, and as ``drafts``.
    """
    draft = _Texts(site, now).named(named)
    if draft.status not in UNSHOWN:
        is_out = "is skipped (Status: skip)" if draft.status == "skip" else f"is no draft (Status: {draft.status})"
        raise ConflictError(f"{draft.path} {is_out}: only what readers do not get yet can be shared. {LIST}")
    keyring = Keyring.load(site.instance)
    with _kept(site) as file:
        others = [each for each in shared_drafts.read(file) if each.until > now]
        before = next((each for each in others if (each.kind, each.id) == (draft.kind, draft.id)), None)
        mark = before.mark if before and draft.shared else private_addresses.new_mark(keyring, draft.kind, draft.id)
        others = [each for each in others if each is not before]
        shared_drafts.write(file, [*others, SharedDraft(draft.kind, draft.id, until, mark)])
    return _Texts(site, now).named(str(draft.path))


def revoke(site: Site, named: str, now: datetime) -> str:
    """Share the draft that is *named* no longer, and return its id; its address never comes back. Raises as ``share`` does."""
    with _kept(site) as file:
        before = shared_drafts.read(file)
        gone = next((each for each in before if each.id == named), None)
        if gone is None:
            draft = _Texts(site, now).named(named)
            gone = next((each for each in before if (each.kind, each.id) == (draft.kind, draft.id)), None)
        if gone is None:
            raise NotFoundError(f"{named!r} is not shared. {LIST}")
        shared_drafts.write(file, [each for each in before if each is not gone and each.until > now])
    return gone.id


class _Texts:
    """The posts and pages of *site*, and what each is as of *now*. Raises as ``drafts`` does."""

    def __init__(self, site: Site, now: datetime) -> None:
        self._site, self._now, settings = site, now, site.configuration
        self._shared = SharedDrafts.at(site.content, site.instance, now)
        self._slugs, self._given = of_content(site.content, settings.content), PathFields(settings.content)
        self._zone, self._language = settings.site.zone, settings.site.language.lower()
        self._horizon = settings.content.horizon(now)

    def __iter__(self) -> Iterator[Draft]:
        for kind, folders in ((POST, self._site.post_folders), (PAGE, self._site.page_folders)):
            for path, document in documents(folders):
                yield self._text(path, document, kind)

    def named(self, name: str) -> Draft:
        """Return the one whose file, id or slug it is. Raises NotFoundError, and ConflictError where it is of several."""
        every, place = list(self), Path(name).resolve()
        for found in (
            [each for each in every if each.path.resolve() == place],
            [each for each in every if each.id == name],
            [each for each in every if each.slug == name],
        ):
            if len(found) > 1:
                raise ConflictError(f"{name!r} may be {' or '.join(str(each.path) for each in found)}: name the file.")
            if found:
                return found[0]
        close = get_close_matches(name, [each.id for each in every if each.status in UNSHOWN], 1)
        raise NotFoundError(f"No post or page {name!r}" + (f": did you mean {close[0]}?" if close else f". {LIST}"))

    def _text(self, path: Path, document: ContentFile, kind: str) -> Draft:
        status, date = document.value("status").strip().lower() or "published", None
        with suppress(DateError):  # a build says so
            given = self._given.of(path.relative_to(self._site.content).as_posix())
            status, date = status_and_date(document, self._zone, given)
        waits = is_waiting(status, date, self._horizon)
        slug, language = document.value("slug") or self._slugs.of("content", path.stem), document.value("lang").lower()
        known_as = post_id(path, document, self._site.configuration, self._slugs)
        identifier = known_as if kind == POST else document.value("id") or slug
        return Draft(
            path,
            kind,
            identifier,
            document.value("title") or path.stem,
            slug,
            language if language != self._language else "",
            WAITING if waits else status,
            date if waits else None,
            self._shared.of(identifier, is_post=kind == POST),
        )


@contextmanager
def _kept(site: Site) -> Iterator[Path]:
    """Hold the file of what is shared, for one at a time."""
    with Lock(site.instance / "shared-drafts.lock"):
        yield site.content / shared_drafts.FILE
