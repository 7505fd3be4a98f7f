"""Bringing comments in from other systems: they find their posts, nothing is lost, and nothing private is published."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import html5lib
import pytest
from comment_attacks import ATTACKS
from importers_conversations import comment, disqus, isso, item, post, thread, wordpress
from tests_support import Blog

from outsideinnovation.comments import cleaning, markup, moderation
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.contacts.consent import ConsentStore

HERE = thread(7, "https://old.example/2005/12/first.html", "first")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no XML can hold it
GONE = thread(8, "https://old.example/2005/11/gone.html?x=1")


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """Return a site with one post that has moved, and one that has not."""
    blog = Blog(tmp_path / "site")
    blog.post("first")
    blog.post("moved", Id="the-moved", Old_Urls="/2004/old/moved.html, /zal/moved/")
    return blog


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Return where an export lies."""
    return tmp_path / "export.xml"


def comments(blog: Blog) -> list[Comment]:
    """Return every comment of the site."""
    return CommentQueue(blog.site.comments).list()


def private_store(blog: Blog) -> PrivateStore:
    """Return the site's private book."""
    return PrivateStore(blog.site.instance / "comments" / "private.sqlite")


def state(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder*, but for what a database writes for itself."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".sqlite" not in path.name)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_disqus_comments_come_to_their_posts(blog: Blog, export: Path) -> None:
    """With their parents, states and dates; an unconfirmed address is kept where erasing finds it."""
    export.write_text(disqus(HERE, post(1, 7), post(2, 7, parent=1), post(3, 7, isSpam="true")), "utf-8")
    result = blog.run("import", "disqus", str(export))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "3 comments imported, 0 there already, 0 refused." in result.stderr
    first, answer, spam = sorted(comments(blog), key=lambda each: each.author)
    assert {each.post for each in (first, answer, spam)} == {"first"}
    assert answer.reply_to == first.id
    assert [each.status for each in (first, answer, spam)] == [Status.APPROVED, Status.APPROVED, Status.SPAM]
    assert [private.id for private in private_store(blog).by_email("reader1@example.org")] == [first.id]
    assert not ConsentStore(private_store(blog).file).is_confirmed("reader1@example.org")


def test_an_answer_finds_a_parent_that_comes_later(blog: Blog, export: Path) -> None:
    """Also where comments answer each other in a circle, or what was deleted."""
    context = (post(1, 7, parent=2), post(2, 7), post(3, 7, parent=4), post(4, 7, parent=3), post(5, 7, parent=99))
    export.write_text(disqus(HERE, *context), "utf-8")
    assert blog.run("comments", "import", str(export)).exit_code == 0
    by_name = {each.author: each for each in comments(blog)}
    assert by_name["Reader 1"].reply_to == by_name["Reader 2"].id
    assert by_name["Reader 3"].reply_to == by_name["Reader 4"].id
    assert by_name["Reader 4"].reply_to == by_name["Reader 3"].id
    assert by_name["Reader 5"].reply_to is None
    assert [each.author for each in by_name.values() if each.extra] == ["Reader 5"]


def test_an_answer_to_what_was_deleted_says_so(blog: Blog, tmp_path: Path) -> None:
    """On the page, from every system; and in the exchange of comments, in and out."""
    xml = tmp_path / "disqus.xml"
    xml.write_text(disqus(HERE, post(1, 7, isDeleted="true"), post(2, 7, parent=1)), "utf-8")
    wxr = tmp_path / "wordpress.xml"
    there = item("https://old.example/2005/12/first.html", comment(5), comment(6, parent="3"), comment(7, parent="5"))
    wxr.write_text(wordpress(there), "utf-8")
    rows = [{"id": 1, "mode": 4, "text": ""}, {"id": 2, "parent": 1}]
    database = isso(tmp_path / "comments.db", [(1, "/2005/12/first.html")], rows)
    for export in (xml, wxr, database):
        assert blog.run("comments", "import", str(export)).exit_code == 0
    exported = tmp_path / "comments.jsonl"
    exported.write_text(blog.run("comments", "export").stdout, "utf-8")
    before = comments(blog)
    shutil.rmtree(blog.site.comments)
    assert blog.run("comments", "import", str(exported)).exit_code == 0
    assert comments(blog) == before
    assert blog.run("build").exit_code == 0
    page = (blog.root / "output" / "2005" / "12" / "first.html").read_text("utf-8")
    assert page.count("in reply to a comment that was deleted") == 3


def exports(folder: Path) -> Iterator[Path]:
    """Yield the same conversation as each system exports it."""
    xml = folder / "disqus.xml"
    xml.write_text(disqus(HERE, GONE, post(1, 7), post(2, 8), post(3, 8, parent=2)), "utf-8")
    yield xml
    wxr = folder / "wordpress.xml"
    gone = item("https://old.example/2005/11/gone.html", comment(2), comment(3, parent="2"))
    wxr.write_text(wordpress(item("https://old.example/2005/12/first.html", comment(1)), gone), "utf-8")
    yield wxr
    rows = [{"id": 1, "email": "reader1@example.org"}, {"id": 2, "tid": 2, "email": "reader2@example.org"}]
    threads = [(1, "/2005/12/first.html"), (2, "/2005/11/gone.html")]
    yield isso(folder / "comments.db", threads, [*rows, {"id": 3, "tid": 2, "parent": 2}])


def test_each_format_is_recognised_and_a_second_import_changes_nothing(blog: Blog, tmp_path: Path) -> None:
    """By its content, not its name; and comments of unknown posts are listed and kept whole."""
    for export in exports(tmp_path):
        odd_name = export.rename(tmp_path / f"{export.stem}.data")
        result = blog.run("comments", "import", str(odd_name))
        assert result.exit_code == 1
        assert "1 comment imported" in result.stderr
        assert "/2005/11/gone.html" in result.stderr
        assert ": 2\n" in result.stderr
        before = state(blog.root)
        again = blog.run("comments", "import", str(odd_name))
        assert "0 comments imported, 1 there already" in again.stderr
        assert state(blog.root) == before
    assert len(comments(blog)) == 3


def test_a_dry_run_counts_the_same_and_writes_nothing(blog: Blog, tmp_path: Path) -> None:
    """Of every format, and of comments on posts that are not here too; not even a database is made."""
    before = state(blog.root)
    for path in exports(tmp_path):
        dry = blog.run("comments", "import", str(path), "--dry-run")
        assert state(blog.root) == before
        assert not list(blog.root.rglob("*.sqlite*"))
        assert "A dry run: nothing was written." in dry.stderr
        real = blog.run("comments", "import", str(path))
        assert dry.stderr.splitlines()[0] == real.stderr.splitlines()[0]
        assert dry.exit_code == real.exit_code
        shutil.rmtree(blog.site.comments)
        shutil.rmtree(blog.site.instance)


def test_what_was_kept_comes_in_later(blog: Blog, tmp_path: Path) -> None:
    """Under another post's name, whole: with parents, states and the address beside; the file is the owner's alone."""
    for export in exports(tmp_path):
        blog.run("comments", "import", str(export))
    kept = sorted((blog.site.instance / "imports").iterdir())
    assert [path.name for path in kept] == [
        "comments.isso.jsonl",
        "disqus.disqus.jsonl",
        "wordpress.wordpress.jsonl",
    ]
    for path in kept:
        assert path.stat().st_mode & 0o777 == 0o600
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        assert rows[0]["email"] == "reader2@example.org"
        name = rows[0]["post"]
        assert blog.run("comments", "import", str(path)).exit_code == 1
        result = blog.run("comments", "import", str(path), "--post", f"{name}=the-moved")
        assert result.exit_code == 0, result.stderr
        assert "2 comments imported" in result.stderr
    moved = [each for each in comments(blog) if each.post == "the-moved"]
    assert len(moved) == 6
    assert sum(each.reply_to is not None for each in moved) == 3
    assert len(private_store(blog).by_email("reader2@example.org")) == 3


def test_an_unknown_post_can_be_named_at_once(blog: Blog, export: Path) -> None:
    """By id or by address; a post that is not here either is refused before anything happens."""
    export.write_text(disqus(GONE, post(2, 8)), "utf-8")
    name = "/2005/11/gone.html?x=1"
    wrong = blog.run("comments", "import", str(export), "--post", f"{name}=nowhere")
    assert wrong.exit_code == 1
    assert "no such post: 'nowhere'" in wrong.stderr
    assert blog.run("comments", "import", str(export), "--post", f"{name}=/2005/12/first.html").exit_code == 0
    assert [each.post for each in comments(blog)] == ["first"]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://elsewhere.example/2005/12/first.html", "first"),
        ("http://localhost:4000/2005/12/first.html?utm_source=x#comments", "first"),
        ("/2004/old/moved.html", "the-moved"),
        ("https://old.example/zal/moved", "the-moved"),
        ("https://old.example/by/hand/", "first"),
        ("https://old.example/by/list.html", "the-moved"),
        ("https://old.example/", None),
        ("https://old.example/2005/12/", None),
    ],
)
def test_a_post_is_found_by_any_address_it_ever_had(blog: Blog, export: Path, link: str, expected: str | None) -> None:
    """Its own, its Old-Urls, redirects.txt and addresses.txt; the front page and archives are nobody's."""
    blog.write("redirects.txt", "/by/hand/ /2005/12/first.html\n")
    blog.write("addresses.txt", "/by/list.html post the-moved\n")
    export.write_text(disqus(thread(7, link), post(1, 7)), "utf-8")
    blog.run("comments", "import", str(export))
    assert [each.post for each in comments(blog)] == ([expected] if expected else [])


