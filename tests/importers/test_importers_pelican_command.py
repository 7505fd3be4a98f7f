"""`oi import pelican` at the terminal: what it writes, what it says, what it refuses, and what it leaves alone."""

from pathlib import Path

import pytest
from pelican_sites import DIARY, JOURNAL, make
from tests_support import Blog

from outsideinnovation import frontmatter


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """A blog as one person makes it with Pelican."""
    return make(tmp_path / "diary", DIARY)


def everything(blog: Blog) -> dict[str, bytes]:
    """Return every file of a site's folder."""
    return {str(path.relative_to(blog.root)): path.read_bytes() for path in blog.root.rglob("*") if path.is_file()}


def head(blog: Blog, path: str) -> frontmatter.ContentFile:
    """Return a post that was imported, taken apart."""
    return frontmatter.parse((blog.content / path).read_text("utf-8"))


def test_a_head_says_what_name_folder_and_settings_said(diary: Path, blog: Blog) -> None:
    """And what it said itself is there as it was written; a page has no category."""
    blog.run("import", "pelican", str(diary))
    post = head(blog, "posts/2019/05/2019-05-04-first-steps.md")
    assert {each.key: each.value for each in post.fields} == {
        "id": "first-steps", "date": "2019-05-04", "slug": "first-steps", "title": "First steps", "tags": "shoes, rain",
        "category": "Walking",
    }  # fmt: skip
    assert head(blog, "posts/2020/2020-02-01-winter.md").value("category") == "2020"
    assert head(blog, "posts/2020/2020-01-01-new-year.md").value("date") == "2020-01-01 12:00"
    assert head(blog, "pages/about.md").get("category") is None


def test_links_follow_what_they_name(diary: Path, blog: Blog) -> None:
    """Relative ones are left alone where they still mean the same; code is never touched."""
    blog.run("import", "pelican", str(diary))
    first = head(blog, "posts/2019/05/2019-05-04-first-steps.md").body
    assert "({filename}../06/2019-06-01-second.md)" in first
    assert "({static}/images/shoes.png)" in first
    assert "({static}/map.txt)" in first
    assert (
        "({filename}/posts/2019/05/2019-05-04-first-steps.md)" in head(blog, "posts/2019/06/2019-06-01-second.md").body
    )
    assert "`{filename}nowhere.md` is code" in head(blog, "posts/2020/2020-01-01-new-year.md").body


NAMES = {
    "in angle brackets": ("[a](<{attach}my map.txt>)", "[a](<{static}/my%20map.txt>)"),
    "as Python-Markdown takes them": ("[a]({attach}my map.txt)", "[a]({static}/my%20map.txt)"),
    "before a title": ('[a]({attach}my map.txt "A map")', '[a]({static}/my%20map.txt "A map")'),
    "encoded": ("[a]({attach}my%20map.txt)", "[a]({static}/my%20map.txt)"),
    "in HTML": ("<img alt='' src='{attach}my map.txt'>", "<img alt='' src='{static}/my%20map.txt'>"),
    "with a bracket": ("[a]({attach}map (1).txt)", "[a]({static}/map%20%281%29.txt)"),
    "with an entity": ('<a href="{attach}a&amp;b.txt">a</a>', '<a href="{static}/a%26b.txt">a</a>'),
    "in a definition": ("[a][b]\n\n[b]: <{attach}my map.txt>", "[a][b]\n\n[b]: <{static}/my%20map.txt>"),
    "no link": ("[a]({attach}my map.txt) ({filename} and so on)", "[a]({static}/my%20map.txt) ({filename} and so on)"),
    "no host": ("[a]({attach}my map.txt) [b]({static}//[x)", "[a]({static}/my%20map.txt) [b]({static}//[x)"),
}


@pytest.mark.parametrize(("written", "now"), NAMES.values(), ids=NAMES)
def test_names_of_files_may_hold_blanks_and_marks(diary: Path, blog: Blog, written: str, now: str) -> None:
    """However a link writes them: Pelican follows each of these, and so does the import."""
    files = {f"content/2020/{name}.txt": name for name in ("my map", "map (1)", "a&b")}
    make(diary, {**files, "content/2020/way.md": f"Title: Way\nDate: 2020-01-01\n\n{written}\n"})
    blog.run("import", "pelican", str(diary))
    assert head(blog, "posts/2020/way.md").body.strip() == now
    assert ("way.md" in blog.run("check").stderr) == ("//[x" in now)


