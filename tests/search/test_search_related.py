"""Posts like a post, and comments like a comment."""

import random
from dataclasses import replace
from pathlib import Path

from search_samples import comment, document, invented

from outsideinnovation.search.engine import Search
from outsideinnovation.search.index import Index


def test_a_post_is_related_to_those_about_the_same(tmp_path: Path) -> None:
    """By the words that few posts have, not by those that all have, nor by what readers said."""
    index = Index(tmp_path)
    posts = [
        document(1, "we baked the bread in the oven of the village"),
        document(2, "the village has an oven, and bread is what they bake in it"),
        document(3, "we wrote the software in the evenings of the winter"),
        document(4, "the patch came at night", comments=(comment(1, "bread oven village bake"),)),
        document(5, "a bread that is sold in the town"),
    ]
    index.rebuild([*posts, *(document(number, f"we the filler of the {number} in a") for number in range(10, 40))])
    search = Search(index)
    assert [each.id for each in search.related("post-1", 2)] == ["post-2", "post-5"]
    assert search.related("post-99") == []
    search.close()


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


def test_one_new_post_leaves_nearly_all_relations_as_they_are(tmp_path: Path) -> None:
    """Only those change that it is related to, and few others."""
    rng = random.Random(2)
    index = Index(tmp_path)
    posts = [invented(rng, number) for number in range(120)]
    index.rebuild(posts)
    search = Search(index)
    before = {post.id: [each.id for each in search.related(post.id)] for post in posts}
    index.update([replace(invented(rng, 500), comments=())], [], list)
    after = {post.id: [each.id for each in search.related(post.id)] for post in posts}
    changed = [id_ for id_ in before if after[id_] != before[id_] and "post-500" not in after[id_]]
    assert len(changed) < 12
    search.close()
