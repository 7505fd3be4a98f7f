"""The settings: typed, checked once, and every problem named with its line and remedy."""

import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as no_deadline
from hypothesis import strategies as st
from pelican.settings import DEFAULT_CONFIG
from tests_support import Blog, messages

from outsideinnovation import settings as start
from outsideinnovation.configuration import ROOMS, Configuration, known_names
from outsideinnovation.configuration.field import names
from outsideinnovation.configuration.pelican_names import PELICAN_NAMES
from outsideinnovation.configuration.rooms import CommentsSettings
from outsideinnovation.configuration.setting_lines import places
from outsideinnovation.configuration.spelling import PREFIXES
from outsideinnovation.errors import InvalidSettingsError, Problem
from outsideinnovation.site import Site

RULES = {f"{kind}_REGEX_SUBSTITUTIONS" for kind in ("CATEGORY", "TAG", "AUTHOR")}  # Pelican has no default of them
TEN = """TIMEZONE = "Mars/Base"
FEEDS_ENTRIES = "twenty"
DEFAULT_PAGINATION = "10"
RELEASES_KEEP = "5"
SIDEBAR_RECENT_COMMENTS = "five"
COMMENTS_CLOSE_AFTER_DAYS = "90"
COMMENTS_DEPTH = "deep"
MENUITEMS = ["About"]
COMMENTS_DEPHT = 2
SITEURL = None
"""
FIRST = 5  # the line of pelicanconf.py where what a test adds begins
COMMANDS = [
    ["check"], ["build"], ["new", "post", "Hello"], ["comments", "import", "x.jsonl"], ["service"], ["comments", "list"],
    ["publish"], ["releases", "list"], ["editors", "list"], ["serve", "--port", "0"],
]  # fmt: skip
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.binary(max_size=3)
ANYTHING = st.recursive(
    VALUES,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=3), some, max_size=2),
    max_leaves=4,
)


