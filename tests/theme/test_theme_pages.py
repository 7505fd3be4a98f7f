"""The pages that readers get, rendered from a small invented blog with nothing but what the build promises."""

import json
import re
import xml.etree.ElementTree as ET

import html5lib
import pytest
from theme_samples import COMMENTS, QUIET, TALKED_ABOUT, THEME, Article, Name, pages, render, when

each_page = pytest.mark.parametrize("name", sorted(pages()))
HTML = "{http://www.w3.org/1999/xhtml}"


@each_page
def test_a_page_is_good_html(name):
    """A strict parser finds no error."""
    html5lib.HTMLParser(strict=True).parse(render(name))


@each_page
def test_a_page_has_one_of_each_landmark(name):
    """One main part, one headline, one way to skip to it; every link within the page leads somewhere."""
    tree = parse(render(name))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    inner = [link.get("href") for link in tree.iter(f"{HTML}a") if link.get("href", "").startswith("#")]
    assert len(list(tree.iter(f"{HTML}main"))) == len(list(tree.iter(f"{HTML}h1"))) == 1
    assert inner[0] == "#content"
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in inner} <= set(ids)


@each_page
def test_every_address_on_a_page_is_whole(name):
    """Links within the site begin at its root, never in the folder of the page."""
    tree = parse(render(name, root="/blog/"))
    found = [
        element.get(key) for element in tree.iter() for key in ("href", "src", "action") if element.get(key) is not None
    ]
    assert [
        address
        for address in found
        if not re.match(
            r"/blog/|#|https?://|mailto:|/(comments|subscriptions|search/)$|/comments\?post=|/theme/img/", address
        )
    ] == []


@pytest.mark.parametrize("name", sorted(pages(None)))
def test_without_a_service_no_page_has_a_form(name):
    """A form that nobody answers is not shown."""
    actions = {form.get("action") for form in parse(render(name, service=None)).iter(f"{HTML}form")}
    assert actions <= {"/search/"}  # which its own page answers, by its script or with lists


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("index", ""),
        ("index-2", "page/2/"),
        ("article", TALKED_ABOUT.url),
        ("article-quiet", QUIET.url),
        ("archives", "archives/"),
    ],
)
def test_a_page_says_its_one_address(name, expected):
    """The canonical address has no index.html of a folder, and keeps a post's own name."""
    article = {"article": Article("Index", "2005/12/my-index.html", when(9), "")} if name == "article-quiet" else {}
    expected = "2005/12/my-index.html" if article else expected
    assert f'<link rel="canonical" href="https://ours.example/{expected}">' in render(name, **article)


def test_a_post_is_an_h_entry():
    """The class names that other sites read stand on the post."""
    page = render("article")
    for name in (
        "h-entry",
        "p-name",
        "dt-published",
        "dt-updated",
        "e-content",
        "p-author h-card",
        "p-category",
        "u-url",
    ):
        assert re.search(rf'class="[^"]*\b{name}\b', page)


def test_every_comment_stands_on_the_page_under_its_id():
    """A comment is an h-cite with the id that was published, inside the post."""
    comments = [
        element for element in parse(render("article")).iter(f"{HTML}article") if "h-cite" in element.get("class", "")
    ]
    assert [element.get("id") for element in comments] == [
        f"comment-{identifier}" for identifier in identifiers(COMMENTS.replies)
    ]


def test_a_strangers_words_stay_words():
    """A name cannot become markup, and a website that is no web address is no link."""
    page = render("article")
    assert "Sly &lt;/script&gt;&lt;b onclick=" in page
    assert "javascript:" not in page
    own = re.findall(r"<script type=\"module\" src=\"[^\"]*theme/(?:comments|code)\.js\"", page)
    assert (
        page.count("</script>") == page.count("<script") == 1 + len(own)
    )  # data for search engines, and files of the theme


def test_the_authors_own_comment_is_marked():
    """Exactly the comment of the post's author has the mark."""
    assert render("article").count('class="badge"') == 1


