"""A look of one's own by settings alone: the same bytes either way, and nothing that does not follow from them."""

import re

import pytest
from tests_support import Blog

from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way
from outsideinnovation.errors import ContentError, InvalidSettingsError
from outsideinnovation.service.pages import ServicePages


def built(blog: Blog, more: str) -> dict[str, bytes]:
    """Return the files of *blog* with *more* settings, which our own way builds as Pelican's does; templates are left to that."""
    blog.settings(more)
    blog.build()
    assert is_ours(blog.site.settings, blog.content) == ("OVERRIDES" not in more)
    made = {path: data for path, data in blog.files().items() if not path.startswith("search/")}
    pelicans_way(blog.site, settings={"OUTPUT_PATH": str(blog.root / "other")})
    other = Blog.__new__(Blog)
    other.output = blog.root / "other"
    assert {path: data for path, data in other.files().items() if not path.startswith("search/")} == made
    return made


def test_colours_are_a_style_sheet_of_their_own(small_blog: Blog) -> None:
    """Every page loads it after the theme's, browsers' bars have the page's colour, and no page has a style inside."""
    made = built(small_blog, 'LOOK_COLOURS = {"page": "#fff8f0", "accent": "#7a1f3d"}\n')
    style = made["theme/css/colours.css"].decode()
    assert "--page: #fff8f0; " in style
    assert style.count("--accent: ") == 2, "one a mode"
    pages = [data.decode() for path, data in made.items() if path.endswith(".html")]
    for page in pages:
        assert page.index("theme/css/style.css") < page.index("theme/css/colours.css")
        assert '(prefers-color-scheme: light)" content="#fff8f0"' in page
        assert "<style" not in page


def test_without_colours_there_is_no_second_style_sheet(small_blog: Blog) -> None:
    """Nothing is loaded that says nothing; and colours that are taken back leave nothing behind."""
    built(small_blog, 'LOOK_COLOURS_DARK = {"page": "#000000"}\n')
    made = built(small_blog, "")
    assert "theme/css/colours.css" not in made
    assert b"colours.css" not in made["index.html"]


def test_another_colour_is_built_like_anew(small_blog: Blog) -> None:
    """A build after a change equals a clean one."""
    built(small_blog, 'LOOK_COLOURS = {"accent": "#7a1f3d"}\n')
    made = built(small_blog, 'LOOK_COLOURS = {"accent": "#0000aa"}\n')
    assert small_blog.run("build", "--verify").exit_code == 0
    assert b"#0000aa" in made["theme/css/colours.css"]
    assert not re.search(rb"#7a1f3d", made["theme/css/colours.css"])


def test_a_post_may_not_be_where_the_colours_are(small_blog: Blog) -> None:
    """Like any address that two things want, with the line of the post."""
    small_blog.settings('LOOK_COLOURS = {"accent": "#7a1f3d"}\n')
    small_blog.post("taker", save_as="theme/css/colours.css")
    result = small_blog.run("build")
    assert result.exit_code == 1
    assert re.search(r"taker\.md:\d+:\d+: .*theme/css/colours\.css", result.stderr)


def test_a_logo_an_icon_and_a_portrait(small_blog: Blog) -> None:
    """They stand where they belong, with the size that is said, and the neutral sign is gone."""
    for name in ("wide logo.svg", "tab.png", "me.svg"):
        small_blog.write(f"images/{name}", "<svg/>")
    made = built(
        small_blog,
        'LOOK_LOGO = ("images/wide logo.svg", 160, 40)\nLOOK_FAVICON = "images/tab.png"\n'
        'LOOK_PORTRAIT = "images/me.svg"\nPICTURES = False\n',
    )
    page = made["2005/12/first.html"].decode()
    assert '<img src="/images/wide%20logo.svg" alt="" width="160" height="40">' in page
    assert '<link rel="icon" type="image/png" href="/images/tab.png">' in page
    assert re.search(r'class="p-author h-card"[^>]*><img class="u-photo" src="/images/me.svg"', page)
    assert "favicon.svg" not in page