def problems(blog: Blog, more: str) -> tuple[Problem, ...]:
    """Return what is wrong with the settings of *blog*, to which *more* lines are added."""
    blog.settings(more)
    try:
        Site.load(blog.root)
    except InvalidSettingsError as error:
        return error.problems
    return ()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_names_all_mistakes_at_once(blog: Blog, tmp_path: Path, words: list[str]) -> None:
    """Ten mistakes are ten lines `pelicanconf.py:line:column: what: remedy`, each with its caret, and the exit code is 1."""
    (tmp_path / "x.jsonl").write_text("", "utf-8")
    blog.settings(TEN)
    result = blog.run(*[word.replace("x.jsonl", str(tmp_path / "x.jsonl")) for word in words])
    assert result.exit_code == 1
    said = messages(result.stderr)
    for number, mistake in enumerate(TEN.splitlines(), FIRST):
        where = f"{blog.root / 'pelicanconf.py'}:{number}:"
        (line,) = [each for each in said if each.startswith(where)]
        assert mistake.split(" ")[0] in line
        assert line.removeprefix(where).count(": ") >= 1, "what, and the remedy"
    assert len(said) == len(TEN.splitlines())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("FEEDS_ENTRIES = 0", "FEEDS_ENTRIES 0 is too small: write 1 or more"),
        ("FEEDS_ENTRIES = True", "is no whole number"),
        ('SITEURL = "blog.example"', "lacks its scheme or host"),
        ('SITEURL = "//blog.example"', "lacks its scheme or host"),
        ('SITEURL = "ftp://blog.example"', "lacks its scheme or host"),
        ('SITEURL = "https:///notes"', "lacks its scheme or host"),
        ('SITEURL = "/"', "lacks its scheme or host"),
        ('SITEURL = "https://blog.example:eighty"', "is no address"),
        ('SITEURL = "https://blog.example/?page=1"', "more than a host and a path"),
        ('SERVICE_URL = "service"', "SERVICE_URL 'service' lacks its scheme or host"),
        ('SERVICE_URL = "/"', "SERVICE_URL '/' lacks its scheme or host"),
        ('SERVICE_URL = "//elsewhere.example"', "lacks its scheme or host"),
        ('COMMENTS_NOTIFY = ["ed@blog.example", "nobody"]', "'nobody', which is no mail address"),
        ('MAIL_FROM = "nobody"', "MAIL_FROM 'nobody' is no mail address"),
        ('MENUITEMS = "About"', "is no list"),
        ('STATIC_PATHS = "images"', "is no list"),
        ("PUBLISH_TARGETS = []\nPUBLISH_TARGETS = ['live']", "is no dictionary"),
        ('FILENAME_METADATA = "(?P<date>"', "is no regular expression"),
        ('SLUG_REGEX_SUBSTITUTIONS = [("(", "")]', "no regular expression, or no replacement"),
        (r'TAG_REGEX_SUBSTITUTIONS = [("a", r"\9")]', "no regular expression, or no replacement"),
        (r'TAG_REGEX_SUBSTITUTIONS = [("a", r"\g<b>")]', "no regular expression, or no replacement"),
        ('DEFAULT_DATE = "yesterday or so"', "is no date"),
        ("DEFAULT_DATE = (2005, 13, 1)", "is no date"),
        ('ARTICLE_URL = "{slug.html"', "is no pattern"),
        ("SITENAME = None", "is no text"),
        ("DEFAULT_PAGINATION = 0", "is too small"),
        ("COMMENTS_FOLD_AFTER = -1", "COMMENTS_FOLD_AFTER -1 is too small: write 0 or more"),
        ("COMMENTS_FOLD_AFTER = None", "is no whole number"),
        ('CATEGORY_DESCRIPTIONS = ["Notes"]', "is no dictionary"),
        ('CATEGORY_DESCRIPTIONS = {"Notes": 5}', "says 5 of 'Notes': write a name and a sentence"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(blog: Blog, more: str, said: str) -> None:
    """With the value, and the line in which it got it."""
    (problem,) = problems(blog, f"{more}\n")
    assert said in str(problem)
    assert problem.line == FIRST + more.count("\n")


@pytest.mark.parametrize(
    "more",
    [
        "DEFAULT_PAGINATION = False",
        "DEFAULT_PAGINATION = None",
        'DEFAULT_DATE = "fs"',
        "DEFAULT_DATE = (2005, 12, 9, 10, 31)",
        'DEFAULT_DATE = "2005-12-09"',
        r'FILENAME_METADATA = r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.*)"',
        r'PATH_METADATA = r"posts/(?P<category>.*)/.*"',
        "FILENAME_METADATA = None",
        'SITEURL = ""',
        'SERVICE_URL = ""',
        'SERVICE_URL = "/service/"',
        'MENUITEMS = (["About", "about/"],)',
        "COMMENTS_TRUST_AFTER = None",
        'import pathlib\nTHEME = pathlib.Path("theme")',
        'DIRECT_TEMPLATES = [*DIRECT_TEMPLATES, "search"]\nSEARCH_URL = "find/"\nSEARCH_SAVE_AS = "find/index.html"',
        'SITETITLE = "What the theme Flex calls it"',
        'TWITTER_USERNAME = "somebody"\nLINKS = ()\nGOOGLE_TAG = "x"',
        'COMMENTS_INTRO = "Be kind"\nBOX = COMMENTS_INTRO',
        'PLUGINS = [*PLUGINS, "search"]\nSEARCH_MODE = "output"',
        'AUTHORS = {"Ann": "ann.jpg"}',
    ],
)
def test_what_pelican_documents_and_themes_use_is_taken(blog: Blog, more: str) -> None:
    """No complaint of what is right, or somebody else's."""
    assert problems(blog, f"{more}\n") == ()


def test_a_name_that_a_template_reads_is_meant(blog: Blog) -> None:
    """A theme of one's own may call its settings as it likes, even beginning as ours do."""
    more = 'THEME = "theme"\nSIDEBAR_TITLE = "Beside"\n'
    assert [problem.what for problem in problems(blog, more)] == ["unknown setting SIDEBAR_TITLE"]
    (blog.root / "theme" / "templates").mkdir(parents=True)
    (blog.root / "theme" / "templates" / "base.html").write_text("{{ SIDEBAR_TITLE }}", "utf-8")
    assert problems(blog, more) == ()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("COMMENTS_DEPHT", "COMMENTS_DEPTH"),
        ("COMMENT_ORDER", "COMMENTS_ORDER"),
        ("COMMENTS_NOTIFY_EVRY", "COMMENTS_NOTIFY_EVERY"),
        ("SITENMAE", "SITENAME"),
        ("TIMZONE", "TIMEZONE"),
        ("DEFAULT_PAGINATON", "DEFAULT_PAGINATION"),
        ("MENU_ITEMS", "MENUITEMS"),
        ("PLUGIN_PATH", "PLUGIN_PATHS"),
        ("SERVICE_ULR", "SERVICE_URL"),
    ],
)
def test_a_misspelt_name_is_told_what_was_meant(blog: Blog, wrong: str, right: str) -> None:
    """Ours and Pelican's alike."""
    (problem,) = problems(blog, f"{wrong} = 2\n")
    what, remedy = f"unknown setting {wrong}", f"did you mean {right}?"
    assert problem == Problem(blog.root / "pelicanconf.py", FIRST, what, remedy, 1, len(wrong))


