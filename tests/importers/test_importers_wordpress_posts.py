"""WordPress' posts and pages: who could read them, when they were written, where they were and what they stand under."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from wordpress_exports import BASE, ZEROS, attachment, author, category, comment, export, item, tag, term
from wordpress_reading import read

from outsideinnovation.importers.blog.exported import CommentsOpen, ExportedPicture, ExportedPost, Visibility
from outsideinnovation.importers.report import Fate, Thing


def one(folder: Path, *parts: str) -> ExportedPost:
    """Return the only post of an export."""
    (post,) = read(folder, export(*parts)).posts
    return post


@pytest.mark.parametrize(
    ("status", "password", "visibility"),
    [
        ("publish", "", Visibility.PUBLISHED),
        ("publish", "secret", Visibility.PROTECTED),
        ("future", "", Visibility.SCHEDULED),
        ("private", "", Visibility.PRIVATE),
        ("pending", "", Visibility.PENDING),
        ("draft", "", Visibility.DRAFT),
        ("", "", Visibility.DRAFT),
        ("in-review", "", Visibility.DRAFT),
    ],
)
def test_each_state_has_its_like(tmp_path: Path, status: str, password: str, visibility: Visibility) -> None:
    """Only what everybody could read is published; a state of a plug-in is no reason to publish."""
    assert one(tmp_path, item(7, status=status, password=password)).visibility is visibility


def test_an_unknown_state_is_told(tmp_path: Path) -> None:
    """By its name, once."""
    (note,) = read(tmp_path, export(item(7, status="in-review"))).notes
    assert "states that are not known here: in-review (1)" in note


def test_dates_are_those_in_utc(tmp_path: Path) -> None:
    """The clock on the blog's wall may be any; drafts have zeros there, and the last time they were saved beside them."""
    posts = read(
        tmp_path,
        export(
            item(1, date="2012-05-01 23:30:00", date_gmt="2012-05-02 06:30:00"),
            item(2, status="draft", date="2012-05-01 10:00:00", date_gmt=ZEROS, pubDate=""),
            item(3, date=ZEROS, date_gmt=ZEROS, pubDate="Tue, 01 May 2012 08:00:00 +0000"),
            item(4, date="2012-05-01 10:00:00", date_gmt=ZEROS, pubDate="Wed, 30 Nov -0001 00:00:00 +0000"),
        ),
    ).posts
    assert [post.date for post in posts] == [
        datetime(2012, 5, 2, 6, 30, tzinfo=UTC),
        *[datetime(2012, 5, 1, 8, tzinfo=UTC)] * 3,
    ]


def test_a_post_without_any_date_has_none(tmp_path: Path) -> None:
    """The year that stands in ``pubDate`` then is none, though many read it as 2000."""
    none = {"date": ZEROS, "date_gmt": ZEROS, "pubDate": "Wed, 30 Nov -0001 00:00:00 +0000"}
    given = read(tmp_path, export(item(1, **none), item(2, **none | {"pubDate": ""}, status="draft")))
    assert [post.date for post in given.posts] == [None, None]


def test_a_later_change_is_known(tmp_path: Path) -> None:
    """Where the export tells of it; the moment of publication is none."""
    assert one(tmp_path, item(1, modified_gmt="2013-01-02 03:04:05")).modified == datetime(
        2013, 1, 2, 3, 4, 5, tzinfo=UTC
    )
    assert one(tmp_path, item(1)).modified is None


def test_a_post_has_both_its_addresses(tmp_path: Path) -> None:
    """The pretty one and that by its number, which WordPress answered with the other; guid is none."""
    post = one(tmp_path, item(7, guid="https://long-ago.example/?p=7"))
    assert (post.key, post.slug, post.is_page) == ("7", "post-7", False)
    assert (post.address, post.old_addresses) == (f"{BASE}/2012/05/post-7/", ("/?p=7",))


def test_a_page_has_both_its_addresses(tmp_path: Path) -> None:
    """And answered to either number."""
    post = one(tmp_path, item(8, type="page", link=f"{BASE}/about/us/", name="us", parent="2"))
    assert (post.is_page, post.address, post.old_addresses) == (True, f"{BASE}/about/us/", ("/?page_id=8", "/?p=8"))


