"""An export of any system comes over whole: posts at their addresses, comments under them, nothing twice, nothing private."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from importers_blog import DATE, FakeBlog, Item, bring, comment, files, new_site, post

from outsideinnovation.builder.build import build
from outsideinnovation.builder.site_check import check_site
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.importers.blog.blog_import import BlogImport, BlogOptions
from outsideinnovation.importers.blog.exported import (
    CommentsOpen,
    ExportedPicture,
    ExportedSubscriber,
    OldLists,
    Visibility,
)
from outsideinnovation.importers.comment_export import ExportedStatus, ExportPlace
from outsideinnovation.importers.report import Thing
from outsideinnovation.site import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a small site."""
    return new_site(tmp_path / "site")


def whole() -> list[Item]:
    """Return an export with something of everything."""
    first, second = post(1), post(2, visibility=Visibility.PRIVATE)
    page = post(3, address="/about/", is_page=True, title="About")
    return [
        first, comment(first, "a"), comment(first, "b", parent="a", status=ExportedStatus.PENDING), second,
        comment(second, "c", status=ExportedStatus.SPAM), page, comment(ExportPlace("/gone", ("/gone",)), "d"),
        ExportedSubscriber(9, "rea@example.org", DATE, confirmed=True),
    ]  # fmt: skip


LISTS = OldLists(
    categories={"/category/lead-users/": "Lead Users", "/thema/else/": "Else"},
    tags={"/tag/a/": "a"},
    archives={"/2007/03/": "2007/03", "/archiv/2007-03/": "2007/03", "/archiv/": "2007"},
    feeds={"/feed/": "", "/feed/atom/": "", "/category/lead-users/feed/": "Lead Users"},
    comment_feeds=["/comments/feed/"],
    others={"/wp-login.php": "/"},
)


def test_a_post_comes_with_all_that_it_has(site: Site) -> None:
    """Every field has its place in the head, dates in the site's zone, and the words stand below as they were."""
    given = post(
        title="A & B <em>c</em>", modified=DATE.replace(year=2008), categories=("Lead Users", "Else"), tags=("x", "y, z"),
        authors=("Ann", "Bob"), summary="*Short* <b>", language="fr", conversation=CommentsOpen.CLOSED,
        old_addresses=("https://old.example.org/?p=7", "/a,b/"),
    )  # fmt: skip
    head = bring(site, given).head
    assert {name: head.value(name) for name in ("title", "date", "modified", "category", "categories")} == {
        "title": "A & B <em>c</em>",
        "date": "2007-03-25 22:21:46",
        "modified": "2008-03-25 21:21:46",
        "category": "Lead Users",
        "categories": "Lead Users; Else",
    }
    assert {name: head.value(name) for name in ("tags", "authors", "lang", "comments", "status", "summary")} == {
        "tags": "x; y, z", "authors": "Ann; Bob", "lang": "fr", "comments": "closed", "status": "published",
        "summary": "\\*Short\\* &lt;b>",
    }  # fmt: skip
    assert {name: head.value(name) for name in ("id", "url", "save_as", "slug", "old_urls")} == {
        "id": "2007-03-post-1", "url": "2007/03/post-1.html", "save_as": "2007/03/post-1.html", "slug": "post-1",
        "old_urls": "/?p=7 /a%2Cb/",
    }  # fmt: skip
    assert "<p>Words of 1.</p>" in head.body


def test_the_hour_that_clocks_repeat_is_told_apart(site: Site) -> None:
    """Both moments stay what they were."""
    early, late = (DATE.replace(month=10, day=28, hour=hour) for hour in (0, 1))
    heads = bring(site, post(1, date=early), post(2, date=late)).heads
    assert [head.value("date") for head in heads.values()] == ["2007-10-28 02:21:46", "2007-10-28 02:21:46+01:00"]


