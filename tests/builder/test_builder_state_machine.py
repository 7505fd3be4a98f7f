"""Whatever people do to a site, building what has changed leaves the bytes that a clean build makes."""

import shutil
import tempfile
from pathlib import Path

from builder_site import LONG, LivingSite, Text, difference, files, lives
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from picture_samples import drawing, photograph

import outsideinnovation.settings as start
from outsideinnovation.comments import moderation
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status
from outsideinnovation.sidebar.headline import Headline
from outsideinnovation.sidebar.headline_cache import keep

PELICANS_TURN = 10  # every so many steps Pelican's own way is compared too; it takes its time

NAMES = ("ant", "bee", "cat", "dog", "eel")
LOOSE = (
    "posts/loose.txt",
    "elsewhere/note.txt",
)  # files outside the static folders, published where a post links to them
names = st.sampled_from(NAMES)
numbers = st.integers(0, 1000)
titles = st.sampled_from(("Ants & bees", "Ein Käfer", "<Cats>", "Dogs", "\u201cEels\u201d: a view", "Dogs dogs dogs"))
dates = st.sampled_from(
    ("2004-01-31 23:30", "2004-02-01 00:10", "2005-12-09 10:31", "2005-12-09 10:32", "2005-12-10", "2999-01-01 10:00")
)
named = st.sampled_from(("", "Lead Users", "co-design", "Co-Design", "C#", "Käfer", "Lead Users; Co-Design", "a, b"))
TEXTS = (
    "Words.",
    "Other *words*.",
    "# A heading\n\nand\n\n## another\n\n    code {filename}x",
    "![a picture]({static}/images/picture.txt)\n\nWords.",
    "![drawn]({static}/images/drawn.png)\n\nand ![again](/images/drawn.png){width=20}",
    "Long. " * 60,
    "So long that feeds must be cut. " * 4000,
    "Footnote[^1].\n\n[^1]: here {tag}a",
    "A line\nwith & and < and \u00e9, and <b title='{x}'>HTML</b>.",
)
bodies = st.integers(0, len(TEXTS) - 1)  # by its number, so that what failed is told in lines that can be read
links = st.lists(
    st.sampled_from(
        (
            *(f"{{filename}}/posts/{name}.md" for name in NAMES),
            "{filename}ant.md?x=1",
            "{filename}ant.md#another",  # a heading that ant has now and then
            "{filename}/pages/about.md",
            *(f"{{static}}/{path}" for path in LOOSE),
            "{static}/images/picture.txt",
            "{tag}C#",
            "{category}Lead Users",
            "{author}Dana",
            "{index}",
            "|filename|/posts/bee.md",
        )
    ),
    max_size=2,
).map(tuple)
FIELDS = {
    "Title": titles,
    "Date": dates,
    "Modified": st.sampled_from(("", "2006-03-01", "2006-03-02 10:00")),
    "Tags": named,
    "Category": st.sampled_from(("", "Lead Users", "co-design", "Käfer")),
    "Categories": named,
    "Author": st.sampled_from(("", "Dana", "Eve")),
    "Status": st.sampled_from(("", "published", "published", "draft", "hidden")),
    "Slug": st.sampled_from(("", "", "ant", "fish", "gnu", "hen")),
    "Id": st.sampled_from(("", "", "one", "two")),
    "Comments": st.sampled_from(("", "open", "closed")),
    "Summary": st.sampled_from(("", "In short.", "See [ant]({filename}/posts/ant.md).", "![d](/images/drawn.png)")),
    "Old-Urls": st.sampled_from(("", "/old/1.html", "/old/2.html, /old/3.html")),
    "Save_as": st.sampled_from(("", "", "", "kept/place", "kept/place/index.html")),
}
OPTIONS = {
    "SITENAME": st.sampled_from(("A small blog", "Another & name")),
    "SITEURL": st.sampled_from(("https://ours.example", "https://ours.example/notes")),
    "DEFAULT_PAGINATION": st.sampled_from((1, 2, 10)),
    "COMMENTS_ORDER": st.sampled_from(("newest", "oldest")),
    "COMMENTS_DEPTH": st.sampled_from((1, 3)),
    "COMMENTS_FOLD_AFTER": st.sampled_from((0, 1, 20)),
    "COMMENTS_CLOSE_AFTER_DAYS": st.sampled_from((None, 1, 400)),
    "SIDEBAR_RECENT_COMMENTS": st.sampled_from((0, 1, 5)),
    "FEEDS_ENTRIES": st.sampled_from((1, 2, 20)),
    "SERVICE_URL": st.sampled_from((None, "https://talk.example")),
    "MENUITEMS": st.sampled_from(([], [("About", "/about/")])),
}
MODULES = {
    "10-about": "Title: About\n\nWords with [a link]({filename}/posts/ant.md).\n",
    "15-drawn": "Title: Drawn\n\n![drawn]({static}/images/drawn.png)\n",
    "20-words": "Title: Words\n\n[A file]({static}/elsewhere/note.txt) and [a tag]({tag}C#).\n",
    "30-recent": "Title: Heard\nKind: recent-comments\n",
    "40-news": "Title: News\nKind: headlines\nFeed: https://news.example/rss\n",
    "50-some": "Title: Here and there\nShow-On: posts, lists\n",
}
PICTURES = (drawing(64, 48), drawing(90, 30), drawing(64, 48)[:-40], photograph(60, 40, orientation=6), b"no picture")
TEMPLATES = ("article.html", "_card.html", "_comment.html", "base.html", "_sidebar.html", "page.html", "_address.html")