def test_a_blog_in_a_folder_keeps_its_folder(tmp_path: Path) -> None:
    """Its numbers were asked for there."""
    base = f"{BASE}/blog"
    text = export(item(7, link=f"{base}/2012/05/post-7/", under=(("category", "news", "News"),)), base=base)
    given = read(tmp_path, text)
    assert given.posts[0].old_addresses == ("/blog/?p=7",)
    assert "/blog/2012/05/" in given.blog.lists.archives


@pytest.mark.parametrize("status", ["draft", "future", "pending"])
def test_what_was_never_public_has_no_address(tmp_path: Path, status: str) -> None:
    """Its link is the front page with its number, and nobody was ever led there."""
    name = "soon" if status == "future" else ""
    post = one(tmp_path, item(7, status=status, link=f"{BASE}/?p=7", name=name))
    assert (post.address, post.old_addresses, post.slug) == ("", (), name)


def test_a_plain_address_is_one(tmp_path: Path) -> None:
    """Of a blog without pretty ones, the number is all there is."""
    post = one(tmp_path, item(7, link=f"{BASE}/?p=7"))
    assert (post.address, post.old_addresses, post.slug) == (f"{BASE}/?p=7", ("/?p=7",), "post-7")


def test_a_slug_in_another_script_is_readable(tmp_path: Path) -> None:
    """WordPress keeps it percent-encoded."""
    post = one(tmp_path, item(7, name="%d0%bc%d0%b8%d1%80", link=f"{BASE}/2012/05/%d0%bc%d0%b8%d1%80/"))
    assert post.slug == "мир"


def test_earlier_slugs_and_pages_lead_to_the_post(tmp_path: Path) -> None:
    """What WordPress redirected, and the pages that ``<!--nextpage-->`` made of one post."""
    post = one(
        tmp_path,
        item(7, "One\n<!--nextpage-->\nTwo\n<!--nextpage-->\nThree", meta={"_wp_old_slug": "first-name"}),
    )
    assert post.old_addresses == ("/?p=7", "/2012/05/post-7/2/", "/2012/05/post-7/3/", "/2012/05/first-name/")
    assert post.body == "<p>One</p>\n<p>Two</p>\n<p>Three</p>"


def test_pages_of_pictures_lead_to_their_post(tmp_path: Path) -> None:
    """Each upload had a page of its own below its post's."""
    upload = attachment(9, "x.jpg", parent="7", link=f"{BASE}/2012/05/post-7/x/")
    other = attachment(10, "y.jpg", parent="7", link=f"{BASE}/y/")
    assert one(tmp_path, item(7), upload, other).old_addresses == ("/?p=7", "/2012/05/post-7/x/")


def test_titles_and_excerpts_are_words(tmp_path: Path) -> None:
    """They are HTML there, unlike names."""
    post = one(tmp_path, item(7, title="R&D <em>now</em> &#8211; & then", excerpt="A <b>short</b>\n\nword"))
    assert (post.title, post.summary) == ("R&D now – & then", "A short word")


def test_names_are_unescaped(tmp_path: Path) -> None:
    """WordPress keeps them escaped, inside CDATA: of categories, tags and authors."""
    post = one(
        tmp_path,
        author(1, "dana", "Dana &amp; O&#039;Neil"),
        category(2, "r-d", "R&amp;D"),
        tag(3, "q-a", "Q&amp;A"),
        item(
            7,
            under=(("category", "r-d", "R&amp;D"), ("post_tag", "q-a", "Q&amp;A"), ("post_tag", "late", "Late &lt;3")),
        ),
    )
    assert (post.categories, post.tags, post.authors) == (("R&D",), ("Q&A", "Late <3"), ("Dana & O'Neil",))


def test_an_author_without_a_row_is_called_by_the_login(tmp_path: Path) -> None:
    """But never by a mail address."""
    assert one(tmp_path, item(7, creator="gone")).authors == ("gone",)
    assert one(tmp_path, item(7, creator="d@example.org")).authors == ("d at example.org",)