def test_comments_stand_in_their_states_and_threads(site: Site) -> None:
    """Also where an answer comes before what it answers; mail addresses are in the private store alone."""
    first = post()
    answer = comment(first, "answer", parent="asked", status=ExportedStatus.PENDING)
    brought = bring(site, first, answer, comment(first, "asked"), comment(first, "orphan", parent="deleted"))
    by_words = {each.body: each for each in brought.comments}
    assert by_words["Words of answer."].reply_to == by_words["Words of asked."].id
    assert by_words["Words of orphan."].answers_deleted
    assert [by_words[f"Words of {key}."].status for key in ("answer", "asked")] == ["pending", "approved"]
    assert {each.post for each in brought.comments} == {"2007-03-post-1"}
    book = PrivateStore(site.private_store_path)
    assert {row.email for row in book.of(each.id for each in brought.comments).values()} == {"dana@example.org"}


def test_nothing_private_is_in_content(site: Site) -> None:
    """No mail address is left in posts, comments, redirects or file names."""
    given = post(
        1, title="Ask a@b.example", body='<p><a href="mailto:a@b.example">a@b.example</a></p>', tags=("a@b.example",),
        categories=("c@d.example",), authors=("e@f.example",), summary="g@h.example",
        old_addresses=("/i@j.example/", "/?mail=k@l.example"),
    )  # fmt: skip
    at = post(2, address="/m@n.example.html")
    bring(site, given, comment(given), at, lists=OldLists(others={"/o@p.example": "/"}))
    everything = b"".join(name.encode() + data for name, data in files(site.content).items())
    assert b"@" not in everything
    assert b"%40" not in everything


@pytest.mark.parametrize("options", [{}, {"renamed": {"/gone": "2007-03-post-1"}}])
def test_a_dry_run_writes_nothing_and_counts_the_same(site: Site, options: dict[str, object]) -> None:
    """The run that follows it has the same counts, problems, redirects and moves; the dry one left no byte."""
    before = files(site.root)
    dry = bring(site, *whole(), *whole(), lists=LISTS, dry_run=True, **options)
    assert files(site.root) == before
    run = bring(site, *whole(), *whole(), lists=LISTS, **options)
    for name in ("counts", "redirects", "skipped", "moves", "problems", "notes"):
        assert getattr(dry.report, name) == getattr(run.report, name), name
    assert dry.work.unmatched_posts == run.work.unmatched_posts
    assert run.fates(Thing.POST) == (2, 2, 0)
    again = bring(site, *whole(), lists=LISTS, dry_run=True, **options)
    assert again.fates(Thing.COMMENT) == (0, 3 + bool(options), 1 - bool(options))


def test_importing_again_changes_no_byte(site: Site) -> None:
    """And says that everything was there."""
    bring(site, *whole(), lists=LISTS)
    before = files(site.root)
    again = bring(site, *whole(), lists=LISTS)
    assert files(site.root) == before
    assert again.fates(Thing.POST) == (0, 2, 0)
    assert again.fates(Thing.PAGE) == (0, 1, 0)
    assert again.fates(Thing.COMMENT) == (0, 3, 1)
    assert again.report.redirects == 0


def test_what_an_editor_did_in_between_stays(site: Site) -> None:
    """An edited post, a moved file and a decision about a comment are left as they are."""
    bring(site, *whole(), lists=LISTS)
    path = site.content / "posts/2007/post-1.md"
    edited = path.read_text("utf-8").replace("Words of", "Better words of").replace("Slug: post-1", "Slug: mine")
    path.unlink()
    (site.content / "posts/elsewhere.md").write_text(edited, "utf-8")
    pending = next((site.comments / "pending").rglob("*.md"))
    rejected = site.comments / "rejected" / pending.parent.name
    rejected.mkdir(parents=True)
    pending.rename(rejected / pending.name)
    before = files(site.root)
    again = bring(site, *whole(), lists=LISTS)
    assert files(site.root) == before
    assert again.fates(Thing.COMMENT) == (0, 3, 1)


