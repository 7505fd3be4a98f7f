"""Whether Pelican can begin on a site at all: its theme, what Markdown and Jinja are given, and the templates of its lists."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pelican
from jinja2 import Environment, TemplateError
from pelican.generators import Generator, PelicanTemplateNotFound
from pelican.plugins._utils import get_namespace_plugins
from pelican.settings import DEFAULT_CONFIG

from outsideinnovation import settings as start
from outsideinnovation.builder.content.markdown import Markdown
from outsideinnovation.builder.native_support import KINDS, PATTERNS
from outsideinnovation.configuration import OUR_PLUGINS, Configuration
from outsideinnovation.configuration.address_checks import names_in
from outsideinnovation.configuration.setting_lines import setting_problem
from outsideinnovation.errors import ContentError, OutsideInnovationError, Problem
from outsideinnovation.site import Site

THEMES = Path(pelican.__file__).parent / "themes"  # those that Pelican brings, which are called by their names
OUR_PAGES = ("404", "feeds", "search", "subscribe")  # templates that only our theme has to have
USUAL = ("article", "page", "category", "tag", "author")  # templates that every site may need


@contextmanager
def following(settings_file: Path, settings: Mapping[str, Any]) -> Iterator[None]:
    """Name as a problem of the *settings* whatever Pelican raises while it follows them in the block."""
    try:
        yield
    except OutsideInnovationError:
        raise
    except Exception as error:
        if problem := pattern_problem(error, settings, settings_file):
            raise ContentError([problem]) from error
        what = f"Pelican cannot follow the settings ({type(error).__name__}: {error})"
        raise ContentError([Problem(settings_file, 0, what, "correct the one that it is about")]) from error


def pattern_problem(error: Exception, settings: Mapping[str, Any], settings_file: Path) -> Problem | None:
    """Return the problem of the pattern of addresses that holds the name which *error* says is missing, if one does."""
    for name in PATTERNS if isinstance(error, KeyError) else ():
        if error.args[0] in names_in(str(settings.get(name) or "")):
            what = f"{name} {settings[name]!r} holds {{{error.args[0]}}}, a field that not every post or page has"
            return setting_problem(settings_file, name, what, "write another, or give all of them that field")
    return None


def theme_problem(site: Site) -> Problem | None:
    """Return what is wrong with THEME; None where there is such a theme."""
    theme = site.configuration.builder.theme
    if not theme or any(Path(folder, theme, "templates").is_dir() for folder in (site.root, THEMES)):
        return None
    what = f"THEME {theme!r} is no theme: there is no folder {site.root / theme / 'templates'}"
    return setting_problem(
        site.settings_file, "THEME", what, "write the path of a theme, beginning at this file's folder"
    )


def library_problems(settings: Mapping[str, Any], settings_file: Path) -> Iterator[Problem]:
    """Yield what is wrong with what MARKDOWN and JINJA_ENVIRONMENT ask for, by making one of each."""
    remedy, extended = "install what it names, or take that out", Configuration.of(settings).content.is_extended
    for name, make in (
        ("MARKDOWN", lambda: Markdown(settings["MARKDOWN"], is_extended=extended).load()),
        ("JINJA_ENVIRONMENT", lambda: Environment(autoescape=True, **_options(settings))),
    ):
        try:
            make()
        except Exception as error:  # noqa: BLE001 - the outermost edge: extensions raise what they like
            yield setting_problem(
                settings_file, name, f"{name} cannot be used ({type(error).__name__}: {error})", remedy
            )


def list_problems(generator: Generator, settings_file: Path) -> Iterator[Problem]:
    """Yield a problem for every template that lists, archives and the posts need and the theme has not."""
    settings = generator.settings
    for setting, templates in (("THEME", USUAL), ("DIRECT_TEMPLATES", settings["DIRECT_TEMPLATES"])):
        for name in templates:
            if not _has(generator, name) and (setting == "THEME" or settings.get(f"{name.upper()}_SAVE_AS", name)):
                what = f"the theme has no template {name!r}, which {setting} needs"
                remedy = f"add the template to the theme: {Path(generator.theme, 'templates', f'{name}.html')}"
                or_not = ", or take it out of DIRECT_TEMPLATES" if setting != "THEME" else ""
                yield setting_problem(settings_file, setting, what, remedy + or_not)


def leave_out_pages(generator: Generator) -> str:
    """Let a theme of others go without the templates that only ours has; return what it lacks, as words, or nothing."""
    lacking = [name for name in OUR_PAGES if not _has(generator, name)]
    settings = generator.settings
    settings["DIRECT_TEMPLATES"] = [name for name in settings["DIRECT_TEMPLATES"] if name not in lacking]
    pages = [f"template for {', '.join(lacking)}"] if lacking else []
    return " and no ".join([*pages, *([] if generator.context["comments_have_a_place"] else ["place for comments"])])


def plugins_of(site: Site) -> dict[str, Any]:
    """Return the setting PLUGINS with ours for a *site* that says none: else Pelican loads whatever it finds installed."""
    if site.settings.get("PLUGINS") is not None:
        return {}
    ours = [each for each in start.PLUGINS if each.startswith(OUR_PLUGINS)]
    return {"PLUGINS": list(dict.fromkeys([*get_namespace_plugins(), *ours]))}


def have_comments_a_place(theme: Path, settings: Mapping[str, Any]) -> bool:
    """Tell whether any template of the site shows the comments on a post."""
    folders = (theme / "templates", *map(Path, settings["THEME_TEMPLATES_OVERRIDES"]))
    texts = (path.read_text("utf-8", "replace") for folder in folders for path in folder.rglob("*.html"))
    return any("article.comments" in each for each in texts)


def addresses_in_any_language(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings by which what is in another language has an address like any other, where none is a translation.

    Addresses of posts and pages that the site itself says stay; those of drafts are the preview's.
    """
    kinds = [kind for kind in KINDS if not settings[f"{'PAGE' if kind.endswith('PAGE') else 'ARTICLE'}_TRANSLATION_ID"]]
    alike = {f"{kind}_LANG_{what}": f"{kind}_{what}" for kind in kinds for what in ("URL", "SAVE_AS")}
    return {
        name: settings[plain]
        for name, plain in alike.items()
        if name.startswith("DRAFT") or settings[name] in (DEFAULT_CONFIG[name], getattr(start, name))
    }


def _has(generator: Generator, name: str) -> bool:
    try:
        generator.get_template(name)
    except PelicanTemplateNotFound:
        return False
    except TemplateError:
        return True  # though wrong: whoever renders it says where
    return True


def _options(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings["JINJA_ENVIRONMENT"].items() if name != "autoescape"}
