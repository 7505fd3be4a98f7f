"""A branch of a git repository gets one commit a publication, on top of what is there, and nobody's work tree is touched."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from deploy_places import SETTINGS, git
from deploy_places import held_by_branch as branch
from deploy_releases import CHANGES, FIRST, SECOND, release

from outsideinnovation.configuration import Configuration
from outsideinnovation.deploy.targets import Branch, Transferred, target
from outsideinnovation.errors import ConflictError, StorageError

ALWAYS = {".nojekyll": "", "CNAME": "ours.example\n"}


def place(root: Path, **more: Any) -> Branch:
    """Return the target of a site at *root*."""
    said = {"kind": "pages", "repository": "pages.git"} | more
    found = target("pages", Configuration.of(SETTINGS | {"PUBLISH_TARGETS": {"pages": said}}), root)
    assert isinstance(found, Branch)
    return found


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An empty repository as a host has it."""
    git(tmp_path, "init", "--quiet", "--bare", "pages.git")
    return tmp_path / "pages.git"


@pytest.fixture
def pages(bare: Path, tmp_path: Path) -> Branch:
    """A target that holds the first release."""
    found = place(tmp_path)
    found.send(release(tmp_path / "1", FIRST), dry_run=False, max_deletes=None)
    return found


def test_the_branch_holds_the_release_and_what_pages_wants(pages: Branch, bare: Path) -> None:
    """The first publication makes the branch, with the site's domain and no Jekyll; the author is the site."""
    assert branch(bare) == FIRST | ALWAYS
    assert git(bare, "log", "--format=%an <%ae> %s", "gh-pages") == "A small blog <noreply@localhost> Publish 1\n"


def test_a_second_release_is_one_commit_on_top(pages: Branch, bare: Path, tmp_path: Path) -> None:
    """What is new, changed and gone is committed and said; history stays."""
    sent = pages.send(release(tmp_path / "2", SECOND), dry_run=False, max_deletes=1)
    assert sent == Transferred(*CHANGES)
    assert branch(bare) == SECOND | ALWAYS
    assert git(bare, "log", "--format=%s", "gh-pages").split("\n") == ["Publish 2", "Publish 1", ""]
    assert git(bare, "fsck", "--strict") == ""


def test_no_commit_where_nothing_changed(pages: Branch, bare: Path, tmp_path: Path) -> None:
    """The same release again leaves the branch at its commit."""
    before = git(bare, "rev-parse", "gh-pages")
    assert pages.send(release(tmp_path / "again", FIRST), dry_run=False, max_deletes=0) == Transferred((), ())
    assert git(bare, "rev-parse", "gh-pages") == before


def test_a_dry_run_says_it_and_touches_nothing(pages: Branch, bare: Path, tmp_path: Path) -> None:
    """The list is that of the real run, and the branch stays."""
    assert pages.send(release(tmp_path / "2", SECOND), dry_run=True, max_deletes=None) == Transferred(*CHANGES)
    assert branch(bare) == FIRST | ALWAYS


def test_too_many_deletions_stop_everything(pages: Branch, bare: Path, tmp_path: Path) -> None:
    """One file more than allowed, and nothing is committed."""
    with pytest.raises(ConflictError, match=r"would remove 6 of the [68] files"):
        pages.send(release(tmp_path / "2", {"new.html": ""}), dry_run=False, max_deletes=5)
    assert branch(bare) == FIRST | ALWAYS


def test_what_others_committed_stays_in_history_and_hidden_files_stay(
    pages: Branch, bare: Path, tmp_path: Path
) -> None:
    """A commit by hand is built upon; neither a workflow in a hidden folder nor a page is ours to remove."""
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", str(bare), "clone")
    release(tmp_path / "clone", {".github/workflow.yml": "theirs", "stray.html": "theirs"})
    git(tmp_path / "clone", "add", ".")
    git(tmp_path / "clone", "commit", "--quiet", "--message", "By hand")
    git(tmp_path / "clone", "push", "--quiet")
    sent = pages.send(release(tmp_path / "2", SECOND), dry_run=False, max_deletes=None)
    assert sent == Transferred(*CHANGES, retained=("stray.html",))
    assert branch(bare) == SECOND | ALWAYS | {".github/workflow.yml": "theirs", "stray.html": "theirs"}
    assert git(bare, "log", "--format=%s", "gh-pages").split("\n")[:2] == ["Publish 2", "By hand"]