def test_a_post_stands_in_the_categories_above_its_own(tmp_path: Path) -> None:
    """As WordPress lists it there; the parent's row may come after the child's."""
    given = read(
        tmp_path,
        export(
            category(3, "cup", "Cup", "football"),
            category(2, "football", "Football", "sport"),
            category(1, "sport", "Sport"),
            item(7, under=(("category", "cup", "Cup"),)),
        ),
    )
    assert given.posts[0].categories == ("Cup", "Football", "Sport")
    assert given.blog.lists.categories == {
        "/category/sport/football/cup/": "Cup",
        "/category/cup/": "Cup",
        "/category/sport/football/": "Football",
        "/category/football/": "Football",
        "/category/sport/": "Sport",
        "/?cat=3": "Cup",
        "/?cat=2": "Football",
        "/?cat=1": "Sport",
    }
    assert given.blog.lists.feeds["/category/sport/football/cup/feed/"] == "Cup"


def test_two_categories_of_one_name_stay_two(tmp_path: Path) -> None:
    """Their nicenames differ, and so do their lists."""
    given = read(
        tmp_path,
        export(
            category(1, "news", "News"),
            category(2, "sport", "Sport"),
            category(3, "sport-news", "News", "sport"),
            category(4, "news-2", "News"),
            item(7, under=(("category", "news", "News"),)),
            item(8, under=(("category", "sport-news", "News"),)),
            item(9, under=(("category", "news-2", "News"),)),
        ),
    )
    assert [post.categories for post in given.posts] == [("News",), ("Sport – News", "Sport"), ("News (news-2)",)]
    assert given.blog.lists.categories["/category/sport/sport-news/"] == "Sport – News"


def test_categories_in_a_circle_end(tmp_path: Path) -> None:
    """Whatever a damaged database holds."""
    post = one(
        tmp_path, category(1, "a", "A", "b"), category(2, "b", "B", "a"), item(7, under=(("category", "a", "A"),))
    )
    assert post.categories == ("A", "B")


def test_the_primary_category_comes_first(tmp_path: Path) -> None:
    """Where a plug-in names one."""
    under = (("category", "a", "A"), ("category", "b", "B"))
    parts = (
        category(1, "a", "A"),
        category(2, "b", "B"),
        item(7, under=under, meta={"_yoast_wpseo_primary_category": "2"}),
    )
    assert one(tmp_path, *parts).categories == ("B", "A")


def test_other_taxonomies_are_no_categories(tmp_path: Path) -> None:
    """A format of WordPress is nothing a reader looks for; what a plug-in made is told."""
    given = read(
        tmp_path,
        export(
            term(5, "series", "travels", "Travels"),
            item(7, under=(("post_format", "post-format-aside", "Aside"), ("series", "travels", "Travels"))),
        ),
    )
    assert (given.posts[0].categories, given.posts[0].tags) == ((), ())
    assert ["terms of other taxonomies: series (1)" in note for note in given.notes] == [True]


def test_lists_of_tags_authors_and_months_are_known(tmp_path: Path) -> None:
    """For those that published posts stand in, with the date on the blog's own wall."""
    given = read(
        tmp_path,
        export(
            author(1, "dana", "Dana"),
            tag(1, "red", "Red"),
            tag(2, "unused", "Unused"),
            item(7, under=(("post_tag", "red", "Red"),), date="2011-12-31 23:30:00", date_gmt="2012-01-01 07:30:00"),
            item(8, under=(("post_tag", "unused", "Unused"),), status="draft", date="2015-01-01 00:00:00"),
        ),
    )
    lists = given.blog.lists
    assert lists.tags == {"/tag/red/": "Red", "/?tag=red": "Red"}
    assert lists.authors == {"/author/dana/": "Dana", "/?author=1": "Dana"}
    assert lists.archives == {"/2011/": "2011", "/2011/12/": "2011/12", "/?m=201112": "2011/12"}
    assert lists.feeds["/feed/"] == ""
    assert "/comments/feed/" in lists.comment_feeds


def test_the_featured_picture_has_its_words(tmp_path: Path) -> None:
    """It stands after the post; the file that was served counts, not guid's."""
    upload = attachment(
        9, "x-scaled.jpg", alternative="A &amp; basket", guid=f"{BASE}/wp-content/uploads/2012/05/x.jpg"
    )
    given = read(tmp_path, export(item(7, meta={"_thumbnail_id": "9"}), upload))
    address = f"{BASE}/wp-content/uploads/2012/05/x-scaled.jpg"
    assert given.posts[0].picture == ExportedPicture(address, "A & basket")
    assert given.blog.hosts == {"old.example": 3}