class Life(RuleBasedStateMachine):
    """Authors, editors and strangers at work on one site."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="life-"))
        self.theme = start.THEME
        start.THEME = str(self.folder / "theme")  # a copy that is ours to change, for both ways of building
        shutil.copytree(self.theme, start.THEME, ignore=shutil.ignore_patterns("__pycache__"))
        self.site = LivingSite(self.folder / "blog")
        self.steps = self.comments = 0
        for name in NAMES[:3]:
            self.site.put(f"posts/{name}.md", Text({"Title": name, "Date": "2005-12-09 10:31"}))
        self.site.put("pages/about.md", Text({"Title": "About"}))
        for path in (*LOOSE, "images/picture.txt"):
            self.site.age(self.site.write(path, "a file"))
        self.site.age(self.site.write("images/drawn.png", PICTURES[0]))
        self.site.age(self.site.write("sidebar/30-recent.md", MODULES["30-recent"]))

    def teardown(self) -> None:
        """Leave nothing behind."""
        start.THEME = self.theme
        shutil.rmtree(self.folder)

    @property
    def queue(self) -> CommentQueue:
        """The site's comments."""
        return CommentQueue(self.site.content / "comments")

    def pick(self, number: int) -> str:
        """Return the path of one of the posts and pages."""
        return sorted(self.site.texts)[number % len(self.site.texts)]

    def files_of(self, status: str, number: int) -> Path | None:
        """Return one of the comments in that state."""
        found = sorted((self.site.content / "comments" / status).rglob("*.md"))
        return found[number % len(found)] if found else None

    @rule(name=names, title=titles, date=dates, body=bodies, linked=links, settled=st.booleans())
    def write_a_post(self, name: str, title: str, date: str, body: int, linked: tuple[str, ...], settled: bool) -> None:
        """An author writes a post, or writes one anew."""
        self.site.put(f"posts/{name}.md", Text({"Title": title, "Date": date}, TEXTS[body], linked), settled=settled)

    @rule(name=names, title=titles, linked=links)
    def write_a_page(self, name: str, title: str, linked: tuple[str, ...]) -> None:
        """An author writes a page."""
        self.site.put(f"pages/{name}.md", Text({"Title": title, "Slug": f"page-{name}"}, "A page.", linked))

    @rule(number=numbers, data=st.data(), settled=st.booleans())
    def change_a_field(self, number: int, data: st.DataObject, settled: bool) -> None:
        """An author changes a line of a head."""
        path = self.pick(number)
        name = data.draw(st.sampled_from(sorted(FIELDS)))
        value = data.draw(FIELDS[name])
        text = self.site.texts[path]
        if value or name not in {"Title", "Date"}:
            text.head[name] = value
        self.site.put(path, text, settled=settled)

    @rule(number=numbers, body=bodies, linked=links)
    def change_a_text(self, number: int, body: int, linked: tuple[str, ...]) -> None:
        """An author changes a text and its links."""
        path = self.pick(number)
        self.site.put(path, Text(self.site.texts[path].head, TEXTS[body], linked))

    @precondition(lambda self: len(self.site.texts) > 2)
    @rule(number=numbers)
    def delete_a_text(self, number: int) -> None:
        """An author deletes a post or page."""
        self.site.remove(self.pick(number))

    @rule(number=numbers, name=names, folder=st.sampled_from(("posts", "posts/deeper", "pages")))
    def rename_a_text(self, number: int, name: str, folder: str) -> None:
        """An author moves a file, its time of change staying as it was."""
        old, new = self.pick(number), f"{folder}/{name}.md"
        if new not in self.site.texts:
            self.site.texts[new] = self.site.texts.pop(old)
            (self.site.content / folder).mkdir(parents=True, exist_ok=True)
            (self.site.content / old).rename(self.site.content / new)

    @rule(one=numbers, other=numbers)
    def swap_two_texts(self, one: int, other: int) -> None:
        """Two files take each other's place."""
        first, second = self.pick(one), self.pick(other)
        if first != second:
            paths = [self.site.content / first, self.site.content / second, self.site.root / "aside"]
            for source, target in ((0, 2), (1, 0), (2, 1)):
                paths[source].rename(paths[target])
            self.site.texts[first], self.site.texts[second] = self.site.texts[second], self.site.texts[first]

    @rule(number=numbers, settled=st.booleans())
    def draw_a_picture_anew(self, number: int, settled: bool) -> None:
        """An author changes a picture, or spoils it."""
        path = self.site.write("images/drawn.png", PICTURES[number % len(PICTURES)])
        self.site.age(path, settled=settled)

    @rule(post=names, body=st.sampled_from(("Well said.", "No, *no*.", "> quoted\n\nand answered")), reply=numbers)
    def receive_a_comment(self, post: str, body: str, reply: int) -> None:
        """A stranger writes, perhaps in answer to somebody, perhaps on a post that is gone."""
        self.comments += 1
        answered = self.files_of("approved", reply) if reply % 2 else None
        head = f'reply_to = "{answered.stem}"' if answered else ""
        self.site.age(self.site.comment(post, f"{self.comments:08d}-said", body, status="pending", head=head))

    @rule(number=numbers, action=st.sampled_from(list(moderation.Action)), status=st.sampled_from(list(Status)))
    def decide(self, number: int, action: moderation.Action, status: Status) -> None:
        """An editor decides, by the rules."""
        path = self.files_of(status, number)
        if path and (status, action) in moderation.TRANSITIONS:
            moderation.decide(self.queue, action, [path.stem])

    @rule(number=numbers)
    def approve(self, number: int) -> None:
        """An editor approves."""
        if path := self.files_of("pending", number):
            moderation.approve(self.queue, [path.stem])

    @rule(number=numbers, post=names)
    def move_a_comment_by_hand(self, number: int, post: str) -> None:
        """An editor drags a comment to another post."""
        if path := self.files_of("approved", number):
            target = self.site.content / "comments" / "approved" / post / path.name
            target.parent.mkdir(exist_ok=True)
            path.rename(target)

    @rule(number=numbers, body=st.sampled_from(("Corrected.", "Well said,", "Well\tsaid.")), settled=st.booleans())
    def edit_a_comment(self, number: int, body: str, settled: bool) -> None:
        """An editor corrects a comment in its file, perhaps without changing its length."""
        if path := self.files_of("approved", number):
            head = path.read_text("utf-8").rpartition("+++\n")[0]
            path.write_text(f"{head}+++\n{body}\n", "utf-8")
            self.site.age(path, settled=settled)

    @rule(number=numbers)
    def erase_a_comment(self, number: int) -> None:
        """A comment is erased."""
        if path := self.files_of("approved", number):
            path.unlink()

    @rule(data=st.data())
    def change_a_setting(self, data: st.DataObject) -> None:
        """The operator changes a setting."""
        name = data.draw(st.sampled_from(sorted(OPTIONS)))
        self.site.option(name, data.draw(OPTIONS[name]))

    @rule(name=st.sampled_from(sorted(MODULES)), there=st.booleans())
    def change_the_sidebar(self, name: str, there: bool) -> None:
        """A module comes, goes, or changes."""
        path = self.site.content / "sidebar" / f"{name}.md"
        if there:
            more = "" if path.exists() else "\nMore.\n"
            self.site.age(self.site.write(f"sidebar/{name}.md", MODULES[name] + more))
        else:
            path.unlink(missing_ok=True)

    @rule(titles=st.lists(st.sampled_from("xyz"), max_size=2))
    def fetch_headlines(self, titles: list[str]) -> None:
        """Another site's feed has something new."""
        keep(self.site.site.instance, "https://news.example/rss", [Headline(each, "", None) for each in titles])

    @rule(name=st.sampled_from(TEMPLATES), number=numbers)
    def change_a_template(self, name: str, number: int) -> None:
        """A designer changes a template."""
        path = Path(start.THEME, "templates", name)
        path.write_text(path.read_text("utf-8").rstrip() + f"\n{{# {number} #}}<!-- {number} -->\n", "utf-8")
        self.site.age(path)

    @rule(path=st.sampled_from((*LOOSE, "images/picture.txt", "images/deep/other.txt")), data=st.sampled_from("xyz"))
    def change_a_file(self, path: str, data: str) -> None:
        """A file that is only copied comes or changes, its length staying the same."""
        self.site.age(self.site.write(path, data))

    @rule(lines=st.sampled_from(("", "/a.html /about/\n", "/a.html /about/\n/b.html /archives/\n")))
    def change_redirects(self, lines: str) -> None:
        """The list of redirects changes."""
        self.site.age(self.site.write("redirects.txt", lines))

    @invariant()
    def the_output_is_that_of_a_clean_build(self) -> None:
        """Build what has changed; where the site is broken both ways must say so, and it is mended."""
        self.steps += 1
        problems = self.site.problems(self.site.built)
        assert problems == self.site.problems(self.site.clean)
        if problems:
            self.mend()
            self.site.built()
        made = files(self.site.output)
        assert not (said := difference(made, self.site.clean())), said
        if self.steps % PELICANS_TURN == 0:
            assert not (said := difference(made, self.site.pelicans())), said
        report = self.site.built()
        assert (report.written, report.removed, files(self.site.output)) == (0, 0, made)

    def mend(self) -> None:
        """Take out of every text what could be wrong with it."""
        for number, (path, text) in enumerate(sorted(self.site.texts.items())):
            head = text.head | {"Slug": f"mended-{number}", "Id": "", "Save_as": "", "Summary": "", "Old-Urls": ""}
            self.site.put(path, Text(head | {"Date": text.head.get("Date", "2005-01-01")}, text.body, ()))


Life.TestCase.settings = lives(45, 50) if LONG else lives(3, 16)
TestLife = Life.TestCase
TestLife.__doc__ = "A site's life, step by step; after each the output is what a clean build makes."
