"""Which sites go our own way and which Pelican's; and what can go both comes out alike."""

import shutil
from pathlib import Path

import pytest
from builder_foreign import (
    picture,
    run_pelican,
)
from tests_support import Blog

from outsideinnovation.builder.build import build as our_way
from outsideinnovation.builder.native_support import FIXED, is_native_setup, is_ours
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way
from outsideinnovation.configuration import ROOMS
from outsideinnovation.configuration.field import names
from outsideinnovation.configuration.pelican_names import PELICAN_NAMES

LISTS = {f"{name}_{what}" for name in ("ARCHIVES", "CATEGORIES", "TAGS", "AUTHORS") for what in ("URL", "SAVE_AS")}
OURS_ALONE = (
    {name for room in ROOMS.values() for name in names(room)} - {*PELICAN_NAMES, "DEFAULT_DATE"} - FIXED - LISTS
)

OURS = {
    "nothing of its own": ("", True),
    "a name": ('SITENAME = "Another"\nSITESUBTITLE = "x"\n', True),
    "an address": ('SITEURL = "https://else.example/notes"\n', True),
    "another language": ('DEFAULT_LANG = "de"\n', True),
    "another zone": ('TIMEZONE = "America/New_York"\n', True),
    "what categories are about": ('CATEGORY_DESCRIPTIONS = {"Notes": "Short ones."}\n', True),
    "a menu": ('MENUITEMS = [("About", "about/")]\n', True),
    "more on a page": ("DEFAULT_PAGINATION = 25\n", True),
    "the order of comments": ('COMMENTS_ORDER = "oldest"\n', True),
    "a hub": ('FEEDS_HUB = "https://hub.example/"\n', True),
    "other addresses of posts": ('ARTICLE_URL = ARTICLE_SAVE_AS = "{slug}.html"\n', True),
    "a setting said again": ("TYPOGRIFY = False\n", True),
    "another plugin": ('PLUGINS = [*PLUGINS, "series"]\n', False),
    "one plugin less": ("PLUGINS = PLUGINS[:-1]\n", False),
    "another theme": ('THEME = "simple"\n', False),
    "a copy of our theme": ('THEME = "themes/outsideinnovation"\n', False),
    "a template over the theme's": ('THEME_TEMPLATES_OVERRIDES = ["over"]\n', False),
    "a filter": ("JINJA_FILTERS = {}\n", False),
    "Jinja's environment": ('JINJA_ENVIRONMENT = {"extensions": []}\n', False),
    "Markdown's extensions": ("MARKDOWN = {}\n", False),
    "typographer's quotes": ("TYPOGRIFY = True\n", False),
    "relative addresses": ("RELATIVE_URLS = True\n", False),
    "another sign of translations": ('ARTICLE_TRANSLATION_ID = "group"\n', False),
    "no translations": ("ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = None\n", True),
    "no translations of posts": ("ARTICLE_TRANSLATION_ID = None\n", False),
    "several signs of translations": ('ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = ["slug", "date"]\n', False),
    "other addresses of translations": ('ARTICLE_LANG_URL = ARTICLE_LANG_SAVE_AS = "{lang}/{slug}.html"\n', True),
    "other addresses of languages without translations": (
        'ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = None\nPAGE_LANG_URL = PAGE_LANG_SAVE_AS = "{lang}/{slug}.html"\n',
        False,
    ),
    "drafts in languages without translations, as the preview has them": (
        'ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = None\nDRAFT_LANG_SAVE_AS = "drafts/{slug}-{lang}/index.html"\n',
        True,
    ),
    "other folders of posts": ('ARTICLE_PATHS = ["notes"]\n', False),
    "other static folders": ('STATIC_PATHS = ["images", "data", "CNAME"]\n', True),
    "static files among posts": ('STATIC_PATHS = ["images", "posts"]\n', False),
    "everything static": ('STATIC_PATHS = [""]\n', False),
    "another place of the feeds' page": ('FEEDS_SAVE_AS = "follow/index.html"\n', False),
    "Pelican's feeds": ('FEED_ALL_ATOM = "all.atom.xml"\n', False),
    "other direct templates": ('DIRECT_TEMPLATES = ["index"]\n', False),
    "the folder as category": ("USE_FOLDER_AS_CATEGORY = True\n", False),
    "dates in file names": ('FILENAME_METADATA = r"(?P<date>\\d{4}-\\d{2}-\\d{2}).*"\n', False),
    "fields for all": ('DEFAULT_METADATA = {"comments": "closed"}\n', False),
    "nothing waits for its date": ("WITH_FUTURE_DATES = True\n", True),
    "another format of dates": ('DEFAULT_DATE_FORMAT = "%Y"\n', False),
    "another locale": ('LOCALE = ["de_DE.UTF-8"]\n', False),
    "another class": ('PELICAN_CLASS = "pelican.Pelican"\n', False),
    "a setting that nobody knows": ("WHATEVER = 1\n", False),
}


