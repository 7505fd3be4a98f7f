"""A site with everything in it that a backup is for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from backup_sites import FullSite
from tests_support import Blog

NOW = datetime(2026, 11, 29, 20, 36, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """A moment."""
    return NOW


@pytest.fixture
def full(blog: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FullSite:
    """A site with posts, comments in every state and their private rows, subscribers, an editor, mail that waits, and keys."""
    for name in ("OI_DATABASE_URL", "OI_SECRET_KEY", "OI_DKIM_KEY"):
        monkeypatch.delenv(name, raising=False)
    return FullSite.made(blog, tmp_path / "copies", NOW)