@pytest.mark.parametrize("after", range(1, 9))
def test_an_import_that_broke_off_is_completed_by_another(tmp_path: Path, after: int) -> None:
    """Wherever it stopped, no comment is there without its post, and another run gives what one run gives."""

    class PowerCut(BaseException):
        """Nobody catches it."""

    def cut() -> Iterator[Item]:
        for number, item in enumerate(whole()):
            if number == after:
                raise PowerCut
            yield item

    broken, untouched = new_site(tmp_path / "broken"), new_site(tmp_path / "whole")
    if after < len(whole()):
        with pytest.raises(PowerCut):
            BlogImport(FakeBlog(cut(), LISTS), Path("export.xml"), broken, BlogOptions()).run()
    bring(broken, *whole(), lists=LISTS)
    bring(untouched, *whole(), lists=LISTS)
    assert files(broken.content) == files(untouched.content)
    assert [name for name in files(broken.root) if name.endswith(".tmp")] == []


def test_a_post_is_durable_before_its_comments(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever comments are written, the file of every post of theirs is there."""
    from outsideinnovation.comments import queue

    create_all, seen = queue.files.create_all, []

    def watched(wanted: list[tuple[Path, bytes]]) -> None:
        there = {path.stem for path in (site.content / "posts").rglob("*.md")}
        seen.extend(path.parent.name.removeprefix("2007-03-") in there for path, _ in wanted)
        create_all(wanted)

    monkeypatch.setattr(queue.files, "create_all", watched)
    monkeypatch.setattr("outsideinnovation.importers.comment_filing.BATCH", 3)
    bring(site, *(item for number in range(1, 8) for item in (post(number), comment(post(number), f"c{number}"))))
    assert seen == [True] * 7


def test_comments_on_posts_that_are_not_here_are_kept_whole(site: Site) -> None:
    """They are listed by the name of their post, and `oi comments import` reads the file once it is known where they belong."""
    brought = bring(
        site, comment(ExportPlace("/gone", ("/gone",), ("77",)), "a"), comment(ExportPlace("/x", ("/x",)), "b")
    )
    assert brought.work.unmatched_posts == {"/gone": 1, "/x": 1}
    assert brought.work.unmatched_file == site.instance / "imports/export.fake.jsonl"
    assert brought.work.unmatched_file.stat().st_mode & 0o777 == 0o600
    assert '"email": "dana@example.org"' in brought.work.unmatched_file.read_text("utf-8")
    assert not (site.content / "comments").exists()


def test_the_sites_own_pages_keep_their_addresses(site: Site) -> None:
    """Many blogs have a page of archives, or a post about a year: the build's own are there, and theirs are beside them."""
    places = ("archives", "Search", "2012", "2012/03", "2012/13", "archives/mine")
    posts = [
        post(number, address=f"https://old.example.org/{each}/", is_page="a" in each)
        for number, each in enumerate(places, 1)
    ]
    brought = bring(site, *posts)
    assert sorted(head.value("url") for head in brought.heads.values()) == [
        "2012-2/",
        "2012/03-2/",
        "2012/13/",
        "Search-2/",
        "archives-2/",
        "archives/mine/",
    ]
    assert brought.report.moves[0] == ("/archives/", "/archives-2/")
    assert "the address /archives/ cannot be kept: the site's own page is there: it is at" in brought.problems()[0]
    assert check_site(site, DATE).errors == ()
    assert bring(site, *posts).fates(Thing.PAGE) == (0, 3, 0)


def test_a_draft_that_was_published_since_is_told_of(site: Site) -> None:
    """The post comes, for its words and address may be others; which draft it was is said once, and the draft stays."""
    bring(site, post(address="", visibility=Visibility.DRAFT), post(2, address="", visibility=Visibility.DRAFT))
    later = (post(), post(2, title="Of another blog"))
    brought = bring(site, *later)
    assert sorted(brought.heads) == ["2007-03-post-1", "2007-03-post-2", "fake-1", "fake-2"]
    (note,) = map(str, brought.report.notes)
    assert "published since it came as a draft, which is still here with the Id fake-1" in note
    assert not bring(site, *later).report.notes


def test_exports_of_one_name_lose_nothing_of_what_is_kept(site: Site) -> None:
    """Two blogs may both be exported as export.xml; what has found its post by now need not be kept."""
    one, other = ExportPlace("/gone", ("/gone",)), ExportPlace("/2007/03/post-1.html", ("/2007/03/post-1.html",))
    kept = bring(site, comment(one, "a"), comment(other, "b")).work.unmatched_file
    assert kept
    before = kept.read_bytes()
    assert bring(site, comment(one, "a"), comment(other, "b")).work.unmatched_file == kept
    assert kept.read_bytes() == before
    kept.write_bytes(before + b"a line by hand")
    bring(site, post(), comment(other, "b"), comment(ExportPlace("/x", ("/x",)), "c"))
    lines = kept.read_text("utf-8").splitlines()
    assert [json.loads(line)["body"] for line in lines[:2]] == ["Words of c.", "Words of a."]
    assert lines[2:] == ["a line by hand"]
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["/gone", "https://old.example.org/gone", "77"])
def test_a_post_can_be_named_for_comments_by_hand(site: Site, name: str) -> None:
    """By what it is called in the export, by its address there, or by its key."""
    place = ExportPlace("/gone", ("https://old.example.org/gone",), ("77",))
    brought = bring(site, post(), comment(place), renamed={name: "2007-03-post-1"})
    assert [each.post for each in brought.comments] == ["2007-03-post-1"]


