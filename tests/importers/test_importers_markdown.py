"""A folder of Hugo, Jekyll or Eleventy comes over with its addresses, dates, tags and drafts; what does not is named."""

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_sites import SITES, write_site
from tests_support import Blog

from outsideinnovation import frontmatter
from outsideinnovation.frontmatter import ContentFile
from outsideinnovation.importers.markdown import hugo_names
from outsideinnovation.importers.markdown.importer import MarkdownImporter
from outsideinnovation.importers.markdown.source import System

NOW = datetime(2026, 5, 1, tzinfo=UTC)
CANARY = "Quetzalcoatlus"
SYSTEMS = pytest.mark.parametrize("system", SITES)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An empty folder for an old site."""
    folder = tmp_path / "old"
    folder.mkdir()
    return folder


def bring(blog: Blog, folder: Path, system: str, *more: str) -> str:
    """Import *folder* as on the terminal, insist that it worked, and return what was said."""
    result = blog.run("import", "markdown", str(folder), "--from", system, *more)
    assert result.exit_code == 0, result.output
    return result.stdout + result.stderr


def texts(blog: Blog) -> dict[str, ContentFile]:
    """Return every post and page by its decoded address, rooted."""
    found = (frontmatter.parse(path.read_text("utf-8")) for path in sorted(blog.content.rglob("*.md")))
    return {f"/{unquote(each.value('url'))}": each for each in found if each.value("url")}


def one(blog: Blog, folder: Path, system: str, files: dict[str, str]) -> ContentFile:
    """Import a folder of *files*, and return the one post or page that comes of it."""
    write_site(folder, files)
    importer = MarkdownImporter(folder, System(system), blog.site, NOW)
    importer.read()
    importer.write()
    [document] = texts(blog).values()
    return document


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@SYSTEMS
def test_every_text_keeps_its_address(blog: Blog, old: Path, system: str) -> None:
    """What readers had at an address they have there; drafts and what is hidden are drafts here."""
    files, addresses = SITES[system]
    bring(blog, write_site(old, files), system)
    found = texts(blog)
    assert {url for url, each in found.items() if each.value("status") != "draft"} == set(addresses)
    assert all(CANARY in each.body for each in found.values() if each.value("status") == "draft")
    assert sum(each.value("status") == "draft" for each in found.values()) == sum(
        CANARY in text for text in files.values()
    )


@SYSTEMS
def test_what_comes_is_built_and_answers_at_its_addresses(blog: Blog, old: Path, system: str) -> None:
    """Check finds nothing wrong, the pages lie where servers look for them, and no draft is in the output."""
    files, addresses = SITES[system]
    bring(blog, write_site(old, files), system)
    blog.build()
    output = blog.files()
    for address in addresses:
        name = address[1:] + ("index.html" if address.endswith("/") else "" if "." in address[-6:] else ".html")
        assert name in output, address
    assert not [name for name, data in output.items() if CANARY.encode() in data]
    redirects = (blog.content / "redirects.txt").read_text("utf-8")
    for line in redirects.splitlines():
        target = line.split()[1].lstrip("/")
        assert target + ("index.html" if not target or target.endswith("/") else "") in output, line


@SYSTEMS
def test_importing_twice_changes_nothing(blog: Blog, old: Path, system: str) -> None:
    """Not even what was edited since; a rehearsal writes nothing at all, and counts the same."""
    write_site(old, SITES[system][0])
    before = snapshot(blog.root)
    rehearsed = bring(blog, old, system, "--dry-run")
    assert snapshot(blog.root) == before
    assert "A dry run: nothing was written" in rehearsed
    told = bring(blog, old, system)
    assert told.split("redirects")[0] == rehearsed.split("redirects")[0]
    edited = next(path for path in sorted(blog.content.rglob("*.md")))
    edited.write_text(edited.read_text("utf-8") + "\nMore words.\n", "utf-8")
    before = snapshot(blog.root)
    assert "redirects               0" in bring(blog, old, system)
    assert snapshot(blog.root) == before


LEADING_OUT = {
    "a setting for files": ("hugo", {"hugo.toml": 'staticDir = "../private"'}, ""),
    "a setting for texts": ("hugo", {"hugo.toml": 'contentDir = "../private"'}, ""),
    "a folder of files": ("hugo", {"hugo.toml": ""}, "static"),
    "a folder that is copied": ("eleventy", {"eleventy.config.js": ""}, "public"),
}


@pytest.mark.parametrize(("system", "files", "link"), LEADING_OUT.values(), ids=LEADING_OUT)
def test_what_lies_outside_the_folder_stays_there(
    blog: Blog, old: Path, system: str, files: dict[str, str], link: str
) -> None:
    """Settings and links are the old site's: they publish nothing else that the machine holds."""
    post = f"---\ntitle: Note\ndate: 2024-01-01\n---\n{CANARY}\n"
    write_site(old.parent / "private", {"key.txt": CANARY, "2024-01-01-note.md": post})
    write_site(old, {**files, "content/posts/a.md": post.replace(CANARY, "Words."), "posts/a.md": ""})
    if link:
        (old / link).symlink_to(old.parent / "private")
    told = blog.run("import", "markdown", str(old), "--from", system).output
    assert not [path for path, data in snapshot(blog.content).items() if CANARY.encode() in data]
    assert "what lies outside the folder" in told or "no post and no page" in told


