"""Templates of a site's own in the place of the theme's (THEME_TEMPLATES_OVERRIDES), and whether our own way can show them all.

It can where they name nothing but what the theme's template of that name does, and what stands on every page: of all else only
Pelican knows, whose way is taken then. Nothing is compiled to find out, since a build with nothing to do asks, too.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

THEMES = "!theme/"  # Pelican's prefix for the theme's own template of that name
ALWAYS = frozenset(
    {"root", "direction", "sidebar", "look", "subscriptions_open", "output_file", "document_private", "super"}
)
TEXTS = (
    "article.html",
    "page.html",
    "_post_header.html",
    "_post_footer.html",
)  # what a new template may show as they do
SYNTAX = frozenset({
    "if", "elif", "else", "endif", "for", "endfor", "in", "not", "and", "or", "is", "set", "endset", "block", "endblock",
    "extends", "include", "import", "from", "as", "with", "endwith", "without", "context", "ignore", "missing", "macro",
    "endmacro", "trans", "pluralize", "endtrans", "true", "false", "none", "True", "False", "None", "loop", "defined",
    "_",
})  # fmt: skip
ATTRIBUTES = frozenset({
    "first", "last", "index", "index0", "length",
})  # fmt: skip  # of loops
FILTERS = frozenset({
    "upper", "lower", "title", "capitalize", "length", "join", "first", "last", "default", "escape", "e", "trim",
    "replace", "truncate", "striptags", "urlencode",
})  # fmt: skip
_COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
_CODE = re.compile(r"{([{%])[-+]?(.*?)[-+]?[%}]}", re.DOTALL)
_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
_JOINT = re.compile(r"\s*([.|])\s*")
_WORD = re.compile(r"(?<![\w.|])[A-Za-z_]\w*")
_ATTRIBUTE = re.compile(r"(?<=\.)[A-Za-z_]\w*")
_FILTER = re.compile(r"(?<=\|)[A-Za-z_]\w*")
_ASSIGNED = re.compile(
    r"^\s*(?:set|for|with|macro)\s+([\w\s,]+?)\s*(?:=|\bin\b|\(|$)|\bas\s+(\w+)|\bimport\s+([\w\s,]+)$"
)
_NAMED = re.compile(r"\b(\w+)\s*=(?!=)")  # values that `trans` and `with` hand in


@dataclass(slots=True)
class _Words:
    """What a template's code names: variables, those of its own among them, attributes and filters."""

    names: set[str] = field(default_factory=set)
    assigned: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    filters: set[str] = field(default_factory=set)


def are_plain(folders: Iterable[Path], theme: Path, settings: Collection[str]) -> bool:
    """Tell whether our own way can show the templates in *folders*, which stand in for those of *theme*.

    *settings* are the names of those that the site has.
    """
    own = [(path.relative_to(folder).as_posix(), path) for folder in folders for path in sorted(folder.rglob("*.html"))]
    if not own:
        return True
    templates = theme / "templates"
    known = {path.relative_to(templates).as_posix(): _words(_text(path)) for path in sorted(templates.rglob("*.html"))}
    attributes = ATTRIBUTES.union(*(each.attributes for each in known.values()))
    filters = FILTERS.union(*(each.filters for each in known.values()))
    for name, path in own:
        said = _words(_text(path))
        allowed = ALWAYS | SYNTAX | said.assigned | set(settings) | _names_like(name, known)
        if not (said.names <= allowed and said.attributes <= attributes and said.filters <= filters):
            return False
    return True


def _names_like(name: str, known: Mapping[str, _Words]) -> set[str]:
    """Return what the theme's template of that *name* is shown; what the pages of posts and pages are for one it has not."""
    return {word for each in ((name,) if name in known else TEXTS) for word in known[each].names}


def _words(text: str) -> _Words:
    found = _Words()
    for mark, inside in _CODE.findall(_COMMENT.sub("", text)):
        code = _JOINT.sub(r"\1", _STRING.sub("''", inside))
        found.names |= set(_WORD.findall(code))
        found.attributes |= set(_ATTRIBUTE.findall(code))
        found.filters |= set(_FILTER.findall(code))
        if mark == "%":
            groups = (names for several in _ASSIGNED.findall(code) for names in several)
            found.assigned |= {name.strip() for names in groups for name in names.split(",") if name.strip()}
            found.assigned |= set(_NAMED.findall(code)) if code.split()[:1] in (["trans"], ["with"]) else set()
    return found


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace")
