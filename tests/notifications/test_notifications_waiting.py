"""A post that waits for its date is news to subscribers when it comes out, and not before."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from newsletter_blog import NewsletterBlog
from tests_support import Blog

from outsideinnovation.builder.build import build
from outsideinnovation.deploy.releases import publication
from outsideinnovation.deploy.releases.candidate import CandidateBuilder
from outsideinnovation.notifications.newsletter import posts_note

DUE = datetime(2099, 7, 1, 10, tzinfo=UTC)


def test_a_waiting_post_is_mailed_when_it_comes_out(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publishing before its date notes nothing; once it is live it is noted, and due as any new post."""
    newsletter = NewsletterBlog(blog, monkeypatch)
    said = newsletter.news("soon", date=f"{DUE:%Y-%m-%d %H:%M}")
    assert "new post" not in said
    assert posts_note.note(blog.site, DUE - timedelta(minutes=1)) == []
    publication.publish(blog.site, DUE, CandidateBuilder(partial(build, now=DUE)), then=lambda _: None)
    assert posts_note.note(blog.site, DUE) == ["soon"]
    assert posts_note.note(blog.site, DUE) == []
