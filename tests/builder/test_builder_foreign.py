"""Sites with plugins, themes and settings of others are built Pelican's own way, with all that this project promises."""

import gzip
import json
import os
from pathlib import Path

import pytest
from builder_foreign import (
    SITES,
    Foreign,
    conversation,
    picture,
    run_pelican,
    series_shown,
    with_picture,
)
from tests_support import Blog
from tests_waiting import tick

from outsideinnovation.builder.native_support import is_ours


@pytest.fixture(params=SITES.values(), ids=SITES)
def foreign(request: pytest.FixtureRequest, blog: Blog, monkeypatch: pytest.MonkeyPatch) -> tuple[Blog, Foreign]:
    """A site of each kind, and what makes it so; commands run in its folder, as authors do."""
    request.param.set_up(blog)
    monkeypatch.chdir(blog.root)
    return blog, request.param


def test_its_effect_is_in_the_output(foreign: tuple[Blog, Foreign]) -> None:
    """What the plugin, theme or setting does is to be seen in the files, and the conversation beside it."""
    blog, kind = foreign
    assert not is_ours(blog.site.settings, blog.content)
    blog.build()
    for path, words in kind.shown:
        assert words in blog.page(path), path
    assert "Thank you." in blog.page("2005/12/first.html") or 'THEME = "simple"' in kind.settings


def test_a_second_build_writes_and_removes_nothing(foreign: tuple[Blog, Foreign]) -> None:
    """Where nothing has changed no file is touched: neither ours nor those that plugins have made."""
    blog, _ = foreign
    blog.build()
    before = {path: path.stat().st_mtime_ns for path in blog.output.rglob("*") if path.is_file()}
    tick()
    report = json.loads(blog.run("build", "--json").stdout)
    assert (report["written"], report["removed"], report["unchanged"]) == (0, 0, len(before))
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_an_edit_changes_only_what_shows_it(foreign: tuple[Blog, Foreign]) -> None:
    """A word in one post's second paragraph leaves the other posts' files untouched."""
    blog, _ = foreign
    blog.build()
    before = blog.files()
    blog.post(
        "third", "The last words.\n\nAnd a changed one.", date="2006-02-03 08:00", title="Q & A", series="Letters"
    )
    blog.build()
    after = blog.files()
    changed = {path for path, data in after.items() if before.get(path) != data}
    assert "2006/02/third.html" in changed
    assert {*map(_unsearched, before)} == {*map(_unsearched, after)}
    assert not changed & {"2005/12/first.html", "2006/01/second.html", "about/index.html", "theme/css/style.css"}


def test_plain_pelican_makes_the_same_bytes(foreign: tuple[Blog, Foreign], tmp_path: Path) -> None:
    """`pelican -s pelicanconf.py`, in another process, makes the files that `oi build` makes."""
    blog, _ = foreign
    blog.build()
    assert run_pelican(blog, tmp_path / "pelicans") == blog.files()


def test_compressed_files_hold_what_stands_beside_them(talked: Blog) -> None:
    """Every page has its .gz; after an edit the .gz holds the new page, and a deleted page's .gz is gone."""
    pytest.importorskip("pelican.plugins.precompress")
    talked.settings('PLUGINS = [*PLUGINS, "precompress"]\n')
    talked.build()
    talked.post("first", "Edited words.")
    (talked.content / "posts" / "second.md").unlink()
    talked.build()
    files = talked.files()
    assert b"Edited words." in gzip.decompress(files["2005/12/first.html.gz"])
    assert all(gzip.decompress(data) == files[path[:-3]] for path, data in files.items() if path.endswith(".gz"))
    assert "2006/01/second.html.gz" not in files


def test_a_plugin_that_is_taken_out_leaves_nothing(talked: Blog) -> None:
    """Without the plugin its files are gone, in the same process too, and pages are as they were before it."""
    pytest.importorskip("pelican.plugins.precompress")
    talked.build()
    before = talked.files()
    talked.settings('PLUGINS = [*PLUGINS, "precompress", "series"]\n')
    talked.build()
    assert "index.html.gz" in talked.files()
    talked.settings()
    talked.build()
    assert talked.files() == before
    talked.settings("RELATIVE_URLS = False\n")  # Pelican's way again
    talked.build()
    assert talked.files() == before