def test_names_of_plugins_are_shown_as_they_are(diary: Path, blog: Blog) -> None:
    """Brackets in them are no markup of ours, and nothing of them drives a terminal."""
    settings = diary / "pelicanconf.py"
    settings.write_text(settings.read_text("utf-8") + r'PLUGINS = ["[/x]", "a\x1b[31m"]' + "\n", "utf-8")
    told = blog.run("import", "pelican", str(diary)).stdout
    assert ("plugin [/x] " in told, r"plugin a\x1b[31m " in told) == (True, True)


def test_importing_twice_changes_nothing(diary: Path, blog: Blog) -> None:
    """Not a byte, and a post that was edited meanwhile stays as its author left it."""
    blog.run("import", "pelican", str(diary))
    edited = blog.content / "posts/2019/06/2019-06-01-second.md"
    edited.write_text(edited.read_text("utf-8") + "\nMore.\n", "utf-8")
    before = everything(blog)
    result = blog.run("import", "pelican", str(diary))
    assert result.exit_code == 0
    assert everything(blog) == before
    assert result.stdout.splitlines()[1].split() == ["posts", "and", "pages", "9", "0", "8", "1"]


def test_a_post_that_is_new_comes_with_the_next_import(diary: Path, blog: Blog) -> None:
    """Both blogs may live side by side for a while."""
    blog.run("import", "pelican", str(diary))
    make(diary, {"content/2021/2021-01-01-news.md": "Title: News\n\nNew.\n"})
    blog.run("import", "pelican", str(diary))
    assert head(blog, "posts/2021/2021-01-01-news.md").value("slug") == "news"


def test_a_dry_run_writes_nothing_and_says_the_same(diary: Path, blog: Blog) -> None:
    """Its table is that of the import that follows."""
    before = everything(blog)
    rehearsed = blog.run("import", "pelican", str(diary), "--dry-run")
    assert everything(blog) == before
    assert "nothing was written" in rehearsed.stderr
    assert rehearsed.stdout == blog.run("import", "pelican", str(diary)).stdout


def test_a_file_that_is_there_is_never_overwritten(diary: Path, blog: Blog) -> None:
    """Another page of that name is a problem with its line; it stays, and the rest comes."""
    about = blog.write("pages/about.md", "Title: Something else\n\nMine.\n")
    result = blog.run("import", "pelican", str(diary))
    assert result.exit_code == 1
    assert (
        f"{about}: is there already, and is another post or page: rename or remove it, and import again"
        in result.stderr
    )
    assert about.read_text("utf-8") == "Title: Something else\n\nMine.\n"
    assert (blog.content / "posts/2020/2020-02-01-winter.md").is_file()


def test_files_come_over_that_a_build_publishes(diary: Path, blog: Blog) -> None:
    """Their names may begin with a number sign; what editors leave behind stays."""
    for name in ("#1.png", "#1.png#", "1.png~"):
        (diary / "content" / "images" / name).write_bytes(b"no picture")
    blog.run("import", "pelican", str(diary))
    assert [path.name for path in blog.content.glob("images/*1.png*")] == ["#1.png"]


def test_settings_come_over_and_those_of_ones_own_stay(diary: Path, blog: Blog) -> None:
    """What somebody has set here already is not set again; it is told what the old site had."""
    blog.settings('TIMEZONE = "Asia/Tokyo"\n')
    result = blog.run("import", "pelican", str(diary))
    settings = blog.site.settings
    assert settings["ARTICLE_URL"] == "{slug}.html"
    assert settings["DEFAULT_PAGINATION"] == 2
    assert settings["STATIC_PATHS"] == ["images", "files", "CNAME", "favicon.ico", "papers", "map.txt"]
    assert settings["TIMEZONE"] == "Asia/Tokyo"
    assert settings["SITENAME"] == "A small blog"
    assert "TIMEZONE is said here already, and stays: the old site had 'Europe/Berlin'" in result.stderr