def test_nothing_private_comes_into_content(blog: Blog, tmp_path: Path) -> None:
    """No mail address and no network address, from whatever system."""
    for export in exports(tmp_path):
        blog.run("comments", "import", str(export))
    everything = b"".join(path.read_bytes() for path in blog.content.rglob("*") if path.is_file())
    assert b"@example.org" not in everything
    assert b"192.0.2." not in everything + b"".join(state(blog.site.instance).values())


def test_an_address_in_json_lines_is_kept_unconfirmed(blog: Blog, export: Path) -> None:
    """In the private book, and only there; one that is none is left out, and its comment comes in."""
    row = {"post": "first", "author": "Dana", "date": "2005-12-09T12:00:00Z", "body": "Words."}
    rows = [row | {"email": "dana@example.org"}, row | {"body": "More.", "email": 7}]
    export.write_text("".join(json.dumps(each) + "\n" for each in rows), "utf-8")
    assert blog.run("comments", "import", str(export)).exit_code == 0
    assert len(comments(blog)) == 2
    (private,) = private_store(blog).by_email("dana@example.org")
    assert (private.notify, private.score, private.reasons) == (False, 0.0, ())


def test_an_import_is_no_decision_and_no_judgement(blog: Blog, export: Path) -> None:
    """Nobody decided it here, so the log gets no line of it; and it has no score, since nothing looked at it."""
    export.write_text(disqus(HERE, post(1, 7), post(2, 7, isSpam="true")), "utf-8")
    blog.run("comments", "import", str(export))
    log = DecisionLog(blog.site.instance / "comments" / "decisions.jsonl")
    now = datetime(2026, 5, 3, tzinfo=UTC)
    assert moderation.reconcile(CommentQueue(blog.site.comments), log, now, private_store=private_store(blog)) == []
    rows = [json.loads(line) for line in blog.run("comments", "list", "--json").stdout.splitlines()]
    assert [row["score"] for row in rows] == [None, None]


