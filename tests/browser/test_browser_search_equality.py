"""The browser's script beside the Python that it repeats: the same words, the same queries, the same first ten."""

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from search_agreement import first_ten, invented_blog
from search_agreement import queries as agreed
from search_samples import START, WORDS, comment, document, invented, queries
from static_host import StaticHost, serving
from tests_support import Blog

from outsideinnovation.search.analysis import filter_term
from outsideinnovation.search.engine import Search
from outsideinnovation.search.index import Index
from outsideinnovation.search.query import parse
from outsideinnovation.search.results import Results
from outsideinnovation.search.shards import publish
from outsideinnovation.search.shards.publish import write_shards
from outsideinnovation.search.words import words

pytestmark = pytest.mark.browser
THEME = Path(__file__).resolve().parents[2] / "themes/outsideinnovation/static"
ASK = """async ([address, asked]) => {
  const { Search } = await import("/theme/search.js");
  const search = new Search(address);
  const made = [];
  for (const [text, options] of asked) {
    const { excerpt, ...found } = await search.query(text, options);
    const excerpts = options.excerpts ? await Promise.all(found.hits.map(excerpt)) : [];
    made.push({ ...found, excerpts: excerpts.map((words) => words.flat().join(" ")) });
  }
  return made;
}"""
KNOWN = st.characters(exclude_categories=("Cs", "Cn"))  # what a newer Unicode adds, a newer browser knows
LETTERS = st.one_of(KNOWN, st.sampled_from("aAbc'’.+#_- éß東京ケ가\u0301\u093fΣςİ𠀀"))
SIGNS = [
    "-",
    '"',
    "tag:",
    "category:",
    'author:"Ann B"',
    "after:2008",
    "before:2008-05-31",
    "after:2008-13",
    " ",
    "C++",
]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaticHost]:
    """A host that serves the script, and shards below /shards/."""
    folders = {"/theme/": THEME, "/shards/": tmp_path_factory.mktemp("shards")}
    with serving(StaticHost(folders, {"/blank.html": b"<!doctype html><title>Blank</title>"})) as host:
        yield host


@pytest.fixture(scope="module")
def page(browser: Browser, host: StaticHost) -> Iterator[Page]:
    """A blank page, in which the script's parts can be called."""
    page = browser.new_page()
    page.goto(f"{host.address}/blank.html")
    yield page
    page.close()


@given(st.lists(st.text(LETTERS), max_size=20))
@example(["end.Next ...three .net .NET g++! a.b c#d C# ++c", "O’Reilly's 'dogs' don''t", "x" * 70 + " " + "𠀀" * 70])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_words_are_cut_alike(page: Page, texts: list[str]) -> None:
    """Whatever the text is."""
    cut = page.evaluate('async (texts) => texts.map((await import("/theme/search.js")).words)', texts)
    assert cut == [words(text) for text in texts]


def test_every_character_is_cut_alike(page: Page) -> None:
    """Each that this Python knows, alone and between others."""
    known = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in ("Cs", "Cn", "Co")]
    texts = [
        f"{''.join(known[start : start + 50])} " + " ".join(f"x{each}.y" for each in known[start : start + 50])
        for start in range(0, len(known), 50)
    ]
    cut = page.evaluate('async (texts) => texts.map((await import("/theme/search.js")).words)', texts)
    assert [text for text, found in zip(texts, cut, strict=True) if found != words(text)] == []


