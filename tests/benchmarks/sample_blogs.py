"""The same invented blog written three times: for us, for stock Pelican and for Hugo."""

import datetime
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CATEGORIES = ["Co-Design", "Lead Users", "Communities", "Research", "Notes"]
TAGS = [f"tag{number}" for number in range(60)]
STOCK = """
PATH = "content"
ARTICLE_PATHS = ["posts"]
SITENAME = "Bench"
SITEURL = "https://ours.example"
TIMEZONE = "UTC"
THEME = "simple"
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
"""
HUGO = {
    "hugo.toml": """baseURL = "https://ours.example/"
title = "Bench"
[pagination]
pagerSize = 20
[permalinks]
posts = "/:year/:month/:slug/"
[taxonomies]
category = "categories"
tag = "tags"
[services.rss]
limit = 20
""",
    "layouts/_default/baseof.html": """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title><link rel="canonical" href="{{ .Permalink }}"></head>
<body><header><a href="/">{{ .Site.Title }}</a></header><main>{{ block "main" . }}{{ end }}</main></body></html>
""",
    "layouts/_default/single.html": """{{ define "main" }}<article><h1>{{ .Title }}</h1>
<time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time>{{ .Content }}
<p>{{ range .Params.tags }}<a href="/tags/{{ . | urlize }}/">{{ . }}</a> {{ end }}</p>
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ range index .Site.Data.comments .Params.slug }}<article id="comment-{{ .id }}"><b>{{ .author }}</b> {{ .date }}
{{ .body | markdownify }}</article>{{ end }}</article>{{ end }}
""",
    "layouts/_default/list.html": """{{ define "main" }}<h1>{{ .Title }}</h1>{{ $page := .Paginate PAGES }}
{{ range $page.Pages }}<article><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>
<time>{{ .Date.Format "2 January 2006" }}</time>{{ .Summary }}</article>{{ end }}
{{ with $page.Prev }}<a href="{{ .URL }}">newer</a>{{ end }}{{ with $page.Next }}<a href="{{ .URL }}">older</a>{{ end }}{{ end }}
""",
}


@dataclass(frozen=True, slots=True)
class Post:
    """One invented post with the comments on it, each an author, a date and a text."""

    slug: str
    title: str
    date: datetime.datetime
    category: str
    tags: list[str]
    body: str
    comments: list[tuple[str, datetime.datetime, str]]


def posts(count: int) -> Iterator[Post]:
    """Yield *count* posts of some 400 words, with a comment for each on average."""
    rng = random.Random(7)
    words = ["".join(rng.choices("aeioubdfgklmnprst", k=rng.randint(2, 9))) for _ in range(20_000)]

    def sentence(length: int) -> str:
        return " ".join(rng.choices(words, k=length)).capitalize() + "."

    start = datetime.datetime(2005, 9, 1, 9, tzinfo=datetime.UTC)
    for number in range(count):
        date = start + datetime.timedelta(hours=6 * number)
        listing = "\n".join(f"- {sentence(8)}" for _ in range(4))
        inline = f"A [link](https://example.com/{number}), **bold**, *em* and `code`."
        body = [sentence(70), f"## {sentence(4)}", sentence(80), listing, f"> {sentence(30)}", inline, sentence(180)]
        if number % 10 == 0:
            body.append("```python\ndef f(x):\n    return x + 1\n```")
        said = [
            (words[rng.randrange(2000)].title(), date + datetime.timedelta(hours=after + 1), sentence(40))
            for after in range(rng.choice([0, 0, 1, 3]))
        ]
        yield Post(
            f"post-{number}", sentence(6)[:-1].title(), date, rng.choice(CATEGORIES), rng.sample(TAGS, 3),
            "\n\n".join(body), said,
        )  # fmt: skip


def write_ours(folder: Path, blog: list[Post]) -> None:
    """Write *blog* as `oi init` sets up a site, all features on."""
    _oi("init", str(folder))
    shutil.rmtree(folder / "content" / "posts")
    _write_posts(folder, blog)
    lines = [
        json.dumps({"post": post.slug, "author": author, "date": when.isoformat(), "body": body}) + "\n"
        for post in blog
        for author, when, body in post.comments
    ]
    (folder / "comments.jsonl").write_text("".join(lines), "utf-8")
    _oi("--site", str(folder), "comments", "import", str(folder / "comments.jsonl"), "--status", "approved")


def write_stock(folder: Path, blog: list[Post]) -> None:
    """Write *blog* for stock Pelican with its simple theme; it has no comments."""
    _write_posts(folder, blog)
    (folder / "pelicanconf.py").write_text(STOCK, "utf-8")


def write_hugo(folder: Path, blog: list[Post]) -> None:
    """Write *blog* for Hugo, with plain templates and the comments as data files."""
    (folder / "content" / "posts").mkdir(parents=True)
    (folder / "data" / "comments").mkdir(parents=True)
    for post in blog:
        head = (
            f'title: "{post.title}"\ndate: {post.date:%Y-%m-%dT%H:%M:%SZ}\ncategories: ["{post.category}"]\n'
            f"tags: [{', '.join(post.tags)}]\nslug: {post.slug}\n"
        )
        (folder / "content" / "posts" / f"{post.slug}.md").write_text(f"---\n{head}---\n\n{post.body}\n", "utf-8")
        said = [
            {"id": f"{post.slug}-{number}", "author": author, "date": when.isoformat(), "body": body}
            for number, (author, when, body) in enumerate(post.comments)
        ]
        if said:
            (folder / "data" / "comments" / f"{post.slug}.json").write_text(json.dumps(said), "utf-8")
    for name, text in HUGO.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("PAGES", ".RegularPages"), "utf-8")
    front = HUGO["layouts/_default/list.html"].replace("PAGES", ".Site.RegularPages")
    (folder / "layouts" / "index.html").write_text(front, "utf-8")


def _write_posts(folder: Path, blog: list[Post]) -> None:
    (folder / "content" / "posts").mkdir(parents=True)
    for post in blog:
        head = (
            f"Title: {post.title}\nDate: {post.date:%Y-%m-%d %H:%M}\nCategory: {post.category}\n"
            f"Tags: {', '.join(post.tags)}\nSlug: {post.slug}\n"
        )
        (folder / "content" / "posts" / f"{post.slug}.md").write_text(f"{head}\n{post.body}\n", "utf-8")


def _oi(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "outsideinnovation", *arguments], check=True, capture_output=True)