def test_the_users_own_repository_is_never_touched(tmp_path: Path) -> None:
    """Published into the checkout one works in, the branch appears; files, index and the branch one is on stay."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    release(tmp_path, {"content.md": "words"})
    git(tmp_path, "add", "content.md")
    git(tmp_path, "commit", "--quiet", "--message", "Words")
    release(tmp_path, {"content.md": "more words", "new.md": "new"})
    git(tmp_path, "add", "new.md")
    before = git(tmp_path, "status", "--porcelain", "--", "content.md", "new.md"), git(tmp_path, "rev-parse", "HEAD")
    place(tmp_path, repository=".").send(release(tmp_path / "1", FIRST), dry_run=False, max_deletes=None)
    after = git(tmp_path, "status", "--porcelain", "--", "content.md", "new.md"), git(tmp_path, "rev-parse", "HEAD")
    assert after == before
    assert branch(tmp_path) == FIRST | ALWAYS
    for adopt, words in ((False, r"not known to have published \(content.md\)"), (True, "main is checked out in")):
        with pytest.raises(ConflictError, match=words):
            place(tmp_path, repository=".", branch="main").send(
                tmp_path / "1", dry_run=False, max_deletes=None, adopt=adopt
            )
    assert git(tmp_path, "rev-parse", "HEAD") == before[1]


def test_a_hook_that_publishes_does_not_confuse_git(pages: Branch, tmp_path: Path, monkeypatch) -> None:
    """Run from a hook, where git says which repository it is in, the branch still goes where it should."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert pages.send(release(tmp_path / "2", SECOND), dry_run=False, max_deletes=1) == Transferred(*CHANGES)
    assert not (tmp_path / "index").exists()


def test_a_branch_that_is_pushed_meanwhile_is_not_overwritten(pages: Branch, bare: Path, tmp_path: Path) -> None:
    """Between our looking and our pushing somebody else pushed: theirs stays, and we say so."""
    hook = bare / "hooks" / "update"
    hook.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    seen = pages._fetch()
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", str(bare), "clone")
    git(tmp_path / "clone", "commit", "--quiet", "--allow-empty", "--message", "Meanwhile")
    git(tmp_path / "clone", "push", "--quiet")
    ours = git(pages.store, "commit-tree", f"{seen}^{{tree}}", "-p", str(seen), "-m", "Ours").strip()
    with pytest.raises(ConflictError, match="Somebody else has pushed to gh-pages"):
        pages._push(ours)
    assert git(bare, "log", "-1", "--format=%s", "gh-pages") == "Meanwhile\n"


def test_every_name_and_every_byte_arrives(pages: Branch, bare: Path, tmp_path: Path) -> None:
    """Quotes, blanks and backslashes in names, line ends and zero bytes in files: git changes none of them."""
    odd = release(tmp_path / "2", FIRST | {'a "b" \\c.html': "1", ".gitattributes": "* text eol=crlf"})
    (odd / "bytes.bin").write_bytes(bytes(range(256)) + b"\r\n")
    pages.send(odd, dry_run=False, max_deletes=0)
    shown = subprocess.run(["git", "-C", str(bare), "show", "gh-pages:bytes.bin"], capture_output=True, check=True)
    assert shown.stdout == bytes(range(256)) + b"\r\n"
    assert 'a "b" \\c.html' in git(bare, "ls-tree", "-r", "-z", "--name-only", "gh-pages").split("\0")


def test_a_host_that_builds_nothing_gets_the_release_alone(bare: Path, tmp_path: Path) -> None:
    """Netlify and Cloudflare read their rules from the release; they need no further file."""
    place(tmp_path, kind="static-host", branch="live").send(
        release(tmp_path / "1", FIRST), dry_run=False, max_deletes=0
    )
    assert branch(bare, "live") == FIRST


def test_a_repository_that_is_not_there_is_said_in_gits_words(tmp_path: Path) -> None:
    """The complaint names the target and what git said."""
    with pytest.raises(StorageError, match=r"'pages': git failed with 128: fatal: .*pages\.git"):
        place(tmp_path).send(release(tmp_path / "1", FIRST), dry_run=True, max_deletes=None)


def test_only_a_domain_of_its_own_is_told_to_pages(tmp_path: Path) -> None:
    """A site at the host's own domain gets no CNAME, and one that is there stays."""
    settings = {"PUBLISH_TARGETS": {"pages": {"kind": "pages", "repository": "pages.git"}}}
    for address in ("", "https://someone.github.io/blog", "http://localhost:8000"):
        found = target("pages", Configuration.of(settings | {"SITEURL": address}), tmp_path)
        assert isinstance(found, Branch)
        assert set(found.extra) == {".nojekyll"}
