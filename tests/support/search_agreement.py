"""A blog of invented posts and two hundred queries, for whatever answers queries: all are to name the same first ten."""

import json
import random

from search_samples import WORDS, invented
from tests_support import Blog

POSTS, QUERIES = 80, 200


def invented_blog(blog: Blog) -> Blog:
    """Fill *blog* with posts and comments of invented words, and build it."""
    rng = random.Random(11)
    for number in range(POSTS):
        post = invented(rng, number)
        date = f"{post.date:%Y-%m-%d} 09:{number % 60:02}"
        blog.post(post.id, post.text, title=post.title, date=date, tags=", ".join(post.tags), category=post.category)
        for said in post.comments:
            blog.comment(post.id, f"{said.id}-{number:04}", said.text)
    blog.build()
    return blog


def queries() -> list[str]:
    """Return queries of every kind: of words, frequent and rare, with slips, phrases, filters and exclusions."""
    rng = random.Random(12)
    return [_query(rng) for _ in range(QUERIES)]


def first_ten(blog: Blog, query: str) -> list[str]:
    """Return where the first ten hits land, as the command line says."""
    result = blog.run("search", "--json", "--", query)
    assert result.exit_code == 0, result.output
    return [json.loads(line)["url"] for line in result.stdout.splitlines()]


def _query(rng: random.Random) -> str:
    words = [rng.choice(WORDS) for _ in range(rng.randint(1, 4))]
    kind = rng.randrange(10)
    if kind == 0:
        words[0] = words[0][:-1] + rng.choice("aeiou")
    elif kind == 1:
        words.append(f"-{rng.choice(WORDS)}")
    elif kind == 2:
        words.append(rng.choice(("tag:a", 'tag:"lead users"', "after:2006", "before:2007-03", "category:notes")))
    elif kind == 3:
        words.append(f'"{rng.choice(WORDS)} {rng.choice(WORDS)}"')
    return " ".join(words)
