"""WordPress's format, read as WordPress's own importer reads it: each of its rules is kept."""

import re
from html import unescape

import pytest
from exporters_blog import export, exported, full_blog, say
from exporters_readers import WordPressBlog, imported, shortcodes
from tests_support import Blog

from outsideinnovation.exporters import wordpress_text


@pytest.fixture
def full(blog: Blog) -> Blog:
    """A blog with everything in it once."""
    return full_blog(blog)


def brought(blog: Blog, *arguments: str) -> WordPressBlog:
    """Export *blog* and import it."""
    return imported(export(blog, "wordpress", *arguments))


def test_what_is_public_comes_and_nothing_else(full: Blog) -> None:
    """Drafts and comments that wait stay at home unless they are asked for."""
    there = brought(full)
    assert {post.title for post in there.of("post")} == {"Words &amp; &lt;marks&gt;", "Second", "Hidden one"}
    assert {post.title for post in there.of("page")} == {"About", "Team"}
    assert [comment.approved for post in there.posts for comment in post.comments] == ["1", "1", "1"]
    assert "Not yet" not in exported(full, "wordpress").stdout


def test_drafts_and_all_comments_come_by_choice(full: Blog) -> None:
    """Each in its state; the four states are those that WordPress has."""
    there = brought(full, "--drafts", "--comments", "all")
    assert {post.title: post.status for post in there.of("post")} == {
        "Words &amp; &lt;marks&gt;": "publish",
        "Second": "publish",
        "A draft": "draft",
        "Hidden one": "private",
    }
    states = {comment.content: comment.approved for comment in there.one("Words &amp; &lt;marks&gt;").comments}
    assert (states["Waiting."], states["Junk."], states["No."], states["To nobody."]) == ("0", "spam", "trash", "1")


def test_no_comments_come_where_none_are_wanted(full: Blog) -> None:
    """The posts come all the same."""
    assert not any(post.comments for post in brought(full, "--comments", "none").posts)


def test_dates_are_told_by_the_blogs_clock_and_in_utc(full: Blog) -> None:
    """In winter and in summer."""
    there = brought(full)
    first, second = there.one("Words &amp; &lt;marks&gt;"), there.one("Second")
    assert (first.date, first.date_gmt) == ("2005-12-09 10:31:00", "2005-12-09 15:31:00")
    assert (second.date, second.date_gmt) == ("2006-07-01 08:00:00", "2006-07-01 12:00:00")
    assert {comment.date_gmt: comment.date for comment in first.comments}[
        "2005-12-09 12:00:00"
    ] == "2005-12-09 07:00:00"


def test_a_text_without_a_date_gets_one(full: Blog) -> None:
    """Without one, WordPress takes two pages of one title for the same, whatever their dates."""
    full.write("pages/other.md", "Title: About\nSlug: other\n\nAgain.\n")
    there = brought(full, "--drafts")
    assert not there.refused
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", post.date) for post in there.posts)


def test_posts_of_one_title_and_date_stay_apart(blog: Blog) -> None:
    """Case and accents count for nothing in WordPress's tables; three such posts have three seconds."""
    for slug, title in (("a", "Café"), ("b", "cafe"), ("c", "CAFÉ")):
        blog.post(slug, title=title)
        say(blog, slug, f"0000000{slug}-one", f"On {slug}.")
    there = brought(blog)
    assert not there.refused
    assert len({post.date for post in there.posts}) == 3
    assert [len(post.comments) for post in there.posts] == [1, 1, 1]


def test_answers_come_after_what_they_answer(full: Blog) -> None:
    """Though one is older by its date; and who answers nobody that is there stands at the top."""
    comments = {comment.content: comment for comment in brought(full).one("Words &amp; &lt;marks&gt;").comments}
    asked, answer, lost = comments["One.\n\nTwo\nlines."], comments["An <em>answer</em>."], comments["To nobody."]
    assert answer.parent == asked.id < answer.id
    assert (asked.parent, lost.parent) == (0, 0)


