"""``oi search`` as an author or editor meets it, on a built site."""

import json

from tests_support import Blog


def test_the_best_hits_are_shown_with_where_they_are(small_blog: Blog) -> None:
    """Title, day, whole address, and the piece of the text that has the words."""
    small_blog.build()
    found = small_blog.run("search", "first", "words")
    assert found.exit_code == 0
    assert found.stdout.startswith(
        "  1. First, 2005-12-09\n     https://ours.example/2005/12/first.html\n     The first words."
    )
    assert found.stderr == "2 posts found.\n"


def test_programs_get_a_line_a_hit(small_blog: Blog) -> None:
    """With the fields that the interfaces name; what was said beside it is not among them."""
    small_blog.build()
    found = small_blog.run("search", "--json", "--limit", "1", "first")
    (row,) = map(json.loads, found.stdout.splitlines())
    assert list(row) == ["rank", "score", "id", "url", "title", "date", "excerpt"]
    assert (row["rank"], row["id"], row["date"]) == (1, "first", "2005-12-09T10:31:00Z")


def test_a_comment_is_found_where_it_stands(small_blog: Blog) -> None:
    """By words that only the comment has, and at its own place."""
    small_blog.comment("second", "00000002-cuckoo", "What about cuckoos?")
    small_blog.build()
    (row,) = map(json.loads, small_blog.run("search", "--json", "cuckoo").stdout.splitlines())
    assert row["url"] == "https://ours.example/2006/01/second.html#comment-00000002-cuckoo"


def test_a_word_can_be_left_out_and_posts_be_filtered(small_blog: Blog) -> None:
    """A leading hyphen makes no option of a word, whatever its letters."""
    small_blog.build()
    for words in (("first", "-look"), ("first", "-house", "category:co-design"), ("first", "before:2006")):
        found = small_blog.run("search", "--json", *words).stdout.splitlines()
        assert [json.loads(line)["id"] for line in found] == ["first"]


def test_where_nothing_is_found_it_says_so(small_blog: Blog) -> None:
    """With what to try; and what asks for nothing is told to ask."""
    small_blog.build()
    assert small_blog.run("search", "zyzzyva").stderr == "No posts found. Try other words, or fewer.\n"
    assert "did you mean “words”?" in small_blog.run("search", "wrods").stderr
    assert small_blog.run("search", "?!").stderr == "There is nothing to search for: type a word.\n"


def test_without_an_index_it_says_how_to_make_one(small_blog: Blog) -> None:
    """In one line, and so it does where search is switched off."""
    result = small_blog.run("search", "first")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("instance/search is not there yet: make it with `oi build`.\n")
    small_blog.settings("SEARCH = False\n")
    result = small_blog.run("search", "first")
    assert (result.exit_code, "SEARCH = True" in result.stderr) == (1, True)
