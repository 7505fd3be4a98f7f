"""The templates are whole, small and safe: what they include exists, what they trust is listed, nothing runs inline."""

import re

import pytest
from theme_samples import TEMPLATES, environment

PELICAN = [
    "base",
    "index",
    "article",
    "page",
    "archives",
    "period_archives",
    "categories",
    "category",
    "tags",
    "tag",
    "authors",
    "author",
    "feeds",
    "404",
]
TRUSTED = {  # what the build has already cleaned, or an author has written
    "article.content|replace('<pre', '<pre tabindex=\"0\"')|replace('<table', '<table tabindex=\"0\"')",
    "article.summary",
    "module.html",
    "node.html",
    "page.content|replace('<pre', '<pre tabindex=\"0\"')|replace('<table', '<table tabindex=\"0\"')",
}
FILES = sorted(TEMPLATES.glob("*.html"))
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)

COUNTING = '<script async src="{{ look.analytics.script }}" {{ look.analytics.attribute }}="{{ look.analytics.value }}"></script>'


@pytest.mark.parametrize("name", PELICAN)
def test_every_page_that_pelican_writes_has_its_template(name):
    """The names are Pelican's, so that any of its sites can use the theme."""
    assert (TEMPLATES / f"{name}.html").is_file()


@each_file
def test_a_template_compiles(path):
    """Jinja reads every template."""
    environment().get_template(path.name)


@each_file
def test_what_a_template_names_exists(path):
    """Every template that is extended, included or imported is there."""
    assert all((TEMPLATES / name).is_file() for name in named(path.read_text("utf-8")))


def test_every_partial_is_used():
    """A partial that no template names has no business here."""
    used = {name for path in FILES for name in named(path.read_text("utf-8"))}
    assert {path.name for path in FILES if path.name.startswith("_")} <= used


@each_file
def test_only_what_is_listed_goes_unescaped(path):
    """Escaping is on everywhere; the exceptions are few and known."""
    text = path.read_text("utf-8")
    trusted = [expression.strip() for expression in re.findall(r"\{\{-?\s*([^{}]*?)\|\s*safe\s*-?\}\}", text)]
    assert len(trusted) == len(re.findall(r"\|\s*safe\b", text))
    assert set(trusted) <= TRUSTED
    assert not re.search(r"autoescape|Markup|forceescape", text)


@each_file
def test_nothing_runs_or_is_styled_inline(path):
    """No inline script, style or handler, so that ``script-src 'self'`` holds; data is no script, a file of ours may run.

    So may the one file of the service that ANALYTICS names, whose host is then in the policy.
    """
    text = path.read_text("utf-8").replace('<script type="application/ld+json">', "")
    ours = r'<script type="module" src="[^"]*theme/(search|comments|code)\.js"(?: data-[a-z]+="[^"]*")*></script>'
    text = re.sub(ours, "", text).replace(COUNTING, "")
    assert not re.search(r"<(script|style)\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", text, re.IGNORECASE)


@each_file
def test_nothing_is_fetched_from_another_host(path):
    """Links may lead elsewhere; what the browser fetches by itself comes from the site."""
    text = path.read_text("utf-8")
    assert not re.search(
        r"<(link|script|img|iframe|source|video|audio|object|embed)\b[^>]*(https?:)?//", text, re.IGNORECASE
    )


@each_file
def test_a_template_is_small(path):
    """One thing a file: what does not fit on a screen or so is several things."""
    assert len(path.read_text("utf-8").splitlines()) <= 60


def named(text: str) -> set[str]:
    """Return the names of the templates that *text* extends, includes or imports."""
    return set(re.findall(r"\{%-?\s*(?:extends|include|from|import)\s+'([^']+)'", text))
