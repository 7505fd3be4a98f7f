"""A large site fits on a free host: how many files it is made of, told by its plan without rendering any."""

from datetime import UTC, datetime, timedelta

from tests_support import Blog

from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.outputs.kind import RecipeSources
from outsideinnovation.builder.outputs.kinds import outputs, recipes
from outsideinnovation.builder.outputs.plan import SitePlan

POSTS, CATEGORIES, TAGS = 10_000, 8, 60
SEARCH = 1_000  # files of search that a site of so many posts has at most: issue 11 allows no more
SMALLEST_HOST = 20_000  # files that Cloudflare Pages takes on its free plan
EACH = 5_000  # bytes that a post weighs in a feed
START = datetime(2005, 9, 1, 9, tzinfo=UTC)


def post(number: int) -> Row:
    """Return one of 10,000 posts: four a day, in a category, with three tags."""
    name, date = f"post-{number}", START + timedelta(hours=6 * number)
    url = f"{date:%Y/%m}/{name}.html"
    category = (f"C{number % CATEGORIES}", f"c{number % CATEGORIES}", f"category/c{number % CATEGORIES}/")
    tags = tuple((f"T{each % TAGS}", f"t{each % TAGS}", f"tag/t{each % TAGS}/") for each in range(number, number + 3))
    author = ("The editors", "the-editors", "author/the-editors/")
    return Row(
        path=f"posts/{name}.md", is_post=True, id=name, title=name, slug=name, status="published", url=url, save_as=url,
        template="article", date=date.isoformat(), modified="", categories=(category,), tags=tags, authors=(author,),
        summary="", description="", minutes=1, comments="", old_urls=(), text="", links=(), link="", card="",
    )  # fmt: skip


def count(blog: Blog, commented: int) -> int:
    """Return how many files a site of 10,000 posts is, of which so many have comments."""
    plan = SitePlan(map(post, range(POSTS)), blog.site)
    weights = dict.fromkeys(plan.rows, EACH)
    ids = {f"post-{number}" for number in range(commented)}
    sources = RecipeSources(plan, weights, lambda _: (), {}, ids, shows_recent_comments=False)
    return sum(len(outputs(recipe)) for recipe in recipes(sources)) + SEARCH


def test_ten_thousand_posts_fit_on_a_free_host(blog: Blog) -> None:
    """Without comments under 17,000 files; each post with comments is one more, and half of them leave room."""
    silent = count(blog, 0)
    assert silent < 17_000
    assert count(blog, POSTS // 2) == silent + POSTS // 2 < SMALLEST_HOST
