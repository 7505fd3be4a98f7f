"""WordPress' texts as a reader saw them: blocks without their comments, classic posts with paragraphs, shortcodes."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.tools.pelican_import import decode_wp_content
from wordpress_exports import BASE, attachment, export, item
from wordpress_reading import Read, read

from outsideinnovation.importers.wordpress import blocks
from outsideinnovation.importers.wordpress.paragraphs import with_paragraphs

FILES = f"{BASE}/wp-content/uploads/2012/05"
PICTURE = f'<img src="{FILES}/a.jpg" alt="A">'


def body(folder: Path, content: str, *others: str, **changes: str) -> str:
    """Return the HTML that is made of a post's *content*."""
    return read(folder, export(item(7, content, **changes), *others)).posts[0].body


def told(reading: Read) -> str:
    """Return all notes and problems of a reading."""
    return "\n".join((*reading.notes, *reading.problems))


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("One\nline\n\nTwo <em>a\nb</em>", "<p>One<br>\nline</p>\n<p>Two <em>a<br>\nb</em></p>"),
        ("One\r\nline\r\n\r\nTwo", "<p>One<br>\nline</p>\n<p>Two</p>"),
        ("<pre>a\n\n  b</pre>\nafter", "<pre>a\n\n  b</pre>\n<p>after</p>"),
        ("a <pre>x</pre> b", "<p>a</p>\n<pre>x</pre>\n<p>b</p>"),
        ("<ul>\n<li>a</li>\n<li>b\nc</li>\n</ul>\ntext", "<ul>\n<li>a</li>\n<li>b<br>\nc</li>\n</ul>\n<p>text</p>"),
        ("<blockquote>q\n\nr</blockquote>text", "<blockquote>\n<p>q</p>\n<p>r</p>\n</blockquote>\n<p>text</p>"),
        ("<h2>T</h2>\nText", "<h2>T</h2>\n<p>Text</p>"),
        ("a<hr />b", "<p>a</p>\n<hr />\n<p>b</p>"),
        ("x<br />\ny<br><br>z", "<p>x<br />\ny</p>\n<p>z</p>"),
        ("<table><tr><td>x\ny</td></tr></table>", "<table>\n<tr>\n<td>x<br>\ny</td>\n</tr>\n</table>"),
        ("<script>\na\n\nb</script>\n\nw", "<script>\na\n\nb</script>\n<p>w</p>"),
        ("<p>a\nb</p>\n\nc", "<p>a<br>\nb</p>\n<p>c</p>"),
        ("a &amp; b & c", "<p>a &amp; b & c</p>"),
        ("", ""),
    ],
)
def test_classic_posts_have_paragraphs(tmp_path: Path, content: str, html: str) -> None:
    """Blank lines part them, single line ends are breaks, and ``<pre>`` stays as it is."""
    assert body(tmp_path, content) == html


PARTS = (
    "One line", "Two <em>em</em> words", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "<h2>Head</h2>", "<blockquote>q</blockquote>",
    "<blockquote>q1\n\nq2</blockquote>", "<pre>code\n\n  more</pre>", "<table>\n<tr><td>c</td></tr>\n</table>", PICTURE,
    f'<a href="b">{PICTURE}</a>', '<div class="x">in div</div>', "<p>pa\nra</p>", "a<br />\nbreak", "<iframe src='x'></iframe>",
)  # fmt: skip


def comparable(html: str) -> str:
    """Return HTML without white space that nobody sees."""
    html = re.sub(r"\s+", " ", html.replace("<br />", "<br>"))
    return re.sub(r" ?(</?(?:p|br|[uo]l|li|h2|blockquote|table|tr|td|div|pre)\b[^>]*>) ?", r"\1", html).strip()


@given(st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from(["\n", "\n\n"])), min_size=1, max_size=5))
def test_another_reader_of_classic_posts_sees_the_same(parts: list[tuple[str, str]]) -> None:
    """Pelican's importer has a translation of ``wpautop``: an independent reading of the same rules."""
    text = "".join(part + end for part, end in parts)
    assert comparable(with_paragraphs(text)) == comparable(decode_wp_content(text))