def test_what_an_old_site_says_is_shown_as_it_is(blog: Blog, old: Path) -> None:
    """Names in brackets, codes of signs and of terminals are words of the old site, not of ours."""
    fields = 'title: A\ndate: 2024-01-01\n"[/x]": y\n":smile:": z\n"e\\e[31m": q\n'
    write_site(old, {"posts/[slug].md": f"---\n{fields}---\n{{% foo \x1b[31m %}}\n"})
    told = bring(blog, old, "eleventy")
    for shown in ("field [/x]", "field :smile:", r"field e\x1b[31m", "posts/[slug].md:4", r"{% foo \x1b[31m %}"):
        assert shown in told
    assert "\x1b" not in told


DATES = [
    ("hugo", "content/posts/a.md", "2024-07-01T07:30:00", "2024-07-01 07:30:00+02:00"),
    ("hugo", "content/posts/a.md", "2024-07-01T07:30:00Z", "2024-07-01 07:30:00+00:00"),
    ("jekyll", "_posts/2024-01-01-a.md", "2024-07-01 07:30:00", "2024-07-01 09:30:00+02:00"),
    ("jekyll", "_posts/2024-01-01-a.md", "2024-07-01 07:30", "2024-07-01 07:30:00+02:00"),
    ("jekyll", "_posts/2024-01-01-a.md", "2024-07-01", "2024-07-01 00:00:00+02:00"),
    ("jekyll", "_posts/2024-01-01-a.md", "2024-07-01 07:30:00 -0500", "2024-07-01 14:30:00+02:00"),
    ("jekyll", "_posts/2024-07-01-a.md", "", "2024-07-01 00:00:00+02:00"),
    ("eleventy", "posts/a.md", "2024-07-01 07:30:00", "2024-07-01 07:30:00+00:00"),
    ("eleventy", "posts/2024-07-01-a.md", "", "2024-07-01 00:00:00+00:00"),
]


@pytest.mark.parametrize(("system", "path", "date", "moment"), DATES)
def test_a_date_without_a_zone_is_read_as_its_system_reads_it(
    blog: Blog, old: Path, system: str, path: str, date: str, moment: str
) -> None:
    """Hugo takes the site's zone; Jekyll UTC where it has seconds, and else the site's; Eleventy UTC."""
    settings = {"hugo.toml": 'timeZone = "Europe/Berlin"\n', "_config.yml": "timezone: Europe/Berlin\n"}
    said = f"date: {date}\n" if date else ""
    assert one(blog, old, system, settings | {path: f"---\ntitle: A\n{said}---\nx\n"}).value("date") == moment


TAGS = [
    ("hugo", "content/posts/a.md", "one, two three", "one, two three;"),
    ("jekyll", "_posts/2024-01-01-a.md", "one, two three", "one,; two; three"),
    ("eleventy", "posts/a.md", "one, two three", "one; two three"),
    ("hugo", "content/posts/a.md", "[one, 'two, three']", "one; two, three"),
    ("jekyll", "_posts/2024-01-01-a.md", "[one, 'two three']", "one; two three"),
    ("eleventy", "posts/a.md", "[posts, one]", "one"),
]


