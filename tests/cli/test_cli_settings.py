"""Settings of other Pelican blogs and addresses that stand for none: what `oi check`, `oi build` and `oi publish` say of them."""

import pytest
from tests_support import Blog

from outsideinnovation.configuration import PLACEHOLDER

NO_ADDRESS = {"empty": "", "that of `oi init`": f"https://{PLACEHOLDER}", "with a stroke": f"https://{PLACEHOLDER}/"}


@pytest.mark.parametrize("address", NO_ADDRESS.values(), ids=NO_ADDRESS.keys())
def test_a_site_without_an_address_is_built_with_a_warning_and_not_published(small_blog: Blog, address: str) -> None:
    """Feeds and search engines need the address, and readers would keep a wrong one for ever."""
    small_blog.settings(f"SITEURL = {address!r}\n")
    built = small_blog.run("build")
    assert built.exit_code == 0
    assert f"warning: {small_blog.root / 'pelicanconf.py'}:5: SITEURL" in built.stderr
    published = small_blog.run("publish")
    assert (published.exit_code, published.stdout) == (1, "")
    assert published.stderr.startswith(f"{small_blog.root / 'pelicanconf.py'}:5: SITEURL")
    assert "write the address that readers type" in published.stderr
    assert not (small_blog.root / "instance" / "current").exists()


@pytest.mark.parametrize("value", ["False", "None"])
def test_lists_are_on_one_page_where_pagination_is_off(small_blog: Blog, value: str) -> None:
    """As Pelican documents it, and the same bytes in both ways of building."""
    small_blog.settings(f"DEFAULT_PAGINATION = {value}\n")
    for number in range(12):
        small_blog.post(f"post-{number}")
    assert small_blog.run("build", "--verify").exit_code == 0
    assert not list(small_blog.output.rglob("page/2"))
    front = (small_blog.output / "index.html").read_text("utf-8")
    assert all(f"post-{number}.html" in front for number in range(12))
