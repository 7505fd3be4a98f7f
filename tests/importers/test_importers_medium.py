"""Medium's export: stories as plain HTML, drafts as drafts, responses by choice."""

import re
from datetime import UTC, datetime
from pathlib import Path

import html5lib
import pytest
from importers_archives import as_folder, as_zip, medium

from outsideinnovation.importers.blog.exported import ExportedPost, Visibility
from outsideinnovation.importers.medium.reader import MediumBlog
from outsideinnovation.importers.movabletype.lines import UnreadableExportError

CDN = "https://cdn-images-1.medium.com"


def read(path: Path, *, responses: bool = False) -> tuple[dict[str, ExportedPost], MediumBlog]:
    """Return the stories of an export by their names, and its reader."""
    blog = MediumBlog(path, UTC, responses=responses)
    return {post.key: post for post in blog.read()}, blog


def test_a_story_is_read_with_all_that_medium_says_of_it(tmp_path: Path) -> None:
    """Its title, author and date, where it was read, and by which other address."""
    posts, blog = read(as_zip(tmp_path / "medium.zip", medium()))
    story = posts["0a1b2c3d4e5f"]
    assert (story.title, story.authors, story.summary) == ("Tools & users", ("Ann & Co",), "What they make")
    assert story.date == datetime(2020, 1, 2, 10, 31, tzinfo=UTC)
    assert (story.address, story.slug) == ("https://medium.com/@ann/tools-users-0a1b2c3d4e5f", "tools-users")
    assert (story.old_addresses, story.visibility) == (("/p/0a1b2c3d4e5f",), Visibility.PUBLISHED)
    assert blog.hosts == {"cdn-images-1.medium.com": 3}
    assert not blog.report.problems


def test_its_text_is_plain_html(tmp_path: Path) -> None:
    """No class, wrapper or script of Medium's is left; headings, captions, code, cards and galleries are what they are."""
    body = read(as_folder(tmp_path, medium()))[0]["0a1b2c3d4e5f"].body
    assert body.startswith("<p><em>What they make</em></p>")
    assert '<p>Users\n <strong>make</strong>\n <a href="https://elsewhere.example/?a=1&amp;b=2">things</a>.</p>' in body
    assert f'<img src="{CDN}/max/800/1*Ab-c_d.jpeg">\n<figcaption>A tool</figcaption></figure>' in body
    assert (
        f'<figure>\n<img src="{CDN}/max/600/1*one.png"></figure><figure>\n<img src="{CDN}/max/600/1*two.png"></figure>'
        in body
    )
    assert '<pre><code class="language-python">a = 1<br>b = 2</code></pre>' in body
    assert "<pre><code>one</code></pre>\n<pre><code>two</code></pre>" in body
    assert "<blockquote><p>Pulled</p></blockquote>" in body
    assert (
        '<blockquote><p><a href="https://card.example/">\n<strong>Card</strong><br><em>of it</em></a>\n</p></blockquote>'
        in body
    )
    assert '<figure>\n<iframe src="https://www.youtube.com/embed/x" width="700" height="393"></iframe>' in body
    assert '<a href="https://gist.github.com/ann/1">https://gist.github.com/ann/1</a>' in body
    assert "<hr>" in body
    assert "<h2>Part two</h2>\n<p>The end.</p>" in body
    assert not re.search(r"graf|section|markup--|<script|<div", body)


def test_it_says_the_same_as_the_page(tmp_path: Path) -> None:
    """All words that a browser's parser finds in the story are there, in their order."""
    files = medium()
    page = html5lib.parse(
        next(data for name, data in files.items() if "Tools" in name).decode(), namespaceHTMLElements=False
    )
    theirs = "".join(page.find(".//section[@class='e-content']").itertext()).split()
    body = read(as_folder(tmp_path, files))[0]["0a1b2c3d4e5f"].body
    ours = "".join(html5lib.parseFragment(body, namespaceHTMLElements=False).itertext()).split()
    assert ["Tools", "&", "users", *(word for word in ours if "gist" not in word)] == theirs


def test_drafts_are_drafts_and_responses_come_by_choice(tmp_path: Path) -> None:
    """A story without a title of its own is most likely an answer to somebody; nothing of it is lost silently."""
    path = as_folder(tmp_path, medium())
    posts, blog = read(path)
    assert set(posts) == {"0a1b2c3d4e5f", "1a1b2c3d4e5f"}
    draft = posts["1a1b2c3d4e5f"]
    assert (draft.visibility, draft.address, draft.date, draft.slug) == (Visibility.DRAFT, "", None, "not-yet")
    assert "1 story without a title of their own" in "\n".join(blog.report.lines())
    posts, blog = read(path, responses=True)
    assert posts["2a1b2c3d4e5f"].body == "<p>So true, thank you.</p>"
    assert not blog.report.notes


def test_stories_that_are_cut_off_are_told(tmp_path: Path) -> None:
    """At any byte: what there is of the text comes, and the file is named."""
    [(name, data)] = [each for each in medium().items() if "Tools" in each[0]]
    for length in range(0, len(data) - 60, 97):
        posts, blog = read(as_folder(tmp_path, {name: data[:length]}), responses=True)
        assert [problem.path for problem in blog.report.problems] == [tmp_path / name]
        assert len(posts) <= 1
    assert posts


def test_an_export_without_stories_is_refused(tmp_path: Path) -> None:
    """In words that say which file is meant."""
    with pytest.raises(UnreadableExportError, match="name the zip that Medium sent"):
        read(as_zip(tmp_path / "medium.zip", {"profile/profile.html": b""}))