def test_a_conversation_is_open_closed_or_none(tmp_path: Path) -> None:
    """A post that takes no comments and has none says nothing of them, as in WordPress."""
    posts = read(
        tmp_path,
        export(item(1), item(2, "x", comment(1), comment_status="closed"), item(3, comment_status="closed")),
    ).posts
    assert [post.conversation for post in posts] == [CommentsOpen.OPEN, CommentsOpen.CLOSED, CommentsOpen.NONE]


def test_what_stayed_on_top_is_told(tmp_path: Path) -> None:
    """Nothing here stays on top."""
    (note,) = read(tmp_path, export(item(1, sticky="1"))).notes
    assert "posts that stayed on top: Post 1 (1)" in note


def test_other_items_are_counted(tmp_path: Path) -> None:
    """Menus, templates, products: none is a post, none is lost without a word."""
    text = export(item(1, type="nav_menu_item"), item(2, type="product"), item(3, "x", comment(1), type="product"))
    given = read(tmp_path, text)
    assert given.posts == []
    assert any("items that are no posts: product (2), nav_menu_item (1)" in note for note in given.notes)
    assert given.blog.report.skipped == {(Thing.COMMENT, "on what is no post"): 1}


def test_exports_of_old_versions_are_read(tmp_path: Path) -> None:
    """WXR 1.0 of 2009: other namespaces, tags told twice under another name, no authors, titles without CDATA."""
    old = (
        export(item(7, "Old words", under=(("tag", "red", "Red"), ("category", "a", "A")), meta={"_wp_old_slug": "x"}))
        .replace("/export/1.2/", "/export/1.0/")
        .replace("<wp:wxr_version>1.2", "<wp:wxr_version>1.0")
        .replace("<![CDATA[Post 7]]></title>", "Post &amp; 7</title>")
        .replace("<category domain", "<category><![CDATA[Red]]></category>\n<category domain", 1)
    )
    (post,) = read(tmp_path, old).posts
    assert (post.title, post.body, post.categories, post.tags) == ("Post & 7", "<p>Old words</p>", ("A",), ("Red",))


def test_two_posts_of_one_number_both_come(tmp_path: Path) -> None:
    """Files that were put together by hand hold such; the second is called after the first, and told of."""
    found = read(
        tmp_path,
        export(
            item(7, link=f"{BASE}/?p=7", title="One", guid=f"{BASE}/?p=7"),
            item(7, link=f"{BASE}/?p=7", title="Other", guid=f"{BASE}/?p=7"),
            item(7, link=f"{BASE}/third/", title="Third", guid=f"{BASE}/?p=7"),
            item(7, link=f"{BASE}/?p=7", title="One", guid=f"{BASE}/?p=7"),
        ),
    )
    assert [(post.key, post.title) for post in found.posts] == [("7", "One"), ("7-2", "Other"), ("7-3", "Third")]
    (note,) = found.notes
    assert "numbers that two posts have: 7 (2)" in note


def test_a_post_that_has_changed_in_a_later_file_stays_one(tmp_path: Path) -> None:
    """The later export of one blog may call it otherwise, at another address: it has its number."""
    before = export(item(7, link=f"{BASE}/a/", title="Before", guid=f"{BASE}/?p=7"))
    found = read(tmp_path, before, export(item(7, link=f"{BASE}/b/", title="After", guid=f"{BASE}/?p=7")))
    assert [post.title for post in found.posts] == ["Before"]
    assert found.blog.report.counts[Thing.POST, Fate.THERE] == 1


def test_an_item_without_a_type_is_a_post_if_it_has_a_state(tmp_path: Path) -> None:
    """Other programs that write this format leave it out; what has neither is no post."""
    untyped = item(7, "Words.", comment(3)).replace("<wp:post_type><![CDATA[post]]></wp:post_type>", "")
    assert "post_type" not in untyped
    found = read(tmp_path, export(untyped))
    assert [post.key for post in found.posts] == ["7"]
    assert [each.key for each in found.comments] == ["3"]
    stateless = item(8, status="").replace("<wp:post_type><![CDATA[post]]></wp:post_type>", "")
    assert not read(tmp_path, export(stateless)).posts
