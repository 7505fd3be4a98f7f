"""What Pelican's generators are going to write, as far as they say so before: posts, pages, lists, and files that are copied.

A generator may add its own by a method ``outputs``, and by ``old_problems`` what is wrong with old addresses,
and ``published_urls`` what there is at all.
"""

import os
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from pelican.generators import PelicanTemplateNotFound, StaticGenerator
from pelican.paginator import Paginator

from outsideinnovation.builder.outputs import site_files
from outsideinnovation.builder.outputs.plan import LISTS
from outsideinnovation.builder.pelican_engine.contents import contents
from outsideinnovation.builder.pelican_engine.live_contents import live_contents
from outsideinnovation.builder.theme.named_templates import missing_template
from outsideinnovation.builder.urls import makers
from outsideinnovation.builder.urls.claims import Claims
from outsideinnovation.builder.urls.history import PublishedUrl
from outsideinnovation.builder.urls.makers import Maker
from outsideinnovation.errors import Problem

ALONE = frozenset({"404", "feeds", "search"})  # templates of pages that list no posts
ATTACHING = ("{attach}", "|attach|")
Output = tuple[str, Maker]


def claimed(generators: list[Any], settings_file: Path) -> Claims:
    """Return who is going to make what; to be called when all generators have their contents, and addresses are settled."""
    taken = Claims(settings_file)
    for generator in generators:
        for name, maker in generator.outputs() if hasattr(generator, "outputs") else ():
            taken.make(name, maker)
    texts = sorted(filter(attrgetter("save_as"), contents(generators)), key=lambda each: str(each.source_path))
    for name, maker in [*_lists(generators[0]), *((each.save_as, of(each)) for each in texts)]:
        taken.make(name, maker)
    if not any(mark in each._content for each in contents(generators) for mark in ATTACHING):
        claim_copies(taken, generators)  # otherwise files move to who shows them, once that is rendered
    for each in texts:
        taken.show(each.url, each.save_as, of(each))
    return taken


def claim_copies(taken: Claims, generators: Iterable[Any]) -> None:
    """Claim the outputs of what is only copied."""
    for generator in generators:
        if isinstance(generator, StaticGenerator):
            for static in sorted(generator.staticfiles, key=attrgetter("save_as")):
                taken.make(static.save_as, makers.copy(str(Path(generator.path, static.source_path))))
            for name, path in _of_theme(generator):
                taken.make(name, makers.of_theme(str(path)))


def old_problems(taken: Claims, generators: Iterable[Any]) -> list[Problem]:
    """Return what generators say is wrong with old addresses."""
    found = (each.old_problems(taken) for each in generators if hasattr(each, "old_problems"))
    return [problem for problems in found for problem in problems]


def urls(generators: list[Any]) -> tuple[frozenset[PublishedUrl], dict[str, str]]:
    """Return the addresses that the site has, and where old ones lead, as a generator's method ``published_urls`` says."""
    for generator in generators:
        if hasattr(generator, "published_urls"):
            found: tuple[frozenset[PublishedUrl], dict[str, str]] = generator.published_urls()
            return found
    now = live_contents(generators, ())
    return now, site_files.leads(Path(generators[0].path), now, {})


def missing_templates(generators: Iterable[Any]) -> Iterator[Problem]:
    """Yield a problem for every post and page that names a template which neither the theme nor the site has."""
    for generator in generators:
        for each in sorted(filter(attrgetter("save_as"), contents([generator])), key=attrgetter("source_path")):
            try:
                generator.get_template(each.template)
            except PelicanTemplateNotFound:
                yield missing_template(str(each.source_path), each.template, generator.theme)
            except TemplateError:
                continue  # there, though wrong: whoever renders it says where


def of(content: Any) -> Maker:
    """Return the maker that a post or page of Pelican's is."""
    return makers.text(str(content.source_path))


def _lists(generator: Any) -> Iterator[Output]:
    context, settings = generator.context, generator.settings
    for name in settings["DIRECT_TEMPLATES"]:
        save_as = settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html")
        maker = makers.PAGE if name in ALONE else makers.LIST
        yield from _pages(save_as, name, context["articles"], settings, maker)
    for kind, name in LISTS.items():
        for wrapper, articles in context[name]:
            maker = makers.listing(kind, wrapper.name, str(articles[0].source_path)) if articles else makers.LIST
            yield from _pages(wrapper.save_as, kind, articles, settings, maker)
    for archives in context.get("period_archives", {}).values():
        yield from ((archive["save_as"], makers.LIST) for archive in archives)


def _pages(
    save_as: str, template: str, articles: list[Any], settings: dict[str, Any], maker: Maker
) -> Iterator[Output]:
    """Yield the pages of a list; where its setting is empty there are none."""
    if save_as and template in settings["PAGINATED_TEMPLATES"]:
        size = settings["PAGINATED_TEMPLATES"][template] or settings["DEFAULT_PAGINATION"]
        paginator = Paginator(save_as, save_as, articles, settings, size)
        yield from ((paginator.page(number).save_as, maker) for number in range(1, paginator.num_pages + 1))
    elif save_as:
        yield save_as, maker


def _of_theme(generator: Any) -> Iterator[tuple[str, Path]]:
    """Yield the outputs and sources of the theme's files, as Pelican copies them."""
    below = generator.settings["THEME_STATIC_DIR"]
    for name in generator.settings["THEME_STATIC_PATHS"]:
        source = Path(generator.theme, name)
        if source.is_file():
            yield f"{below}/{source.name}", source
        for parent, _, files in os.walk(source):
            inside = Path(parent).relative_to(source).as_posix()
            yield from ((f"{below}/{inside}/{file}", Path(parent, file)) for file in sorted(files))