@pytest.mark.parametrize(("settings", "expected"), OURS.values(), ids=OURS)
def test_which_settings_only_pelican_knows_how_to_follow(blog: Blog, settings: str, expected: bool) -> None:
    """What our own way cannot follow goes Pelican's way; what it can does not."""
    blog.settings(settings)
    assert is_ours(blog.site.settings, blog.content) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("posts/a.md", True),
        ("posts/a.rst", False),
        ("posts/2005/a.html", False),
        ("pages/a.htm", False),
        ("images/a.html", True),
        ("posts/.hidden.rst", True),
    ],
)
def test_which_content_only_pelican_knows_how_to_read(blog: Blog, path: str, expected: bool) -> None:
    """A post or page in another markup than Markdown takes the whole site Pelican's way."""
    blog.write(path, "")
    assert is_ours(blog.site.settings, blog.content) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("See [them]({attach}notes.txt).", False),
        ("See [them](|attach|notes.txt).", False),
        ("Write `[them]({attach}notes.txt)` for that.", True),
    ],
)
def test_a_file_that_moves_beside_its_post_is_pelicans_to_move(small_blog: Blog, body: str, expected: bool) -> None:
    """Every command sees it as the build does, wherever in the post it stands; an example in code moves nothing."""
    small_blog.write("posts/notes.txt", "Noted.\n")
    small_blog.post("noted", "Long. " * 2000 + body, date="2006-04-01 08:00")
    assert is_ours(small_blog.site.settings, small_blog.content) is expected
    small_blog.build()
    assert (small_blog.output / "2006/04/notes.txt").is_file() is not expected
    for command in (("check",), ("build", "--verify"), ("publish", "--dry-run")):
        result = small_blog.run(*command)
        assert result.exit_code == 0, result.output


def test_a_settings_file_that_does_not_begin_with_ours_is_not_ours(blog: Blog) -> None:
    """A settings file written for Pelican alone is Pelican's to follow."""
    (blog.root / "pelicanconf.py").write_text('SITENAME = "Elsewhere"\n', "utf-8")
    assert not is_ours(blog.site.settings, blog.content)


def test_another_settings_file_is_followed(talked: Blog, tmp_path: Path) -> None:
    """`pelican -s publishconf.py`, as Pelican's users have it, builds what that file says, in our own way and Pelican's."""
    for number, line in enumerate(('SITEURL = "https://live.example"', 'DAY_ARCHIVE_SAVE_AS = "{date:%Y-%m-%d}.html"')):
        (talked.root / "publishconf.py").write_text(f"from pelicanconf import *\n{line}\n", "utf-8")
        files = run_pelican(talked, tmp_path / str(number), settings="publishconf.py")
        assert (b"https://live.example" in files["feeds/atom.xml"]) == (number == 0)
        assert ("2005-12-09.html" in files) == (number == 1)


def test_a_setting_of_the_command_line_is_followed(talked: Blog, tmp_path: Path) -> None:
    """`pelican -e SITENAME=…` builds with that name."""
    files = run_pelican(talked, tmp_path / "named", "-e", 'SITENAME="Renamed"')
    assert b"Renamed" in files["index.html"]


@pytest.mark.parametrize("more", [(), ("--debug",), ("-b", "127.0.0.1", "-p", "8123")], ids=" ".join)
def test_what_pelicans_command_line_adds_does_not_make_a_site_foreign(
    talked: Blog, tmp_path: Path, more: tuple[str, ...]
) -> None:
    """Plain `pelican` says DEBUG, BIND and PORT of its own; the build goes our own way, which leaves its cache."""
    run_pelican(talked, tmp_path / "plain", *more)
    assert list((talked.root / "instance" / "cache").glob("build-*.sqlite"))


def both_ways(blog: Blog, folder: Path) -> list[dict[str, bytes]]:
    """Build our own way and Pelican's, each into a folder of its own, and return the files."""
    assert is_ours(blog.site.settings, blog.content)
    made = []
    for name, build in (("ours", our_way), ("pelicans", pelicans_way)):
        output = folder / name
        build(blog.site, settings={"OUTPUT_PATH": str(output)})
        made.append({str(path.relative_to(output)): path.read_bytes() for path in output.rglob("*") if path.is_file()})
    return made


def test_both_ways_make_the_same_bytes_of_the_sample_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The project's own content and settings: not a byte differs."""
    here = Path(__file__).resolve().parents[2]
    blog = Blog(tmp_path / "sample")
    shutil.rmtree(blog.content)
    shutil.copytree(here / "content", blog.content)
    shutil.copy(here / "pelicanconf.py", blog.root)
    monkeypatch.chdir(blog.root)
    ours, pelicans = both_ways(blog, tmp_path)
    assert ours == pelicans


