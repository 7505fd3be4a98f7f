"""Substack's export: posts, podcasts and pages with their states, the editor's pieces made readable, and subscribers."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest
from substack_exports import files, row, subscriber, zipped

from outsideinnovation.importers.blog.exported import ExportedPost, ExportedSubscriber, Visibility
from outsideinnovation.importers.report import Thing
from outsideinnovation.importers.substack.reader import Substack

BUCKET = "https://bucketeer-e05bbc84.s3.amazonaws.com/public/images/0a1b_1456x816.png"
FETCHED = (
    "https://substackcdn.com/image/fetch/$s_!abcd!,w_1456,c_limit,f_auto,q_auto:good,fl_progressive:steep/"
    "https%3A%2F%2Fbucketeer-e05bbc84.s3.amazonaws.com%2Fpublic%2Fimages%2F0a1b_1456x816.png"
)


def read(
    tmp_path: Path, made: dict[str, str], **options: Any
) -> tuple[list[ExportedPost], list[ExportedSubscriber], Substack]:
    """Return the posts and subscribers of an export, and its reader."""
    reader = Substack(zipped(tmp_path / "export.zip", made), **options)
    found = list(reader.read())
    posts = [each for each in found if isinstance(each, ExportedPost)]
    return posts, [each for each in found if isinstance(each, ExportedSubscriber)], reader


def test_a_post_is_read_whole(tmp_path: Path) -> None:
    """With its address, and that of its comments."""
    (one,), _, reader = read(tmp_path, files([row(12, "first-post", subtitle="In short, and more")]))
    assert (one.key, one.title, one.slug, one.address) == ("12", "Post 12", "first-post", "/p/first-post")
    assert (one.summary, one.body) == ("In short, and more", "<p>Words of 12.first-post.</p>")
    assert one.date == datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert one.old_addresses == ("/p/first-post/comments",)
    assert (one.visibility, one.is_page, one.line) == (Visibility.PUBLISHED, False, 2)
    assert reader.lists.feeds == {"/feed": "", "/feed/": ""}
    assert "Substack exports no comments" in "\n".join(reader.report.lines())
    assert not reader.report.problems


@pytest.mark.parametrize(
    ("changes", "visibility"),
    [
        ({}, Visibility.PUBLISHED),
        ({"is_published": "false", "post_date": ""}, Visibility.DRAFT),
        ({"is_published": "false"}, Visibility.DRAFT),
        ({"audience": "only_paid"}, Visibility.MEMBERS),
        ({"audience": "founding"}, Visibility.MEMBERS),
        ({"audience": "only_free"}, Visibility.MEMBERS),
        ({"audience": "only_paid", "is_published": "false"}, Visibility.DRAFT),
        ({"type": "adhoc_email"}, Visibility.MAIL_ONLY),
        ({"type": "podcast"}, Visibility.PUBLISHED),
        ({"type": "thread"}, Visibility.PUBLISHED),
    ],
)
def test_nothing_becomes_public_that_was_not(tmp_path: Path, changes: dict[str, str], visibility: Visibility) -> None:
    """What some paid for stays with them until its author says otherwise."""
    (one,), _, _ = read(tmp_path, files([row(12, **changes)]))
    assert one.visibility is visibility


def test_pages_and_podcasts_are_known(tmp_path: Path) -> None:
    """A podcast brings its sound."""
    rows = [row(1, type="page"), row(2, type="podcast", podcast_url="https://api.example/a.mp3?x=1&y=2")]
    (page, podcast), _, _ = read(tmp_path, files(rows))
    assert (page.is_page, podcast.is_page) == (True, False)
    assert '<audio controls preload="none" src="https://api.example/a.mp3?x=1&amp;y=2">' in podcast.body


PIECES = {
    "picture": (
        f'<div class="captioned-image-container"><figure><a class="image-link image2 is-viewable-img" target="_blank" '
        f'href="{FETCHED}" data-component-name="Image2ToDOM"><div class="image2-inset"><picture><source type="image/webp" '
        f'srcset="{FETCHED} 424w" sizes="100vw"><img src="{FETCHED}" width="1456" height="816" '
        f'data-attrs="{escape(json.dumps({"src": BUCKET, "alt": "A view"}))}" '
        f'class="sizing-normal" alt="" srcset="{FETCHED} 424w" sizes="100vw"></picture><div class="image-link-expand">'
        '<div class="pencraft"><button><svg><path></path></svg></button></div></div></div></a>'
        '<figcaption class="image-caption">Seen <em>there</em></figcaption></figure></div>',
        f'<figure><a href="{BUCKET}"><img src="{BUCKET}" alt="A view" width="1456" height="816"></a>'
        '<figcaption class="image-caption">Seen <em>there</em></figcaption></figure>',
    ),
    "picture without data": (f'<p><img src="{FETCHED}" alt="x"></p>', f'<p><img src="{BUCKET}" alt="x"></p>'),
    "subscribe": (
        '<p>a</p><div class="subscription-widget-wrap-editor" data-attrs="{}"><div class="subscription-widget show-subscribe">'
        '<div class="preamble"><p class="cta-caption">Thanks for reading!</p></div><form class="subscription-widget-subscribe">'
        '<input type="email"><div class="fake-input-wrapper"><div class="fake-button"></div></div></form></div></div><p>b</p>',
        '<p>a</p><p class="cta-caption">Thanks for reading!</p><p>b</p>',
    ),
    "button": (
        '<p class="button-wrapper" data-attrs="{}"><a class="button primary" href="https://olddays.substack.com/subscribe?">'
        "<span>Subscribe now</span></a></p>",
        '<p class="button-wrapper" data-attrs="{}"><a href="https://olddays.substack.com/subscribe?">'
        "<span>Subscribe now</span></a></p>",
    ),
    "button of a mail": (
        '<p><a class="button" href="%%checkout_url%%"><span>Pay</span></a></p>',
        "<p><span>Pay</span></p>",
    ),
    "footnotes": (
        '<p>So it is<a class="footnote-anchor" data-component-name="FootnoteAnchorToDOM" id="footnote-anchor-1" '
        'href="#footnote-1" target="_self">1</a>.</p><div class="footnote" data-component-name="FootnoteToDOM">'
        '<a id="footnote-1" href="#footnote-anchor-1" class="footnote-number" contenteditable="false" target="_self">1</a>'
        '<div class="footnote-content"><p>Or not.</p></div></div>',
        '<p>So it is<sup><a id="post-12-footnote-anchor-1" href="#post-12-footnote-1">1</a></sup>.</p>'
        '<div class="footnote" data-component-name="FootnoteToDOM"><a id="post-12-footnote-1" '
        'href="#post-12-footnote-anchor-1">1</a> <div class="footnote-content"><p>Or not.</p></div></div>',
    ),
    "tweet": (
        '<div class="twitter-embed" data-attrs="{&quot;url&quot;:&quot;https://twitter.com/d/status/1&quot;,&quot;full_text&quot;:'
        '&quot;So &lt;it&gt; is&quot;,&quot;username&quot;:&quot;dana&quot;,&quot;name&quot;:&quot;Dana&quot;}"></div>',
        '<blockquote><p>So &lt;it&gt; is<br><a href="https://twitter.com/d/status/1">Dana @dana</a></p></blockquote>',
    ),
    "another post": (
        '<div class="digest-post-embed" data-attrs="{&quot;title&quot;:&quot;Other&quot;,&quot;canonical_url&quot;:'
        '&quot;https://o.example/p/x&quot;,&quot;nodeId&quot;:7}"></div>',
        '<blockquote><p><a href="https://o.example/p/x">Other</a></p></blockquote>',
    ),
    "formula": (
        '<div class="latex-rendered" data-attrs="{&quot;persistentExpression&quot;:&quot;a&lt;b&quot;}"></div>',
        "<p><code>a&lt;b</code></p>",
    ),
    "video": (
        '<div id="youtube2-x" class="youtube-wrap"><div class="youtube-inner"><iframe src="https://www.youtube-nocookie.com/embed/x">'
        "</iframe></div></div>",
        '<div id="youtube2-x" class="youtube-wrap"><div class="youtube-inner"><iframe src="https://www.youtube-nocookie.com/embed/x">'
        "</iframe></div></div>",
    ),
    "paywall": (
        '<p>a</p><div class="paywall-jump" data-component-name="PaywallToDOM"></div><p>b</p>',
        "<p>a</p><p>b</p>",
    ),
    "damaged data": ('<div class="tweet" data-attrs="{&quot;url&quot;:"><p>x</p></div>', "<p>x</p>"),
    "hostile data": (
        f'<div class="tweet" data-attrs="{escape(json.dumps({"url": "javascript:alert(1)", "title": "<b>"}))}"></div>',
        "<p>&lt;b&gt;</p>",
    ),
    "nested data": (f'<div class="tweet" data-attrs="{"{&quot;a&quot;:" * 900}1{"}" * 900}">x</div>', "x"),
}


@pytest.mark.parametrize(("before", "after"), PIECES.values(), ids=PIECES)
def test_pieces_are_readable_without_substack(tmp_path: Path, before: str, after: str) -> None:
    """Without its styles and scripts; pictures are asked for where they really are."""
    (one,), _, _ = read(tmp_path, files([row(12, "x")], {"12.x": before}))
    assert one.body == after


def test_the_hosts_of_its_pictures_are_known(tmp_path: Path) -> None:
    """They are the publication's, though it has them elsewhere."""
    markup = f'<p><img src="{FETCHED}"><img src="https://substack-post-media.s3.amazonaws.com/public/images/a.png"></p>'
    reader = read(tmp_path, files([row(12, "x")], {"12.x": markup}))[2]
    assert reader.hosts == {"bucketeer-e05bbc84.s3.amazonaws.com": 1, "substack-post-media.s3.amazonaws.com": 1}