def test_a_format_can_be_said(blog: Blog, export: Path) -> None:
    """Where it is not the file's, the message says what the file begins with."""
    export.write_text(disqus(HERE), "utf-8")
    result = blog.run("comments", "import", str(export), "--from", "wordpress")
    assert result.exit_code == 1
    assert f"{export}:2: it begins with <disqus>, not with <rss>" in result.stderr


def test_no_attack_survives_an_import(blog: Blog, tmp_path: Path) -> None:
    """Two hundred ways to run script, as words, names and websites, from every system: a reader's browser runs none."""
    typed = [words.replace("]]>", "") for words in ATTACKS if not UNWRITABLE.search(words) and len(words) < 2000]
    wxr = tmp_path / "hostile.xml"
    context = (
        comment(
            number, words, author=words, author_url=words, date_gmt=f"2012-05-01 10:{number // 60:02}:{number % 60:02}"
        )
        for number, words in enumerate(typed, 1)
    )
    wxr.write_text(wordpress(item("https://old.example/2005/12/first.html", *context)), "utf-8")
    rows = [{"id": number, "text": words, "author": words, "website": words} for number, words in enumerate(typed, 1)]
    database = isso(tmp_path / "comments.db", [(1, "/2005/12/first.html")], rows)
    for export in (wxr, database):
        blog.run("comments", "import", str(export))
    found = comments(blog)
    assert len(found) > 1.8 * len(typed)
    for one in found:
        shown = html5lib.parseFragment(markup.render(one.body), namespaceHTMLElements=False)
        for element in shown.iter():
            assert element.tag in {"DOCUMENT_FRAGMENT", *markup.TAGS}
            assert element.get("href", "https://").startswith(("http://", "https://"))
            assert not [name for name in element.attrib if name not in {"href", "rel", "start"}]
        assert one.website is None or one.website.startswith(("http://", "https://"))
        assert not cleaning.DANGEROUS.search(one.author + (one.website or ""))