def test_comments_of_blocks_go(tmp_path: Path) -> None:
    """And what is in them stays as it is, line ends in paragraphs and blank lines in code too."""
    content = (
        '<!-- wp:heading {"level":3} -->\n<h3>T</h3>\n<!-- /wp:heading -->\n\n'
        "<!-- wp:paragraph -->\n<p>One\nline</p>\n<!-- /wp:paragraph -->\n\n"
        '<!-- wp:code -->\n<pre class="wp-block-code"><code>a\n\n\n\nb</code></pre>\n<!-- /wp:code -->\n\n'
        "<!-- wp:separator /-->\n\n<!-- wp:html -->\n<!-- mine -->\n<div>x</div>\n<!-- /wp:html -->"
    )
    html = body(tmp_path, content)
    assert "wp:" not in html
    assert "<p>One\nline</p>" in html
    assert "a\n\n\n\nb" in html
    assert "<!-- mine -->" in html


def test_a_reusable_block_is_filled_in_wherever_it_stands(tmp_path: Path) -> None:
    """Its words are an item of their own, later in the file or in another one, and may hold another such block."""
    first = export(item(7, 'A<!-- wp:block {"ref":8} /-->Z'), item(8, 'B<!-- wp:block {"ref":9} /-->', type="wp_block"))
    second = export(item(9, "C", type="wp_block"))
    found = read(tmp_path, first, second)
    assert [post.body for post in found.posts] == ["ABCZ"]
    assert found.problems == []


def test_reusable_blocks_end(tmp_path: Path) -> None:
    """One that holds itself, and one that is in no file, which is told."""
    found = read(
        tmp_path, export(item(7, 'A<!-- wp:block {"ref":8} /--><!-- wp:block {"ref":9} /-->'),
        item(8, 'B<!-- wp:block {"ref":8} /-->', type="wp_block")),
    )  # fmt: skip
    assert found.posts[0].body == "AB"
    (problem,) = found.problems
    assert "the reusable block 9 is in no file: export All content" in problem