@pytest.mark.parametrize(("system", "path", "tags", "kept"), TAGS)
def test_tags_are_what_their_system_makes_of_them(
    blog: Blog, old: Path, system: str, path: str, tags: str, kept: str
) -> None:
    """A text is one tag for Hugo, one a blank for Jekyll, one a comma for Eleventy."""
    assert (
        one(blog, old, system, {path: f"---\ntitle: A\ndate: 2024-07-01\ntags: {tags}\n---\nx\n"}).value("tags") == kept
    )


HIDDEN = [
    ("hugo", "content/posts/a.md", "draft: true", "draft"),
    ("hugo", "content/posts/a.md", "draft: yes", "draft"),
    ("hugo", "content/posts/a.md", "draft: false", "published"),
    ("hugo", "content/posts/a.md", "publishDate: 2099-01-01", "draft"),
    ("hugo", "content/posts/a.md", "expiryDate: 2020-01-01", "draft"),
    ("hugo", "content/posts/a.md", "expiryDate: 2099-01-01", "published"),
    ("hugo", "content/posts/a.md", "build: {render: never}", "draft"),
    ("hugo", "content/posts/a.md", "build: {list: never}", "hidden"),
    ("hugo", "content/posts/a.md", "published: false", "published"),
    ("jekyll", "_posts/2024-01-01-a.md", "published: false", "draft"),
    ("jekyll", "_posts/2024-01-01-a.md", "draft: true", "draft"),
    ("jekyll", "_drafts/a.md", "x: y", "draft"),
    ("eleventy", "posts/a.md", "draft: true", "draft"),
    ("eleventy", "posts/a.md", "permalink: false", "draft"),
    ("eleventy", "posts/a.md", "eleventyExcludeFromCollections: true", "hidden"),
]


@pytest.mark.parametrize(("system", "path", "line", "status"), HIDDEN)
def test_what_a_system_hides_is_not_public_here(
    blog: Blog, old: Path, system: str, path: str, line: str, status: str
) -> None:
    """Words that hide mean different things in each; where it is not sure, it is a draft, and told."""
    assert (
        one(blog, old, system, {path: f"---\ntitle: A\ndate: 2024-07-01\n{line}\n---\nx\n"}).value("status") == status
    )


REFUSED = [
    ("hugo", {"content/posts/a.md": "---\ntitle: A\ntags: [a\n---\nx\n"}, "content/posts/a.md:3: no YAML"),
    (
        "hugo",
        {"content/posts/a.md": "---\ntitle: A\ndate: 2024-01\n---\nx\n"},
        "content/posts/a.md:3: date '2024-01' says too little",
    ),
    (
        "hugo",
        {"content/posts/a.md": "---\ntitle: A\ndraft: maybe\n---\nx\n"},
        "content/posts/a.md:3: draft 'maybe' is neither yes nor no",
    ),
    (
        "hugo",
        {"content/posts/a.md": '{"title": "A",\n"date" 1}\nx\n'},
        "content/posts/a.md:2: no JSON (Expecting ':' delimiter)",
    ),
    (
        "hugo",
        {"content/posts/a.md": "---\ntitle: A\n---\nx\n", "hugo.json": "{}"},
        "hugo.json:1: settings in JSON are not read",
    ),
    ("hugo", {"content/posts/a.md": "---\ntitle: A\n---\nx\n", "hugo.toml": "a = b"}, "hugo.toml: cannot be read"),
    (
        "hugo",
        {"content/posts/a.md": "---\ntitle: A\n---\nx\n", "hugo.toml": 'timeZone = "Mars"'},
        "name the zone 'Mars'",
    ),
    (
        "hugo",
        {"content/p/a.md": "---\ntitle: A\n---\n", "hugo.yaml": "permalinks: {p: /:mood/}\n"},
        "content/p/a.md:1: the permalink '/:mood/' needs 'mood'",
    ),
    (
        "hugo",
        {f"content/posts/{n}.md": "---\ntitle: A\nurl: /x/\n---\n" for n in "ab"},
        "content/posts/b.md:1: has the address /x/, as ",
    ),
    (
        "hugo",
        {"content/posts/a.md": "---\ntitle: A\nurl: /../x/\n---\n"},
        "content/posts/a.md:1: /../x/ cannot be kept",
    ),
    ("jekyll", {"_posts/a.md": "---\ntitle: A\n---\nx\n"}, "_posts/a.md: no date in its name"),
    ("jekyll", {"_posts/2024-13-01-a.md": "---\ntitle: A\n---\nx\n"}, "no date '2024-13-01'"),
    (
        "eleventy",
        {"a.md": "---\npermalink: '/{{ title | shout }}/'\n---\n"},
        "a.md:2: the permalink '/{{ title | shout }}/' is a program",
    ),
    ("eleventy", {"a.md": "---js\n{}\n---\n"}, "a.md:1: a head that is neither YAML, TOML nor JSON"),
    ("eleventy", {"a.md": '---json\n{"title": "A"}\nx\n'}, "a.md:2: the head is no JSON object of its own"),
    ("hugo", {"content/posts/a.md": "{" + '"a":{' * 9999}, "content/posts/a.md:1: no JSON"),
    ("eleventy", {"p/p.json": "{", "p/a.md": "x\n"}, "p.json:1: no JSON"),
]