def test_comments_find_posts_that_were_here_before(site: Site) -> None:
    """By their old address, as those of Disqus do."""
    bring(site, post())
    brought = bring(site, comment(ExportPlace("x", ("http://other.example/2007/03/post-1.html",))))
    assert [each.post for each in brought.comments] == ["2007-03-post-1"]


@pytest.mark.parametrize("visibility", [each for each in Visibility if each is not Visibility.PUBLISHED])
def test_what_was_not_public_comes_as_a_draft(site: Site, visibility: Visibility) -> None:
    """And is counted by what it was."""
    brought = bring(site, post(visibility=visibility))
    assert brought.head.value("status") == "draft"
    assert brought.fates(Thing.DRAFT) == (1, 0, 0)
    if visibility is not Visibility.DRAFT:
        assert brought.fates(f"of the drafts, {visibility}") == (1, 0, 0)


def test_two_posts_of_one_address_both_come(site: Site) -> None:
    """The second beside the first, which is a problem; its comments are under it, on every run."""
    first, second = post(1), post(2, address=post(1).address)
    brought = bring(site, first, comment(first, "a"), second, comment(second, "b"))
    assert {name: head.value("url") for name, head in brought.heads.items()} == {
        "2007-03-post-1": "2007/03/post-1.html", "2007-03-post-1-2": "2007/03/post-1-2.html"
    }  # fmt: skip
    assert {each.body: each.post for each in brought.comments}["Words of b."] == "2007-03-post-1-2"
    assert brought.report.moves == [("/2007/03/post-1.html", "/2007/03/post-1-2.html")]
    assert brought.problems() == [
        "export.xml:20: the address /2007/03/post-1.html cannot be kept: the post 1 in line 10 has the same: "
        "it is at /2007/03/post-1-2.html instead"
    ]
    before = files(site.root)
    bring(site, first, comment(first, "a"), second, comment(second, "b"))
    assert files(site.root) == before


def test_an_address_that_is_taken_here_is_left_alone(site: Site) -> None:
    """A post of the site's own keeps it; the imported one comes beside it."""
    own = site.content / "posts/own.md"
    own.parent.mkdir(parents=True)
    own.write_text("Id: own\nTitle: Own\nDate: 2020-01-01\nSave_as: 2007/03/Post-1.html\n\nOwn.\n", "utf-8")
    brought = bring(site, post())
    assert brought.heads["2007-03-post-1-2"].value("url") == "2007/03/post-1-2.html"
    assert f"{own} has the same" in brought.problems()[0]