def test_links_beside_the_text_and_the_menu_come_over(diary: Path, blog: Blog) -> None:
    """LINKS and SOCIAL are modules of the sidebar, pages are in the menu, as Pelican's themes had them."""
    blog.run("import", "pelican", str(diary))
    assert "- [Pelican](https://getpelican.com/)" in (blog.content / "sidebar/70-links.md").read_text("utf-8")
    assert "modify those" not in (blog.content / "sidebar/70-links.md").read_text("utf-8")
    assert "social.example" in (blog.content / "sidebar/75-elsewhere.md").read_text("utf-8")
    assert ("About", "pages/about.html") in blog.site.settings["MENUITEMS"]


def test_what_has_no_counterpart_is_told_with_what_to_use(tmp_path: Path, blog: Blog) -> None:
    """Plugins, services, themes, and what only themes read."""
    files = JOURNAL | {
        "pelicanconf.py": JOURNAL["pelicanconf.py"].replace(
            "PLUGINS = []", 'PLUGINS = ["sitemap", "pelican.plugins.series", "mine"]'
        )
    }
    result = blog.run("import", "pelican", str(make(tmp_path / "journal", files)))
    for words in (
        "plugin sitemap", "it is here already", "plugin pelican.plugins.series", "Series and Series_index are kept",
        "plugin mine",
        "oi import disqus FILE", "BASE, COPYRIGHT",
    ):  # fmt: skip
        assert words in result.stdout, words
    assert "pelicanconf.py:44: JINJA_FILTERS is no plain value, and was not read" in result.stderr
    assert "untitled.md:1: no title, so Pelican left it out too: write one and import again" in result.stderr
    assert result.exit_code == 1


def test_a_post_in_another_markup_is_left_out_with_a_line(diary: Path, blog: Blog) -> None:
    """It names where it was and what to do; the address says that it is gone, and a link to it is told."""
    make(diary, {"content/link.md": "Title: A link\nDate: 2020-01-01\n\nSee [old]({filename}2020/old.rst).\n"})
    result = blog.run("import", "pelican", str(diary))
    assert "old.rst: .rst is not read (it was at /old-ways.html): turn it into Markdown" in result.stderr
    assert "link.md:4: links to 2020/old.rst, which is not read" in result.stderr
    assert "/old-ways.html gone" in (blog.content / "redirects.txt").read_text("utf-8")
    assert "[old](/old-ways.html)" in head(blog, "posts/link.md").body


REFUSED = {
    "no settings": (
        {"content/a.md": "Title: A\nDate: 2020-01-01\n\nx\n"},
        "pelicanconf.py: cannot be read (No such file",
    ),
    "no Python": ({"pelicanconf.py": "A = ("}, "pelicanconf.py:1: no Python"),
    "no content": ({"pelicanconf.py": "PATH = 'nowhere'"}, "nowhere: no such folder, which PATH names"),
    "no expression": (
        {"pelicanconf.py": "PATH = '.'\nFILENAME_METADATA = '('"},
        "pelicanconf.py:2: FILENAME_METADATA is no regular",
    ),
    "nothing in it": ({"pelicanconf.py": "PATH = '.'"}, "no post and no page in it that is Markdown"),
}