@pytest.mark.parametrize(("system", "files", "message"), REFUSED)
def test_what_cannot_be_read_is_refused_before_anything_is_written(
    blog: Blog, old: Path, system: str, files: dict[str, str], message: str
) -> None:
    """With file and line, exit code 1, and a site as it was; though the rest of the folder is fine."""
    fine = {"hugo": "content/posts/fine.md", "jekyll": "_posts/2024-01-01-fine.md", "eleventy": "fine.md"}[system]
    write_site(old, {fine: "---\ntitle: Fine\ndate: 2024-01-01\n---\nx\n"} | files)
    before = snapshot(blog.root)
    result = blog.run("import", "markdown", str(old), "--from", system)
    assert result.exit_code == 1
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert snapshot(blog.root) == before


def test_a_folder_of_nothing_or_of_this_site_is_refused(blog: Blog, old: Path) -> None:
    """Each with a line."""
    (old / "content").mkdir()
    assert "no post and no page of hugo in it" in blog.run("import", "markdown", str(old), "--from", "hugo").stderr
    assert "is this site itself" in blog.run("import", "markdown", str(blog.root), "--from", "hugo").stderr
    assert blog.run("import", "markdown", str(old)).exit_code == 2


@SYSTEMS
def test_what_has_no_counterpart_is_named_with_its_line(blog: Blog, old: Path, system: str) -> None:
    """In a table, and each tag with file and line; those that have one are written as Markdown."""
    told = bring(blog, write_site(old, SITES[system][0]), system)
    lost = {
        "hugo": ("content/posts/first.md:16: {{< video", "content/_index.md:1: the page of a section", "field weight"),
        "jekyll": ("_posts/2024-01-02-First-Post.md:14: {% include note.html %}", "about.md:5: {:.lead}", "templates"),
        "eleventy": ("site/posts/2024-01-02-first.md:9: {% if true %}", "field layout", "the front page"),
    }
    kept = {
        "hugo": ("```go\nfunc main() {}\n```", "[the next](/posts/bundle/)", "![A loaf]({static}/img/loaf.png)",
                 '<figure><img src="{static}/img/loaf.png" alt="Loaf &amp; knife">',
                 "Type {{< video >}}."),
        "jekyll": ("```ruby\nputs 1\n```", "[css]({static}/css/site.css)", "[next](/2024/03/01/day-only.html)", "{{ kept }}"),
        "eleventy": ("[two](/custom/two/)", "![A loaf]({static}/img/loaf.png)"),
    }  # fmt: skip
    assert all(words in told for words in lost[system])
    body = texts(blog)[SITES[system][1][{"hugo": 1, "jekyll": 4, "eleventy": 3}[system]]].body
    assert all(words in body for words in kept[system])


def test_files_come_with_their_addresses(blog: Blog, old: Path) -> None:
    """Those of a bundle lie where its page is; what no text names needs a setting, which is told; nothing is overwritten."""
    files = SITES["hugo"][0] | {"static/data/list.csv": "a,b", "static/comments/x.js": "x"}
    write_site(old, files)
    blog.write("data/list.csv", "mine")
    told = bring(blog, old, "hugo")
    assert (blog.content / "posts/bundle/pic.png").read_bytes() == b"pic"
    assert "![]({static}/posts/bundle/pic.png)" in texts(blog)["/posts/bundle/"].body
    assert (blog.content / "data/list.csv").read_bytes() == b"mine"
    assert "data/list.csv is there, and another file" in told
    assert "STATIC_PATHS = ['images', 'files', 'data']" in told
    assert "comments/x.js cannot lie there" in told
    assert not (blog.content / "comments").exists()