@given(
    st.lists(
        st.lists(st.one_of(st.sampled_from(SIGNS), st.text(LETTERS, max_size=8)), max_size=12).map("".join), max_size=20
    )
)
@example(
    [
        'after:0000 after:2007-02-29 before:1960-1 -after:2008 AFTER:2009 tag:" " -tag:a\x1fb',
        '"unclosed a',
        '""',
        "a\ufeffb a\x85b",
    ]
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_queries_are_read_alike(page: Page, texts: list[str]) -> None:
    """Whatever is typed."""
    read = page.evaluate('async (texts) => texts.map((await import("/theme/search.js")).parse)', texts)
    for text, found in zip(texts, read, strict=True):
        assert found == expected(text), text


def expected(text: str) -> dict[str, Any]:
    """Return a query as the script has it: filters by their terms, and only the days that were given."""
    query = parse(text)
    days = {kind: day for kind in ("after", "before") if (day := getattr(query, kind)) is not None}
    terms = {kind: [filter_term(*each) for each in getattr(query, kind)] for kind in ("filters", "barred")}
    lists = {kind: [list(each) for each in getattr(query, kind)] for kind in ("phrases", "excluded")}
    return {"words": list(query.words), **lists, **terms, **days}


def blog() -> list[Any]:
    """Return posts in several scripts, with signs and accents, of one date, and with words only in comments."""
    rng = random.Random(11)
    posts = [invented(rng, number) for number in range(260)]
    said = [
        "Lead users innovate; users of innovation too",
        "C++ and C# on .NET, don't",
        "東京都の天気 猫",
        "Café naïve Straße",
        "한국어 검색 iPhone用ケース",
        "innovation innovations innovative innovator",
        "market marketing markets",
    ]
    same = [
        document(
            1000 + number,
            text,
            date=START,
            tags=("Lead Users",),
            comments=(comment(1, "zebra crossing"), comment(2, "zebra kalon giraffe")),
        )
        for number, text in enumerate(said)
    ]
    return [*posts, *same]


def questions() -> list[tuple[str, dict[str, Any]]]:
    """Return two hundred queries of every kind, each with how it is asked."""
    rng = random.Random(12)
    texts = [
        *queries(rng, 40),
        *(f'"{each}"' for each in queries(rng, 20)),
        *(f"{each} -{rng.choice(WORDS)}" for each in queries(rng, 10)),
    ]
    texts += [f"{each} tag:{rng.choice('ab')}" for each in queries(rng, 10)]
    texts += [f"{each} after:{rng.choice(('2006', '2006-05', '2005-11-02'))}" for each in queries(rng, 10)]
    slips = [
        each[:place] + rng.choice("aeqx") + each[place + rng.randrange(2) :]
        for each in rng.choices(WORDS, k=35)
        for place in [rng.randrange(len(each))]
    ]
    typed = [each[: rng.randrange(3, len(each) + 1)] for each in queries(rng, 40)]
    fixed = [
        "zebra",
        "zebra giraffe",
        "lead users",
        '"users innovation"',
        '"users of innovation"',
        "C++",
        "c#",
        ".net",
        "don't",
        "東京",
        "猫",
        "cafe",
        "STRASSE",
        "검색",
        "innovation",
        "innovatoin",
        "marketting",
        "xyzzyplugh",
        'tag:"lead users"',
        "tag:lead-users",
        "-tag:a after:2007",
        "category:Notes before:2006",
        "author:ann zebra",
        "zebra -giraffe",
        '"kalon giraffe"',
        "the quick",
        "-a",
        "()[]*?",
        '"',
        "",
        "  ",
    ]
    asked = [(text, {}) for text in [*texts, *slips, *fixed]]
    return [*asked, *((text, {"typing": True}) for text in [*typed, "innov", "zeb", "mar", "東", 'kal "', "xyzzyp"])]


def same(found: dict[str, Any], right: Results) -> bool:
    """Tell whether the script found what Python did, to the last bit of the scores."""
    hits = [(hit["id"], hit["url"], hit["title"], hit["score"]) for hit in found["hits"]]
    return (hits, found["total"], found.get("suggestion"), found["asked"], found.get("relaxed", False)) == (
        [(hit.id, hit.url, hit.title, hit.score) for hit in right.hits],
        right.total,
        right.suggestion,
        right.asked,
        right.relaxed,
    )


def differing(page: Page, host: StaticHost, search: Search, asked: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Return the queries that the script answers otherwise than Python."""
    found = page.evaluate(ASK, [f"{host.address}/shards/manifest.json", asked])
    right = [search.query(text, typing=options.get("typing", False)) for text, options in asked]
    return [text for (text, _), one, other in zip(asked, found, right, strict=True) if not same(one, other)]


def test_script_and_index_agree_on_two_hundred_queries(page: Page, host: StaticHost, tmp_path: Path) -> None:
    """The same first ten with the same scores, the same places to land, totals and suggestions."""
    asked = questions()
    index = Index(tmp_path / "instance")
    index.rebuild(blog())
    write_shards(index, host.folders["/shards/"])
    search = Search(index)
    assert len(asked) >= 200
    assert differing(page, host, search, asked) == []
    search.close()


def test_script_and_index_agree_after_changes(
    page: Page, host: StaticHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a base, a middle layer and a packed one, with documents that are dead in each."""
    monkeypatch.setattr(publish, "RECENT", 3)
    index, posts = Index(tmp_path / "instance"), blog()
    index.rebuild(posts)
    write_shards(index, host.folders["/shards/"], small=10)
    for number in range(0, 20, 2):
        changed = [
            replace(post, text=f"{post.text} kalon zebra{number}") for post in posts[number * 3 : number * 3 + 1]
        ]
        index.update([*changed, document(3000 + number, "zebra kalon mine", date=START)], [], list)
        write_shards(index, host.folders["/shards/"], small=10)
    search = Search(index)
    (packed,) = (path for path in host.names(".bin") if path.count("/") == 3)
    assert differing(page, host, search, [("zebra4", {})]) == []
    fetched = [size for path, size in host.sent if path == packed]
    assert 0 < sum(fetched) < len(host.body(packed) or b"")  # pieces of it, as they are needed
    assert differing(page, host, search, questions()[::2]) == []
    host.ranges = False
    assert differing(page, host, search, [("zebra4", {}), *questions()[:9]]) == []
    search.close()


def test_script_and_command_line_agree_on_a_built_site(browser: Browser, tmp_path: Path) -> None:
    """For two hundred queries, which the service answers alike, over the files that a build wrote."""
    built, asked = invented_blog(Blog(tmp_path / "blog")), agreed()
    with serving(StaticHost({"/theme/": THEME, "/": built.output})) as site:
        page = browser.new_page()
        page.goto(f"{site.address}/theme/search.js")
        found = page.evaluate(ASK, [f"{site.address}/search/manifest.json", [(text, {}) for text in asked]])
        page.close()
    for text, each in zip(asked, found, strict=True):
        assert [f"https://ours.example{hit['url']}" for hit in each["hits"]] == first_ten(built, text), text


def test_excerpts_are_cut_alike(page: Page, host: StaticHost, tmp_path: Path) -> None:
    """The same piece of the text, whether the host sends ranges or whole files."""
    index = Index(tmp_path / "instance")
    index.rebuild(blog())
    write_shards(index, host.folders["/shards/"])
    search = Search(index)
    asked = [(text, {"excerpts": True}) for text in ["zebra", "lead users", *queries(random.Random(4), 20)]]
    for host.ranges in (True, False):
        found = page.evaluate(ASK, [f"{host.address}/shards/manifest.json?{host.ranges}", asked])
        for (text, _), each in zip(asked, found, strict=True):
            right = [" ".join(hit.excerpt.text.split()) for hit in search.query(text).hits]
            assert ["".join(one.split()) for one in each["excerpts"]] == ["".join(one.split()) for one in right]
    search.close()