def test_a_logo_in_svg_is_the_icon_too(small_blog: Blog) -> None:
    """Unless another is named; without any, both are the neutral sign."""
    small_blog.write("images/logo.svg", "<svg/>")
    page = built(small_blog, 'LOOK_LOGO = "images/logo.svg"\n')["index.html"].decode()
    assert '<link rel="icon" type="image/svg+xml" href="/images/logo.svg">' in page
    assert built(small_blog, "")["index.html"].decode().count("theme/img/favicon.svg") == 2


def test_a_portrait_is_of_the_author_alone(small_blog: Blog) -> None:
    """A guest's post does not show the face of the blog's author."""
    small_blog.write("images/me.svg", "<svg/>")
    small_blog.post("guest", author="Erik")
    made = built(small_blog, 'LOOK_PORTRAIT = "images/me.svg"\n')
    assert b"u-photo" not in made["2005/12/guest.html"]
    assert b"u-photo" in made["2005/12/first.html"]


def test_footer_and_links_to_follow(small_blog: Blog) -> None:
    """Words, links inside the site below its path, and others; rel=me is said of those on other hosts alone."""
    made = built(
        small_blog,
        'SITEURL = "https://dana.example/blog"\n'
        'LOOK_FOOTER = ["© <Dana>", ("About", "about/"), ("Mail", "mailto:d@dana.example")]\n'
        'LOOK_FOLLOW = [("Mastodon", "https://social.example/@dana"), ("RSS", "feeds/rss.xml")]\n',
    )
    for path in ("index.html", "2005/12/first.html", "about/index.html", "404.html"):
        foot = made[path].decode().partition('<footer class="colophon">')[2]
        assert "<bdi>© &lt;Dana&gt;</bdi>" in foot
        assert '<a href="/blog/about/">About</a>' in foot
        assert '<a href="mailto:d@dana.example">Mail</a>' in foot
        assert '<a rel="me" class="u-url" href="https://social.example/@dana">Mastodon</a>' in foot
        assert '<a class="u-url" href="/blog/feeds/rss.xml">RSS</a>' in foot


def test_share_links_are_plain(small_blog: Blog) -> None:
    """They hold address and title, whatever stands in that, and load nothing."""
    small_blog.post("odd", title='Q&A: {url} "<b>"', date="2006-02-02 08:00")
    more = 'LOOK_SHARE = ["bluesky", ("Forum", "https://forum.example/?t={title}&u={url}"), "mail"]\nSITEURL = "https://dana.example"\n'
    page = built(small_blog, more)["2006/02/odd.html"].decode()
    title, url = "Q%26A%3A%20%7Burl%7D%20%22%3Cb%3E%22", "https%3A//dana.example/2006/02/odd.html"
    assert f'<a href="https://bsky.app/intent/compose?text={title}%20{url}">Share on Bluesky</a>' in page
    assert f'<a href="https://forum.example/?t={title}&amp;u={url}">Share on Forum</a>' in page
    assert f'<a href="mailto:?subject={title}&amp;body={url}">Send by mail</a>' in page
    assert not re.search(r'(?:src|rel="stylesheet" href)="https?:', page)
    assert b"Send by mail" not in built(small_blog, "LOOK_SHARE = []\n")["2005/12/first.html"]