def test_the_structured_data_hold_the_post_and_its_comments():
    """The data are JSON; every comment is there, and an answer names its parent."""
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', render("article"), re.DOTALL)[1])
    address = "https://ours.example/2005/12/shop-floor.html"
    assert (data["@type"], data["headline"], data["url"]) == ("BlogPosting", TALKED_ABOUT.title, address)
    assert (data["datePublished"], data["dateModified"]) == ("2005-12-09T10:31:00+00:00", "2005-12-11T10:31:00+00:00")
    assert [comment["url"] for comment in data["comment"]] == [
        f"{address}#comment-{found}" for found in identifiers(COMMENTS.replies)
    ]
    assert [comment.get("parentItem", {}).get("@id") is None for comment in data["comment"]] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_the_structured_data_of_a_quiet_post_are_whole():
    """Without comments, tags and changes the data are JSON too."""
    data = json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', render("article-quiet"), re.DOTALL)[1]
    )
    assert data["comment"] == data["keywords"] == []
    assert data["dateModified"] == data["datePublished"]


def test_the_form_for_comments_has_the_promised_fields():
    """The fields have the names that the service reads."""
    form = form_to(render("article", service="/service"), "/service/comments")
    fields = {element.get("name") for element in form.iter() if element.get("name")}
    assert fields == {"post", "author", "body", "email", "website", "reply_to", "notify", "subject"}
    assert form.find(f".//{HTML}input[@name='post']").get("value") == TALKED_ABOUT.id
    assert form.find(f".//{HTML}input[@name='reply_to']").get("value") == ""


@each_page
def test_the_other_forms_have_the_promised_fields(name):
    """One subscribes and searches from every page."""
    page = render(name, service="/service")
    subscribe = {
        element.get("name") for element in form_to(page, "/service/subscriptions").iter() if element.get("name")
    }
    search = {element.get("name") for element in form_to(page, "/service/search/").iter() if element.get("name")}
    assert (subscribe - {"category"}, search) == ({"email", "frequency", "subject"}, {"q"})


@each_page
def test_every_field_has_its_label(name):
    """Nobody has to guess what a field is for."""
    tree = parse(render(name))
    labelled = {label.get("for") for label in tree.iter(f"{HTML}label")}
    within = {field for label in tree.iter(f"{HTML}label") for field in label.iter(f"{HTML}input")}
    fields = [
        field
        for kind in ("input", "select", "textarea")
        for field in tree.iter(HTML + kind)
        if field.get("type") != "hidden"
    ]
    assert [field.get("name") for field in fields if field.get("id") not in labelled and field not in within] == []


def test_closed_comments_are_said_to_be_closed():
    """The sentence is TypePad's; there is no form any more, and what was said stays."""
    page = render("article-closed")
    assert "The comments to this entry are closed." in page
    assert 'id="write"' not in page
    assert page.count("h-cite") == COMMENTS.count


def test_a_post_that_never_took_comments_does_not_speak_of_them():
    """Neither heading nor feed, unless somebody once commented."""
    silent = Article("Silent", "2005/12/silent.html", when(9), "<p>Words.</p>", comments_state="none")
    page = render("article-quiet", article=silent)
    assert 'id="comments"' not in page
    assert "comments.atom.xml" not in page
    silent.comments = COMMENTS
    assert 'id="comments"' in render("article-quiet", article=silent)


def test_a_post_leads_to_its_neighbours():
    """Previous is older, next is newer, Main is between them."""
    order = re.findall(r"« <bdi>What a lead user is|>Main<|Toolkits</bdi> »", render("article"))
    assert order == ["« <bdi>What a lead user is", ">Main<", "Toolkits</bdi> »"]


def test_a_date_stands_once_over_the_posts_of_a_day():
    """The second post of a day keeps its date for machines, and shows none."""
    page = render("index")
    assert page.count('<p class="date-header">') == 4
    assert page.count('<p class="date-header visually-hidden">') == 1
    assert page.count("Friday, 9 December 2005") == 2


def test_lists_lead_to_newer_and_older_posts():
    """A page in the middle has both ways; the only page has none."""
    middle = render("index-2")
    assert 'rel="prev" href="/"' in middle
    assert 'rel="next" href="/page/3/"' in middle
    assert "Page 2 of 3" in middle
    assert 'rel="next"' not in render("index")


