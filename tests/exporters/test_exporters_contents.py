"""What every format is given of a site, also of one that only Pelican builds: the addresses are those of the built pages."""

import json
import re
from typing import Any

from exporters_blog import export
from tests_support import Blog


def posts(blog: Blog) -> dict[str, dict[str, Any]]:
    """Export *blog* as JSON Lines, and return its posts and pages by their titles."""
    rows = map(json.loads, export(blog, "jsonl").splitlines())
    return {row["title"]: row for row in rows if row["type"] in {"post", "page"}}


def test_translations_are_at_the_addresses_that_pelican_gives_them(blog: Blog) -> None:
    """Each with its own comments; one that names its address keeps it."""
    blog.post("cat", title="Cat")
    blog.write("posts/cat-de.md", "Title: Katze\nDate: 2005-12-09 10:31\nSlug: cat\nLang: de\n\nMiau.\n")
    head = "Title: Chat\nDate: 2005-12-09 10:31\nSlug: cat\nLang: fr\nUrl: chat/\nSave_as: chat/index.html\n"
    blog.write("posts/cat-fr.md", f"{head}\nMiaou.\n")
    blog.write("pages/o.md", "Title: Über\nSlug: about\nLang: de\n\nWir.\n")
    blog.comment("cat-de", "00000001-miau")
    blog.build()
    there = posts(blog)
    for post in there.values():
        path = post["url"].removeprefix("https://ours.example/")
        page = blog.page(f"{path}index.html" if path.endswith("/") else path)
        assert f"<title>{post['title']}" in page
    assert (there["Katze"]["id"], there["Katze"]["url"]) == ("cat-de", "https://ours.example/2005/12/cat-de.html")
    rows = list(map(json.loads, export(blog, "jsonl").splitlines()))
    assert [row["post"] for row in rows if row["type"] == "comment"] == ["cat-de"]


def test_attached_files_are_where_pelican_puts_them(blog: Blog) -> None:
    """Beside the page of their post."""
    blog.write("posts/files/near.txt", "near")
    blog.write("images/far.txt", "far")
    blog.post("one", "[near]({attach}files/near.txt) [far]({attach}/images/far.txt)", title="One")
    blog.build()
    addresses = re.findall(r'href="https://ours\.example/([^"]+)"', posts(blog)["One"]["html"])
    assert addresses == ["2005/12/files/near.txt", "2005/12/far.txt"]
    assert all((blog.output / each).is_file() for each in addresses)


def test_another_theme_changes_nothing(small_blog: Blog) -> None:
    """What is exported is the content."""
    ours = export(small_blog, "jsonl")
    small_blog.settings('THEME = "simple"\n')
    assert export(small_blog, "jsonl") == ours


def test_two_posts_of_one_id_share_no_comments(blog: Blog) -> None:
    """A build would refuse them; here the first has what was said, and nothing comes twice."""
    blog.post("a", id="same")
    blog.post("b", id="same", date="2006-01-01 08:00")
    blog.comment("same", "00000001-one")
    assert export(blog, "jsonl").count('"type": "comment"') == 1
