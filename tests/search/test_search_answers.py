"""What a search answers."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from search_samples import comment, document

from outsideinnovation.search.document import Document
from outsideinnovation.search.engine import Search
from outsideinnovation.search.index import Index

Ask = Callable[..., list[str]]
POSTS = [
    document(
        1, "The baker moved the oven near the window.", title="Four bakers", tags=("Ovens",), category="Lead Users"
    ),
    document(2, "An oven, an oven, an oven and a lonely window far away from it.", author="Zoë"),
    document(3, "C++ and .NET don't bake bread. Café society.", headings=("Programming",)),
    document(4, "東京都の天気は晴れ。"),
    document(5, "Bread", comments=(comment(1, "Nothing here"), comment(2, "My grandmother kneaded dough by hand"))),
    document(6, "Innovation comes from the customers who innovate."),
]
FILLER = [document(number, f"filler{number} words of no matter") for number in range(20, 60)]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    """A search over a few posts."""
    index = Index(tmp_path_factory.mktemp("search"))
    index.rebuild([*POSTS, *FILLER])
    return Search(index)


def found(search: Search, text: str, **asked: bool) -> list[str]:
    """Return the addresses that are found for *text*."""
    return [hit.url for hit in search.query(text, **asked).hits]


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("bakers window", ["/1/", "/2/"]),  # the title counts more, and so does having all the words
        ("C++", ["/3/"]),
        (".net", ["/3/"]),
        ("don't", ["/3/"]),
        ("cafe", ["/3/"]),
        ("天気", ["/4/"]),
        ("晴", ["/4/"]),
        ("customer", ["/6/"]),  # by its stem: the vocabulary has customers, one letter away
        ('"moved the oven"', ["/1/"]),
        ('"window oven"', ["/2/", "/1/"]),  # no document says that: the words are searched for
        ('"moved the oven" "near the window"', ["/1/"]),
        ("oven -baker", ["/2/"]),
        ("oven -window", []),
        ('oven category:"lead users"', ["/1/"]),
        ("category:lead-users", ["/1/"]),  # as its address has it
        ("tag:ovens", ["/1/"]),
        ("author:zoe", ["/2/"]),
        ("oven after:2005-09-03", ["/2/"]),
        ("oven before:2005-09-03", ["/1/"]),
        ("kneaded dough", ["/5/#comment-c0002"]),  # a hit in a comment lands there
        ("bread grandmother", ["/5/", "/3/"]),  # one in both lands at the post
        ("zzqqxxvv", []),
        ("the", ["/1/", "/6/"]),
    ],
)
def test_a_query_finds(search: Search, text: str, urls: list[str]) -> None:
    """The documents, best first, with words, signs, phrases, exclusions, filters and comments."""
    assert found(search, text) == urls


def test_an_unfinished_word_is_completed_while_typing(search: Search) -> None:
    """The last word stands for what begins so; with a space behind it is finished."""
    assert found(search, "grandm", typing=True) == ["/5/#comment-c0002"]
    assert search.query("grandm", typing=True).suggestion is None
    assert found(search, "grandm ", typing=True) == []


def test_a_character_alone_and_in_a_pair_stands_at_both_places(tmp_path: Path) -> None:
    """In their order, whichever was cut first; so phrases of single characters are found."""
    index = Index(tmp_path)
    index.rebuild([document(1, "東京 東 雪"), *FILLER])
    for phrase, relaxed in (('"東 東"', False), ('"東 雪"', False), ('"雪 東"', True)):
        results = Search(index).query(phrase)
        assert ([hit.url for hit in results.hits], results.relaxed) == (["/1/"], relaxed), phrase


def test_a_slip_of_the_pen_is_forgiven_and_told(search: Search) -> None:
    """A word that nobody wrote finds what it may have been meant to be, and that is suggested."""
    results = search.query("Grandmohter oven")
    assert results.suggestion == "grandmother oven"
    assert "/5/#comment-c0002" in [hit.url for hit in results.hits]


def test_nothing_to_search_for_is_no_search(search: Search) -> None:
    """A query of signs asks for nothing."""
    assert search.query("?!").asked is False


def test_pages_of_hits_follow_each_other(search: Search) -> None:
    """Ranks go on, no hit comes twice, and beyond the end there is nothing."""
    pages = [search.query("filler words matter", page, 15).hits for page in (1, 2, 3, 4)]
    assert [hit.rank for page in pages for hit in page] == list(range(1, 41))
    assert len({hit.id for page in pages for hit in page}) == 40
    assert pages[3] == ()


def test_of_equal_hits_the_newest_comes_first(search: Search) -> None:
    """Equal scores are told apart by date, then by id."""
    dates = [hit.date for hit in search.query("words", limit=40).hits]
    assert dates == sorted(dates, reverse=True)


def test_an_excerpt_shows_why(search: Search) -> None:
    """The words that were searched for are marked, in whichever form they stand there."""
    (hit, *_) = search.query("customer innovates").hits
    marked = [hit.excerpt.text[start:end] for start, end in hit.excerpt.marks]
    assert marked == ["Innovation", "customers", "innovate"]


def test_a_hit_has_the_fields_of_the_interface(search: Search) -> None:
    """As the command line prints it, and the service sends it."""
    (hit,) = search.query("tag:ovens").hits
    assert hit.row() == {
        "rank": 1,
        "score": 0.0,
        "id": "post-1",
        "url": "/1/",
        "title": "Four bakers",
        "date": "2005-09-02T09:00:00Z",
        "excerpt": "The baker moved the oven near the window.",
    }


@pytest.mark.parametrize("language", ["de", "pt-BR", "xx"])
def test_a_language_has_its_own_stems(tmp_path: Path, language: str) -> None:
    """Words are found in another form where the language has a stemmer, and as they are where not."""
    texts = {"de": ("Häuser", "Hauser"), "pt-BR": ("inovações", "inovacoes"), "xx": ("inovan", "inovan")}
    written, asked = texts[language]
    index = Index(tmp_path, language)
    index.rebuild([document(1, written)])
    assert found(Search(index), asked) == ["/1/"]


def test_a_search_sees_the_next_commit(tmp_path: Path) -> None:
    """Without being opened again, and it never shows an old text with a new one."""
    index = Index(tmp_path)
    index.rebuild(POSTS)
    search = Search.open(tmp_path)
    assert found(search, "grandmother")
    changed: Document = replace(POSTS[4], comments=POSTS[4].comments[:1])
    index.update([changed], [], list)
    assert found(search, "grandmother") == []
    search.close()
