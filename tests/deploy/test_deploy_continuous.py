"""The caretaker keeps a site live: into output/, or as releases where these are in use, and says how it went."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from builder_site import LivingSite, Text, difference, files

from outsideinnovation.deploy import live_state
from outsideinnovation.deploy.continuous import ContinuousDeployment
from outsideinnovation.deploy.releases import rollback
from outsideinnovation.errors import ConflictError, ContentError, SettingsError
from outsideinnovation.site import Site

NOW = datetime(2026, 5, 3, 10, 31, tzinfo=UTC)


def caretaker_of(site: LivingSite) -> ContinuousDeployment:
    """Return the caretaker of that site, who has looked at everything."""
    deployment = ContinuousDeployment(site.root, {}, lambda: NOW)
    deployment.follow(None)
    return deployment


def approve(site: LivingSite) -> set[Path]:
    """Rename the pending comment, and return the two paths."""
    paths = [site.content / "comments" / status / "ant" / "00000002-next.md" for status in ("pending", "approved")]
    paths[0].rename(paths[1])
    return set(paths)


@pytest.fixture
def released(living: LivingSite) -> LivingSite:
    """The small site with a release that is live."""
    assert living.run("publish").exit_code == 0
    return living


def current(site: LivingSite) -> Path:
    """Return the folder that readers get."""
    return (site.root / "instance" / "current").resolve()


def test_an_approval_is_live_in_the_output(living: LivingSite) -> None:
    """Without releases the output folder is what readers get."""
    deployment = caretaker_of(living)
    made = deployment.follow(approve(living))
    assert made == live_state.read(living.site)
    assert (made.comments, made.built, made.errors) == ({"00000001-first", "00000002-next"}, NOW, "")
    assert "comment-00000002-next" in living.page("2005/12/ant.html")


def test_what_nobody_sees_is_not_written_down(living: LivingSite) -> None:
    """A comment that came concerns nobody but editors."""
    deployment = caretaker_of(living)
    path = living.comment("ant", "00000009-new", status="pending")
    assert deployment.follow({path}) is None


def test_a_failure_is_written_down_and_taken_back(living: LivingSite) -> None:
    """A post that cannot be built leaves what is live, says why, and is live once it is mended."""
    deployment = caretaker_of(living)
    path = living.write("posts/dog.md", "Title: Dog\nDate: no date\n\nWords.\n")
    with pytest.raises(ContentError):
        deployment.follow({path})
    said = live_state.read(living.site)
    assert (said.comments, said.failed) == ({"00000001-first"}, NOW)
    assert "dog.md" in said.errors
    living.put("posts/dog.md", Text({"Title": "Dog", "Date": "2006-02-01"}))
    made = deployment.follow({path})
    assert made
    assert (made.errors, made.failed) == ("", None)


@pytest.mark.parametrize("broken", ["SITENAME = [", "COMMENTS_RATE_PER_HOUR = 'many'", None])
def test_settings_that_cannot_be_used_are_a_failure_too(living: LivingSite, broken: str | None) -> None:
    """No syntax, no sense, or no file at all: it is written down, so that editors and monitors hear of it, and taken back."""
    deployment, path = caretaker_of(living), living.site.settings_file
    before = path.read_text("utf-8")
    path.unlink() if broken is None else path.write_text(f"{before}\n{broken}\n", "utf-8")
    with pytest.raises(SettingsError):
        deployment.follow({path})
    said = live_state.read(Site(living.root, {}))
    assert (said.comments, said.failed) == ({"00000001-first"}, NOW)
    assert path.name in said.errors
    path.write_text(before, "utf-8")
    assert deployment.follow(None)
    assert live_state.read(living.site).errors == ""


def test_an_approval_goes_into_the_live_release(released: LivingSite) -> None:
    """Where releases are in use whole files are put into the live one; output/ is nobody's any more."""
    deployment, before = caretaker_of(released), current(released)
    output = files(released.output)
    made = deployment.follow(approve(released))
    assert made
    assert made.comments == {"00000001-first", "00000002-next"}
    assert current(released) == before
    assert "comment-00000002-next" in (before / "2005/12/ant.html").read_text("utf-8")
    assert not difference(files(before), released.clean())
    assert files(released.output) == output


def test_a_new_post_makes_a_new_release(released: LivingSite) -> None:
    """What an author changes can be taken back, so it gets a release of its own."""
    deployment, before = caretaker_of(released), current(released)
    released.put("posts/dog.md", Text({"Title": "Dog", "Date": "2006-02-01"}))
    deployment.follow({released.content / "posts" / "dog.md"})
    assert current(released) != before
    assert not difference(files(current(released)), released.clean())


def test_a_decision_nobody_told_of_is_in_what_is_published(released: LivingSite) -> None:
    """A rejection that comes between hearing of an approval and publishing it is published with it."""
    deployment = caretaker_of(released)
    heard = approve(released)
    (released.content / "comments" / "approved" / "ant" / "00000001-first.md").unlink()
    made = deployment.follow(heard)
    assert made
    assert made.comments == {"00000002-next"}
    assert "comment-00000001-first" not in (current(released) / "2005/12/ant.html").read_text("utf-8")


def test_after_a_rollback_nothing_happens_until_something_changes(released: LivingSite) -> None:
    """An operator who went back is not overruled by a restart or a look, only by the next change."""
    first = current(released)
    released.put("posts/dog.md", Text({"Title": "Dog", "Date": "2006-02-01"}))
    deployment = caretaker_of(released)
    assert released.run("releases", "rollback").exit_code == 0
    for looking in (deployment, caretaker_of(released)):
        looking.follow(None)
        assert current(released) == first
        assert live_state.read(released.site).went_back
    made = deployment.follow(approve(released))
    assert made
    assert not made.went_back
    assert (current(released) / "2006/02/dog.html").is_file()


def test_a_site_that_would_collapse_stays(released: LivingSite) -> None:
    """Where most pages would go nothing is published, and the next look tries again."""
    deployment, before = caretaker_of(released), files(current(released))
    for path in ("posts/bee.md", "posts/cat.md"):
        released.remove(path)
    with pytest.raises(ConflictError, match="shrink"):
        deployment.follow({released.content / "posts"})
    assert files(current(released)) == before
    assert "shrink" in live_state.read(released.site).errors
    with pytest.raises(ConflictError, match="shrink"):
        deployment.follow(set())


def test_the_first_release_needs_another_caretaker(living: LivingSite) -> None:
    """Whoever began with output/ sees that a release is live now; a preview elsewhere is none of its business."""
    deployment, preview = (
        caretaker_of(living),
        ContinuousDeployment(living.root, {"OUTPUT_PATH": "elsewhere"}, lambda: NOW),
    )
    assert not deployment.is_outdated
    assert living.run("publish").exit_code == 0
    assert deployment.is_outdated
    assert not preview.is_outdated


def test_publishing_by_hand_is_written_down_too(released: LivingSite) -> None:
    """``oi publish`` says what is live, and of what release."""
    said = live_state.read(released.site)
    assert said.comments == {"00000001-first"}
    assert said.files > 10
    approve(released)
    assert released.run("publish").exit_code == 0
    assert live_state.read(released.site).comments == {"00000001-first", "00000002-next"}
    assert len(rollback.releases(released.site)[0]) == 1
