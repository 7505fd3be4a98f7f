"""Posts like a post, and comments like a comment."""

import random
from pathlib import Path

from search_samples import comment, document, invented

from outsideinnovation.search.engine import Search
from outsideinnovation.search.index import Index
from outsideinnovation.search.keywords import KeywordRelated, keywords
from outsideinnovation.search.stems import Stems


def telling(title: str, text: str, *tags: str) -> tuple[str, ...]:
    """Return the keywords of a post."""
    return keywords(title, tags, text, Stems("en"))


def test_a_post_is_like_those_about_the_same() -> None:
    """By words that few posts have, stemmed, and not by those that all have."""
    posts = [
        telling("Bread", "We baked bread in the oven, and the oven of the village is old."),
        telling("The village", "An oven is in the village, and bread is baked in ovens."),
        telling("Software", "We wrote the software in the evenings, and the software is the evening's."),
        telling("Bread in town", "The town and the oven of the town."),
        *(telling(f"Filler {number}", "the filler of the filler and of the and of") for number in range(30)),
    ]
    related = KeywordRelated(posts)
    assert related.most(0, 2) == [1, 3]
    assert related.most(2, 2) == []


def test_what_is_said_once_is_no_keyword() -> None:
    """Unless the title or a tag says it; short words are none, but in Chinese, Japanese and Korean."""
    assert telling("An oven", "bread and butter, butter of it of it", "villages") == ("butter", "oven", "villag")
    assert telling("東京", "東京") == ("東京",)


def test_comments_like_a_comment_are_found_one_by_one(tmp_path: Path) -> None:
    """With the post each stands under; the post's own words do not count."""
    index = Index(tmp_path)
    said = (comment(1, "Lovely weather"), comment(2, "Buy cheap watches at our shop"))
    index.rebuild(
        [document(1, "cheap watches", comments=said), document(2, "else", comments=(comment(3, "A cheap shop"),))]
    )
    search = Search(index)
    found = [(post.id, each.id) for post, each in search.comments_like("cheap watches shop")]
    assert found == [("post-1", "c0002"), ("post-2", "c0003")]
    search.close()


def test_one_new_post_leaves_nearly_all_relations_as_they_are() -> None:
    """Only those change that it is like, and few others."""
    rng = random.Random(2)
    posts = [telling(each.title, each.text) for each in (invented(rng, number) for number in range(301))]
    before, after = KeywordRelated(posts[:-1]), KeywordRelated(posts)
    changed = [n for n in range(300) if before.most(n, 3) != after.most(n, 3) and 300 not in after.most(n, 3)]
    assert len(changed) < 15
