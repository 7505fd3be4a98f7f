"""Erasing comments, or all that a person has written here and asked for: from every place where it lies, with proof.

Places are cleared one after the other, the private book last: it alone knows which comments came with which address, so
that an erasure that was interrupted can be repeated by the address.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from outsideinnovation.builder.build import build
from outsideinnovation.comments import record
from outsideinnovation.deploy.releases.candidate import CandidateBuilder
from outsideinnovation.erasure import made, written
from outsideinnovation.erasure.clearing import Clearing
from outsideinnovation.erasure.report import ErasedPlace, ErasureReport
from outsideinnovation.erasure.subject import Subject
from outsideinnovation.erasure.subscription import databases, erase_subscription
from outsideinnovation.erasure.traces import search
from outsideinnovation.errors import NotFoundError
from outsideinnovation.site import Site

__all__ = ["ErasedPlace", "ErasureReport", "erase", "erase_subscription"]

_STEPS = (
    written.comments,
    written.answers,
    written.outbox,
    written.decisions,
    written.seen_versions,
    written.imports,
    written.addresses,
    written.spam_filter,
    made.caches,
    made.previews,
    made.search_indexes,
    made.output,
    made.releases,
    made.live_list,
)


def erase(
    site: Site,
    now: datetime,
    *,
    ids: Iterable[str] = (),
    email: str | None = None,
    dry_run: bool = False,
    maker: CandidateBuilder | None = None,
) -> ErasureReport:
    """Erase the comments *ids*, or those that came with the address *email* and the address itself, everywhere.

    What readers have is made anew: output/ where it was built, and the live release where there is one; where that fails
    the report says so. With *dry_run* everything is looked at and nothing changed. Raises NotFoundError for an id of which
    there is nothing, StorageError when the disk refuses; the erasure can then be repeated.
    """
    wanted = list(dict.fromkeys(ids))
    for identifier in wanted:
        if not record.ID.fullmatch(identifier):
            raise NotFoundError(f"No comment {identifier!r}. See: oi comments list")
    subject = Subject(site, wanted, email)
    subject.sought  # noqa: B018 - worked out while there is still something to read it from
    work = Clearing(site, subject, now, maker or CandidateBuilder(build), dry_run)
    places = tuple(_cleared(work))
    searched = tuple(folder for folder in (site.content, site.instance, site.output) if folder.is_dir())
    remains = () if dry_run else tuple(search(searched, subject.sought))
    report = ErasureReport(tuple(subject.ids), places, remains, searched, dry_run)
    if wanted and not email and not report.found and not remains:
        raise NotFoundError(f"No comment {', '.join(wanted)}: nothing of it was found anywhere. See: oi comments list")
    return report


def _cleared(work: Clearing) -> Iterator[ErasedPlace]:
    """Clear every place, and yield what was found there."""
    yield from (step(work) for step in _STEPS)
    if work.subject.email:
        yield from databases(work.site, work.subject.email, work.now, dry_run=work.dry_run)
    yield written.private_store(work)
