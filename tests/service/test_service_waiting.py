"""A post that waits for its date is, for the service, no post yet."""

from datetime import UTC, datetime, timedelta

import pytest
from tests_support import Blog

from outsideinnovation.builder.build import build
from outsideinnovation.service import create_app

DUE = datetime(2099, 7, 1, 10, tzinfo=UTC)
COMMENT = {"author": "Dana", "body": "Words."}


@pytest.mark.parametrize(("now", "status"), [(DUE - timedelta(minutes=1), 404), (DUE, 202)])
def test_comments_on_a_waiting_post_are_refused(blog: Blog, now: datetime, status: int) -> None:
    """As on one that does not exist; when it has come out they are taken."""
    blog.settings('SERVICE_URL = "https://ours.example"\n')
    blog.post("soon", date=f"{DUE:%Y-%m-%d %H:%M}")
    build(blog.site, now=now)
    app = create_app(blog.root, background=False)
    answer = app.test_client().post(
        "/comments", data={"post": "soon", **COMMENT}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == status
