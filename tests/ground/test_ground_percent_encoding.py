"""One way from a path to a URL, and back."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.percent_encoding import of_page, of_path, of_pattern, of_url

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@given(NAMES)
def test_a_file_is_found_by_its_url(path: str) -> None:
    """Whatever a file is called, its URL is ASCII with a path alone, and says that name."""
    url = of_path(path)
    assert url.isascii()
    parts = urlsplit(f"https://ours.example/{url}")
    assert (unquote(parts.path), parts.query, parts.fragment) == (f"/{path}", "", "")
    assert urlsplit(url).scheme == ""


@given(NAMES)
def test_a_url_is_encoded_once(path: str) -> None:
    """What is a URL already stays as it is."""
    assert of_url(of_path(path)) == of_path(path)
    assert of_url(of_url(path)) == of_url(path)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("help/", "help/"),
        ("", ""),
        ("2005/12/100%25.html", "2005/12/100%25.html"),
        ("100%.html", "100%25.html"),
        ("größe/", "gr%C3%B6%C3%9Fe/"),
        ("about/?from=menu#top", "about/?from=menu#top"),
        ("https://else.example/a b", "https://else.example/a%20b"),
        ('a"b', "a%22b"),
    ],
)
def test_what_an_author_writes_keeps_its_meaning(written: str, url: str) -> None:
    """A query, a fragment and escapes are meant; what no URL may hold is encoded."""
    assert of_url(written) == url


def test_a_name_that_is_no_text_stands_for_its_bytes() -> None:
    """A file of another system's encoding has an address too."""
    assert of_path(b"caf\xe9.jpg".decode("utf-8", "surrogateescape")) == "caf%E9.jpg"


@pytest.mark.parametrize(
    ("path", "url"), [("index.html", ""), ("a b/index.html", "a%20b/"), ("my-index.html", "my-index.html")]
)
def test_a_page_is_called_by_its_folder(path: str, url: str) -> None:
    """As servers show it."""
    assert of_page(path) == url


@pytest.mark.parametrize(
    ("pattern", "slug", "url"),
    [
        ("{slug}.html", "plain", "plain.html"),
        ("{slug}.html", "50%?#", "50%25%3F%23.html"),
        ("?p={slug}", "a&b c", "?p=a%26b%20c"),
        ("beiträge/{slug}/", "ä", "beitr%C3%A4ge/%C3%A4/"),
    ],
)
def test_values_in_a_pattern_are_names_and_the_pattern_is_a_url(pattern: str, slug: str, url: str) -> None:
    """A question mark of the settings begins a query; one of a slug is a letter."""
    assert of_pattern(pattern, {"slug": slug}) == url
