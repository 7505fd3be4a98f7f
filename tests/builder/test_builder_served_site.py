"""What a web server would answer is worked out as nginx and Caddy really answer, address by address."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urljoin

import pytest
import web_servers
from builder_site import LivingSite, files
from old_addresses import old_addresses
from tests_support import Blog
from web_servers import WebServer

from outsideinnovation.builder.built_site import planned
from outsideinnovation.builder.urls.redirect_lookup import SERVERS
from outsideinnovation.builder.urls.served_site import ServedAnswer, ServedSite

LONG = bool(os.environ.get("OI_LONG"))
SENT_AS_IS = "/!$&'()*+,;=:@[]|^%"
BY_HAND = """
/Case /2005/12/first.html
/case /2006/01/
/?p=12 /2005/12/first.html
/?p=13 gone
/?page_id=2&lang=en /about/
/feeds/posts/default?alt=rss /feeds/rss.xml
/feeds/posts/default /feeds/atom.xml
/search?updated-max=2010-01-01T00:00:00-08:00 /2006/
/flag?k /about/
/lost.html gone
/a//b.html /about/
/one/b.html /about/
/en%2Fcoded /about/
/latin%FC /about/
/gr%C3%BC%C3%9Fe.html /about/
/chain-1 /chain-2
/chain-2 /chain-3
/chain-3 /2005/12/first.html
/round-1 /round-2
/round-2 /round-1
/elsewhere https://example.org/there
/nowhere /not/there.html
/about-us /about
"""
ASKED = """
/ /index.html /?p=12 /?p=13 /?p=14 /?x=1&p=12&y=2 /?P=12 /?p=12&p=13 /?lang=en&page_id=2 /?page_id=2 /?p=%31%32
/2005/12/first.html /2005/12/first.html/ /2005/12/first.html?m=1 /2005/12/FIRST.html /2005/12/first /2005/12/first/
/2005%2F12%2Ffirst.html /2005/12/%66irst.html //2005/12/first.html /2005//12//first.html /2005/12/./first.html
/2005/12/../12/first.html /2005/12/first.html%20 /2005/12/first.htm /2005/12/ /2005/12 /2005/12/index.html /2005 /2005/
/2005?x=1 /about /about/ /about/index.html /about/INDEX.HTML /about// //about /about?x=1 /About/ /images /images/
/images/dot.txt /images/dot.txt/ /Case /case /CASE /lost.html /lost.html?x=1 /LOST.html //lost.html /a//b.html /a/b.html
/one//b.html //one/b.html /en%2fcoded /en/coded /latin%FC /latin%fc /latin%C3%BC /gr%C3%BC%C3%9Fe.html /gr%c3%bc%c3%9fe.html
/chain-1 /chain-2 /round-1 /elsewhere /nowhere /about-us /flag /flag?k /flag?k= /flag?k=1 /flag?a&k
/feeds/posts/default /feeds/posts/default?alt=rss /feeds/posts/default?alt=RSS /feeds/posts/default?alt=%72ss
/search?updated-max=2010-01-01T00%3A00%3A00-08%3A00&max-results=7 /search /search/ /feeds/rss.xml /rss.xml /index.rdf
/sitemap.xml /robots.txt /404.html /theme/style.css /never.html /100% /100%25 /a%zz /nul%00 /.. /../about/ /about/..
/about/../about/ /a%2F..%2Fabout/ /2005/12/first.html%2F /about%2F /index.html?p=12 /index.html?p=14
"""


class OldSite(Blog):
    """A site that has moved, with every sort of old address."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.post("first", "The *first* words.", category="Co-Design", tags="a, b", old_urls="/weblog/first.html")
        self.post("second", date="2006-01-02 08:00", status="hidden")
        self.post("third", date="2006-01-03 08:00", status="draft")
        self.write("pages/about.md", "Title: About\nSlug: about\nUrl: about/\nSave_as: about/index.html\n\nWho.\n")
        self.write("images/dot.txt", "dot")
        self.comment("first", "00000001-first")
        odd = {quote(old, safe=f"{SENT_AS_IS}?"): new for old, new in old_addresses(900).items()}
        self.write("redirects.txt", BY_HAND + "".join(f"{old} {new}\n" for old, new in odd.items()))
        self.write("addresses.txt", "/old/first.html post first\n/old/co-design/ category Co-Design\n")


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> OldSite:
    """Such a site, built."""
    site = OldSite(tmp_path_factory.mktemp("moved") / "blog")
    site.build()
    return site


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def both(
    request: pytest.FixtureRequest, moved: OldSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ServedSite, WebServer]]:
    """What we work out of that site, and a real server that serves its build."""
    root = tmp_path_factory.mktemp(request.param)
    for folder in (moved.output, *moved.output.parents[:3]):
        folder.chmod(0o755)
    built = planned(moved.site)
    with web_servers.serving(request.param, moved.output, root) as server:
        yield ServedSite(built.files, built.leads, built.root, SERVERS[request.param]), server