def test_links_that_lead_out_of_the_folder_are_not_followed(blog: Blog, old: Path, tmp_path: Path) -> None:
    """What lies elsewhere on the machine is nobody's to publish."""
    write_site(old, SITES["hugo"][0])
    (tmp_path / "secret.png").write_text(CANARY, "utf-8")
    (old / "static" / "out.png").symlink_to(tmp_path / "secret.png")
    told = bring(blog, old, "hugo")
    assert not (blog.content / "out.png").exists()
    assert "static/out.png: a link that leads out of the folder" in told


def test_posts_may_be_behind_a_link_inside_the_folder(blog: Blog, old: Path) -> None:
    """Jekyll reads a ``_posts`` that is a link; a circle of links ends."""
    post = "---\ntitle: Note\n---\nBehind a link.\n"
    write_site(old, {"_config.yml": "", "_texts/2024-01-01-a.md": post, "_drafts/b.md": post})
    (old / "_posts").symlink_to("_texts")
    (old / "_drafts" / "round").symlink_to(old)
    bring(blog, old, "jekyll")
    assert sorted(path.name for path in (blog.content / "posts").rglob("*.md")) == ["a.md", "b.md"]


@pytest.mark.parametrize("leads_to", ["elsewhere", "nowhere"])
def test_posts_behind_a_link_that_is_not_followed_are_named(blog: Blog, old: Path, leads_to: str) -> None:
    """Nobody believes that all was brought over when a whole folder was not."""
    write_site(old.parent / "elsewhere", {"2024-01-01-a.md": "---\ntitle: A\n---\nWords.\n"})
    write_site(old, {"_config.yml": "", "about.md": "---\ntitle: About\n---\nWords.\n"})
    (old / "_posts").symlink_to(old.parent / leads_to)
    assert "_posts: a link that leads" in bring(blog, old, "jekyll")
    (old / "about.md").unlink()
    refused = blog.run("import", "markdown", str(old), "--from", "jekyll")
    assert refused.exit_code == 1
    assert "_posts: a link that leads" in refused.stderr


PERMALINKS = [
    ({"hugo.toml": "uglyURLs = true\n"}, "hugo", "content/posts/a b.md", "/posts/a-b.html"),
    (
        {"hugo.toml": '[permalinks.page]\nposts = "/:year/:slugorcontentbasename"\n'},
        "hugo",
        "content/posts/A.md",
        "/2024/a/",
    ),
    ({"hugo.yaml": "permalinks:\n  posts: /:sections/:title/\n"}, "hugo", "content/posts/x/A.md", "/posts/x/a-title/"),
    ({"_config.yml": "permalink: pretty\n"}, "jekyll", "_posts/2024-07-01-a.md", "/2024/07/01/a/"),
    ({"_config.yml": "permalink: none\n"}, "jekyll", "_posts/2024-07-01-a.md", "/a.html"),
    ({"_config.yml": "permalink: ordinal\n"}, "jekyll", "_posts/2024-07-01-a.md", "/2024/183/a.html"),
    (
        {"_config.yml": "permalink: /blog/:short_year/:i_month/:slug\n"},
        "jekyll",
        "_posts/2024-07-01-A.md",
        "/blog/24/7/a",
    ),
    ({"_config.yml": "permalink: pretty\n"}, "jekyll", "about.md", "/about/"),
]


@pytest.mark.parametrize(("settings", "system", "path", "address"), PERMALINKS)
def test_permalinks_are_followed(
    blog: Blog, old: Path, settings: dict[str, str], system: str, path: str, address: str
) -> None:
    """As the site's settings say."""
    one(blog, old, system, settings | {path: "---\ntitle: A title\ndate: 2024-07-01\n---\nx\n"})
    assert list(texts(blog)) == [address]


@pytest.mark.parametrize(
    ("name", "path", "slug"),
    [("Übung & Co", "übung--co", "übung-co"), ("a_b--c  d.e", "a_b--c--d.e", "a_b--c-d.e"),
     ("C++ #1 @x", "c++-#1-@x", "c++-#1-@x"), ("50% off %20", "50-off-%20", "50-off-%20"),
     ("What's up?", "whats-up", "whats-up"), (" x ", "-x-", "x")],
)  # fmt: skip
def test_names_are_hugos_addresses(name: str, path: str, slug: str) -> None:
    """Accents, dots and underscores stay, marks go; blanks in paths are a hyphen each, in slugs one together."""
    assert (hugo_names.path_name(name), hugo_names.slug_name(name)) == (path, slug)


