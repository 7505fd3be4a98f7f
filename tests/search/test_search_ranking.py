"""How documents are scored."""

from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.search import scale
from outsideinnovation.search.ranking import QueryWord, Scoring, idf, score


def posting(frequency: int, sections: int = 1, *, length: int = 100, code: int = 64, remark: int = 0) -> bytes:
    """Return a posting of a word that is *frequency* times in the body."""
    return bytes((scale.code(length), scale.code(4 * frequency, 31) | code, sections, remark, 0))


def scores(*groups: dict[int, bytes]) -> dict[int, float]:
    """Return the scores of documents in a collection of a thousand."""
    found = score([QueryWord(1, [group]) for group in groups], 1000, 100_000, Scoring())
    return {number: points for number, (points, _) in found.items()}


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_word_always_weighs_something(documents: int, having: int) -> None:
    """Also one that is in every document: whoever asks for it alone finds them all."""
    assert idf(documents, min(having, documents)) > 0
    assert scores({number: posting(1) for number in range(1000)})[5] > 0


@given(st.integers(0, 10**6))
def test_a_rounded_number_is_not_far_off(number: int) -> None:
    """At most a fifth below it, and never above, up to the largest."""
    value = scale.VALUES[scale.code(number)]
    assert value <= max(number, 1)
    assert value >= min(number, scale.VALUES[-1]) * 0.8


def test_more_of_the_word_and_a_shorter_text_count_more() -> None:
    """As anybody expects, and less and less."""
    found = scores({1: posting(1), 2: posting(2), 3: posting(3), 4: posting(1, length=40)})
    assert found[1] < found[2] < found[3]
    assert found[3] - found[2] < found[2] - found[1]
    assert found[4] > found[1]


def test_words_near_each_other_count_more() -> None:
    """Those in the same quarter of the document."""
    found = scores({1: posting(1, 1), 2: posting(1, 1)}, {1: posting(1, 1), 2: posting(1, 8)})
    assert found[1] > found[2]


def test_more_of_the_words_beat_more_of_one() -> None:
    """A document with both words comes before one with one of them five times."""
    found = scores({1: posting(1), 2: posting(5)}, {1: posting(1, 8)})
    assert found[1] > found[2]


def test_a_hit_lands_at_the_comment_that_most_words_name() -> None:
    """Where no word is outside of comments; of equal ones at the oldest."""
    groups = [QueryWord(1, [{1: posting(1, code=32, remark=remark)}]) for remark in (2, 4, 4)]
    assert score(groups, 10, 1000, Scoring())[1][1].comment() == 4
    assert score(groups[:2], 10, 1000, Scoring())[1][1].comment() == 2
    assert score([*groups, QueryWord(1, [{1: posting(1)}])], 10, 1000, Scoring())[1][1].comment() is None
