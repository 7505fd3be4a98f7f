"""What goes wrong with the plugins, themes and settings of others is named, and harms nothing."""

import pytest
from builder_foreign import (
    picture,
    small_theme,
)
from tests_support import Blog

FAILURES = {
    "a plugin that raises on a page": (
        'PLUGINS = [*PLUGINS, "image_process"]\nIMAGE_PROCESS = {}\n',
        ("image_process.py:", "Derivative thumb undefined.", "plugin `pelican.plugins.image_process`", "2006/03/seen.html"),
    ),
    "a plugin's library that raises": (
        'PLUGINS = [*PLUGINS, "image_process"]\nIMAGE_PROCESS = {"thumb": ["scale_in 100 100 True"]}\n',
        ("image_process.py:", "OSError", "plugin `pelican.plugins.image_process`", "2006/03/seen.html"),
    ),
    "a plugin that logs an error": (
        'PLUGINS = [*PLUGINS, "sitemap"]\nSITEMAP = {"format": "xls"}\n',
        ("pelicanconf.py: sitemap: Invalid 'format' value: 'xls'",),
    ),
    "a plugin that logs an error about a library": (
        'PLUGINS = [*PLUGINS, "precompress"]\nPRECOMPRESS_BROTLI = True\n',
        ("pelicanconf.py: Disabling brotli pre-compression because it is not installed.",),
    ),
    "a plugin that is not installed": (
        'PLUGINS = [*PLUGINS, "sitemaps"]\n',
        ("pelicanconf.py:5:11: Cannot load plugin `sitemaps`",),
    ),
    "a setting that a plugin cannot read": (
        'PLUGINS = [*PLUGINS, "series"]\n',
        ("seen.md:4:15: ", "Series_index 'three' is no number"),
    ),
    "a theme that is not there": (
        'THEME = "nowhere"\n',
        ("pelicanconf.py:5:9: THEME 'nowhere' is no theme", "nowhere/templates"),
    ),
    "a theme without a template": (
        'THEME = "mine"\nDIRECT_TEMPLATES = [*DIRECT_TEMPLATES, "gallery"]\n',
        ("pelicanconf.py:6:20: ", "'gallery'", "add the template to the theme", "or take it out of DIRECT_TEMPLATES"),
    ),
    "a filter that raises": (
        'JINJA_FILTERS = {"halve": lambda text: text / 2}\nTHEME_TEMPLATES_OVERRIDES = ["broken"]\n',
        ("broken/_footer.html:2: TypeError", "correct the template"),
    ),
    "a filter that is not there": (
        'THEME_TEMPLATES_OVERRIDES = ["broken"]\n',
        ("broken/_footer.html:2: TemplateAssertionError: No filter named 'halve'", "correct the template"),
    ),
    "a post of another kind without a date": (
        'PAGE_LANG_URL = "{lang}/{slug}/"\n',
        ("dateless.rst: ", "could not find information about 'date'"),
    ),
}  # fmt: skip


# image-process leaves a picture that it cannot read open
@pytest.mark.filterwarnings("ignore:Exception ignored:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("settings", "said"), FAILURES.values(), ids=FAILURES)
def test_what_goes_wrong_with_it_is_named(talked: Blog, settings: str, said: tuple[str, ...]) -> None:
    """The message names the plugin or template, its line and the page; the exit code is 1 and the old site stays."""
    for plugin in ("sitemap", "series", "image_process", "precompress"):
        if f'"{plugin}"' in settings:
            pytest.importorskip(f"pelican.plugins.{plugin}")
    talked.build()
    before = talked.files()
    talked.settings(settings)
    talked.post("seen", "![Blue]({static}/images/torn.png){.image-process-thumb}", date="2006-03-01 08:00",
                series_index="three" if '"series"' in settings else "3",
                series="Letters")  # fmt: skip
    talked.write("images/torn.png", picture()[:200])
    small_theme(talked)
    (talked.root / "broken").mkdir()
    (talked.root / "broken" / "_footer.html").write_text("<footer>\n{{ SITENAME|halve }}\n</footer>", "utf-8")
    if "PAGE_LANG_URL" in settings:
        talked.write("posts/dateless.rst", "Dateless\n########\n\nWords.\n")
    result = talked.run("build")
    assert result.exit_code == 1
    for words in said:
        assert words in result.stderr
    assert "Traceback" not in result.output
    assert talked.files() == before


def test_two_plugins_that_fail_are_both_named(talked: Blog) -> None:
    """One plugin's mistake does not hide another's."""
    for name in ("one", "two"):
        (talked.root / f"{name}_fails.py").write_text(
            f"from pelican import signals\ndef stumble(*_, **__):\n    raise RuntimeError('{name}')\n"
            f"def register():\n    signals.{'all_generators_finalized' if name == 'one' else 'page_generator_finalized'}"
            ".connect(stumble)\n",
            "utf-8",
        )
    talked.settings('PLUGINS = [*PLUGINS, "one_fails", "two_fails"]\nPLUGIN_PATHS = ["."]\n')
    result = talked.run("build")
    assert result.exit_code == 1
    assert "one_fails.py:3: RuntimeError: one (plugin `one_fails`)" in result.stderr
    assert "two_fails.py:3: RuntimeError: two (plugin `two_fails`)" in result.stderr


def test_what_finishes_a_site_is_told_of_whole_ones_only(talked: Blog) -> None:
    """A plugin that waits for `finalized`, perhaps to send the site somewhere, is not called where a page failed."""
    (talked.root / "sends.py").write_text(
        "from pathlib import Path\nfrom pelican import signals\n"
        "def send(pelican):\n    Path('sent').write_text('sent')\n"
        "def register():\n    signals.finalized.connect(send)\n",
        "utf-8",
    )
    (talked.root / "broken").mkdir()
    (talked.root / "broken" / "_footer.html").write_text("{{ 1 / 0 }}", "utf-8")
    settings = 'PLUGINS = [*PLUGINS, "sends"]\nPLUGIN_PATHS = ["."]\n'
    talked.settings(f'{settings}THEME_TEMPLATES_OVERRIDES = ["broken"]\n')
    assert talked.run("build").exit_code == 1
    assert not (talked.root / "sent").exists()
    talked.settings(settings)
    talked.build()
    assert (talked.root / "sent").exists()


def test_names_of_strangers_are_escaped_in_a_foreign_theme(talked: Blog) -> None:
    """A theme written as if nothing were escaped does not print a commenter's name as markup, nor escape the author's text."""
    small_theme(talked)
    path = talked.comment("first", "00000009-evil", "Hello.")
    path.write_text(path.read_text("utf-8").replace('"Dana"', '"<script>alert(1)</script>"'), "utf-8")
    for environment in ("", 'JINJA_ENVIRONMENT = {"extensions": ["jinja2.ext.do"]}\n'):
        talked.settings(f'THEME = "mine"\n{environment}')
        talked.build()
        page = talked.page("2005/12/first.html")
        assert "<script>alert" not in page
        assert "<em>first</em>" in page
