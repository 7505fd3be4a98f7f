"""The command ``oi import movabletype``: what it says, and how it ends."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from importers_export import comment, entry, numbered, ping

from outsideinnovation.cli import main
from outsideinnovation.comments.queue import CommentQueue


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return the folder of a small site."""
    (tmp_path / "pelicanconf.py").write_text(
        'PATH = "content"\nARTICLE_PATHS = ["posts"]\nPAGE_PATHS = ["pages"]\nTIMEZONE = "America/New_York"\n'
        'CATEGORY_URL = "topics/{slug}/"\n',
        "utf-8",
    )
    return tmp_path


def run(site: Path, export: str | bytes, *options: str) -> Result:
    """Import *export* into *site*."""
    path = site / "export.txt"
    path.write_bytes(export.encode() if isinstance(export, str) else export)
    return CliRunner().invoke(main, ["--site", str(site), "import", "movabletype", str(path), *options])


def rows(result: Result) -> dict[str, list[str]]:
    """Return the table's rows by their first word."""
    return {line.split("  ")[0]: line.split()[-4:] for line in result.stdout.splitlines() if line.strip()}


def test_a_whole_export_is_filed_and_counted(site: Path) -> None:
    """Posts, comments and redirects, then a table on stdout, and exit code 0."""
    result = run(
        site, entry(categories=["Lead Users"], comments=[comment(), comment(), ping()]) + numbered(2, status="Draft")
    )
    assert result.exit_code == 0, result.output
    assert rows(result)["entries"] == ["2", "2", "0", "0"]
    assert rows(result)["comments"] == ["2", "2", "0", "0"]
    assert rows(result)["pings"] == ["1", "0", "0", "1"]
    assert "1 ping skipped: not asked for; see --pings" in result.stderr
    filed = CommentQueue(site / "content/comments").approved()
    assert [(each.post, each.author, each.body) for each in filed] == [("zal-2025-03-a-post", "Dana", "Words.")] * 2
    assert "/zal/lead_users/ /topics/lead-users/\n" in (site / "content/redirects.txt").read_text("utf-8")


def test_importing_again_changes_no_byte(site: Path) -> None:
    """And says that everything was there."""
    export = entry(categories=["A"], comments=[comment(), comment(), ping()])
    run(site, export, "--pings")
    before = {path: path.read_bytes() for path in (site / "content").rglob("*") if path.is_file()}
    result = run(site, export, "--pings")
    assert {path: path.read_bytes() for path in (site / "content").rglob("*") if path.is_file()} == before
    assert rows(result)["comments"] == ["2", "0", "2", "0"]
    assert rows(result)["pings"] == ["1", "0", "1", "0"]


def test_a_rejected_comment_does_not_come_back(site: Path) -> None:
    """What an editor decided stands, however often the export is read."""
    export = entry(comments=[comment()])
    run(site, export)
    folder = site / "content/comments"
    (folder / "rejected").mkdir()
    (folder / "approved" / "zal-2025-03-a-post").rename(folder / "rejected" / "zal-2025-03-a-post")
    assert rows(run(site, export))["comments"] == ["1", "0", "1", "0"]
    assert CommentQueue(folder).approved() == []


def test_a_damaged_export_exits_with_1_and_names_the_line(site: Path) -> None:
    """What is whole is there; what is not is told as ``file:line: what: remedy``."""
    result = run(site, entry() + numbered(2)[:-20])
    assert result.exit_code == 1
    assert rows(result)["entries"] == ["2", "1", "0", "1"]
    assert f"{site / 'export.txt'}:30: the entry is cut off" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("data", [b"", b"no export", "ü".encode("utf-16")])
def test_what_is_no_export_exits_with_1(site: Path, data: bytes) -> None:
    """In one line, and nothing is written."""
    result = run(site, data)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert not (site / "content").exists()


def test_a_missing_file_exits_with_1(site: Path) -> None:
    """In one line that names it."""
    result = CliRunner().invoke(main, ["--site", str(site), "import", "movabletype", "nothing.txt"])
    assert (result.exit_code, result.stderr) == (1, "nothing.txt: no such file. Name the export that you downloaded.\n")


def test_another_encoding_is_said(site: Path) -> None:
    """On stderr, so that stdout stays the table."""
    assert "Windows-1252" in run(site, entry("<p>ü</p>").encode("cp1252")).stderr


def test_the_old_address_may_be_given(site: Path) -> None:
    """Where entries carry no address, the base comes from --redirects-from."""
    run(site, entry(url=None), "--redirects-from", "https://ours.example.com/zal/")
    assert "Save_as: zal/2025/03/a-post.html" in (site / "content/posts/2025/a-post.md").read_text("utf-8")
    assert "/zal/atom.xml /atom.xml" in (site / "content/redirects.txt").read_text("utf-8")


def test_pings_are_marked_as_such(site: Path) -> None:
    """Their files say what they are."""
    run(site, entry(comments=[ping()]), "--pings")
    (filed,) = CommentQueue(site / "content/comments").approved()
    assert (filed.author, filed.extra["kind"], filed.body) == ("Other", "ping", "A ping\n\nAn excerpt.")


def test_markdown_is_an_option(site: Path) -> None:
    """HTML is kept without it."""
    run(site, entry("<p>a <b>b</b></p>"), "--markdown")
    assert "a **b**" in (site / "content/posts/2025/a-post.md").read_text("utf-8")


@pytest.mark.parametrize(("setting", "kept"), [("plain", False), ("extended", True)])
def test_markdown_is_judged_as_the_site_reads_it(site: Path, setting: str, *, kept: bool) -> None:
    """Marks that only the site's own Markdown knows would show something else: such a text stays HTML."""
    settings = site / "pelicanconf.py"
    settings.write_text(f'{settings.read_text("utf-8")}CONTENT_MARKDOWN = "{setting}"\n', "utf-8")
    result = run(site, entry("<p>Not ~~struck~~, and https://x.example/ is no link</p>"), "--markdown")
    text = (site / "content/posts/2025/a-post.md").read_text("utf-8")
    assert ("<p>Not" in text, "1 kept as HTML" in result.stderr) == (kept, kept)


def test_an_unknown_time_zone_is_said(site: Path) -> None:
    """With the file to mend."""
    (site / "pelicanconf.py").write_text('TIMEZONE = "Nowhere/Else"\n', "utf-8")
    assert "TIMEZONE 'Nowhere/Else' is no time zone" in run(site, entry()).stderr


def test_a_dry_run_says_the_same_and_writes_nothing(site: Path) -> None:
    """Also of comments that a later entry brings to an earlier one, and of addresses that move."""
    export = (
        entry(categories=["Lead Users"], comments=[comment(), comment(), ping()])
        + entry(url="https://ours.example.com/index.html", title="Moves", comments=[comment("More.")])
        + numbered(2, status="Draft")
        + entry(head="NO ENTRY: 1", comments=[comment("Later.")])
    )
    (site / "export.txt").write_text("", "utf-8")
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file() and path.name != "export.txt"}
    dry = run(site, export, "--dry-run", "--pings")
    assert {
        path: path.read_bytes() for path in site.rglob("*") if path.is_file() and path.name != "export.txt"
    } == before
    assert "A dry run: nothing was written." in dry.stderr
    wet = run(site, export, "--pings")
    assert dry.stdout == wet.stdout
    assert rows(wet)["comments"] == ["4", "4", "0", "0"]
    assert "https://ours.example.com/index.html" in wet.stdout
    assert dry.exit_code == wet.exit_code == 1
