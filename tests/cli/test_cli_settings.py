"""Settings of other Pelican blogs and addresses that stand for none: what `oi check`, `oi build` and `oi publish` say of them."""

import pytest
from tests_support import Blog, messages

from outsideinnovation.configuration import PLACEHOLDER

NO_ADDRESS = {"empty": "", "that of `oi init`": f"https://{PLACEHOLDER}", "with a stroke": f"https://{PLACEHOLDER}/"}


@pytest.mark.parametrize("address", NO_ADDRESS.values(), ids=NO_ADDRESS.keys())
def test_a_site_without_an_address_is_built_with_a_warning_and_not_published(small_blog: Blog, address: str) -> None:
    """Feeds and search engines need the address, and readers would keep a wrong one for ever."""
    small_blog.settings(f"SITEURL = {address!r}\n")
    built = small_blog.run("build")
    assert built.exit_code == 0
    assert f"warning: {small_blog.root / 'pelicanconf.py'}:5:11: SITEURL" in built.stderr
    published = small_blog.run("publish")
    assert (published.exit_code, published.stdout) == (1, "")
    assert published.stderr.startswith(f"{small_blog.root / 'pelicanconf.py'}:5:11: SITEURL")
    assert "write the address that readers type" in published.stderr
    assert not (small_blog.root / "instance" / "current").exists()


@pytest.mark.parametrize("value", ["False", "None"])
def test_lists_are_on_one_page_where_pagination_is_off(small_blog: Blog, value: str) -> None:
    """As Pelican documents it, and the same bytes in both ways of building."""
    small_blog.settings(f"DEFAULT_PAGINATION = {value}\n")
    for number in range(12):
        small_blog.post(f"post-{number}")
    assert small_blog.run("build", "--verify").exit_code == 0
    assert not list(small_blog.output.rglob("page/2"))
    front = (small_blog.output / "index.html").read_text("utf-8")
    assert all(f"post-{number}.html" in front for number in range(12))


REFUSED = {
    "a theme that is not there": ('THEME = "nowhere"\n', "pelicanconf.py:5:9: THEME 'nowhere' is no theme"),
    "a list without a template": (
        'DIRECT_TEMPLATES = [*DIRECT_TEMPLATES, "gallery"]\n', "pelicanconf.py:5:20: the theme has no template 'gallery'",
    ),
    "a plugin that is not there": (
        'PLUGINS = [*PLUGINS, "nowhere"]\n', "pelicanconf.py:5:11: Cannot load plugin `nowhere`",
    ),
    "a plugin that fails": ('PLUGIN_PATHS = ["."]\nPLUGINS = [*PLUGINS, "fails"]\n', "Cannot register plugin `fails` (boom)"),
    "a broken template": ('THEME_TEMPLATES_OVERRIDES = ["broken"]\n', "broken/article.html:2: "),
    "an extension of Markdown": (
        'MARKDOWN = {"extensions": ["nowhere"]}\n', "pelicanconf.py:5:12: MARKDOWN cannot be used (ModuleNotFoundError",
    ),
    "an extension of Jinja": (
        'JINJA_ENVIRONMENT = {"extensions": ["nowhere"]}\n', "pelicanconf.py:5:21: JINJA_ENVIRONMENT cannot be used",
    ),
    "an address of lists": ('TAG_URL = "{tag}/"\n', "pelicanconf.py:5:11: TAG_URL '{tag}/' holds {tag}"),
    "an address of posts": (
        'ARTICLE_SAVE_AS = "{series}.html"\n', "pelicanconf.py:5:19: ARTICLE_SAVE_AS '{series}.html' holds {series}, a field",
    ),
    "pages of lists": ('PAGINATION_PATTERNS = [(1, "x")]\n', "pelicanconf.py:5:23: PAGINATION_PATTERNS [(1, 'x')] holds"),
    "a size of pages": ('PAGINATED_TEMPLATES = {"tag": "ten"}\n', "pelicanconf.py:5:23: PAGINATED_TEMPLATES {'tag': 'ten'}"),
    "a policy": ('PUBLISH_ALSO_ALLOW = {"script-src": ["x"]}\n', "pelicanconf.py:5:22: PUBLISH_ALSO_ALLOW"),
    "an output among the content": ('OUTPUT_PATH = "content"\n', "OUTPUT_PATH"),
    "whatever Pelican cannot follow": ("CACHE_PATH = 3\n", "pelicanconf.py: Pelican cannot follow the settings (TypeError"),
}  # fmt: skip


