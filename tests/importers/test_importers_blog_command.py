"""What every ``oi import SYSTEM`` says, and how it ends."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from importers_blog import DATE, FakeBlog, Item, comment, files, new_site, post
from picture_samples import photograph

from outsideinnovation.cli.context import Invocation, pass_site
from outsideinnovation.cli.import_blog import bring_blog
from outsideinnovation.cli.import_options import BlogChoices, blog_options
from outsideinnovation.importers.blog.exported import ExportedPicture, ExportedSubscriber
from outsideinnovation.importers.comment_export import ExportPlace
from outsideinnovation.importers.report import Thing
from outsideinnovation.site import Site
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a small site."""
    return new_site(tmp_path / "site").root


def run(folder: Path, items: list[Item], *options: str) -> Result:
    """Run a door's command over an export of *items*."""

    @click.command()
    @click.argument("file", type=click.Path(path_type=Path))
    @blog_options
    @pass_site
    def fake(site: Site, file: Path, choices: BlogChoices) -> None:
        blog = FakeBlog(items, hosts={"old.example.org": len(items)})
        blog.report.skip(Thing.PING, "pingbacks", 3)
        bring_blog(site, blog, file, choices)

    return CliRunner().invoke(fake, ["export.xml", *options], obj=Invocation(folder, verbose=False))


def test_the_table_says_what_was_found_and_what_became_of_it(folder: Path) -> None:
    """Found, written, already there, skipped and why; exit code 0."""
    given = post()
    result = run(folder, [given, comment(given), ExportedSubscriber(9, "rea@example.org")])
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["found", "written", "already", "there", "skipped"] in lines
    assert ["posts", "1", "1", "0", "0"] in lines
    assert ["comments", "1", "1", "0", "0"] in lines
    assert ["pings", "3", "0", "0", "3"] in lines
    assert ["pings", "3", "pingbacks"] in lines
    assert ["subscribers", "1", "not", "asked", "for;", "see", "--subscribers"] in lines
    assert "Next: oi check" in result.stderr


def test_a_dry_run_says_the_same_and_writes_nothing(folder: Path) -> None:
    """Not even a database or a key, where subscribers are asked for."""
    given = [
        post(),
        comment(post()),
        ExportedSubscriber(9, "rea@example.org"),
        ExportedSubscriber(10, "Rea@example.org"),
    ]
    before = files(folder)
    dry = run(folder, given, "--dry-run", "--subscribers")
    assert files(folder) == before
    assert "A dry run: nothing was written." in dry.stderr
    assert dry.stdout == run(folder, given, "--subscribers").stdout
    assert "subscribers" in dry.stdout


def test_addresses_that_move_are_listed(folder: Path) -> None:
    """The first ones by name, and how many more."""
    result = run(folder, [post(number, address=f"/?p={number}", slug=f"s{number}") for number in range(1, 31)])
    assert ["/?p=1", "/2007/03/s1.html"] in [line.split() for line in result.stdout.splitlines()]
    assert "and 10 more" in result.stdout
    assert "/?p=21 " not in result.stdout


def test_problems_are_told_a_line_each_and_exit_with_1(folder: Path) -> None:
    """And all that is whole is there."""
    result = run(folder, [post(1), post(2, address=post(1).address)])
    assert result.exit_code == 1
    assert "export.xml:20: the address /2007/03/post-1.html cannot be kept" in result.stderr
    assert len([*(folder / "content/posts").rglob("*.md")]) == 2


def test_comments_on_unknown_posts_are_kept_and_brought_by_the_command_that_is_told(folder: Path) -> None:
    """What the last line says can be typed."""
    result = run(folder, [post(), comment(ExportPlace("/gone", ("/gone",)))])
    assert "1 comment on posts that are not here is kept in" in result.stderr
    assert "--post /gone=ID" in result.stderr
    again = run(folder, [post(), comment(ExportPlace("/gone", ("/gone",)))], "--post", "/gone=2007-03-post-1")
    assert "comments" in again.stdout
    assert [*(folder / "content/comments/approved/2007-03-post-1").iterdir()]


def test_subscribers_come_with_their_consent_and_nobody_else(folder: Path) -> None:
    """Confirmed are those whom the other system had confirm; bad addresses are problems; twice changes nothing."""
    given: list[Item] = [
        ExportedSubscriber(1, "rea@example.org", DATE, confirmed=True),
        ExportedSubscriber(2, "sam@example.org"),
        ExportedSubscriber(3, "no address"),
    ]
    result = run(folder, given, "--subscribers")
    assert result.exit_code == 1
    assert "export.xml:3: " in result.stderr
    people = [*SubscriberStore(Database.of(folder / "instance")).all()]
    assert {each.address: each.status for each in people} == {
        "rea@example.org": SubscriptionStatus.CONFIRMED,
        "sam@example.org": SubscriptionStatus.UNCONFIRMED,
    }
    again = run(folder, given, "--subscribers")
    assert ["subscribers", "3", "0", "2", "1"] in [line.split() for line in again.stdout.splitlines()]


def test_bodies_become_markdown_where_it_shows_the_same(folder: Path) -> None:
    """And what stays HTML is counted."""
    result = run(
        folder,
        [post(1, body="<p>A <em>word</em>.</p>"), post(2, body="<table><tr><td><ul><li>a</ul></table>")],
        "--markdown",
    )
    assert "A *word*." in (folder / "content/posts/2007/post-1.md").read_text("utf-8")
    assert "1 text is Markdown now; 1 kept as HTML" in result.stderr


def test_pictures_come_with_the_texts_and_a_dry_run_counts_them(folder: Path) -> None:
    """Those that were saved are there, the missing one is a problem, and a second run has nothing to do."""
    saved = folder.parent / "uploads"
    (saved / "2007/03").mkdir(parents=True)
    (saved / "2007/03/cat.jpg").write_bytes(photograph(20, 20))
    address = "https://old.example.org/wp-content/uploads/2007/03/"
    given: list[Item] = [
        post(1, body=f'<p><img src="{address}cat-300x188.jpg"> <img src="https://else.example/x.jpg"></p>'),
        post(2, picture=ExportedPicture(f"{address}cat.jpg", "A cat"), body=f'<img src="{address}lost.png">'),
    ]
    before = files(folder)
    dry = run(folder, given, "--images-from", str(saved), "--dry-run")
    assert files(folder) == before
    assert ["pictures", "2", "2", "0", "0"] in [line.split() for line in dry.stdout.splitlines()]
    result = run(folder, given, "--images-from", str(saved))
    assert result.exit_code == 1
    assert ["pictures", "2", "1", "0", "1"] in [line.split() for line in result.stdout.splitlines()]
    assert (
        "the picture wp-content-uploads-2007-03-lost is missing: it is not among those that were saved" in result.stderr
    )
    here = "{static}/images/imported/wp-content-uploads-2007-03-cat.jpg"
    for number in (1, 2):
        assert here in (folder / f"content/posts/2007/post-{number}.md").read_text("utf-8")
    again = run(folder, given, "--images-from", str(saved))
    assert ["posts", "2", "0", "2", "0"] in [line.split() for line in again.stdout.splitlines()]
    assert ["pictures", "1", "0", "0", "1"] in [line.split() for line in again.stdout.splitlines()]