@pytest.mark.parametrize("name", ["LOOK_LOGO", "LOOK_FAVICON", "LOOK_PORTRAIT"])
@pytest.mark.parametrize(
    ("path", "said"), [("images/gone.svg", "no such file"), ("pages/in.svg", "no folder whose files")]
)
def test_a_picture_that_is_not_published_is_told(small_blog: Blog, name: str, path: str, said: str) -> None:
    """By every way to build and by the check, with the line of the setting."""
    small_blog.write("pages/in.svg", "<svg/>")
    small_blog.settings(f'{name} = "{path}"\n')
    place = re.compile(rf"pelicanconf\.py:5:\d+: {name} names '{path}'.* {said}")
    for command in ("build", "check"):
        result = small_blog.run(command)
        assert result.exit_code == 1
        assert place.search(result.stderr)
    with pytest.raises(ContentError, match=place):
        pelicans_way(small_blog.site)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('LOOK_LOGO = "../logo.svg"', "is no path below the content folder"),
        ('LOOK_LOGO = "https://elsewhere.example/logo.svg"', "is no path below the content folder"),
        ('LOOK_LOGO = ("images/logo.svg", 0, 52)', "is no picture with its size"),
        ("LOOK_LOGO = 5", "is no text"),
        ('LOOK_FAVICON = "images/icon.tiff"', "is no icon that browsers know"),
        ('LOOK_FOOTER = "© Dana"', "is no list"),
        ('LOOK_FOOTER = [("About", "javascript:alert(1)")]', "is no link"),
        ('LOOK_FOOTER = [("About", "//elsewhere.example")]', "is no link"),
        ('LOOK_FOLLOW = ["Mastodon"]', "is no pair of texts"),
        ('LOOK_FOLLOW = [("Mastodon", "https://[")]', "is no address"),
        ('LOOK_SHARE = ["myspace"]', "names 'myspace', which is not known"),
        ('LOOK_SHARE = [("Here", "https://here.example/")]', "without {url}"),
        ('LOOK_SHARE = [("Here", "javascript:{url}")]', "is no link"),
        ("LOOK_COLOUR = {}", "unknown setting LOOK_COLOUR: did you mean LOOK_COLOURS?"),
    ],
)
def test_what_cannot_be_shown_is_refused(blog: Blog, more: str, said: str) -> None:
    """With the line and the remedy."""
    blog.settings(f"{more}\n")
    with pytest.raises(InvalidSettingsError) as caught:
        _ = blog.site
    (problem,) = caught.value.problems
    assert said in str(problem)
    assert problem.line == 5


def test_one_template_is_overridden(small_blog: Blog) -> None:
    """Without a copy of the theme, and with the theme's own template inside."""
    (small_blog.root / "mine").mkdir()
    for name, text in {
        "_footer.html": "{% include '!theme/_footer.html' %}\n<p class=\"mine\">{{ SITENAME|upper }} {{ root }}</p>",
        "article.html": "{% extends '!theme/article.html' %}\n{% block content %}\n{% set said = article.title %}\n"
        "<p>Before {{ said }}</p>\n{{ super() }}\n{% endblock %}",
        "recipe.html": "{% extends 'base.html' %}\n"
        "{% block content %}<h1>{{ page.title }}</h1>{{ page.content|safe }}{% endblock %}",
    }.items():
        (small_blog.root / "mine" / name).write_text(text, "utf-8")
    small_blog.write("pages/cake.md", "Title: Cake\nSlug: cake\nTemplate: recipe\n\nFlour.\n")
    made = built(small_blog, 'THEME_TEMPLATES_OVERRIDES = ["mine"]\n')
    post, cake = made["2005/12/first.html"].decode(), made["cake/index.html"].decode()
    for page in (post, cake, made["index.html"].decode()):
        assert page.count('<p class="mine">') == page.count('<footer class="colophon">') == 1
    assert post.index("<p>Before First</p>") < post.index('<article class="post h-entry">')
    assert "<h1>Cake</h1>" in cake
    assert small_blog.run("check").exit_code == 0


def test_a_change_of_an_own_template_is_seen(small_blog: Blog) -> None:
    """What shows it is built anew, as a clean build would; and one that is taken away gives the theme's place back."""
    own = small_blog.root / "mine" / "_footer.html"
    own.parent.mkdir()
    for words in ("one", "two"):
        own.write_text(f"<footer>{words}</footer>", "utf-8")
        made = built(small_blog, 'THEME_TEMPLATES_OVERRIDES = ["mine"]\n')
        assert f"<footer>{words}</footer>".encode() in made["index.html"]
    own.unlink()
    small_blog.build()
    assert 'class="colophon"' in small_blog.page("index.html")
    assert small_blog.run("build", "--verify").exit_code == 0