def test_hostile_words_are_cleaned_at_the_door(blog: Blog, export: Path) -> None:
    """Control characters, overrides and names of nothing; what the list prints drives no terminal."""
    hostile = post(1, 7, "<p>Wo&#x202e;rds \x85\u2066 of many</p>", name="\u202e\u2066")
    export.write_text(disqus(HERE, GONE.replace("gone", "go\u202ene"), hostile, post(2, 8)), "utf-8")
    result = blog.run("comments", "import", str(export))
    assert "\u202e" not in result.stderr + result.stdout
    (one,) = comments(blog)
    assert one.author == "Anonymous"
    assert "\u202e" not in one.body
    assert "\u2066" not in one.body


@pytest.mark.parametrize(
    "name",
    [
        "/2005/11/gone, for good.html",
        "/$(touch hacked)/`id`.html",
        '/it\'s "here".html',
        "/a;b&c|d*?.html",
        "/plain.html",
    ],
)
def test_the_suggested_command_can_be_pasted(blog: Blog, tmp_path: Path, name: str) -> None:
    """Whatever a page was called, the shell hands it on as one word, and nothing else happens."""
    export = tmp_path / "an export.xml"
    export.write_text(disqus(thread(9, f"https://old.example{quote(name)}"), post(1, 9)), "utf-8")
    result = blog.run("comments", "import", str(export))
    assert result.exit_code == 1
    command = result.stderr.rpartition("or say: ")[2].strip().removesuffix("ID") + "first"
    script = f'oi() {{ printf "%s\\n" "$@"; }}\n{command}\n'
    words = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True).stdout
    *_, kept, option, pair = words.splitlines()
    assert (option, pair.rpartition("=")[2]) == ("--post", "first")
    assert not (tmp_path / "hacked").exists()
    assert blog.run("comments", "import", kept, option, pair).exit_code == 0


def test_that_a_parent_was_deleted_is_no_secret_of_a_clean_build(blog: Blog) -> None:
    """An editor who writes it into a comment's file sees it after the next build, which equals a clean one."""
    blog.write(
        "comments/approved/first/0123456789ab.md", '+++\nauthor = "Dana"\ndate = 2005-12-09T10:31:00Z\n+++\nWords.\n'
    )
    assert blog.run("build").exit_code == 0
    head = '+++\nauthor = "Dana"\ndate = 2005-12-09T10:31:00Z\nanswers_deleted = true\n+++\nWords.\n'
    blog.write("comments/approved/first/0123456789ab.md", head)
    assert blog.run("build", "--verify").exit_code == 0
    page = blog.root / "output/2005/12/first.html"
    assert "in reply to a comment that was deleted" in page.read_text("utf-8")
    blog.write("comments/approved/first/0123456789ab.md", head.replace("= true", "= false"))
    assert blog.run("build", "--verify").exit_code == 0
    assert "that was deleted" not in page.read_text("utf-8")