EVERY_FIELD = {
    "id": "the-id", "title": "Every *field* & <more>", "date": "2006-07-08 09:10", "modified": "2007-08-09 10:11",
    "category": "Co-Design", "categories": "Lead Users; Co-Design", "tags": "one, Two & three",
    "status": "published", "comments": "closed", "summary": "What *it* is, with [a link]({filename}/posts/first.md).",
    "old_urls": "/old/one.html", "author": "Ann O'Nym", "url": "kept/every/", "save_as": "kept/every/index.html",
    "template": "article", "lang": "de", "keywords": "k, l", "description": "Described.", "series": "S", "image": "/images/a.png",
}  # fmt: skip
BESIDES = {
    "one by one": {},
    "authors": {"authors": "Ann; Bob", "author": ""},
    "a date with a zone": {"date": "2006-07-08T09:10:00+02:00", "modified": "2007-08-09T10:11:00-05:00"},
    "hidden": {"status": "hidden"},
    "a draft": {"status": "draft"},
    "no comments": {"comments": "none"},
    "a field of its own": {"mood": "fine"},
}


@pytest.mark.parametrize("besides", BESIDES.values(), ids=BESIDES)
def test_both_ways_make_the_same_bytes_of_every_field(talked: Blog, tmp_path: Path, besides: dict[str, str]) -> None:
    """A post that has every field of the front matter, and posts that have one each, come out alike."""
    talked.settings("ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = None\n")  # else a Lang is Pelican's to lay out
    talked.write("images/a.png", picture())
    talked.post("every", "Words.", **(EVERY_FIELD | besides))
    talked.comment("the-id", "00000007-every")
    for number, (name, value) in enumerate(EVERY_FIELD.items() if not besides else ()):
        alone = {
            name: f"one/{number}.html"
            if name in {"url", "save_as", "old_urls"}
            else "single"
            if name == "id"
            else value
        }
        talked.post(f"with-{number}", f"Words {number}.", **alone)
    ours, pelicans = both_ways(talked, tmp_path)
    assert ours == pelicans


@pytest.mark.parametrize("name", sorted(OURS_ALONE))
def test_a_setting_of_ours_does_not_make_builds_slow(small_blog: Blog, name: str) -> None:
    """Whatever is ours alone is followed by our own way too, which builds what changed and nothing else."""
    assert is_native_setup({**small_blog.site.settings, name: "another value"})


def test_both_ways_have_posts_of_one_moment_in_the_order_of_their_paths(small_blog: Blog, tmp_path: Path) -> None:
    """Whatever their slugs: in lists, in feeds, and as each other's neighbours."""
    for name, slug in (("a", "zebra"), ("b", "ant"), ("deep/c", "mole")):
        small_blog.write(f"posts/{name}.md", f"Title: {slug}\nDate: 2006-03-04 08:00\nSlug: {slug}\n\nWords.\n")
    ours, pelicans = both_ways(small_blog, tmp_path)
    assert ours == pelicans
    places = [ours["index.html"].index(f'href="/2006/03/{slug}.html"'.encode()) for slug in ("zebra", "ant", "mole")]
    assert places == sorted(places)


def test_pages_that_their_order_leaves_open_are_in_that_of_their_paths(small_blog: Blog) -> None:
    """PAGE_ORDER_BY orders what a theme lists; where it says nothing slugs do not, as they do not among posts."""
    (small_blog.root / "over").mkdir()
    (small_blog.root / "over" / "_footer.html").write_text("{{ pages|map(attribute='slug')|join(' ') }}", "utf-8")
    small_blog.settings('THEME_TEMPLATES_OVERRIDES = ["over"]\nPAGE_ORDER_BY = "rank"\n')
    (small_blog.content / "pages" / "about.md").unlink()
    for name, slug, rank in (("a", "zebra", 2), ("b", "ant", 2), ("c", "mole", 1)):
        small_blog.write(f"pages/{name}.md", f"Title: {slug}\nSlug: {slug}\nRank: {rank}\n\nWords.\n")
    small_blog.build()
    assert "mole zebra ant" in small_blog.page("index.html")


def test_drafts_in_another_language_have_the_place_of_any_draft(small_blog: Blog, tmp_path: Path) -> None:
    """Where there are no translations both ways show them there in the preview, which has a place for translations."""
    small_blog.settings(
        'ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = None\nDRAFT_SAVE_AS = "drafts/{slug}/index.html"\n'
        'DRAFT_LANG_SAVE_AS = "drafts/{slug}-{lang}/index.html"\n'
    )
    small_blog.post("entwurf", "Worte.", status="draft", lang="de")
    ours, pelicans = both_ways(small_blog, tmp_path)
    assert ours == pelicans
    assert "drafts/entwurf/index.html" in ours


def test_both_ways_copy_the_same_files(small_blog: Blog, tmp_path: Path) -> None:
    """STATIC_PATHS may name other folders, and single files; one that is not there is no mistake."""
    small_blog.settings('STATIC_PATHS = ["images", "data", "CNAME", "nothing"]\n')
    small_blog.write("CNAME", "ours.example\n")
    small_blog.write("data/deep/a.csv", "1;2\n")
    ours, pelicans = both_ways(small_blog, tmp_path)
    assert ours == pelicans
    assert ours["CNAME"] == b"ours.example\n"
    assert ours["data/deep/a.csv"] == b"1;2\n"