def test_an_answer_to_what_is_not_exported_stands_at_the_top(blog: Blog) -> None:
    """Its parent waits for approval, and its number would name any comment of the new blog."""
    blog.post("one")
    say(blog, "one", "00000001-parent", "Waits.", status="pending")
    say(blog, "one", "00000002-child", "Public.", reply_to="00000001-parent")
    assert [comment.parent for comment in brought(blog).posts[0].comments] == [0]
    assert [comment.parent for comment in brought(blog, "--comments", "all").posts[0].comments] == [0, 1]


def test_comments_in_a_circle_all_come(blog: Blog) -> None:
    """One of them answers nobody."""
    blog.post("one")
    for name, to in (("a", "b"), ("b", "c"), ("c", "a")):
        say(blog, "one", f"0000000{name}-x", name, reply_to=f"0000000{to}-x")
    parents = [comment.parent for comment in brought(blog).posts[0].comments]
    assert sorted(parents) == [0, 1, 2]


def test_names_are_escaped_as_wordpress_keeps_them(full: Blog) -> None:
    """Categories, authors and commenters as entities inside CDATA, titles as HTML."""
    there = brought(full)
    assert there.categories["r-d" if "r-d" in there.categories else "rd"] == "R&amp;D"
    assert there.authors["dana-ray"] == "Dana Ray"
    assert "Éva &amp; Co" in {comment.author for post in there.posts for comment in post.comments}


def test_categories_tags_and_authors_are_told_before_they_are_named(full: Blog) -> None:
    """And each post names only such."""
    there = brought(full)
    for post in there.of("post"):
        assert post.author in there.authors
        for domain, slug, name in post.terms:
            assert {"category": there.categories, "post_tag": there.tags}[domain][slug] == name
    assert [name for _, _, name in there.one("Words &amp; &lt;marks&gt;").terms] == [
        "Co-Design",
        "R&amp;D",
        "lead users",
        "a",
    ]
    assert not any(post.terms for post in there.of("page"))


def test_slugs_are_such_as_wordpress_leaves_alone(blog: Blog) -> None:
    """It would make ``my_post-html`` of ``My_Post.html``."""
    blog.post("x", url="2005/My_Post.html", save_as="2005/My_Post.html")
    assert brought(blog).posts[0].name == "my_post"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Já vou.já", "ja-vou-ja"),
        ("a -- b", "a-b"),
        ("снег", "%d1%81%d0%bd%d0%b5%d0%b3"),
        ("what?!", "what"),
        ("–x–", "x"),
        ("x" * 300, "x" * 200),
        ("ж" * 100, "%d0%b6" * 33),
    ],
)
def test_a_slug_is_made_as_wordpress_makes_it(text: str, slug: str) -> None:
    """Other scripts are percent-encoded in lower case, two hundred bytes at most, and no character is cut."""
    assert wordpress_text.sanitized(text) == slug


def test_old_names_lead_to_the_post(full: Blog) -> None:
    """WordPress redirects from a name that a post once had; what leads elsewhere is told."""
    result = exported(full, "wordpress")
    there = imported(result.stdout)
    assert there.one("Words &amp; &lt;marks&gt;").metadata("_wp_old_slug") == ["first_words"]
    assert there.one("Second").metadata("_wp_old_slug") == ["place"]
    assert "use a plug-in for them: /gone.html." in result.stderr


def test_pages_below_others_have_a_parent(full: Blog) -> None:
    """Their address is made of it."""
    there = brought(full)
    assert there.one("Team").parent == there.one("About").id


def test_pictures_are_attachments_with_their_words(full: Blog) -> None:
    """Each once, at the address where WordPress can fetch it, and shown in the text at the same."""
    (picture,) = brought(full).of("attachment")
    assert (picture.attachment, picture.status) == ("https://ours.example/images/dot.png", "inherit")
    assert picture.metadata("_wp_attachment_image_alt") == ["A dot"]
    assert 'src="https://ours.example/images/dot.png"' in brought(full).one("Words &amp; &lt;marks&gt;").content


def test_the_picture_of_a_post_is_its_featured_image(blog: Blog) -> None:
    """By the number of its attachment."""
    blog.write("images/top.png", b"x")
    blog.post("one", "![]({static}/images/top.png)", image="/images/top.png")
    there = brought(blog)
    assert there.of("post")[0].metadata("_thumbnail_id") == [str(there.of("attachment")[0].id)]


