"""What waits for its date comes out by itself where the site is looked after, and by a timer's publication elsewhere."""

from datetime import UTC, datetime, timedelta
from functools import partial

from builder_site import LivingSite, Text

from outsideinnovation.builder.build import build
from outsideinnovation.deploy.continuous import ContinuousDeployment
from outsideinnovation.deploy.releases import publication
from outsideinnovation.deploy.releases.candidate import CandidateBuilder
from outsideinnovation.deploy.releases.publication import Publication, Way

DUE = datetime(2026, 5, 1, 12, tzinfo=UTC)
EARLIER = DUE - timedelta(minutes=1)
PAGE = "2026/05/soon.html"


def wait(site: LivingSite) -> None:
    """Let a post of the site wait for its date."""
    site.put("posts/soon.md", Text({"Title": "Soon", "Date": f"{DUE:%Y-%m-%d %H:%M}"}, "Quetzalcoatlus."))


def publish(site: LivingSite, now: datetime) -> Publication:
    """Publish the site at a time, as a timer does."""
    return publication.publish(site.site, now, CandidateBuilder(partial(build, now=now)), then=lambda _: None)


def test_a_timers_publication_brings_it_out(living: LivingSite) -> None:
    """Before its date there is nothing to publish; after it there is one page more, with nothing else done."""
    wait(living)
    publish(living, EARLIER)
    current = living.root / "instance" / "current"
    assert not (current / PAGE).exists()
    assert publish(living, EARLIER).way is Way.NOTHING
    done = publish(living, DUE)
    assert PAGE in done.change.added
    assert "Quetzalcoatlus" in (current / PAGE).read_text("utf-8")
    assert publish(living, DUE).way is Way.NOTHING


def test_the_caretaker_brings_it_out(living: LivingSite) -> None:
    """Whoever looks after a live site publishes what has come due, when it is asked to look."""
    wait(living)
    publish(living, EARLIER)
    now = [EARLIER]
    deployment = ContinuousDeployment(living.root, {}, lambda: now[0])
    deployment.follow(None)
    assert not (living.root / "instance" / "current" / PAGE).exists()
    now[0] = DUE
    made = deployment.follow(None)
    assert made
    assert (living.root / "instance" / "current" / PAGE).is_file()
