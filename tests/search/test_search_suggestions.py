"""What an unknown word may have been meant to be."""

from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.search.suggestions import Vocabulary, distance

WORD = st.text("abcd", min_size=1, max_size=7)


@given(st.sets(WORD, max_size=30), st.text("abcd", min_size=4, max_size=7))
def test_one_slip_is_one_slip(known: set[str], word: str) -> None:
    """The words that are found are those at a distance of one, if there are any; those with the right first letter first."""
    vocabulary = Vocabulary(dict.fromkeys(known, 1), str)
    near = sorted(each for each in known if distance(word, each, 9) <= 1)
    wanted = [each for each in near if each[0] == word[0]] or near
    if wanted:
        assert vocabulary.meant(word) == wanted[:3]


@given(WORD, WORD)
def test_a_distance_goes_both_ways(left: str, right: str) -> None:
    """And is nothing only between equal words."""
    assert distance(left, right, 9) == distance(right, left, 9)
    assert (distance(left, right, 9) == 0) == (left == right)


def test_the_more_frequent_word_is_meant() -> None:
    """Of equally near ones; and one slip before two, however frequent."""
    vocabulary = Vocabulary({"innovation": 3, "innovations": 2, "inovatione": 9, "invitation": 99}, lambda word: word)
    assert vocabulary.meant("inovation") == ["inovatione", "innovation"]
    assert vocabulary.meant("invtatoin") == ["invitation"]


def test_nonsense_and_short_words_mean_nothing() -> None:
    """No junk is found for them."""
    vocabulary = Vocabulary({"cat": 3, "innovation": 2}, lambda word: word)
    assert vocabulary.meant("qzxvbnmw") == []
    assert vocabulary.meant("cta") == []


def test_a_beginning_is_completed_by_frequent_words() -> None:
    """The word itself first, and of each stem one."""
    words = {"user": 5, "users": 9, "use": 1, "usenet": 2, "usher": 7}
    vocabulary = Vocabulary(words, lambda word: word.rstrip("s"))
    assert vocabulary.completed("use") == ["use", "users"]
    assert vocabulary.completed("us") == ["users", "usher"]
