"""Ghost's export: posts, pages, their states, dates, tags and cards; comments that were added, and members beside it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ghost_exports import comment, export, post, tag

from outsideinnovation.importers.blog.exported import ExportedPost, ExportedSubscriber, Visibility
from outsideinnovation.importers.comment_export import ExportedStatus, Foreign
from outsideinnovation.importers.ghost.reader import Ghost
from outsideinnovation.importers.report import Thing


def read(tmp_path: Path, text: str, **options: Any) -> tuple[list[ExportedPost], list[Foreign], Ghost]:
    """Return the posts and comments of an export, and its reader."""
    path = tmp_path / "ghost.json"
    path.write_text(text, "utf-8")
    reader = Ghost(path, **options)
    found = list(reader.read())
    posts = [each for each in found if isinstance(each, ExportedPost)]
    return posts, [each for each in found if isinstance(each, Foreign)], reader


def test_a_post_is_read_whole(tmp_path: Path) -> None:
    """Tags and authors stand in the order of the blog, and what is for the inside is nowhere."""
    changes = {
        "custom_excerpt": "In short.",
        "locale": "de",
        "feature_image": "__GHOST_URL__/content/images/size/w600/2024/01/a.jpg",
    }
    meta = [{"post_id": post(1)["id"], "feature_image_alt": "A view", "email_only": 0}]
    (one,), _, reader = read(tmp_path, export([post(1, **changes)], posts_meta=meta))
    assert (one.title, one.slug, one.address, one.summary, one.language) == (
        "Post 1",
        "post-1",
        "/post-1/",
        "In short.",
        "de",
    )
    assert (one.tags, one.categories, one.authors) == (("Diary", "World News"), (), ("Ed Itor", "Ada Second"))
    assert one.date == datetime(2024, 7, 1, 7, 30, tzinfo=UTC)
    assert one.modified == datetime(2024, 7, 2, 7, 30, tzinfo=UTC)
    assert one.picture is not None
    assert (one.picture.address, one.picture.alternative) == ("/content/images/2024/01/a.jpg", "A view")
    assert reader.lists.tags == {"/tag/diary/": "Diary", "/tag/world-news/": "World News"}
    assert reader.lists.authors == {"/author/ed-itor/": "Ed Itor", "/author/ada-second/": "Ada Second"}
    assert reader.lists.feeds.keys() >= {"/rss/", "/tag/diary/rss/", "/author/ed-itor/rss/"}
    assert "1 internal tag: never shown" in "\n".join(reader.report.lines())


def test_no_password_or_address_of_an_account_leaves_the_file(tmp_path: Path) -> None:
    """Not in what is yielded, not in what the reader holds, not in what it tells."""
    posts, _, reader = read(tmp_path, export([post(1)]))
    held = repr(posts) + repr(reader._relations) + repr(reader.lists) + "\n".join(reader.report.lines())
    assert "$2a$" not in held
    assert "private.example" not in held


@pytest.mark.parametrize("form", ["2024-07-01 07:30:00", "2024-07-01T07:30:00.000Z"])
def test_dates_of_both_databases_are_universal_time(tmp_path: Path, form: str) -> None:
    """SQLite's look as if they were local."""
    (one,), _, _ = read(tmp_path, export([post(1, published_at=form)]))
    assert one.date == datetime(2024, 7, 1, 7, 30, tzinfo=UTC)


def test_another_time_zone_is_told(tmp_path: Path) -> None:
    """The settings of the export name the old one."""
    for zone, said in (("UTC", True), ("Europe/Berlin", False), ("", False)):
        told = "\n".join(read(tmp_path, export([post(1)]), zone=zone)[2].report.lines())
        assert ("its time zone was Europe/Berlin, and here it is UTC" in told) is said


def test_the_time_zone_of_older_versions_is_told(tmp_path: Path) -> None:
    """Ghost 1 to 3 called it otherwise."""
    settings = [{"key": "active_timezone", "value": "Asia/Tokyo"}]
    _, _, reader = read(tmp_path, export([post(1)], settings=settings), zone="UTC")
    assert "its time zone was Asia/Tokyo, and here it is UTC" in "\n".join(reader.report.lines())


