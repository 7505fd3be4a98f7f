"""A post as a mail: plain text that one likes to read, and HTML that loads nothing from elsewhere."""

from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsletter_samples import BLOG, TEMPLATES, WEB, sent, story

from outsideinnovation.errors import SettingsError
from outsideinnovation.subscriptions import newsletter_mail
from outsideinnovation.subscriptions.mail_html import mail_html
from outsideinnovation.subscriptions.mail_templates import MailTemplates
from outsideinnovation.subscriptions.plain_text import WIDTH, plain_text

PAGE = "https://blog.example/2026/05/a.html"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two,\n three.</p>", "One.\n\nTwo, three."),
        ("<h2>A title</h2><p>Words</p>", "A title\n-------\n\nWords"),
        ("<ul><li>one</li><li>two</li></ul>", " *  one\n *  two"),
        ("<ul><li>one<li>two</ul>", " *  one\n *  two"),
        ("<ol start=3><li>three</li><li><p>four</p><p>more</p></li></ol>", " 3. three\n 4. four\n\n    more"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", " *  a\n\n     *  b"),
        ("<blockquote><p>Said</p><p>and done</p></blockquote>", "> Said\n\n> and done"),
        ("<pre><code>if x:\n  y\n</code></pre>", "    if x:\n      y"),
        ("<p>a <em>b</em> <code>c</code></p>", "a *b* `c`"),
        ("<p>line<br>break</p>", "line\nbreak"),
        ("<p>a</p><hr><p>b</p>", "a\n\n* * *\n\nb"),
        ("<img src=x alt='A dog'>", "[Picture: A dog]"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a | b\n\n1 | 2"),
        ("<p>caf&eacute; &lt;b&gt;</p><script>no()</script>", "café <b>"),
        ("<dl><dt>word<dd>what it means</dl>", "word\n\n    what it means"),
        ("words alone", "words alone"),
        ("", ""),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    """As a person would type it."""
    assert plain_text(html).text == text


def test_links_are_numbered_once_each() -> None:
    """But those whose words are the address; a list of several stories counts on."""
    html = "<p><a href='https://a.example/'>one</a>, <a href='https://b.example/'>two</a>, <a href='https://a.example/'>one</a>, "
    html += "<a href='https://c.example/'>https://c.example/</a>, <a href='#top'>top</a></p>"
    plain = plain_text(html, first_link=4)
    assert plain.text == "one [4], two [5], one [4], https://c.example/, top"
    assert plain.links == ("https://a.example/", "https://b.example/")


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<ul>",
                "<li>",
                "</ul>",
                "<blockquote>",
                "</blockquote>",
                "<pre>",
                "</pre>",
                "<ol start=x>",
                "</li>",
                "<b>",
                "<a href=https://x.example/>",
                "</a>",
                "word ",
                "long " * 20,
            ]
        ),
        max_size=40,
    )
)
def test_no_tags_break_the_writer(pieces: list[str]) -> None:
    """However they are nested, every word is there and lines keep to their width where words allow it."""
    html = "".join(pieces)
    lines = plain_text(html).text.split("\n")
    assert "".join(lines).count("word") == html.count("word")
    if "<pre>" not in html and html.count("<blockquote>") + html.count("<li>") < 8:
        assert max(map(len, lines)) <= WIDTH + 4


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<a href='/b.html'>b</a>", '<a href="https://blog.example/b.html">b</a>'),
        ("<a href='javascript:x()'>b</a>", "<a>b</a>"),
        ("<img src='/i.jpg?reader=7' alt='i'>", '<img alt="i" src="https://blog.example/i.jpg">'),
        (
            "<img src='https://elsewhere.example/i.jpg' alt='A dog'>",
            '<a href="https://elsewhere.example/i.jpg">[Picture: A dog]</a>',
        ),
        ("<img src='/pixel.gif' width=1 height=1>", ""),
        ("<img src='data:image/gif;base64,xx'>", ""),
        ("a<script>x()</script>b", "ab"),
        ("<p style='background:url(https://x.example)' onclick=x()>a</p>", "<p>a</p>"),
        ("<iframe src='https://films.example/'></iframe>", f'<p><a href="{PAGE}">See it on the page</a></p>'),
        ("<form action=/x><input></form>a", "a"),
        ("a &lt;script&gt; &amp;", "a &lt;script&gt; &amp;"),
    ],
)
def test_a_mail_loads_nothing_that_tells_on_readers(html: str, expected: str) -> None:
    """Pictures from elsewhere are links, those of the blog are the same for everybody, and nothing runs."""
    assert mail_html(html, PAGE) == expected


def test_styles_are_in_the_elements_and_dark_mode_in_the_head() -> None:
    """With !important, for an inlined style wins otherwise; nothing comes after the end of the document."""
    html = newsletter_mail.render([story()], "each", WEB, BLOG, TEMPLATES).html
    head, _, body = html.partition("</head>")
    assert "@media (prefers-color-scheme: dark)" in head
    assert "!important" in head
    assert 'style="' in body
    assert "var(" not in html
    assert html.rstrip().endswith("</html>")
    assert "<!--[if mso]>" in body
    assert "http://" not in html.replace("http://www.w3.org", "")


def test_both_parts_have_the_ways_on() -> None:
    """To the post, the web, the preferences and out."""
    message = BytesParser(policy=policy.default).parsebytes(sent())
    for part in message.iter_parts():  # type: ignore[attr-defined]
        content = part.get_content()
        for address in (story().url, WEB, BLOG.preferences_page("0123456789abcdef" * 2)):
            assert address in content


def test_a_theme_may_bring_its_own_template(tmp_path: Path) -> None:
    """And one that is wrong is named, with its line."""
    ours = Path(__file__).resolve().parents[2] / "themes" / "outsideinnovation" / "templates"
    (tmp_path / "mail").mkdir()
    template = tmp_path / "mail" / "notice.txt"
    template.write_text("Mine: {{ closing }}", "utf-8")
    templates = MailTemplates([tmp_path, ours])
    assert templates.text("notice", closing="Bye") == "Mine: Bye\n"
    template.write_text("a\n{% if %}", "utf-8")
    with pytest.raises(SettingsError, match=r"notice\.txt:2: "):
        MailTemplates([tmp_path, ours]).text("notice", closing="Bye")


def test_a_name_that_says_nothing_is_named(tmp_path: Path) -> None:
    """A theme's slip of the pen does not become a gap in every reader's mail, which nobody can take back."""
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "notice.txt").write_text("Bye, {{ readr }}", "utf-8")
    with pytest.raises(SettingsError, match=r"notice\.txt.*'readr' is undefined"):
        MailTemplates([tmp_path]).text("notice", reader="Dana")