def published(folder: Path) -> set[str]:
    """Return the addresses of the pages below *folder*, as servers answer them."""
    paths = {f"/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*.html")}
    return {path.removesuffix("index.html") for path in paths}


PROGRAMS = {
    "hugo": ("OI_HUGO", "hugo", ["--quiet", "--destination", "out"]),
    "jekyll": ("OI_JEKYLL", "jekyll", ["build", "--quiet", "--destination", "out"]),
    "eleventy": ("OI_ELEVENTY", "eleventy", ["--quiet", "--config=eleventy.config.mjs", "--output=out"]),
}


NEW_PATHS = (0, 123)  # the version of Hugo that began to treat paths as today


def version_of(hugo: str) -> tuple[int, ...]:
    """Return the version of that Hugo."""
    said = subprocess.run([hugo, "version"], capture_output=True, encoding="utf-8", check=True).stdout
    found = re.search(r"v(\d+)\.(\d+)", said)
    return tuple(map(int, found.groups())) if found else (0,)


LEFT_OUT = {
    "_config.yml": "exclude: [secret.md, /private/, '*.bak.md']\ninclude: [_pages]\npermalink: pretty\n"
    "collections:\n  recipes: {output: true, permalink: '/food/:path/'}\n  people:\n    sort_by: name\n"
    "defaults:\n- scope: {path: '', type: posts}\n  values: {category: baking, tags: [bread]}\n"
    "- scope: {path: _posts/quiet}\n  values: {published: false}\n"
    "- scope: {path: '', type: pages}\n  values: {permalink: '/p/:basename/'}\n",
    "_layouts/x.html": "{{ content }}\n",
    "secret.md": f"---\ntitle: S\n---\n{CANARY}\n",
    "private/a.md": f"---\ntitle: S\n---\n{CANARY}\n",
    "a.bak.md": f"---\ntitle: S\n---\n{CANARY}\n",
    "_apart.md": f"---\ntitle: S\n---\n{CANARY}\n",
    "_pages/about.md": "---\ntitle: About\npermalink: /about/\n---\nx\n",
    "_people/anna.md": f"---\ntitle: Anna\n---\n{CANARY}\n",
    "_recipes/sour/rye.md": "---\ntitle: Rye\n---\n![](/recipes/sour/rye.png)\n",
    "_recipes/sour/rye.png": "rye",
    "_posts/2024-01-02-one.md": "---\ntitle: One\ncategories: [Food]\n---\nx\n",
    "_posts/2024-01-03-two.html": "---\ntitle: Two\n---\n<p>Two  &amp;</p>\n\n"
    "    <pre>\n\n* x</pre>\n{% raw %}{{ x }}{% endraw %}\n",
    "_posts/quiet/2024-01-04-three.md": f"---\ntitle: Three\n---\n{CANARY}\n",
    "public/style.css": "b {}\n",
}


def test_jekylls_settings_say_what_is_left_out_and_what_heads_leave_unsaid(blog: Blog, old: Path) -> None:
    """What Jekyll leaves out, or shows no page of, is not public here; fields and addresses of the settings are followed."""
    write_site(old, LEFT_OUT)
    said = bring(blog, old, "jekyll")
    found = texts(blog)
    public = {address for address, each in found.items() if each.value("status") != "draft"}
    assert public == {"/about/", "/food/sour/rye/", "/food/baking/2024/01/02/one/", "/baking/2024/01/03/two/"}
    assert not [address for address in public if CANARY in found[address].body]
    assert found["/food/baking/2024/01/02/one/"].value("tags") == "bread"
    assert "the collection people, whose texts are no pages" in said
    assert (blog.content / "public/style.css").is_file()
    assert (blog.content / "recipes/sour/rye.png").is_file()


def test_a_post_in_html_keeps_its_markup(blog: Blog, old: Path) -> None:
    """Jekyll takes posts in HTML as they are; so they are not read as Markdown here."""
    write_site(old, LEFT_OUT)
    bring(blog, old, "jekyll")
    built = blog.run("build")
    assert built.exit_code == 0, built.output
    page = (blog.output / "baking/2024/01/03/two/index.html").read_text("utf-8")
    assert "<p>Two  &amp;</p>" in page
    assert "* x</pre>\n{{ x }}" in page


