"""The spam filter: each step says what it saw in words an editor understands, and the scores add up."""

import time

import pytest
from comment_samples import comment
from hypothesis import given, settings
from hypothesis import strategies as st

from outsideinnovation.comments.form import BODY_BYTES, Words
from outsideinnovation.comments.record import Status
from outsideinnovation.comments.spam import Known, Model, Repetition, Verdict, score, steps, trusted, written_links

PLAIN = "I tried this with two teams, and the second one needed far less time."
REGULAR = Known(seconds=90, confirmed=True, approved=3)
COUNTS = st.integers(0, 1000)


def words(body: str = PLAIN, **changes: str | None) -> Words:
    """Return a form's words."""
    return Words(**({"post": "a-post", "author": "Dana", "body": body} | changes))


def reasons(verdict: Verdict) -> dict[str, float]:
    """Return the score of each reason by its name."""
    return {reason.name: reason.score for reason in verdict.reasons}


def test_a_known_readers_plain_words_are_surely_fine() -> None:
    """Nothing speaks against them, and something for them."""
    verdict = score(words(), REGULAR)
    assert (verdict.score, verdict.over_limit) == (0, False)
    assert list(reasons(verdict)) == ["known reader"]


def test_of_an_unknown_reader_only_that_is_said() -> None:
    """What is not known weighs nothing: a static page's form tells no time."""
    assert reasons(score(words(), Known())) == {"newcomer": 0.1}


@pytest.mark.parametrize(
    ("typed", "known", "name", "detail"),
    [
        (words(), Known(trap=True), "hidden field", "a field that people cannot see was filled in"),
        (words(), Known(seconds=0.4), "haste", "sent 0 s after the form was shown"),
        (words(), Known(seconds=-9), "haste", "sent 0 s after the form was shown"),
        (words(), Known(seconds=4), "haste", "sent 4 s after the form was shown"),
        (words(), Known(seconds=0.31, previewed=True), "haste", "sent 0.3 s after the preview was shown"),
        (words("See https://example.org/ for what we made of it."), Known(), "links", "1 link"),
        (words("http://a.org www.b.org"), Known(), "links", "2 links, and hardly a word beside"),
        (words("[url=http://a.org]cheap[/url] things for you"), Known(), "link code", "HTML or BBCode"),
        (words('<A\nHREF="http://a.org">cheap</a>'), Known(), "link code", "HTML or BBCode"),
        (words("look at http://192.0.2.7/x"), Known(), "numeric address", "192.0.2.7, a number instead of a name"),
        (words(website="http://192.0.2.7/"), Known(), "numeric address", "192.0.2.7"),
        (words(author="www.cheap.example"), Known(), "name", "the name is a web address"),
        (words(), Known(repeats=1), "repetition", "1 earlier comment with nearly the same text"),
        (words(), Known(repeats=7), "repetition", "7 earlier comments with nearly the same text"),
        (words(), Known(recent=9), "rate", "9 comments from this network within an hour"),
        (words(), Known(spam=2), "earlier spam", "2 earlier comments of this address or network marked as spam"),
        (words(), Known(), "newcomer", "no earlier comment of this writer was approved"),
    ],
)
def test_each_step_says_what_it_saw(typed: Words, known: Known, name: str, detail: str) -> None:
    """An editor reads a reason and its weight, and needs no manual for it."""
    (found,) = [reason for reason in score(typed, known).reasons if reason.name == name]
    assert detail in found.detail
    assert found.score > 0


@pytest.mark.parametrize(
    ("known", "absent"),
    [
        (Known(seconds=5), "haste"),
        (Known(seconds=86_400), "haste"),
        (Known(seconds=1, previewed=True), "haste"),
        (Known(recent=3), "rate"),
        (Known(approved=1), "newcomer"),
        (Known(approved=1), "known reader"),
    ],
)
def test_a_step_that_has_nothing_to_say_is_silent(known: Known, absent: str) -> None:
    """Slow writers and talkative houses are no suspects; an address that nobody confirmed earns no trust."""
    assert absent not in reasons(score(words(), known))


@pytest.mark.parametrize("more", [0, 1])
def test_what_is_plainly_a_machines_is_over_the_limit(more: int) -> None:
    """The hidden field, or more links than anybody needs; one link fewer, and an editor decides."""
    many = words("words and words " + "http://a.org/ " * (steps.MOST_LINKS + more))
    assert score(many, Known()).over_limit is bool(more)
    assert score(words(), Known(trap=bool(more))).over_limit is bool(more)
    if more:
        assert score(many, REGULAR).score >= 0.7
        assert any("21 links, and 20 are the most" in reason.detail for reason in score(many, Known()).reasons)


def test_the_scores_add_up_and_stay_between_nought_and_one() -> None:
    """An editor can follow the sum; signs of a machine together outweigh each of them."""
    few, many = score(words(), Known(seconds=4)), score(words("http://a.org"), Known(seconds=1, repeats=9, spam=3))
    assert few.score == pytest.approx(sum(reasons(few).values())) == pytest.approx(0.3)
    assert many.score == 1


