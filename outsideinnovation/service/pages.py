"""Pages in the site's own theme: what the service answers looks like the rest of the blog."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app, make_response, request, send_from_directory
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from markupsafe import Markup

from outsideinnovation.builder.theme.look import look
from outsideinnovation.builder.theme.templates import Theme
from outsideinnovation.errors import FieldProblem
from outsideinnovation.languages.direction import direction
from outsideinnovation.languages.message import Message
from outsideinnovation.settings import theme as own_theme
from outsideinnovation.site import Site

TEMPLATES = (
    "comment_preview",
    "comment_receipt",
    "comment_message",
    "search_results",
    "subscription_form",
    "subscription_preferences",
)
JSON = "application/json"


class ServicePages:
    """The theme's templates for the service in *site*, reached from outside below *prefix*.

    A theme that lacks one of them leaves all to ours, whose files the service then hands out itself.
    """

    def __init__(self, site: Site, prefix: str) -> None:
        named = {name: value for name, value in site.settings.items() if name.isupper()}
        folder = site.theme
        foreign = not all((folder / "templates" / f"{name}.html").is_file() for name in TEMPLATES)
        self.colours = site.configuration.look.stylesheets()
        self.root = str(named.get("SITEURL") or "").rstrip("/") + "/"
        self.assets = f"{prefix}/comments/" if foreign else self.root
        layout: dict[str, Any] = {
            "root": self.root,
            "direction": direction(str(named.get("DEFAULT_LANG") or "en")),
            "sidebar": [],
        }
        layout |= {"look": look(site.configuration)}
        shown = {**named, **layout, "assets": self.assets}
        overrides = () if foreign else site.template_folders[:-1]
        self._theme = Theme(own_theme() if foreign else folder, shown, overrides=overrides)
        self._shown = (
            folder if (folder / "templates" / "_comment.html").is_file() else own_theme(),
            {**named, **layout},
        )

    def render(self, template: str, **inputs: object) -> str:
        """Return the theme's *template* (a name without ``.html``) with its *inputs* and what every page has."""
        return self._theme.render(template, "comments", document_private=True, **inputs)

    def comment(self, node: object) -> Markup:
        """Return a comment's node exactly as the site's theme shows it below its post."""
        return Markup(self._card(node))  # noqa: S704 - rendered with autoescape

    @cached_property
    def _card(self) -> Any:  # noqa: ANN401 - a macro
        folder, layout = self._shown
        return Theme(folder, layout).template("_comment").make_module(layout).comment_card  # type: ignore[attr-defined]


def page(template: str, **inputs: object) -> str:
    """Return a page of the site's theme, whole: its *template* with its *inputs*."""
    return _pages().render(template, **inputs)


def stylesheet() -> str:
    """Return the address of the theme's style sheet."""
    return f"{_pages().assets}theme/css/style.css"


def message(title: str, *paragraphs: str, status: int = 200, **inputs: object) -> Response:
    """Return a page that says something in a few sentences, or JSON where that is asked for.

    *inputs*: ``button`` and ``action`` make a form of one button, ``link`` is an address and its title to go on to.
    """
    if wants_json():
        return json(status, {"error" if status >= 400 else "message": " ".join((f"{title}.", *paragraphs))})  # noqa: PLR2004 - HTTP's
    return make_response(page("comment_message", title=title, paragraphs=paragraphs, **inputs), status)


def onward() -> tuple[str, str]:
    """Return the address of the blog, and how a link there is called."""
    return _pages().root, Message("On to the blog")


def json(status: int, content: object) -> Response:
    """Return *content* as JSON."""
    return current_app.response_class(current_app.json.dumps(content) + "\n", status, mimetype=JSON)


def refused_fields(status: int, error: Exception, problems: Iterable[FieldProblem]) -> Response:
    """Return for programs why fields cannot be taken."""
    named = [{"field": each.field, "what": each.what, "remedy": each.remedy} for each in problems]
    return json(status, {"error": str(error), "problems": named})


def wants_json() -> bool:
    """Tell whether a program asks: it must prefer JSON to a page, and say so."""
    return request.accept_mimetypes.best_match(["text/html", JSON]) == JSON


def origin(address: str) -> str:
    """Return the origin (RFC 6454) of *address*: scheme, host and port; nothing for what has none."""
    split = urlsplit(address)
    return f"{split.scheme}://{split.netloc}".lower() if split.scheme in {"http", "https"} and split.netloc else ""


def theme_file(name: str) -> ResponseReturnValue:
    """Answer with a static file of our theme, for sites whose own theme cannot show these pages; the colours are the blog's."""
    if style := _pages().colours.get(f"theme/{name}"):
        return current_app.response_class(style, mimetype="text/css")
    return send_from_directory(Path(own_theme(), "static"), name)


def _pages() -> ServicePages:
    return cast(ServicePages, current_app.extensions["outsideinnovation"].pages)