@pytest.mark.parametrize(
    ("address", "save_as"),
    [
        ("https://old.example.org/2007/03/words/", "2007/03/words/index.html"),
        ("/2007/03/words", "2007/03/words/index.html"),
        ("/2007/version-2.0", "2007/version-2.0/index.html"),
        ("/%D1%8F/a b.htm", "я/a b.htm"),
        ("/archives/7.php", "archives/7.html"),
    ],
)
def test_an_address_becomes_a_file_that_servers_find(site: Site, address: str, save_as: str) -> None:
    """Folders, pages without an ending, letters of every script; programs' endings become ``.html``."""
    assert bring(site, post(address=address)).head.value("save_as") == save_as


@pytest.mark.parametrize(
    "slug", ["../../etc/passwd", "a/../../b", "/etc/cron.d/x", "..", "a\\..\\b", "a\x00b", "%2e%2e/x"]
)
def test_no_slug_or_address_leads_out_of_the_site(site: Site, slug: str) -> None:
    """Neither as a slug nor in an address; the posts are there all the same."""
    before = {path for path in site.root.parent.rglob("*") if path.is_file()}
    brought = bring(site, post(1, slug=slug, address=""), post(2, address=f"https://old.example.org/{slug}", slug=slug))
    assert len(brought.heads) == 2
    new = {path for path in site.root.parent.rglob("*") if path.is_file()} - before
    assert all(path.is_relative_to(site.content) for path in new)
    assert all(".." not in head.value("save_as") and "/" not in head.value("slug") for head in brought.heads.values())


def test_a_plain_permalink_gets_an_address_and_leads_to_it(site: Site) -> None:
    """``/?p=7`` can be no file: the post is where the site's settings put it, and the old address leads there."""
    brought = bring(site, post(7, address="https://old.example.org/?p=7", slug="", title="Süße Äpfel"))
    assert brought.head.value("id") == "fake-7"
    assert brought.head.value("url") == ""
    assert brought.head.value("slug") == "susse-apfel"
    assert brought.head.value("old_urls") == "/?p=7"
    assert brought.report.moves == [("/?p=7", "/2007/03/susse-apfel.html")]
    assert brought.problems() == []


def test_slugs_are_unique(site: Site) -> None:
    """Pelican takes two posts of one slug for translations; what is here already counts too."""
    own = site.content / "posts/words.md"
    own.parent.mkdir(parents=True)
    own.write_text("Title: Own\nDate: 2020-01-01\n\nOwn.\n", "utf-8")
    addresses = ("/2007/03/words/", "/2007/04/words/", "/2008/words.html")
    brought = bring(site, *(post(number, address=each) for number, each in enumerate(addresses, 1)))
    slugs = {head.value("url"): head.value("slug") for head in brought.heads.values() if head.value("id")}
    assert slugs == {"2007/03/words/": "words-2", "2007/04/words/": "words-3", "2008/words.html": "words-4"}


def test_long_and_missing_texts_come_over(site: Site) -> None:
    """Titles of 500 characters, none at all, no words, no date: each post is there, and what is odd is told."""
    long = "word " * 100
    brought = bring(
        site, post(1, title=long, slug=long, address=""), post(2, title=""), post(3, body=""), post(4, date=None),
        post(5, date=None, is_page=True), post(6, date=None, visibility=Visibility.DRAFT),
    )  # fmt: skip
    heads = brought.heads
    assert heads["fake-1"].value("title") == long.strip()
    assert len(heads["fake-1"].value("slug")) <= 80
    assert heads["2007-03-post-2"].value("title") == "Words of 2."
    assert heads["2007-03-post-3"].body.strip() == ""
    assert [heads[f"2007-03-post-{number}"].value("status") for number in (4, 5, 6)] == ["draft", "published", "draft"]
    assert len(brought.problems()) == 1
    assert "export.xml:40: a published post without a date" in brought.problems()[0]
    assert [note.what for note in brought.report.notes] == ["a post without a title", "a post without words"]