def test_a_folder_of_templates_that_is_not_there_is_told(small_blog: Blog) -> None:
    """With the line of the setting."""
    small_blog.settings('THEME_TEMPLATES_OVERRIDES = ["nowhere"]\n')
    result = small_blog.run("build")
    assert result.exit_code == 1
    assert re.search(
        r"pelicanconf\.py:5:29: THEME_TEMPLATES_OVERRIDES names '.*nowhere'.*no such folder", result.stderr
    )


@pytest.mark.parametrize(
    ("more", "script"),
    [
        (
            '{"kind": "goatcounter", "address": "https://dana.goatcounter.com/"}',
            'src="https://dana.goatcounter.com/count.js" data-goatcounter="https://dana.goatcounter.com/count"',
        ),
        (
            '{"kind": "plausible", "address": "https://plausible.io", "site": "dana.example"}',
            'src="https://plausible.io/js/script.js" data-domain="dana.example"',
        ),
        (
            '{"kind": "umami", "address": "https://stats.example:8443/u", "site": "5f0c3b1e-0000"}',
            'src="https://stats.example:8443/u/script.js" data-website-id="5f0c3b1e-0000"',
        ),
    ],
    ids=["goatcounter", "plausible", "umami"],
)
def test_counting_is_one_script_and_its_host_in_the_policy(small_blog: Blog, more: str, script: str) -> None:
    """Public pages load it, the servers' files allow its origin for scripts and counts, and nothing else changes."""
    before = built(small_blog, "")
    made = built(small_blog, f"ANALYTICS = {more}\n")
    tag = f"<script async {script}></script>\n".encode()
    origin = re.match(r'src="(https://[^/]+)', script)[1].encode()
    for path, data in made.items():
        if path.endswith(".html"):
            assert data.replace(tag, b"") == before[path] != data
        elif path in {"_headers", "headers.nginx.conf", "headers.caddy"}:
            assert data.count(origin) == 2
            assert data.replace(b" " + origin, b"") == before[path]
        else:
            assert data == before[path]


def test_what_only_one_reader_sees_is_not_counted(small_blog: Blog) -> None:
    """The address of a receipt is a key: no other host gets to hear of it."""
    small_blog.settings('ANALYTICS = {"kind": "goatcounter", "address": "https://dana.goatcounter.com"}\n')
    page = ServicePages(small_blog.site, "").render("comment_message", title="Thanks", paragraphs=())
    assert "goatcounter" not in page


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('"goatcounter"', "names none of goatcounter, plausible, umami"),
        ('{"kind": "google"}', "names none of"),
        ('{"kind": "goatcounter"}', "is no address"),
        ('{"kind": "goatcounter", "address": "http:"}', "lacks its scheme or host"),
        ('{"kind": "goatcounter", "address": "https://a.example; script-src *"}', "more than a host and a path"),
        ('{"kind": "goatcounter", "address": "https://a.example;x"}', "lacks the address"),
        (
            '{"kind": "goatcounter", "address": "https://a.example", "site": "x"}',
            "names 'site', which goatcounter has not",
        ),
        ('{"kind": "plausible", "address": "https://plausible.io"}', "lacks its site: the blog's domain"),
        ('{"kind": "umami", "address": "https://u.example", "site": "a b"}', "lacks its site"),
    ],
)
def test_a_service_that_cannot_be_meant_is_refused(blog: Blog, value: str, said: str) -> None:
    """Nothing of it gets into pages or the policy."""
    blog.settings(f"ANALYTICS = {value}\n")
    with pytest.raises(InvalidSettingsError) as caught:
        _ = blog.site
    (problem,) = caught.value.problems
    assert said in str(problem)
    assert problem.line == 5


@pytest.mark.parametrize("command", ["build", "check"])
def test_every_command_says_what_cannot_be_read(small_blog: Blog, command: str) -> None:
    """With the line of the setting and the remedy."""
    small_blog.settings('LOOK_COLOURS = {"accent": "#ff8800"}\n')
    result = small_blog.run(command)
    assert result.exit_code == 1
    assert re.search(r"pelicanconf\.py:\d+:\d+: LOOK_COLOURS: 'accent' #ff8800 .* write a darker accent", result.stderr)