def test_the_last_assignment_is_the_line(blog: Blog) -> None:
    """A value that was right at first and then overwritten is blamed where it went wrong."""
    more = "FEEDS_ENTRIES = 5\nif SITENAME:\n    FEEDS_ENTRIES, COMMENTS_DEPTH = 'many', 3\n"
    (problem,) = problems(blog, more)
    assert problem.line == FIRST + 2


def test_a_value_from_elsewhere_has_no_line(blog: Blog) -> None:
    """What another file of the site says is named without a line of this one."""
    (blog.root / "more.py").write_text("FEEDS_ENTRIES = 'many'\n", "utf-8")
    more = "import runpy, pathlib\nglobals().update(runpy.run_path(str(pathlib.Path(__file__).parent / 'more.py')))\n"
    (problem,) = problems(blog, more)
    assert problem.line == 0


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ("PLUGINS = []", 'PLUGINS = [*PLUGINS, "…"]'),
        ('PLUGINS = ["sitemap", "series"]', 'PLUGINS = [*PLUGINS, "sitemap", "series"]'),
    ],
)
def test_plugins_without_ours_are_told_the_line_to_write(blog: Blog, more: str, shown: str) -> None:
    """The theme is not at fault, and the remedy keeps what the author asked for."""
    (problem,) = problems(blog, f"{more}\n")
    assert (
        "lacks oi_builder, oi_comments, oi_feeds, oi_sidebar, oi_pictures, oi_search, oi_subscriptions" in problem.what
    )
    assert shown in problem.remedy
    assert problem.line == FIRST


def test_our_plugins_may_be_named_shortly(blog: Blog) -> None:
    """As Pelican takes them, without its namespace and in any order."""
    names = ["oi_subscriptions", "oi_search", "oi_pictures", "oi_sidebar", "oi_feeds", "oi_comments", "oi_builder"]
    assert problems(blog, f"PLUGINS = {names}\n") == ()


def test_a_theme_of_ones_own_may_do_without_our_plugins(blog: Blog) -> None:
    """It shows nothing of what they make."""
    assert problems(blog, 'THEME = "theme"\nPLUGINS = []\n') == ()


@pytest.mark.parametrize(
    ("said", "meant"),
    [("https://blog.example/", "https://blog.example"), ("https://b.example/n//", "https://b.example/n")],
)
def test_a_stroke_at_the_end_of_an_address_is_taken_off(blog: Blog, said: str, meant: str) -> None:
    """For our own code and for templates alike."""
    blog.settings(f"SITEURL = SERVICE_URL = {said!r}\n")
    site = blog.site
    assert site.configuration.site.url == site.settings["SITEURL"] == meant
    assert site.configuration.service.url == site.settings["SERVICE_URL"] == meant


def test_what_is_not_said_is_as_pelican_has_it(tmp_path: Path) -> None:
    """A settings file that does not import ours means Pelican's defaults."""
    (tmp_path / "pelicanconf.py").write_text("", "utf-8")
    found = Site.load(tmp_path)
    assert found.configuration.content.post_folders == ("",)
    assert found.configuration.builder.pagination is None
    assert found.settings["SITENAME"] == "A Pelican Blog"


ELSEWHERE = {  # set to what a machine or we need; a site from elsewhere keeps its plain Markdown, and pictures as they are
    "PATH", "THEME", "PLUGINS", "MARKDOWN", "JINJA_ENVIRONMENT", "CONTENT_MARKDOWN", "PICTURES"
}  # fmt: skip