@pytest.mark.parametrize(("settings", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_check_says_of_the_settings_what_build_says(small_blog: Blog, settings: str, said: str) -> None:
    """With the line of the setting, exit 1, and no traceback; nothing is made."""
    (small_blog.root / "fails.py").write_text("def register():\n    raise ValueError('boom')\n", "utf-8")
    (small_blog.root / "broken").mkdir()
    (small_blog.root / "broken" / "article.html").write_text("<p>\n{% if %}", "utf-8")
    small_blog.settings(settings)
    before = sorted(small_blog.root.rglob("*"))
    checked = small_blog.run("check")
    assert sorted(path for path in small_blog.root.rglob("*") if "__pycache__" not in str(path)) == before
    built = small_blog.run("build")
    assert (checked.exit_code, checked.stderr) == (built.exit_code, built.stderr) != (0, "")
    assert said in checked.stderr
    assert "Traceback" not in checked.stderr


@pytest.mark.parametrize(
    "settings", ["", 'PAGE_LANG_URL = "{lang}/{slug}/"\n'], ids=["our way of building", "Pelican's"]
)
@pytest.mark.parametrize("kind", ["post", "page"])
def test_a_template_that_there_is_not_is_named_with_the_text_that_asks_for_it(
    small_blog: Blog, settings: str, kind: str
) -> None:
    """By check and build, together with a clash of addresses; a draft, which is not rendered, may wait for it."""
    small_blog.settings(settings)
    text = "Title: Odd\nTemplate: nowhere\nDate: 2005-12-09\n{more}\nWords.\n"
    odd = small_blog.write(f"{kind}s/odd.md", text.format(more=""))
    small_blog.write(f"{kind}s/draft.md", text.format(more="Slug: draft\nStatus: draft\n"))
    home = small_blog.write("pages/home.md", "Title: Home\nSave_as: index.html\nUrl: index.html\n\nWords.\n")
    for command in ("check", "build"):
        result = small_blog.run(command)
        assert result.exit_code == 1
        lines = messages(result.stderr)
        assert [line.split(": ")[0] for line in lines] == [f"{home}:2:10", f"{odd}:2:11"]
        assert "no template 'nowhere'" in lines[1]


def test_a_template_that_shows_no_posts_is_named_with_the_post_that_chose_it(small_blog: Blog) -> None:
    """The theme's list of posts cannot show one; the template is not at fault."""
    odd = small_blog.post("odd", template="index")
    for command in ("check", "build"):
        result = small_blog.run(command)
        assert (result.exit_code, result.stderr.split(" (")[0]) == (1, f"{odd}:4:11: template 'index' cannot show it")
        assert not small_blog.output.exists()


def test_the_date_may_stand_in_the_name_of_the_file(small_blog: Blog) -> None:
    """Pelican's FILENAME_METADATA supplies what the head does not say, to check, build and publish alike."""
    small_blog.settings('FILENAME_METADATA = r"(?P<date>\\d{4}-\\d{2}-\\d{2})-(?P<slug>.*)"\n')
    small_blog.write("posts/2012-11-30-file-name.md", "Title: Named by its file\n\nWords.\n")
    for command in ("check", "build", "publish"):
        assert small_blog.run(command).exit_code == 0, command
    assert (small_blog.output / "2012" / "11" / "file-name.html").is_file()
    assert "/2012/11/file-name.html post file-name" in (small_blog.content / "addresses.txt").read_text("utf-8")
