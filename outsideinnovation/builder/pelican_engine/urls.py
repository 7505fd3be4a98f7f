"""Slugs and URLs of Pelican's own objects, made by the rules of our own way while it builds.

Pelican links to the names of files as they are, makes empty addresses of names without letters, and asks whichever version of
Unidecode is there. What it has no hook for is replaced, for as long as a build lasts.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

import pelican.contents
import pelican.urlwrappers
from pelican.contents import Content, Static
from pelican.paginator import Page
from pelican.urlwrappers import Author, Category, Tag, URLWrapper

from outsideinnovation.builder.pelican_engine.replacement import replaced
from outsideinnovation.percent_encoding import of_path, of_pattern
from outsideinnovation.slugs import Slugs


@contextmanager
def our_urls(slugs: Slugs) -> Iterator[None]:
    """Let Pelican make slugs by *slugs*, and URLs that can be links."""
    with replaced(
        *((pelican.contents, kind.__name__, _linked(kind)) for kind in (Author, Category, Tag)),
        (pelican.contents, "slugify", lambda value, **_: slugs.of("content", value)),
        (URLWrapper, "slug", property(lambda wrapper: _slug(wrapper, slugs), _give_slug)),
        (URLWrapper, "_normalize_key", lambda wrapper, key: slugs.of(_kind(wrapper), key)),
        (URLWrapper, "url", property(_wrapper_url)),
        (Static, "url", property(_static_url)),
        (Static, "attach_to", _attaching(Static.attach_to)),
        (Page, "url", property(_paged(Page.url.fget))),
    ):
        yield


def _linked(kind: type[Any]) -> Callable[[str, Any], Any]:
    """Return what makes a wrapper of the name in a link such as ``{tag}lead%20users``, which is encoded."""
    return lambda name, settings: kind(unquote(name), settings)


def _kind(wrapper: Any) -> str:
    return next(each.__name__.lower() for each in type(wrapper).__mro__ if each.__module__ == URLWrapper.__module__)


def _slug(wrapper: Any, slugs: Slugs) -> str:
    if wrapper._slug is None:
        wrapper._slug = slugs.of(_kind(wrapper), wrapper.name)
    return str(wrapper._slug)


def _give_slug(wrapper: Any, slug: str) -> None:
    wrapper._slug_from_name, wrapper._slug = False, slug


def _wrapper_url(wrapper: Any) -> Any:
    pattern = wrapper.settings[f"{type(wrapper).__name__.upper()}_URL"]
    return of_pattern(str(pattern), wrapper.as_dict()) if pattern else pattern


class StaticLinks(set[str]):
    """The files that posts link to; Pelican adds them as they are written in links, encoded, and would look for such names."""

    def __ior__(self, linked: Any) -> "StaticLinks":  # type: ignore[override,misc]  # Pelican adds sets of texts alone
        """Add files, by their names."""
        self.update(map(unquote, linked))
        return self


def _static_url(static: Any) -> str:
    static._output_location_referenced = True  # as Pelican's own property does
    url = str(Content.url.fget(static))
    return url if getattr(static, "_is_attaching", False) else of_path(url)


def _attaching(attach_to: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """Return Pelican's method, which compares the URL with the name of a file."""

    def attach(static: Any, content: Any) -> None:
        static._is_attaching = True
        try:
            attach_to(static, content)
        finally:
            static._is_attaching = False

    return attach


def _paged(url: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what gives the URL of a page of a list, whose pattern may hold the name of its file."""

    def encoded(page: Any) -> Any:
        linked = copy.copy(page)
        linked.full_name, linked.name, linked.base_name = map(of_path, (page.full_name, page.name, page.base_name))
        return url(linked)

    return encoded