def test_the_archives_are_by_year_and_month():
    """Newest first, with a page for each year and month; how many posts a year has is said."""
    page = render("archives")
    assert re.findall(r'href="(/2005/(?:\d\d/)?)"', page) == ["/2005/", "/2005/12/", "/2005/11/", "/2005/10/"]
    assert '<span class="count">5<span class="visually-hidden"> posts</span></span>' in page


@pytest.mark.parametrize(("name", "rank"), [("archives", 3), ("year", 2)])
def test_no_single_post_has_a_heading_in_an_archive(name, rank):
    """A month is a heading where it groups several posts; a month of one post is only a label."""
    page = render(name)
    labels = re.findall(r'<(\w+) class="months"><a href="/2005/(\d\d)/">', page)
    assert labels == [(f"h{rank}", "12"), ("p", "11"), ("p", "10")]
    assert re.findall(r'<(\w+) class="named" id="year-(\d+)">', render("archives", dates=[QUIET])) == [("p", "2005")]


def test_a_category_says_what_it_is_about():
    """Its description, as plain text, stands on its page, in the page's head, and in the list of categories."""
    words = "Where customers &amp; makers draw together."
    page = render("category")
    assert f'<p class="about" dir="auto">{words}</p>' in page
    assert f'<meta name="description" content="{words}">' in page
    assert f'<p dir="auto">{words}</p>' in render("categories")
    assert 'class="about"' not in render("category", category=Name("Lead users", "category"))


@pytest.mark.parametrize(("name", "feeds"), [("category", 3), ("tag", 0), ("author", 0)])
def test_a_list_says_how_many_posts_it_has(name, feeds):
    """The number is that of all its pages; a category leads to its feeds."""
    (line,) = re.findall(r'<p class="meta">(5 posts.*?)</p>\n</header>', render(name), re.DOTALL)
    assert re.findall(r'href="/feeds/co-design/([^"]+)"', line) == ["rss.xml", "atom.xml", "feed.json"][:feeds]


def test_other_sites_are_told_of_a_posts_first_picture():
    """A link to a post is shown with its first picture that other sites can show, and what it shows in words."""
    content = (
        '<img src="/a.svg" alt=""><img alt="Two &quot;cranes&quot; &amp; a hoist" src="../b.jpg"><img src="c.png">'
    )
    post = Article("Cranes", "2005/12/cranes.html", when(9), content)
    page = render("article-quiet", article=post)
    assert '<meta property="og:image" content="https://ours.example/2005/b.jpg">' in page
    assert '<meta property="og:image:alt" content="Two &#34;cranes&#34; &amp; a hoist">' in page
    assert '"image": "https://ours.example/2005/b.jpg"' in page
    assert "og:image" not in render("article-quiet")


def test_a_category_offers_its_own_feeds():
    """A browser or reader that looks for feeds finds the category's before the site's."""
    found = re.findall(r'<link rel="alternate" type="[^"]+" title="[^"]+" href="([^"]+)">', render("category"))
    assert found[:3] == [f"/feeds/co-design/{name}" for name in ("rss.xml", "atom.xml", "feed.json")]
    assert found[3:] == ["/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json"]


def test_wide_code_and_tables_can_be_focused():
    """What scrolls sideways can be reached by keyboard."""
    page = render("article")
    assert page.count('<pre tabindex="0">') == 2
    assert page.count('<table tabindex="0">') == 1


def test_the_icon_is_a_picture():
    """The icon is well-formed SVG."""
    assert ET.parse(THEME / "static" / "img" / "favicon.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"


def parse(page: str) -> ET.Element:
    """Return the page as a browser reads it."""
    return html5lib.parse(page)


def form_to(page: str, action: str) -> ET.Element:
    """Return the page's first form to *action*."""
    return next(form for form in parse(page).iter(f"{HTML}form") if form.get("action") == action)


def identifiers(nodes) -> list[str]:
    """Return the ids of a thread's comments in the order of reading."""
    return [found for node in nodes for found in (node.comment.id, *identifiers(node.replies))]