def test_defaults_are_those_of_pelican_or_of_our_start() -> None:
    """One setting has one default: Pelican's for its own, that of `outsideinnovation/settings.py` for ours."""
    made = Configuration.of({})
    for name, room in ROOMS.items():
        for field, declared in room.declared.items():
            setting, value = declared.name, getattr(getattr(made, name), field)
            if setting in ELSEWHERE:
                continue
            held = DEFAULT_CONFIG[setting] if setting in DEFAULT_CONFIG else getattr(start, setting, None)
            assert value == declared.check(held if held is not None or value is None else value), setting


def test_settings_are_said_once() -> None:
    """Nobody gives a room another value, takes one away, or makes it with a field that it does not declare."""
    made = Configuration.of({"COMMENTS_DEPTH": 2}).comments
    with pytest.raises(FrozenInstanceError):
        made.depth = 5  # type: ignore[misc]  # what is refused
    with pytest.raises(FrozenInstanceError):
        del made.depth
    with pytest.raises(TypeError):
        CommentsSettings(deepness=5)  # type: ignore[call-arg]  # what is refused
    assert (made.depth, Configuration.of({}).comments.depth) == (2, 3)


def test_every_setting_of_ours_is_typed() -> None:
    """Whoever adds a setting to `outsideinnovation/settings.py` writes its line in `configuration/rooms.py` too."""
    typed = {name for room in ROOMS.values() for name in names(room)}
    ours = {name for name in vars(start) if name.isupper() and name.startswith(PREFIXES)}
    assert ours <= typed
    assert typed - set(DEFAULT_CONFIG) <= {
        *vars(start),
        "SITENAME",
        "TIMEZONE",
        "DEFAULT_DATE",
        "PUBLISH_ALSO_ALLOW",
        *RULES,
    }


def test_what_every_site_starts_from_is_sound(blog: Blog) -> None:
    """Our own settings pass our own checks."""
    assert Site(blog.root, {name: value for name, value in vars(start).items() if name.isupper()}).configuration


def test_pelicans_names_are_those_of_the_installed_pelican() -> None:
    """Another Pelican may know other settings; then the list is to be made anew."""
    assert set(PELICAN_NAMES) == set(DEFAULT_CONFIG)


def test_commands_that_do_not_build_need_no_pelican(blog: Blog) -> None:
    """Not even to find out what a misspelt name was meant to be."""
    blog.settings("SITENMAE = 'x'\n")
    code = (
        "import sys\nfrom pathlib import Path\nfrom outsideinnovation.site import Site\n"
        "from outsideinnovation.errors import SettingsError\n"
        "try:\n    Site.load(Path(sys.argv[1]))\nexcept SettingsError as error:\n    print(error)\n"
        "print([name for name in sys.modules if name.split('.')[0] in {'pelican', 'jinja2', 'markdown'}])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(blog.root)], capture_output=True, encoding="utf-8", check=True
    )
    assert "did you mean SITENAME?" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


@no_deadline(deadline=None)
@given(st.sampled_from(sorted(known_names())), ANYTHING)
def test_no_value_ends_in_a_traceback(name: str, value: Any) -> None:
    """Whatever a setting is set to, it is taken, or refused with its name; the message is one line a problem."""
    settings = {each: getattr(start, each) for each in vars(start) if each.isupper()} | {name: value}
    found: tuple[Problem, ...] = ()
    try:
        Configuration.read(settings, Path("pelicanconf.py"))
    except InvalidSettingsError as error:
        found = error.problems
    assert all(name in problem.what and problem.remedy and "\n" not in str(problem) for problem in found)


@no_deadline(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.booleans()), min_size=1, max_size=12))
def test_lines_are_those_of_the_last_assignment(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, bool]]
) -> None:
    """However often a name is assigned, in a block or not."""
    text = "".join(f"{'if True: ' if inside else ''}{name} = 1\n" for name, inside in told)
    path = tmp_path_factory.mktemp("lines") / "pelicanconf.py"
    path.write_text(text, "utf-8")
    assert {name: place.name.line for name, place in places(path).items()} == {
        name: number for number, (name, _) in enumerate(told, 1)
    }