def test_the_sum_sorts_as_an_editor_would() -> None:
    """Known reader, newcomer, newcomer with a link, in haste with links, machine: in this order."""
    scores = [
        score(words(), REGULAR).score,
        score(words(), Known(seconds=60)).score,
        score(words(f"{PLAIN} https://example.org/"), Known(seconds=60)).score,
        score(words(f"{PLAIN} http://a.example http://b.example"), Known(seconds=3)).score,
        score(words("[url=http://a.example]x[/url]"), Known(seconds=1)).score,
    ]
    assert scores == sorted(set(scores))
    assert scores[2] < 0.3
    assert scores[4] > 0.7


@settings(max_examples=40)
@given(
    st.text(max_size=300),
    st.text(max_size=30),
    st.builds(
        Known,
        seconds=st.none() | st.floats(-1e9, 1e9),
        trap=st.booleans(),
        confirmed=st.booleans(),
        approved=COUNTS,
        spam=COUNTS,
        recent=COUNTS,
        repeats=COUNTS,
    ),
)
def test_any_words_get_a_verdict(body: str, author: str, known: Known) -> None:
    """Whatever is typed, there is a score in its bounds, and every reason has a name, a weight and a sentence."""
    verdict = score(words(body, author=author), known)
    assert 0 <= verdict.score <= 1
    assert all(reason.name and reason.detail and -1 <= reason.score <= 1 for reason in verdict.reasons)
    assert len({reason.name for reason in verdict.reasons}) == len(verdict.reasons)


@pytest.mark.parametrize(
    "pattern", ["http://", "http://a ", "www.", "[url=", "<a ", "a ", "漢", "aa" * 40 + " ", "\u0300", "http://a@"]
)
def test_sixteen_kilobytes_of_anything_are_scored_quickly(pattern: str) -> None:
    """Intake answers in a moment whatever was typed (a few ms on two slow cores; the limit here is for busy ones)."""
    said = words((pattern * BODY_BYTES)[:BODY_BYTES], author=pattern * 9)
    repetition = Repetition()
    model = Model.train(comment(number, status) for number in range(10) for status in (Status.SPAM, Status.APPROVED))
    start = time.process_time()
    repetition.add(said.body)
    score(said, Known(repeats=repetition.count(said.body), model=model))
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("body", "hosts"),
    [
        ("see http://Example.ORG:80/a?b#c and (www.example.com).", ["example.org", "example.com"]),
        ("[a](https://a.org/) <https://b.org> https://user@c.org/x", ["a.org", "b.org", "c.org"]),
        ("no link: example.org, http:// and mailto:a@b.org", []),
        ("http://a.org,http://b.org;www.c.org", ["a.org", "b.org", "c.org"]),
        ("https://archive.example/http://a.org/", ["archive.example", "a.org"]),
    ],
)
def test_links_are_found_however_they_are_written(body: str, hosts: list[str]) -> None:
    """Markdown, angle brackets or bare: what counts is where they lead."""
    assert list(written_links.find(body).hosts) == hosts


@pytest.mark.parametrize(
    ("approved", "confirmed", "after", "expected"),
    [
        (9, True, None, False),
        (9, False, 3, False),
        (3, True, 3, True),
        (2, True, 3, False),
        (0, True, 0, False),
        (1, True, 0, True),
        (5, True, -1, True),
        (0, False, None, False),
    ],
)
def test_trust_is_by_setting_and_by_confirmed_address_only(
    approved: int, confirmed: bool, after: int | None, expected: bool
) -> None:
    """Nobody is trusted for an address that anybody could type, or before an editor once said yes."""
    assert trusted(approved, confirmed, after) is expected


LONG = "The new toolkit made our workshops shorter, and customers drew what they wanted by themselves before lunch."


def test_a_text_that_comes_again_is_noticed() -> None:
    """The same words count, whatever case, marks and spaces they come in, and with a word changed."""
    repetition = Repetition.of([LONG])
    assert repetition.count(LONG) == 1
    assert repetition.count(f"  *{LONG.upper()}*\n\n") == 1
    assert repetition.count(PLAIN + " And nothing like it was said before by anybody here.") == 0
    repetition.add(LONG)
    assert repetition.count(LONG) == 2


def test_most_of_a_long_text_is_enough() -> None:
    """A machine that changes a name in a long letter is noticed nearly always."""
    letter = " ".join(f"word{number % 97}{number}" for number in range(300))
    found = [Repetition.of([letter]).count(letter.replace(f"word{n}{n} ", "other ")) for n in range(0, 90, 3)]
    assert sum(found) >= 24


@pytest.mark.parametrize("body", ["", "Thank you!", "I agree with you.", "🙂" * 50])
def test_what_anybody_may_say_again_is_no_repetition(body: str) -> None:
    """Short thanks come from many people."""
    assert Repetition.of([body] * 3).count(body) == 0


def test_only_the_latest_texts_are_remembered() -> None:
    """Memory has a limit; what is forgotten leaves nothing behind."""
    repetition = Repetition(limit=10)
    for number in range(50):
        repetition.add(f"{LONG} And number {number} said so too, on day {number}.")
    repetition.add(PLAIN)
    assert repetition.count(PLAIN) == 1
    for _ in range(10):
        repetition.add(LONG)
    assert repetition.count(PLAIN) == 0
    assert repetition.count(LONG) == 10
    assert len(repetition._seen) == 4