def test_reusable_blocks_cannot_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks that each hold the next ten times are cut at what a post may be long."""
    monkeypatch.setattr(blocks, "LENGTH", 100_000)
    rows = [item(n, f'<!-- wp:block {{"ref":{n + 1}}} /-->' * 10 + "x" * 500, type="wp_block") for n in range(8, 16)]
    assert len(body(tmp_path, '<!-- wp:block {"ref":8} /-->', *rows)) < 200_000


def test_blocks_that_hold_nothing_are_counted(tmp_path: Path) -> None:
    """WordPress makes them anew for each reader; a link to a profile holds its address."""
    profile = '<!-- wp:social-link {"url":"https://s.example/me","service":"mastodon"} /-->'
    content = f'<!-- wp:latest-posts /--><!-- wp:rss {{"feedURL":"https://a.example/"}} /-->{profile}'
    found = read(tmp_path, export(item(7, content)))
    assert found.posts[0].body == '<li><a href="https://s.example/me">Mastodon</a></li>'
    assert "blocks that WordPress fills anew for each reader: latest-posts (1), rss (1): left out" in told(found)


def test_footnotes_have_their_words(tmp_path: Path) -> None:
    """The text holds their marks alone; the words are in the postmeta."""
    mark = '<sup data-fn="a-1" class="fn"><a href="#a-1" id="a-1-link">1</a></sup>'
    meta = {"footnotes": '[{"content":"See <em>there</em>.","id":"a-1"}]'}
    note = '<ol class="footnotes">\n<li id="a-1">See <em>there</em>. <a href="#a-1-link" aria-label="Back">↩</a></li>\n</ol>'
    for place, number in (("<!-- wp:footnotes /-->", 1), ("", 2)):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = read(
            folder, export(item(7, f"<!-- wp:paragraph --><p>x{mark}</p><!-- /wp:paragraph -->\n{place}", meta=meta))
        )
        assert found.posts[0].body.replace("\n\n", "\n") == f"<p>x{mark}</p>\n{note}"


def test_footnotes_that_are_no_json_vanish_alone(tmp_path: Path) -> None:
    """The text is whole without them."""
    found = read(
        tmp_path, export(item(7, "<!-- wp:paragraph --><p>x</p><!-- /wp:paragraph -->", meta={"footnotes": "[{"}))
    )
    assert found.posts[0].body == "<p>x</p>"


@pytest.mark.parametrize(
    "content",
    [
        "Before\n\nhttps://video.example/watch?v=1&amp;t=2\n\nAfter",
        "Before\nhttps://video.example/watch?v=1&amp;t=2\nAfter",
        "Before\n\n[embed]https://video.example/watch?v=1&amp;t=2[/embed]\n\nAfter",
    ],
)
def test_embeds_of_classic_posts_are_links(tmp_path: Path, content: str) -> None:
    """An address alone on its line was shown as what is there."""
    link = '<a href="https://video.example/watch?v=1&amp;t=2">https://video.example/watch?v=1&amp;t=2</a>'
    found = read(tmp_path, export(item(7, content)))
    assert found.posts[0].body == f'<p>Before</p>\n<figure class="embed">{link}</figure>\n<p>After</p>'
    assert "embedded addresses: video.example (1): links here" in told(found)


def test_embeds_of_blocks_are_links(tmp_path: Path) -> None:
    """The block holds a bare address, and may have a caption."""
    content = (
        '<!-- wp:embed {"url":"https://v.example/1"} -->\n<figure class="wp-block-embed is-type-video">'
        '<div class="wp-block-embed__wrapper">\nhttps://v.example/1\n</div>'
        "<figcaption>A film</figcaption></figure>\n<!-- /wp:embed -->"
    )
    html = body(tmp_path, content)
    assert '<a href="https://v.example/1">https://v.example/1</a>' in html
    assert "<figcaption>A film</figcaption>" in html


def test_an_address_in_code_is_no_embed(tmp_path: Path) -> None:
    """Nor is one among words."""
    html = body(tmp_path, "<pre>\nhttps://v.example/1\n</pre>\n\nSee https://v.example/2 there")
    assert "<a " not in html


def test_a_caption_is_a_figure(tmp_path: Path) -> None:
    """As WordPress writes it since 3.4, with links in it, and as it did before."""
    linked = f'<a href="{FILES}/a.jpg">{PICTURE}</a>'
    content = (
        f'[caption id="attachment_9" align="alignleft" width="300"]{linked} A <em>red</em> one[/caption]'
        f'\n\n[caption align="aligncenter" caption="Blue &amp; green"]{PICTURE}[/caption]\nText'
    )
    assert body(tmp_path, content) == (
        f'<figure class="wp-caption alignleft">{linked}<figcaption>A <em>red</em> one</figcaption>\n</figure>\n'
        f'<figure class="wp-caption aligncenter">{PICTURE}<figcaption>Blue & green</figcaption>\n</figure>\n'
        "<p>Text</p>"
    )


def test_a_gallery_shows_its_pictures(tmp_path: Path) -> None:
    """In the order it names, from another file of the export, with their captions and the words instead of them."""
    uploads = export(
        attachment(9, "a.jpg", alternative="Red", excerpt="A <b>red</b> one"), attachment(10, "b.jpg", title="Blue one")
    )
    found = read(tmp_path, export(item(7, 'See\n[gallery ids="10,9" link="none"]')), uploads)
    assert found.posts[0].body == (
        '<p>See</p>\n<figure class="gallery">'
        f'<figure><img src="{FILES}/b.jpg" alt="Blue one"></figure>\n'
        f'<figure><img src="{FILES}/a.jpg" alt="Red"><figcaption>A <b>red</b> one</figcaption>\n</figure>\n</figure>'
    )
    assert found.problems == []


def test_a_gallery_without_numbers_shows_what_was_uploaded_to_the_post(tmp_path: Path) -> None:
    """In the author's order; recordings and other posts' pictures are none of it."""
    uploads = (
        attachment(9, "a.jpg", parent="7", menu_order="2"), attachment(10, "b.jpg", parent="7", menu_order="1"),
        attachment(11, "c.mp3", parent="7"), attachment(12, "d.jpg", parent="8"),
    )  # fmt: skip
    html = body(tmp_path, "[gallery]", *uploads)
    assert [each in html for each in ("a.jpg", "b.jpg", "c.mp3", "d.jpg")] == [True, True, False, False]
    assert html.index("b.jpg") < html.index("a.jpg")


def test_a_picture_that_is_in_no_file_is_told(tmp_path: Path) -> None:
    """With the line of the post; what is there is shown, and a gallery of nothing stays as it was typed."""
    found = read(
        tmp_path, export(item(7, '[gallery ids="9,10"]'), attachment(9, "a.jpg"), item(8, '[gallery ids="99"]'))
    )
    assert "a.jpg" in found.posts[0].body
    assert found.posts[1].body == '<p>[gallery ids="99"]</p>'
    assert [problem.split(": ", 1)[1] for problem in found.problems] == [
        f"a gallery shows the attachment {number}, which is in no file: "
        "export All content, remove the post here, and import again"
        for number in (10, 99)
    ]
    assert "shortcodes that have no counterpart here: [gallery] (1)" in told(found)


def test_recordings_can_be_heard(tmp_path: Path) -> None:
    """Audio, video and lists of them."""
    html = body(
        tmp_path, '[audio mp3="https://a.example/1.mp3"][/audio]\n\n[video src="https://a.example/1.mp4"]\n\n[playlist ids="9"]',
        attachment(9, "c.mp3", title="Song"),
    )  # fmt: skip
    assert '<audio controls preload="none" src="https://a.example/1.mp3">' in html
    assert '<video controls preload="none" src="https://a.example/1.mp4">' in html
    assert f'<li><a href="{FILES}/c.mp3">Song</a></li>' in html


def test_shortcodes_of_plug_ins_are_named_and_stay(tmp_path: Path) -> None:
    """Their words can be read; brackets that people write are none."""
    content = (
        'As it was [sic], see [1].\n\n[contact-form-7 id="3" title="Contact"]\n\n[box color="red"]Words[/box]\n\n[toc]'
    )
    found = read(tmp_path, export(item(7, content)))
    assert '[contact-form-7 id="3" title="Contact"]' in found.posts[0].body
    assert '[box color="red"]Words[/box]' in found.posts[0].body
    assert (
        "shortcodes that have no counterpart here: [contact-form-7] (1), [box] (1), [toc] (1): kept as they were typed"
        in told(found)
    )


def test_a_doubled_bracket_shows_a_shortcode(tmp_path: Path) -> None:
    """As WordPress has it."""
    assert (
        body(tmp_path, "Write [[gallery]] there", attachment(9, "a.jpg", parent="7")) == "<p>Write [gallery] there</p>"
    )


def test_what_stands_before_more_is_the_summary(tmp_path: Path) -> None:
    """Unless there is an excerpt; pictures and footnotes are no words of it."""
    for content in (
        f"One <b>two</b>\n\n{PICTURE}\n\nthree<!--more Read on-->\nRest",
        "<!-- wp:paragraph --><p>One <b>two</b></p><!-- /wp:paragraph --><p>three</p>"
        '<!-- wp:more {"customText":"On"} -->\n<!--more On-->\n<!-- /wp:more -->\n'
        "<!-- wp:paragraph --><p>Rest</p><!-- /wp:paragraph -->",
    ):
        (post,) = read(tmp_path, export(item(7, content))).posts
        assert post.summary == "One two three"
        assert "more" not in post.body
        assert "<p>Rest</p>" in post.body
    shortcodes = '[box width="3"]A[/box] B [toc]<!--more-->C'
    assert read(tmp_path, export(item(7, shortcodes))).posts[0].summary == "A B"
    assert read(tmp_path, export(item(7, "A<!--more-->B", excerpt="E"))).posts[0].summary == "E"
    assert read(tmp_path, export(item(7, "No mark"))).posts[0].summary == ""


def test_a_hundred_thousand_brackets_take_no_time(tmp_path: Path) -> None:
    """Hostile texts are read in time that grows with their length."""
    content = "[caption]" * 30_000 + "[gallery" * 20_000 + "<!-- wp:x {" * 20_000 + "<div>" * 20_000 + "</p>" * 20_000
    assert len(read(tmp_path, export(item(7, content))).posts) == 1
