"""``oi build --verify`` builds clean in a second place and says where the output is not like it."""

import os
import time
from pathlib import Path

import pytest
from builder_site import LivingSite, Text, files

from outsideinnovation.builder.incremental.stamps import UNSETTLED


def told(site: LivingSite) -> str:
    """Return what a refused verification says."""
    result = site.run("build", "--verify")
    assert result.exit_code == 1
    return result.stderr


def test_an_output_that_is_right_is_verified(living: LivingSite) -> None:
    """The number of files that are alike is told on stderr."""
    result = living.run("build", "--verify")
    assert result.exit_code == 0
    assert f"Verified: {len(files(living.output))} files alike" in result.stderr


def test_json_stays_alone_on_stdout(living: LivingSite) -> None:
    """With --json stdout has the one object and nothing else."""
    result = living.run("build", "--verify", "--json")
    assert result.stdout.count("\n") == 1
    assert "Verified" not in result.stdout


def test_a_file_that_differs_is_named(living: LivingSite) -> None:
    """What somebody has written into a page of the output is found, and the remedy is told."""
    (living.output / "2005/12/ant.html").write_text("somebody else's", "utf-8")
    said = told(living)
    assert f"{living.output}/2005/12/ant.html: differs" in said
    assert "oi build --clean" in said
    assert said.count("\n") == 1


def test_a_missing_file_is_named(living: LivingSite) -> None:
    """What somebody has deleted from the output is found."""
    (living.output / "feeds/rss.xml").unlink()
    assert f"{living.output}/feeds/rss.xml: missing" in told(living)


def test_an_extra_file_is_named(living: LivingSite) -> None:
    """What the site does not have is found; a hidden folder such as .git is somebody else's."""
    (living.output / "old.html").write_text("old", "utf-8")
    (living.output / ".git").mkdir()
    (living.output / ".git" / "HEAD").write_text("ref", "utf-8")
    said = told(living)
    assert f"{living.output}/old.html: extra" in said
    assert ".git" not in said


def test_a_clean_build_mends_what_was_found(living: LivingSite) -> None:
    """The remedy works; a file that no build made is not removed, and another remedy is told for it."""
    (living.output / "feeds/rss.xml").unlink()
    (living.output / "old.html").write_text("old", "utf-8")
    (living.output / "2005/12/ant.html").write_text("somebody else's", "utf-8")
    result = living.run("build", "--clean", "--verify")
    assert result.exit_code == 1
    assert "old.html: extra: a clean build does not make it: move it away" in result.stderr
    (living.output / "old.html").unlink()
    assert living.run("build", "--verify").exit_code == 0


def stamps(folder: Path) -> dict[str, int]:
    """Return when each file below *folder* was changed."""
    return {
        os.path.relpath(path, folder): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in {".lock", ".seal"}
    }


def test_verifying_touches_neither_output_nor_cache(living: LivingSite) -> None:
    """The clean build has a place of its own and leaves nothing of it."""
    time.sleep(UNSETTLED / 1e9)  # so that the next build may trust every stamp
    assert living.run("build").exit_code == 0  # which also sweeps, once an hour
    instance, output = stamps(living.root / "instance"), stamps(living.output)
    assert living.run("build", "--verify").exit_code == 0
    assert stamps(living.root / "instance") == instance
    assert stamps(living.output) == output


@pytest.mark.parametrize("way", ["ours", "Pelican's"])
@pytest.mark.parametrize("words", [["check"], ["build", "--verify"]], ids=" ".join)
def test_an_index_elsewhere_is_left_alone(living: LivingSite, tmp_path: Path, words: list[str], way: str) -> None:
    """A SEARCH_INDEX that is a whole path is the site's own too, and none of a trial build."""
    living.option("SEARCH_INDEX", value=str(tmp_path / "index"))
    living.put("posts/chosen.md", Text({"Title": "Chosen", "Date": "2006-05-01", "Template": "article"}, "Words."))
    if way != "ours":
        living.option("TYPOGRIFY", value=False)
        living.option("RELATIVE_URLS", value=False)
    assert living.run("build").exit_code == 0
    before = stamps(tmp_path / "index").keys()  # a file for each output that it serves
    result = living.run(*words)
    assert (result.exit_code, stamps(tmp_path / "index").keys()) == (0, before), result.stderr


def test_an_output_elsewhere_is_verified_there(living: LivingSite, tmp_path: Path) -> None:
    """--output and --verify go together."""
    (living.output / "old.html").write_text("old", "utf-8")
    assert living.run("build", "--verify", "--output", str(tmp_path / "elsewhere")).exit_code == 0


def test_a_site_that_goes_pelicans_way_is_verified_too(living: LivingSite) -> None:
    """A setting that only Pelican knows how to follow makes no difference."""
    living.option("TYPOGRIFY", value=False)
    living.option("RELATIVE_URLS", value=False)
    result = living.run("build", "--verify")
    assert result.exit_code == 0, result.stderr
    assert "Verified" in result.stderr