def test_subscribers_who_get_mail_are_read(tmp_path: Path) -> None:
    """Paying or not; nobody agreed unless that is said. Who read which mail is not looked at."""
    readers = [subscriber("dana@example.org"), subscriber("off@example.org", email_disabled="true")]
    for confirmed in (False, True):
        posts, found, reader = read(tmp_path, files([row(1)], readers=readers), confirmed=confirmed)
        source, since = tmp_path / "export.zip" / "email_list.olddays.csv", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
        assert found == [ExportedSubscriber(2, "dana@example.org", since, confirmed, source)]
        assert reader.report.skipped[Thing.SUBSCRIBER, "get no mail there"] == 1
        assert "private.example" not in repr(posts) + repr(found)


def test_a_zip_in_a_folder_and_the_folder_itself_are_read(tmp_path: Path) -> None:
    """As file managers pack and unpack it."""
    made = files([row(1)], readers=[subscriber("dana@example.org")])
    packed = zipped(tmp_path / "export.zip", made | {"__MACOSX/posts.csv": "x"}, "My export/")
    with zipfile.ZipFile(packed) as source:
        source.extractall(tmp_path / "unpacked")
    for path in (packed, tmp_path / "unpacked", tmp_path / "unpacked" / "My export"):
        reader = Substack(path)
        assert len(list(reader.read())) == 2
        assert not reader.report.problems


def test_an_independent_reading_finds_the_same(tmp_path: Path) -> None:
    """The standard library's readers of zip and CSV, line by line."""
    rows = [
        row(n, f"s-{n}", title=f'A "title", {n}\nof two lines', audience="only_paid" if n % 4 == 0 else "everyone")
        for n in range(1, 40)
    ]
    posts, _, _ = read(tmp_path, files(rows))
    with zipfile.ZipFile(tmp_path / "export.zip") as source:
        lines = list(csv.DictReader(io.StringIO(source.read("posts.csv").decode(), newline="")))
        for line, found in zip(lines, posts, strict=True):
            assert source.read(f"posts/{line['post_id']}.html").decode() == found.body
            assert found.title == line["title"]
            assert found.address == f"/p/{line['post_id'].partition('.')[2]}"
            assert (found.visibility is Visibility.PUBLISHED) == (line["audience"] == "everyone")