@pytest.mark.parametrize(
    ("changes", "email_only", "visibility"),
    [
        ({}, 0, Visibility.PUBLISHED),
        ({"status": "draft", "published_at": None}, 0, Visibility.DRAFT),
        ({"status": "scheduled"}, 0, Visibility.SCHEDULED),
        ({"status": "sent"}, 1, Visibility.MAIL_ONLY),
        ({}, 1, Visibility.MAIL_ONLY),
        ({"visibility": "members"}, 0, Visibility.MEMBERS),
        ({"visibility": "paid"}, 0, Visibility.MEMBERS),
        ({"visibility": "tiers"}, 0, Visibility.MEMBERS),
        ({"visibility": "paid", "status": "draft"}, 0, Visibility.DRAFT),
        ({"status": "new one"}, 0, Visibility.DRAFT),
    ],
)
def test_nothing_becomes_public_that_was_not(
    tmp_path: Path, changes: dict[str, str], email_only: int, visibility: Visibility
) -> None:
    """What was paid for, or sent by mail alone, is a draft."""
    meta = [{"post_id": post(1)["id"], "email_only": email_only}]
    (one,), _, _ = read(tmp_path, export([post(1, **changes)], posts_meta=meta))
    assert one.visibility is visibility


def test_a_draft_has_the_date_it_was_made_at(tmp_path: Path) -> None:
    """And a date of the year 0000 is none."""
    rows = [post(1, status="draft", published_at=None), post(2, published_at="0000-00-00 00:00:00")]
    (draft, other), _, reader = read(tmp_path, export(rows))
    assert draft.date == other.date == datetime(2024, 6, 30, 9, tzinfo=UTC)
    assert "published_at is '0000-00-00 00:00:00'" in "\n".join(reader.report.lines())


def test_pages_are_pages(tmp_path: Path) -> None:
    """In old exports by a column of their own, with numbers for ids and one author in the post."""
    rows = [post(1, type="page"), {**post(2), "id": 7, "type": None, "page": 1, "author_id": "user2"}]
    (new, old), _, _ = read(tmp_path, export(rows))
    assert (new.is_page, old.is_page) == (True, True)
    assert (old.key, old.authors) == ("7", ("Ada Second",))


