"""``oi search``: what a reader would find, from the same index."""

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.json_lines import json_line
from outsideinnovation.errors import SettingsError
from outsideinnovation.site import Site, origin

OPTIONS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}  # so that `-word` is a word to leave out


@click.command(context_settings=OPTIONS)
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Show so many at most.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line, best first.")
@pass_site
def search(site: Site, query: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Search what is published, comments included, as readers do.

    Any of the words is enough, and whatever has more of them comes first. "A phrase", -word, category:NAME, tag:NAME,
    author:NAME, after:2008 and before:2008-05 narrow it down.
    """
    from outsideinnovation.search.engine import Search  # noqa: PLC0415 - loads Whoosh, which `oi --help` does not need

    if not site.configuration.search.is_on:
        raise SettingsError("Search is switched off: write SEARCH = True in pelicanconf.py, and build the site.")
    asked = " ".join(query)
    found = Search.open(site.search_index, site.configuration.search_language).query(asked, limit=limit)
    for hit in found.hits:
        row = hit.row(origin(site))
        shown = "".join(click.style(text, bold=True) if marked else text for text, marked in hit.excerpt.pieces())
        head = f"{hit.rank:>3}. {click.style(hit.title, bold=True)}, {hit.date:%Y-%m-%d}"
        lines = [head, f"     {row['url']}", *([f"     {shown}"] if shown else [])]
        click.echo(json_line(row) if as_json else "\n".join(lines))
    click.echo(found.summary(), err=True)