def test_old_lists_and_feeds_lead_to_what_is_here(site: Site) -> None:
    """Categories by the settings, archives, feeds in the format that they had; a line that is there stays."""
    assert bring(site, post(), lists=LISTS).redirects == [
        "/archiv/ /2007/",
        "/archiv/2007-03/ /2007/03/",
        "/category/lead-users/feed/ /feeds/lead-users/rss.xml",
        "/comments/feed/ /feeds/comments.atom.xml",
        "/feed/ /feeds/rss.xml",
        "/feed/atom/ /feeds/atom.xml",
        "/thema/else/ /category/else/",
        "/wp-login.php /",
    ]


def test_a_lists_address_that_a_post_has_is_no_redirect(site: Site) -> None:
    """Servers follow a redirect before they look for a file."""
    brought = bring(site, post(address="/thema/x/"), lists=OldLists(categories={"/thema/x/": "X", "/?cat=3": "X"}))
    assert brought.redirects == ["/?cat=3 /category/x/"]


def test_the_picture_that_stands_for_a_post_is_shown_above_it(site: Site) -> None:
    """Link previews take the first picture; one that the post shows already is not shown twice."""
    picture = ExportedPicture("https://old.example.org/a.jpg", 'A "cat"')
    shows = post(2, picture=picture, body='<p><img src="https://old.example.org/a-300x200.jpg"></p>')
    heads = bring(site, post(1, picture=picture), shows).heads
    assert '<img src="https://old.example.org/a.jpg" alt="A &quot;cat&quot;">' in heads["2007-03-post-1"].body
    assert heads["2007-03-post-2"].body.count("<img") == 1


def test_a_post_of_two_files_of_one_export_comes_once(site: Site) -> None:
    """The very same is there already; another of the same name comes too."""
    same, other = post(1), replace(post(1), body="<p>Other words.</p>")
    brought = bring(site, same, same, other)
    assert brought.fates(Thing.POST) == (2, 1, 0)
    assert len(brought.problems()) == 1


def test_the_blog_is_built_with_its_old_addresses(site: Site) -> None:
    """Posts answer where they did, queries and old lists lead on, comments and the picture for previews are there."""
    given = post(1, old_addresses=("/?p=7",), picture=ExportedPicture("https://old.example.org/sea.jpg", "The sea"))
    bring(site, given, comment(given, text="A *comment*."), post(2, address="/?p=8", slug="moved"), lists=LISTS)
    report = build(site)
    page = (site.output / "2007/03/post-1.html").read_text("utf-8")
    assert "A <em>comment</em>." in page
    assert '<meta property="og:image" content="https://old.example.org/sea.jpg">' in page
    assert '<meta property="og:image:alt" content="The sea">' in page
    lines = (site.output / "_redirects").read_text("utf-8").splitlines()
    assert "/ p=7 /2007/03/post-1.html 301!" in lines
    assert "/ p=8 /2007/03/moved.html 301!" in lines
    assert "/feed/ /feeds/rss.xml 301" in lines
    assert report.posts == 2
    assert check_site(site, DATE).errors == ()


def test_comments_on_pages_are_kept_and_told(site: Site) -> None:
    """Pages show none here, and nobody should have to find that out alone."""
    about = post(1, address="/about/", is_page=True)
    found = bring(site, about, comment(about, "a"), comment(about, "b", parent="a"))
    told = "\n".join(found.report.lines())
    assert "2 comments on pages: they are kept in content/comments, but pages show none here" in told
    assert len(list((site.content / "comments").rglob("*.md"))) == 2
    assert not found.report.problems
    other = post(2)
    assert "on pages" not in "\n".join(bring(site, other, comment(other, "c")).report.lines())