def answered(server: WebServer, address: str) -> ServedAnswer:
    """Return what the server really says to a browser, which goes up folders by itself."""
    said = server.ask(urljoin("http://x/", address).removeprefix("http://x") if "/." in address else address)
    return simple(ServedAnswer(said.status, said.location or ""))


def simple(answer: ServedAnswer) -> ServedAnswer:
    """Return an answer as far as all versions agree on it: how nothing is there, and which query goes into a folder."""
    if answer.status >= 400 and answer.status != 410:
        return ServedAnswer(404)
    path, _, _ = answer.location.partition("?")
    return ServedAnswer(301 if answer.status == 308 else answer.status, path if path.endswith("/") else answer.location)


def test_several_hundred_addresses_are_answered_as_by_a_real_server(both: tuple[ServedSite, WebServer]) -> None:
    """Files, folders, case, strokes, dots, encodings, queries, redirects and what is gone: each as the server says."""
    ours, server = both
    old = [quote(each, safe=f"{SENT_AS_IS}?") for each in old_addresses(900)][:: 1 if LONG else 3]
    asked = [*ASKED.split(), *old, *(f"{each}&x=1" if "?" in each else f"{each}?x=1" for each in old[::5])]
    asked += [f"{each}9" for each in old[::5]]
    differing = {
        each: (simple(ours.answer(each)), said)
        for each in asked
        if simple(ours.answer(each)) != (said := answered(server, each))
    }
    assert not differing, "\n".join(f"{each} {pair}" for each, pair in differing.items())
    assert len(asked) > 450


def changed(address: str, chance: random.Random) -> str:
    """Return almost the same address: another case, other strokes, another spelling, another query."""
    path, mark, query = address.partition("?")
    at = chance.randrange(len(path))
    letter = path[at]
    return chance.choice(
        (
            path.swapcase() + mark + query,
            f"{path[:at]}{letter.swapcase()}{path[at + 1 :]}{mark}{query}",
            f"{path}/{mark}{query}",
            path.rstrip("/") + mark + query,
            f"{path[:at]}{letter}{letter}{path[at + 1 :]}",
            f"{path[:at]}%{ord(letter):02{chance.choice('xX')}}{path[at + 1 :]}{mark}{query}",
            f"{path[: at + 1]}/{path[at + 1 :]}{mark}{query}",
            f"{path}?x=1&{query}",
            f"{path}{mark}{query}&",
            f"{path[:at]}{path[at + 1 :]}{mark}{query}",
            f"{path}index.html",
            f"{path}%2F",
        )
    )


def test_addresses_that_are_almost_right_are_answered_as_by_a_real_server(
    both: tuple[ServedSite, WebServer], moved: OldSite
) -> None:
    """A few hundred drawn from files, folders and old addresses, each changed a little; with OI_LONG many thousand."""
    ours, server = both
    chance = random.Random(15)
    built = planned(moved.site)
    known = [f"/{quote(name)}" for name in sorted(built.files)] + [*ASKED.split()]
    known += [quote(each, safe=f"{SENT_AS_IS}?") for each in sorted(built.leads) if "#" not in each]
    asked = {changed(chance.choice(known), chance) for _ in range(20_000 if LONG else 400)}
    asked = {each for each in asked if each.startswith("/") and each.isascii() and "/." not in each}
    asked -= {"/%2F..%2Fabout/"}  # which no browser sends; nginx sees a way out of the site
    asked -= {"/404.html/", "/404.html%2F"}  # Caddy's file server corrects what its error page was asked for
    differing = {
        each: (simple(ours.answer(each)), said)
        for each in sorted(asked)
        if simple(ours.answer(each)) != (said := answered(server, each))
    }
    assert not differing, "\n".join(f"{each} {pair}" for each, pair in differing.items())


def test_the_plan_names_every_file_of_the_build(moved: OldSite) -> None:
    """And none more, so that nothing is told to answer which is not there."""
    assert planned(moved.site).files == files(moved.output).keys() | hidden(moved.output)


def test_the_plan_of_a_living_site_names_every_file_of_its_build(living: LivingSite) -> None:
    """Pictures, modules, comments' feeds and lists, too."""
    assert planned(living.site).files == files(living.output).keys() | hidden(living.output)


def hidden(folder: Path) -> set[str]:
    """Return the outputs whose names begin with a dot."""
    return {path.name for path in folder.glob(".*") if path.is_file()}