CARDS = {
    "plain": ("<p>a &amp; b</p>", "<p>a &amp; b</p>"),
    "html": ("<!--kg-card-begin: html-->\n<div>x</div>\n<!--kg-card-end: html-->\n", "<div>x</div>\n"),
    "image": (
        '<figure class="kg-card kg-image-card kg-card-hascaption"><img src="__GHOST_URL__/content/images/2024/01/a.jpg" '
        'class="kg-image" alt="A" loading="lazy" width="2000" height="1333" '
        'srcset="__GHOST_URL__/content/images/size/w600/2024/01/a.jpg 600w" sizes="(min-width: 720px) 720px">'
        "<figcaption>Seen</figcaption></figure>",
        '<figure class="kg-card kg-image-card kg-card-hascaption"><img src="/content/images/2024/01/a.jpg" alt="A" '
        'width="2000" height="1333" class="kg-image"><figcaption>Seen</figcaption></figure>',
    ),
    "bookmark": (
        '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://x.example/">'
        '<div class="kg-bookmark-content"><div class="kg-bookmark-title">T</div>'
        '<div class="kg-bookmark-description">D</div><div class="kg-bookmark-metadata"><img class="kg-bookmark-icon" '
        'src="https://x.example/i.png" alt=""><span class="kg-bookmark-author">N</span></div></div>'
        '<div class="kg-bookmark-thumbnail"><img src="https://x.example/t.png" alt=""></div></a></figure>',
        '<figure class="kg-card kg-bookmark-card"><a href="https://x.example/"><span>T</span><br><span>D</span><br></a></figure>',
    ),
    "audio": (
        '<div class="kg-card kg-audio-card"><img src alt="audio-thumbnail" class="kg-audio-thumbnail kg-audio-hide">'
        '<div class="kg-audio-player-container"><audio src="__GHOST_URL__/content/media/a.mp3" preload="metadata"></audio>'
        '<div class="kg-audio-title">Song</div><div class="kg-audio-player"><button class="kg-audio-play-icon"><svg></svg>'
        "</button><div>0:00</div></div></div></div>",
        '<div class="kg-card kg-audio-card"><audio src="/content/media/a.mp3" controls preload="metadata"></audio>'
        "<p>Song</p></div>",
    ),
    "video": (
        '<figure class="kg-card kg-video-card"><div class="kg-video-container"><video src="__GHOST_URL__/content/media/v.mp4" '
        'poster="https://img.example/s.png" width="640" height="360" playsinline preload="metadata" style="x"></video>'
        '<div class="kg-video-overlay"><button><svg></svg></button></div>'
        '<div class="kg-video-player-container"><span>0:10</span></div></div><figcaption>C</figcaption></figure>',
        '<figure class="kg-card kg-video-card"><video src="/content/media/v.mp4" poster="https://img.example/s.png" '
        'width="640" height="360" controls preload="metadata"></video><figcaption>C</figcaption></figure>',
    ),
    "file": (
        '<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="__GHOST_URL__/content/files/a.pdf" '
        'title="Download" download=""><div class="kg-file-card-contents"><div class="kg-file-card-title">Report</div>'
        '<div class="kg-file-card-metadata"><div class="kg-file-card-filename">a.pdf</div>'
        '<div class="kg-file-card-filesize">1 MB</div></div></div><div class="kg-file-card-icon"><svg><path></path></svg>'
        "</div></a></div>",
        '<div class="kg-card kg-file-card"><a href="/content/files/a.pdf"><span>Report</span><br><span><span>a.pdf</span> '
        "<span>1 MB</span> </span><br></a></div>",
    ),
    "toggle": (
        '<div class="kg-card kg-toggle-card" data-kg-toggle-state="close"><div class="kg-toggle-heading">'
        '<h4 class="kg-toggle-heading-text">Q</h4><button class="kg-toggle-card-icon"><svg></svg></button></div>'
        '<div class="kg-toggle-content"><p>A</p></div></div>',
        '<div class="kg-card kg-toggle-card" data-kg-toggle-state="close"><div class="kg-toggle-heading">'
        '<h4 class="kg-toggle-heading-text">Q</h4></div><div class="kg-toggle-content"><p>A</p></div></div>',
    ),
    "signup": (
        '<p>a</p><div class="kg-card kg-signup-card"><form><input></form><p>Join</p></div><p>b</p>',
        "<p>a</p><p>b</p>",
    ),
    "callout": (
        '<div class="kg-card kg-callout-card kg-callout-card-blue"><div class="kg-callout-emoji">!</div>'
        '<div class="kg-callout-text">Mind the <b>step</b>.</div></div>',
        '<blockquote><span>!</span> <div class="kg-callout-text">Mind the <b>step</b>.</div></blockquote>',
    ),
    "link": ('<p><a href="__GHOST_URL__/post-2/">two</a></p>', '<p><a href="/post-2/">two</a></p>'),
}


@pytest.mark.parametrize(("before", "after"), CARDS.values(), ids=CARDS)
def test_cards_are_readable_without_ghost(tmp_path: Path, before: str, after: str) -> None:
    """Without its styles and scripts; what is left is what they said."""
    (one,), _, _ = read(tmp_path, export([post(1, html=before)]))
    assert one.body == after


def test_own_addresses_lead_to_where_the_blog_was(tmp_path: Path) -> None:
    """If that is said; its host is then known for its pictures."""
    markup = '<p><img src="__GHOST_URL__/content/images/a.jpg" alt=""> <a href="__GHOST_URL__/post-2/">two</a></p>'
    (one,), _, reader = read(tmp_path, export([post(1, html=markup)]), url="https://blog.example/")
    assert 'src="https://blog.example/content/images/a.jpg"' in one.body
    assert one.address == "https://blog.example/post-1/"
    assert reader.hosts == {"blog.example": 3}


def test_a_caption_of_the_first_picture_is_kept(tmp_path: Path) -> None:
    """It stands in a table of its own, as HTML."""
    meta = [{"post_id": post(1)["id"], "feature_image_alt": "A <view>", "feature_image_caption": "By <em>Ada</em>"}]
    (one,), _, _ = read(
        tmp_path, export([post(1, feature_image="__GHOST_URL__/content/images/a.jpg")], posts_meta=meta)
    )
    assert one.body.startswith(
        '<figure><img src="/content/images/a.jpg" alt="A &lt;view&gt;"><figcaption>By <em>Ada</em></figcaption>'
    )