def test_links_are_whole(full: Blog) -> None:
    """But for those within the page."""
    full.post(
        "second", '[Top](#x) <a href="../a.html">a</a>\n\n<h2 id="x">x</h2>', date="2006-07-01 08:00", title="Second"
    )
    content = brought(full).one("Second").content
    assert 'href="#x"' in content
    assert 'href="https://ours.example/2006/a.html"' in content
    assert 'href="https://ours.example/2006/07/second.html"' in brought(full).one("Words &amp; &lt;marks&gt;").content


def test_html_stands_in_a_block_of_its_own(blog: Blog) -> None:
    """Else WordPress would break its lines, in scripts too; a mark inside that ends the block is left out."""
    blog.post("one", "<div>\na\n<script>\nif (a\n< b) {}\n</script>\n<!-- /wp:html --><!--nextpage-->\n</div>")
    content = brought(blog).posts[0].content
    assert content.startswith("<!-- wp:html -->\n")
    assert content.endswith("\n<!-- /wp:html -->")
    assert content.count("wp:html") == 2
    assert "nextpage" not in content
    assert "if (a\n< b) {}" in content


@pytest.mark.parametrize(
    "body",
    [
        "Write [gallery] here.",
        'Write `[gallery ids="1"]` here.',
        "[caption]x[/caption]",
        "[audio/] [embed]https://a.example/[/embed]",
        '<p title="[gallery]">x</p>',
        "[[gallery]]",
        "    [video src=x]\n",
    ],
)
def test_shortcodes_do_not_run(blog: Blog, body: str) -> None:
    """Neither in code nor in attributes; and readers see the same words, where WordPress takes one bracket away."""
    blog.post("one", body)
    content = brought(blog).posts[0].content
    assert shortcodes(content) == []
    assert "gallery-x" in wordpress_text.block("[gallery-x]")


def test_a_lone_shortcode_has_its_brackets_doubled() -> None:
    """That is how WordPress itself says so."""
    assert "<code>[[gallery]]</code>" in wordpress_text.block("<code>[gallery]</code>")
    assert "[youtube x]" in wordpress_text.block("[youtube x]")


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("One.\n\nTwo\nlines.", "One.\n\nTwo\nlines."),
        ("*a* **b** `c`", "<em>a</em> <strong>b</strong> <code>c</code>"),
        ("- one\n- two\n\nAfter.", "- one\n- two\n\nAfter."),
        ("3. one\n4. two", "3. one\n4. two"),
        ("> said\n\nSo.", "<blockquote>said</blockquote>\n\nSo."),
        ("```\nx < 1\n\ny\n```", "<code>x &lt; 1\n\ny\n</code>"),
        ("[here](https://a.example/?b=1&c=2)", '<a href="https://a.example/?b=1&amp;c=2">here</a>'),
        ("1 < 2 & <b>", "1 &lt; 2 &amp; &lt;b&gt;"),
    ],
)
def test_comments_are_plain_words_with_few_tags(body: str, kept: str) -> None:
    """WordPress makes paragraphs of blank lines, and lets no lists or paragraphs in."""
    assert wordpress_text.comment(body) == kept


def test_characters_that_xml_cannot_carry_are_left_out(blog: Blog) -> None:
    """And what would end a CDATA section does not."""
    blog.post("one", "A \x0b slide, `]]>` and U+FFFE \ufffe.", title="]]> \x0b")
    there = brought(blog)
    assert "]]&gt;" in there.posts[0].content
    assert unescape(there.posts[0].title).startswith("]]>")


def test_hidden_posts_and_second_authors_are_told_of(full: Blog) -> None:
    """What is another in WordPress is no secret."""
    full.post("pair", date="2006-08-01 08:00", authors="Ann; Bob")
    told = exported(full, "wordpress").stderr
    assert "Hidden posts are private in WordPress" in told
    assert "posts/unlisted.md" in told
    assert "the first of these texts' authors: posts/pair.md" in told