@pytest.mark.parametrize(("files", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_pelican_site_is_refused_and_nothing_written(
    files: dict[str, str], words: str, blog: Blog, tmp_path: Path
) -> None:
    """One line that names the file and the remedy, exit 1."""
    folder = make(tmp_path / "old", files)
    before = everything(blog)
    result = blog.run("import", "pelican", str(folder))
    assert (result.exit_code, everything(blog)) == (1, before)
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_a_site_is_not_imported_into_itself(blog: Blog) -> None:
    """Nor from a folder in its own content."""
    blog.post("first")
    for folder in (blog.root, blog.content):
        (folder / "pelicanconf.py").write_text((blog.root / "pelicanconf.py").read_text("utf-8"), "utf-8")
        result = blog.run("import", "pelican", str(folder))
        assert result.exit_code == 1
        assert "is this site itself, or holds it" in result.stderr


def test_links_out_of_the_old_folder_are_not_followed(diary: Path, blog: Blog, tmp_path: Path) -> None:
    """Neither by a file of another folder nor by a link that leads out of it."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", "utf-8")
    (diary / "content/images/shown.txt").symlink_to(secret)
    make(
        diary,
        {
            "content/out.md": "Title: Out\nDate: 2020-01-01\n\n[x]({static}../../secret.txt)\n[y]({static}images/shown.txt)\n"
        },
    )
    result = blog.run("import", "pelican", str(diary))
    assert b"secret" not in {data for path, data in everything(blog).items() if not path.endswith(".md")}
    assert not (blog.content / "images/shown.txt").exists()
    assert "shown.txt: lies outside the site's folder" in result.stderr


def test_settings_and_linked_folders_publish_nothing_else_of_the_machine(
    diary: Path, blog: Blog, tmp_path: Path
) -> None:
    """A file outside stays there, whatever name a setting gives it."""
    make(tmp_path, {"private/key.txt": "secret", "private/note.md": "Title: Note\nDate: 2020-01-01\n\nsecret\n"})
    (diary / "content/linked").symlink_to(tmp_path / "private")
    lines = f"""STATIC_PATHS = ["../../private", "linked"]
ARTICLE_PATHS = ["", {str(tmp_path / "private")!r}]
EXTRA_PATH_METADATA = {{"../../private/key.txt": {{"path": "images/key.txt"}}}}
"""
    settings = diary / "pelicanconf.py"
    settings.write_text(settings.read_text("utf-8") + lines, "utf-8")
    result = blog.run("import", "pelican", str(diary))
    assert result.exit_code == 0, result.stderr
    assert [path for path, data in everything(blog).items() if b"secret" in data] == []
    assert result.stderr.count("lies outside the site's folder") == 4


def test_a_heads_address_writes_nothing_outside_content(diary: Path, blog: Blog, tmp_path: Path) -> None:
    """An attached file goes where its post is, but for an address that begins at the machine's root."""
    outside = tmp_path / "outside"
    head = f"Title: Out\nDate: 2020-01-01\nSave_as: {outside}/index.html\nUrl: out/\n"
    make(diary, {"content/2020/out.md": f"{head}\n[a]({{attach}}evil.txt)\n", "content/2020/evil.txt": "evil"})
    result = blog.run("import", "pelican", str(diary))
    assert not outside.exists()
    assert f"{outside}/evil.txt is hidden or outside, and not published" in result.stderr


@pytest.mark.parametrize("folder", ["./../writing", "../content/../writing/", "../writing"])
def test_a_folder_beside_the_content_gives_posts(diary: Path, blog: Blog, folder: str) -> None:
    """However ARTICLE_PATHS spells it, they lie where posts lie."""
    make(diary, {"writing/beside.md": "Title: Beside\nDate: 2020-01-01\n\nWords.\n"})
    settings = diary / "pelicanconf.py"
    settings.write_text(f'{settings.read_text("utf-8")}ARTICLE_PATHS = ["", {folder!r}]\n', "utf-8")
    blog.run("import", "pelican", str(diary))
    assert head(blog, "posts/beside.md").value("title") == "Beside"


ODD_SETTINGS = {
    "an address that is none": 'MENUITEMS = [("X", "//[x")]',
    "a pattern that nothing fills": 'ARTICLE_URL = "{date:%Y}/{slug!x}"\nARTICLE_SAVE_AS = "{slug:d}.html"',
    "a group that is not there": r"SLUG_REGEX_SUBSTITUTIONS = [('a', '\\9'), ('b', '\\g<n>'), ('(', '')]",
    "pages of a list": 'PAGINATION_PATTERNS = [(1, "{number.x}", "{url!x}")]\nYEAR_ARCHIVE_SAVE_AS = "{date.x}"',
    "a file's place": 'STATIC_SAVE_AS = "{path.x}"',
    "a date": "DEFAULT_DATE = (1, 2)",
}


@pytest.mark.parametrize("lines", ODD_SETTINGS.values(), ids=ODD_SETTINGS)
def test_settings_that_mean_nothing_are_passed_over(diary: Path, blog: Blog, lines: str) -> None:
    """Pelican itself would not have built with some of them; the posts come all the same, and the new site builds."""
    settings = diary / "pelicanconf.py"
    settings.write_text(f"{settings.read_text('utf-8')}{lines}\n", "utf-8")
    assert blog.run("import", "pelican", str(diary)).exit_code == 0
    assert head(blog, "posts/2020/2020-01-01-new-year.md").value("title") == "New Year"
    blog.build()


def test_a_setting_that_is_refused_is_not_written(diary: Path, blog: Blog) -> None:
    """It is told with its line, and the new site's own settings can be read."""
    settings = diary / "pelicanconf.py"
    settings.write_text(settings.read_text("utf-8") + 'DEFAULT_PAGINATION = "ten"\n', "utf-8")
    result = blog.run("import", "pelican", str(diary))
    line = len(settings.read_text("utf-8").split("\n")) - 1
    assert result.exit_code == 1
    assert f"pelicanconf.py:{line}: DEFAULT_PAGINATION 'ten' is no whole number" in result.stderr
    blog.build()


def test_links_of_the_sidebar_are_links_whatever_they_hold(diary: Path, blog: Blog) -> None:
    """Line ends, blanks and brackets break none of them."""
    settings = diary / "publishconf.py"
    links = """LINKS = [("Two\\nlines [x]", "https://a.example/a b)(c"), ("B", "https://b.example/?a=1&b=[2]#c")]\n"""
    settings.write_text(settings.read_text("utf-8") + links, "utf-8")
    blog.run("import", "pelican", str(diary))
    text = (blog.content / "sidebar/70-links.md").read_text("utf-8")
    assert r"- [Two lines \[x\]](https://a.example/a%20b%29%28c)" in text
    assert "- [B](https://b.example/?a=1&b=[2]#c)" in text


def test_the_settings_file_is_run_only_where_that_is_said(diary: Path, blog: Blog) -> None:
    """`--run-settings` runs it, `--settings` names another."""
    (diary / "mine.py").write_text("PATH = 'content'\nSITENAME = 'X'.lower()\nSITEURL = 'https://x.example'\n", "utf-8")
    read = blog.run("import", "pelican", str(diary), "--settings", str(diary / "mine.py"), "--dry-run")
    assert "mine.py:2: SITENAME is no plain value" in read.stderr
    run = blog.run("import", "pelican", str(diary), "--settings", str(diary / "mine.py"), "--run-settings", "--dry-run")
    assert "no plain value" not in run.stderr


def test_a_home_page_of_its_own_stays_the_front_page(tmp_path: Path, blog: Blog) -> None:
    """The list of posts is where INDEX_SAVE_AS said."""
    old = {
        "pelicanconf.py": "SITENAME = 'x'\nSITEURL = 'https://x.example'\nPATH = 'content'\nINDEX_SAVE_AS = 'blog_index.html'\n",
        "content/pages/home.md": "Title: Welcome\nUrl: index.html\nSave_as: index.html\n\nHello.\n",
        "content/a.md": "Title: A post\nDate: 2020-01-01\n\nWords.\n",
    }
    blog.run("import", "pelican", str(make(tmp_path / "old", old)))
    blog.build()
    assert "Hello." in blog.page("index.html")
    assert "A post" in blog.page("blog_index.html")


def test_a_head_between_rules_means_what_pelican_takes_it_for(tmp_path: Path, blog: Blog) -> None:
    """Plain lines, in which a colon or a quote is no YAML; where a plugin reads YAML it stays YAML."""
    text = '---\nTitle: A: "b" and c\nDate: 2020-01-01\n---\nWords.\n'
    old = {"pelicanconf.py": "PATH = 'content'\nSITEURL = 'https://x.example'\n", "content/a.md": text}
    blog.run("import", "pelican", str(make(tmp_path / "old", old)))
    post = head(blog, "posts/a.md")
    assert (post.value("title"), post.body.strip()) == ('A: "b" and c', "Words.")
    blog.build()
    yaml = '---\ntitle: "Quoted"\ndate: 2020-01-01\ntags: [a, b]\n---\nWords.\n'
    more = {
        "pelicanconf.py": old["pelicanconf.py"] + "PLUGINS = ['pelican.plugins.yaml_metadata']\n",
        "content/y.md": yaml,
    }
    blog.run("import", "pelican", str(make(tmp_path / "old", more)))
    assert (blog.content / "posts/y.md").read_text("utf-8").startswith('---\nId: quoted\nSlug: quoted\ntitle: "Quoted"')
    blog.build()
    assert "Quoted" in blog.page("tag/b/index.html")
