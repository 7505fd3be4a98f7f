"""Fast paths lead to the same bytes as the ways they replace."""

import pytest
from tests_support import Blog

from outsideinnovation.builder.fast_paths import WITHOUT, FastPath, is_on


def test_each_is_on_but_where_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several with commas."""
    assert all(map(is_on, FastPath))
    monkeypatch.setenv(WITHOUT, "markdown,feed_forms")
    assert {path for path in FastPath if not is_on(path)} == {FastPath.MARKDOWN, FastPath.FEED_FORMS}


def test_a_build_without_them_gives_the_same_bytes(small_blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without all, and without each of them: what is fast is never seen."""
    small_blog.run("build", "--clean")
    fast = small_blog.files()
    for off in (",".join(FastPath), *FastPath):
        monkeypatch.setenv(WITHOUT, off)
        small_blog.run("build", "--clean")
        assert small_blog.files() == fast
        assert "0 files written" in small_blog.run("build").output