def test_a_build_that_failed_leaves_no_trace_in_plugins(talked: Blog) -> None:
    """What a plugin remembers of a failed build in the same process does not spoil the next one."""
    pytest.importorskip("pelican.plugins.sitemap")
    talked.settings('PLUGINS = [*PLUGINS, "sitemap"]\nSITEMAP = {"format": "txt"}\n')
    talked.write("pages/other.md", "Title: Other\nSlug: about\n\nWords.\n")
    assert "the address /about/index.html is that of" in talked.run("build").stderr
    (talked.content / "pages" / "other.md").unlink()
    talked.build()
    assert talked.page("sitemap.txt").count("https://ours.example/about/\n") == 1


def test_a_series_that_has_ended_is_forgotten(talked: Blog) -> None:
    """A plugin's own lists begin anew with every build of one process."""
    pytest.importorskip("pelican.plugins.series")
    series_shown(talked)
    (talked.root / "over" / "_footer.html").write_text("{{ article_series|join(', ') }}", "utf-8")
    talked.settings('PLUGINS = [*PLUGINS, "series"]\nTHEME_TEMPLATES_OVERRIDES = ["over"]\n')
    talked.build()
    assert "Letters" in talked.page("about/index.html")
    for slug in ("first", "second", "third"):
        talked.post(slug, date=f"2005-12-0{len(slug)} 08:00", id=slug)
    talked.build()
    assert "Letters" not in talked.page("about/index.html")


def test_a_picture_is_made_anew_when_it_changes(talked: Blog) -> None:
    """The smaller picture is that of the new one, and goes when the post no longer shows it."""
    pytest.importorskip("pelican.plugins.image_process")
    with_picture(talked)
    talked.settings('PLUGINS = [*PLUGINS, "image_process"]\nIMAGE_PROCESS = {"thumb": ["scale_in 100 100 True"]}\n')
    talked.build()
    small = talked.files()["images/derivatives/thumb/blue.png"]
    talked.write("images/blue.png", picture(300, 400))
    talked.build()
    assert talked.files()["images/derivatives/thumb/blue.png"] != small
    assert 'width="75"' in talked.page("2006/03/seen.html")
    talked.post("seen", "No picture.", date="2006-03-01 08:00")
    talked.build()
    assert "images/derivatives/thumb/blue.png" not in talked.files()
    assert "images/blue.png" in talked.files()


def test_an_edited_plugin_is_read_again(talked: Blog) -> None:
    """A plugin beside the site, changed while a process builds again and again, takes effect in the next build."""
    text = "from pelican import signals\ndef say(generator):\n    generator.context['SITENAME'] = '{}'\n"
    register = "def register():\n    signals.article_generator_finalized.connect(say)\n"
    talked.settings('PLUGINS = [*PLUGINS, "says"]\nPLUGIN_PATHS = ["."]\n')
    for number, word in enumerate(("Before", "Behind")):
        path = talked.root / "says.py"
        path.write_text(text.format(word) + register, "utf-8")
        os.utime(path, (1_000_000_000 + number * 10,) * 2)  # else Python takes it for the file it has compiled
        talked.build()
        assert word in talked.page("index.html")


def test_content_may_lie_deeper_than_the_settings(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PATH is two folders down, the site's private state still lies beside its settings."""
    conversation(blog)
    monkeypatch.chdir(blog.root)
    (blog.root / "text").mkdir()
    blog.content.rename(blog.root / "text" / "blog")
    blog.settings('PATH = "text/blog"\nRELATIVE_URLS = False\n')
    blog.build()
    assert (blog.root / "instance" / "catalogue.json").is_file()
    assert not (blog.root / "text" / "instance").exists()


def _unsearched(path: str) -> str:
    """Return *path*, or for a file whose name says what browsers find in it, nothing."""
    return "" if path.startswith("search/shards/") else path