@pytest.mark.skipif(not shutil.which("jekyll"), reason="jekyll is missing on this machine")
def test_jekyll_itself_publishes_no_less_and_no_more(blog: Blog, old: Path) -> None:
    """Each text that is public here is at the same address there, and the other way round."""
    write_site(old, LEFT_OUT)
    bring(blog, old, "jekyll")
    done = subprocess.run(
        ["jekyll", "build", "--quiet", "--destination", "out"],
        cwd=old,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert published(old / "out") == {
        address for address, each in texts(blog).items() if each.value("status") != "draft"
    }


IGNORED = {
    "eleventy.config.mjs": "export default () => ({dir: {input: 'src'}});\n",
    ".gitignore": "# built\n_site/\nnotes\n!src/notes.md\n",
    ".eleventyignore": "src/secret\nsrc/{old,older}-*.md\nsrc/**/*.bak.md\nsrc/v[0-4].md\n",
    "src/.eleventyignore": "./own.md\n*.draft.md\n!kept.draft.md\n[z-a].md\n[!a]\n",
    **{f"src/{name}": f"---\ntitle: S\n---\n{CANARY}\n" for name in (
        "secret/a.md", "secret/below/b.md", "older-x.md", "a/b/x.bak.md", "x.bak.md", "v4.md", "own.md", "kept.draft.md",
        "_includes/part.md", "a/node_modules/b/note.md",
    )},
    **{f"src/{name}.md": "---\ntitle: A\n---\nWords.\n" for name in (
        "secrets", "old", "below/own", "v5", "_apart", "a/x.draft", "a/_data/note",
    )},
}  # fmt: skip


def test_what_eleventy_ignores_is_left_out_and_told(blog: Blog, old: Path) -> None:
    """By its own reading of ignore files, in which no line takes another back; files that begin with ``_`` are pages."""
    write_site(old, IGNORED)
    said = bring(blog, old, "eleventy")
    found = texts(blog)
    assert set(found) == {"/secrets/", "/old/", "/below/own/", "/v5/", "/_apart/", "/a/x.draft/", "/a/_data/note/"}
    assert CANARY not in "".join(each.body for each in found.values())
    assert "src/kept.draft.md: is left out by an ignore file: bring it yourself" in said


BESIDE = """---
title: A
date: 2024-01-01
description: Short.
excerpt: Shorter.
comments: false
---
![a](<the pic.png>) ![b](the%20pic.png "T") [c](../b.md#part) [d](../missing.md) [e](https://example.org/b.md)

{{< figure src="the pic.png" >}}

`![a](the%20pic.png)`

```html
<img src="the pic.png">
```
"""


def test_links_to_what_lies_beside_a_text_are_kept(blog: Blog, old: Path) -> None:
    """Names may have blanks, files of texts become addresses, and code stays as it is."""
    write_site(old, {
        "content/posts/a/index.md": BESIDE, "content/posts/a/the pic.png": "x",
        "content/posts/b.md": "---\ntitle: B\ndate: 2024-01-01\n---\n## Part\n",
    })  # fmt: skip
    said = bring(blog, old, "hugo")
    body = texts(blog)["/posts/a/"].body
    place = "{static}/posts/a/the%20pic.png"
    assert f'![a](<{place}>) ![b]({place} "T") [c](/posts/b/#part) [d](../missing.md) [e](https' in body
    assert f'<img src="{place}" alt="">' in body
    assert '`![a](the%20pic.png)`\n\n```html\n<img src="the pic.png">\n```' in body
    assert "field excerpt" in said
    assert "field description" not in said
    assert "field comments" not in said
    post = next(path for path in blog.content.rglob("*.md") if "](../missing.md)" in path.read_text("utf-8"))
    post.write_text(post.read_text("utf-8").replace("[d](../missing.md) ", ""), "utf-8")
    built = blog.run("build")
    assert built.exit_code == 0, built.output
    assert (blog.output / "posts/a/the pic.png").is_file()
    assert (blog.output / "posts/a/index.html").read_text("utf-8").count('src="/posts/a/the%20pic.png"') == 3


def test_a_picture_beside_its_source_is_found(blog: Blog, old: Path) -> None:
    """Eleventy's plug-in for pictures looks there, wherever the page is."""
    document = "---\ntitle: A\ndate: 2024-01-01\npermalink: /x/a/\n---\n![](./the%20pic.png) ![](no.png)\n"
    write_site(old, {"posts/a.md": document, "posts/the pic.png": "x"})
    bring(blog, old, "eleventy")
    assert texts(blog)["/x/a/"].body.strip() == "![]({static}/posts/the%20pic.png) ![](no.png)"


def test_hugos_feeds_of_categories_lead_to_ours(blog: Blog, old: Path) -> None:
    """A tag has none here, so its readers get the site's; a name of marks alone had no address there."""
    head = "---\ntitle: A\ndate: 2024-01-01\ncategories: [Größe, a/b]\ntags: ['🍞', Rye]\n---\nx\n"
    write_site(old, {"content/posts/a.md": head})
    bring(blog, old, "hugo")
    assert blog.run("build").exit_code == 0
    lines = (blog.content / "redirects.txt").read_text("utf-8").split("\n")
    moved = dict(line.split() for line in lines if line)
    assert moved["/categories/gr%C3%B6%C3%9Fe/index.xml"] == "/feeds/grosse/rss.xml"
    assert moved["/tags/rye/index.xml"] == "/feeds/rss.xml"
    assert "/tags//" not in moved
    for target in moved.values():
        assert (blog.output / unquote(target).strip("/")).exists(), target


def test_attributes_in_code_are_not_kramdowns(blog: Blog, old: Path) -> None:
    """Only those that Jekyll would have read are named."""
    body = "Words\n{: .lead}\n\n`x{: .a}`\n\n```\nWords\n{: .b}\n```\n"
    write_site(old, {"_posts/2024-01-01-a.md": f"---\ntitle: A\n---\n{body}"})
    said = bring(blog, old, "jekyll")
    assert "2024-01-01-a.md:5: {: .lead}" in said
    assert "{: .a}" not in said
    assert "{: .b}" not in said


@pytest.mark.parametrize(("system", "path", "form"), [
    ("hugo", "content/posts/a.md", "{}\n"), ("eleventy", "posts/a.md", "---json\n{}\n---\n"),
    ("eleventy", "posts/a.md", "---json\n\n{}\n---\n"),
])  # fmt: skip
def test_a_head_in_json_is_read(blog: Blog, old: Path, system: str, path: str, form: str) -> None:
    """Both ways of writing it, over several lines, with words that begin like it below."""
    head = '{\n  "title": "A {b}",\n  "date": "2024-01-02",\n  "tags": ["x", "y z"],\n  "draft": true\n}'
    document = one(blog, old, system, {path: form.replace("{}", head) + '{"x": 1}\n'})
    assert [document.value(key) for key in ("title", "tags", "status")] == ["A {b}", "x; y z", "draft"]
    assert document.value("date").startswith("2024-01-02")
    assert document.body.strip() == '{"x": 1}'


@pytest.mark.parametrize(("system", "path"), [("eleventy", "404.md"), ("jekyll", "404.md"), ("hugo", "content/404.md")])
def test_a_page_for_what_is_missing_is_told_and_left_out(blog: Blog, old: Path, system: str, path: str) -> None:
    """Most starters have one; the theme's own is shown."""
    write_site(old, {
        path: "---\ntitle: Lost\npermalink: /404.html\nurl: /404.html\n---\nx\n",
        ("content/" if system == "hugo" else "") + "about.md": "---\ntitle: About\n---\nx\n",
    })  # fmt: skip
    assert "404.md:1: the theme has its own: write its words into a 404.html of your theme" in bring(blog, old, system)
    assert [each.value("title") for each in texts(blog).values()] == ["About"]


@SYSTEMS
def test_the_real_program_publishes_at_the_same_addresses(old: Path, system: str) -> None:
    """Hugo, Jekyll and Eleventy themselves, where this machine has them, put each text where it is looked for here."""
    variable, name, arguments = PROGRAMS[system]
    program = os.environ.get(variable) or shutil.which(name)
    if not program:
        pytest.skip(f"{name} is missing on this machine")
    if system == "hugo" and version_of(program) < NEW_PATHS:
        pytest.skip("this Hugo makes addresses of blanks in another way")
    files, addresses = SITES[system]
    write_site(old, {path: text for path, text in files.items() if path != "package.json"})
    done = subprocess.run([program, *arguments], cwd=old, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    there = published(old / "out") | {path.removesuffix(".html") for path in published(old / "out")}
    assert set(addresses) <= there