def test_words_without_html_come_as_paragraphs(tmp_path: Path) -> None:
    """And a post whose text cannot be read is told of."""
    rows = [post(1, html=None, plaintext="a < b\n\nc"), post(2, html=None, plaintext=None, lexical="{cut")]
    (plain, empty), _, reader = read(tmp_path, export(rows))
    assert plain.body == "<p>a &lt; b</p>\n\n<p>c</p>"
    assert empty.body == ""
    assert "it comes without its words" in str(reader.report.problems[0])


def test_comments_that_were_added_are_read(tmp_path: Path) -> None:
    """By members' names, and in answer to whom; the export that Ghost makes has none, which is told."""
    members = [{"id": "m1", "name": "Dana", "email": "dana@private.example"}, {"id": "m2", "name": None}]
    comments = [
        comment(1, 1),
        comment(2, 1, parent_id="c1", member_id="m2"),
        comment(3, 1, parent_id="c1", in_reply_to_id="c2", status="hidden"),
        comment(4, 1, status="deleted", html=None),
        comment(5, 9),
    ]
    (one,), found, reader = read(tmp_path, export([post(1)], comments=comments, members=members))
    assert [(each.key, each.parent, each.author) for each in found] == [
        ("c1", None, "Dana"),
        ("c2", "c1", "Anonymous"),
        ("c3", "c2", "Dana"),
        ("c5", None, "Dana"),
    ]
    assert [each.status for each in found[:3]] == [ExportedStatus.APPROVED] * 2 + [ExportedStatus.REJECTED]
    assert found[0].place == one.place
    assert reader.report.skipped[Thing.COMMENT, "deleted there"] == 1
    assert "private.example" not in repr(found)
    assert "Ghost exports no comments" in "\n".join(read(tmp_path, export([post(1)]))[2].report.lines())


def test_members_who_get_mail_are_subscribers(tmp_path: Path) -> None:
    """The others are counted; nobody agreed unless that is said."""
    path = tmp_path / "members.csv"
    path.write_text(
        "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers\n"
        'a,dana@example.org,Dana,"likes, cats",true,false,,2024-01-02T03:04:05.000Z,,,\n'
        "b,eve@example.org,,,false,false,,2024-01-02T03:04:05.000Z,,,\n"
        "c,gone@example.org,,,true,false,,2024-01-02T03:04:05.000Z,2024-02-02T03:04:05.000Z,,\n",
        "utf-8",
    )
    (tmp_path / "ghost.json").write_text(export([post(1)]), "utf-8")
    for confirmed in (False, True):
        reader = Ghost(tmp_path / "ghost.json", path, confirmed=confirmed)
        found = [each for each in reader.read() if isinstance(each, ExportedSubscriber)]
        since = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
        assert found == [ExportedSubscriber(2, "dana@example.org", since, confirmed, path)]
        assert reader.report.skipped[Thing.SUBSCRIBER, "get no mail there"] == 2


def test_an_independent_reading_finds_the_same(tmp_path: Path) -> None:
    """The standard library's parser, and a join written out."""
    rows = [
        post(n, type="page" if n % 5 == 0 else "post", status="draft" if n % 7 == 0 else "published") for n in range(40)
    ]
    pairs = [{"post_id": rows[n]["id"], "tag_id": f"tag{n % 3}", "sort_order": -n} for n in range(40)]
    pairs += [{"post_id": rows[n]["id"], "tag_id": f"tag{(n + 1) % 3}", "sort_order": n + 1} for n in range(40)]
    text = export(rows, posts_tags=pairs, tags=[tag(n, f"T{n}") for n in range(3)])
    posts, _, reader = read(tmp_path, text)
    data = json.loads(text)["db"][0]["data"]
    names = {row["id"]: row["name"] for row in data["tags"]}
    for row, found in zip(data["posts"], posts, strict=True):
        ordered = sorted(
            (each for each in data["posts_tags"] if each["post_id"] == row["id"]), key=lambda each: each["sort_order"]
        )
        assert list(found.tags) == [names[each["tag_id"]] for each in ordered]
        assert (found.address, found.is_page) == (f"/{row['slug']}/", row["type"] == "page")
        assert (found.visibility is Visibility.PUBLISHED) == (row["status"] == "published")
    assert not reader.report.problems
