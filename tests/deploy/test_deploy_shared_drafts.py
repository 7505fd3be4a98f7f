"""A draft whose private address was revoked is in no release that readers get, also not in one that is gone back to."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from builder_site import LivingSite, Text

from outsideinnovation.builder import drafts
from outsideinnovation.builder.build import build
from outsideinnovation.deploy.releases import publication, rollback
from outsideinnovation.deploy.releases.candidate import CandidateBuilder

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)


def publish(site: LivingSite, now: datetime) -> None:
    """Publish the site at a time."""
    publication.publish(site.site, now, CandidateBuilder(partial(build, now=now)), then=lambda _: None)


@pytest.fixture
def shared(living: LivingSite) -> tuple[LivingSite, Path]:
    """A published site with a shared draft, and where readers get that."""
    living.put(
        "posts/soon.md", Text({"Title": "Soon", "Status": "draft"}, "To come. [About]({filename}/pages/about.md)")
    )
    draft = drafts.share(living.site, "soon", TOMORROW, NOON)
    publish(living, NOON)
    assert draft.shared
    return living, living.root / "instance" / "current" / draft.shared.url / "index.html"


def test_what_is_shared_passes_the_inspection_and_is_published(shared: tuple[LivingSite, Path]) -> None:
    """It is a file like all others, and no address that must never vanish."""
    site, page = shared
    assert "To come." in page.read_text("utf-8")
    publish(site, TOMORROW)
    assert not page.exists()


def test_going_back_does_not_bring_back_what_was_revoked(shared: tuple[LivingSite, Path]) -> None:
    """The draft is taken out of the release before readers get that again; another one that is shared stays."""
    site, page = shared
    site.put("pages/more.md", Text({"Title": "More", "Status": "draft"}, "Another."))
    other = drafts.share(site.site, "more", TOMORROW, NOON).shared
    publish(site, NOON + timedelta(minutes=1))
    drafts.revoke(site.site, "soon", NOON)
    publish(site, NOON + timedelta(minutes=2))
    assert not page.exists()
    rollback.rollback(site.site, None, NOON + timedelta(minutes=3))
    assert other
    assert (site.root / "instance" / "current" / other.url / "index.html").is_file()
    assert not page.exists()
    assert not page.parent.exists()


def test_going_back_does_not_bring_back_what_has_ended(shared: tuple[LivingSite, Path]) -> None:
    """Its time is over in every release."""
    site, page = shared
    site.put("posts/new.md", Text({"Title": "New", "Date": "2026-04-01"}, "News."))
    publish(site, NOON + timedelta(minutes=1))
    rollback.rollback(site.site, None, TOMORROW)
    assert not page.exists()
