"""Old addresses lead to new ones, said in every server's form."""

import pytest
from tests_support import Blog

from outsideinnovation.errors import ContentError
from outsideinnovation.publishing import redirects


def test_old_urls_of_a_post_lead_to_it(small_blog: Blog) -> None:
    """`Old-Urls` puts a line into each of the three files."""
    small_blog.post("moved", old_urls="/weblog/moved.html, archive/moved")
    small_blog.build()
    assert small_blog.page("_redirects").splitlines() == [
        "/archive/moved /2005/12/moved.html 301",
        "/weblog/moved.html /2005/12/moved.html 301",
    ]
    assert "    /weblog/moved.html /2005/12/moved.html;" in small_blog.page("redirects.nginx.conf")
    assert "redir /weblog/moved.html /2005/12/moved.html permanent" in small_blog.page("redirects.caddy")


def test_lines_of_the_map_are_published(small_blog: Blog) -> None:
    """content/redirects.txt is part of the map; comments and blank lines are not."""
    small_blog.write("redirects.txt", "# old months\n/zal/2005/12/index.html /2005/12/\n\n")
    small_blog.build()
    assert small_blog.page("_redirects") == "/zal/2005/12/index.html /2005/12/ 301\n"


def test_every_bad_line_is_named(tmp_path) -> None:
    """A line that is no redirect, and one that contradicts another, are both said with their numbers."""
    path = tmp_path / "redirects.txt"
    path.write_text("/a /b\nnonsense\n/a /c\n")
    with pytest.raises(ContentError) as caught:
        redirects.read(path)
    assert [problem.line for problem in caught.value.problems] == [2, 3]


def test_no_path_breaks_out_of_its_line() -> None:
    """Quotes, blanks, semicolons and dollars in an address cannot become configuration of a server."""
    files = redirects.files({'/a b";{x} $uri': "/new $scheme;"})
    assert files["_redirects"] == b"/a%20b%22%3B%7Bx%7D%20%24uri /new%20%24scheme%3B 301\n"
    assert b'    "/a b\\";{x} $uri" /new%20%24scheme%3B;' in files["redirects.nginx.conf"]
