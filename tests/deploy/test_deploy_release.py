"""Releases: readers get the whole of one, a refusal changes nothing, and the old ones are there to go back to."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from deploy_press import FIRST, NOW, TALK, Press, feed, files, page

from outsideinnovation.deploy.releases import rollback
from outsideinnovation.deploy.releases.publication import Way
from outsideinnovation.errors import ConflictError, ContentError, NotFoundError, OutsideInnovationError, StorageError


@pytest.fixture
def press(tmp_path: Path) -> Press:
    """A site that was never published."""
    return Press(tmp_path / "site").begin()


@pytest.fixture
def printed(press: Press) -> Press:
    """A site with a live release."""
    press.publish()
    return press


def test_the_first_publication_makes_a_release_and_links_to_it(press: Press) -> None:
    """After it instance/current is a link to releases/<id>, which holds what the build made and nothing else."""
    done = press.publish()
    assert (done.way, done.release) == (Way.RELEASE, "20060102T030405Z-0001")
    assert press.current.readlink() == Path("releases/20060102T030405Z-0001")
    assert press.live() == {path: text.encode() for path, text in FIRST.items()}


def test_an_unchanged_file_is_linked_and_a_changed_one_is_not(printed: Press) -> None:
    """A new release shares the disk's space with the old one, and the old one keeps its bytes."""
    before = printed.released()
    printed.write("index.html", page("/about/"))
    done = printed.publish()
    assert (done.way, done.change.changed) == (Way.RELEASE, ("index.html",))
    old, new = (printed.instance / "releases" / each for each in sorted(printed.released()))
    assert (old / "about/index.html").samefile(new / "about/index.html")
    assert not (old / "index.html").samefile(new / "index.html")
    assert printed.released()[old.name] == before[old.name]


def test_a_build_shares_no_file_with_a_release(printed: Press) -> None:
    """What writes into the folder of the build, even in place, cannot reach readers."""
    for path in FIRST:
        assert not (printed.instance / "build" / path).samefile(printed.current / path)


def test_nothing_changed_makes_no_release(printed: Press) -> None:
    """Publishing twice is publishing once, also where a build only made the same bytes again."""

    def written() -> dict[str, tuple[int, int, int]]:
        """Return what changes with each writing, and not with a reading."""
        found = {path: (printed.current / path).stat() for path in FIRST}
        return {path: (each.st_ino, each.st_mtime_ns, each.st_ctime_ns) for path, each in found.items()}

    before = written()
    for path in FIRST:
        (printed.instance / "build" / path).unlink()
    assert printed.publish().way is Way.NOTHING
    assert written() == before
    assert len(printed.kept()) == 1


def test_an_approved_comment_goes_into_the_live_release(printed: Press) -> None:
    """A small change in the conversation replaces whole files where they are; the release and its other files stay."""
    identifier, untouched = printed.kept()[0], (printed.current / "index.html").stat().st_mtime_ns
    printed.talk(TALK)
    done = printed.publish()
    assert (done.way, done.release) == (Way.CHANGE, identifier)
    assert (done.change.added, done.change.changed) == (("feeds/comments.atom.xml",), ("2005/12/first.html",))
    assert printed.live() == files(printed.made)
    assert (printed.current / "index.html").stat().st_mtime_ns == untouched
    assert rollback.releases(printed.site)[0][0].changed == NOW


def test_a_change_in_the_live_release_leaves_older_ones_alone(printed: Press) -> None:
    """Older releases share files with the live one, and keep their bytes when it is changed."""
    printed.write("index.html", page("/about/"))
    printed.publish()
    older = printed.kept()[1]
    before = printed.released()[older]
    assert (printed.instance / "releases" / older / "2005/12/first.html").samefile(
        printed.current / "2005/12/first.html"
    )
    printed.talk(TALK)
    assert printed.publish().way is Way.CHANGE
    assert printed.released()[older] == before


def test_many_files_make_a_release_also_for_a_comment(printed: Press) -> None:
    """A change of more than a hundred files is switched at once."""
    printed.talk(TALK)
    for number in range(101):
        printed.write(f"tag/{number}/index.html", page("/"))
    assert printed.publish().way is Way.RELEASE


def test_a_file_that_becomes_a_folder_makes_a_release(printed: Press) -> None:
    """Where names swap between file and folder, replacing files one by one would leave a gap."""
    printed.talk(TALK)
    (printed.made / "images/bird.svg").unlink()
    printed.write("images/bird.svg/index.html", page("/"))
    assert printed.publish(max_deletes=1).way is Way.RELEASE
    assert printed.live() == files(printed.made)


def test_a_withdrawn_comment_leaves_the_live_release_and_the_kept_ones(printed: Press) -> None:
    """What is no longer approved is in no release any more, and a folder that it alone filled is gone."""
    printed.talk(TALK)
    printed.write("index.html", page("/about/"))
    printed.publish()
    printed.write("index.html", page("/", "/about/"))
    printed.publish()
    assert sum(TALK.encode() in b"".join(release.values()) for release in printed.released().values()) == 2
    printed.talk()
    (printed.made / "feeds/comments.atom.xml").unlink()
    assert printed.publish().way is Way.CHANGE
    assert not any(TALK.encode() in data for release in printed.released().values() for data in release.values())
    assert [each[-4:] for each in printed.kept()] == ["0002"], "the comment had gone into the first while that was live"


def test_old_pages_find_the_files_of_their_theme(printed: Press) -> None:
    """A page read just before the switch finds its stylesheet after it, as long as its release is kept."""
    for number in range(1, 7):
        (printed.made / "theme").joinpath(f"style-{number - 1}.css" if number > 1 else "style.css").unlink()
        printed.write(f"theme/style-{number}.css", f"p {{ margin: {number}px }}")
        for path in ("index.html", "about/index.html", "2005/12/first.html"):
            printed.write(path, page("/", ids=("words",), style=f"style-{number}"))
        printed.publish()
    there = {path.removeprefix("theme/") for path in printed.live() if path.startswith("theme/")}
    assert there == {f"style-{number}.css" for number in range(1, 7)}, "five releases are kept, and one just went"
    printed.write("index.html", page("/about/", style="style-6"))
    printed.publish()
    assert "theme/style-1.css" not in printed.live()


def test_what_people_wrote_goes_at_once(printed: Press) -> None:
    """An image that was taken out is not there after the switch: taking out must mean that."""
    (printed.made / "images/bird.svg").unlink()
    assert printed.publish().change.removed == ("images/bird.svg",)
    assert "images/bird.svg" not in printed.live()


def test_five_releases_are_kept(printed: Press) -> None:
    """The newest stay; RELEASES_KEEP says how many."""
    for number in range(6):
        printed.write("index.html", page("/about/", ids=(f"place-{number}",)))
        printed.publish()
    assert [each[-4:] for each in printed.kept()] == ["0007", "0006", "0005", "0004", "0003"]
    printed.settings("RELEASES_KEEP = 2\n")
    printed.write("index.html", page("/about/"))
    printed.publish()
    assert [each[-4:] for each in printed.kept()] == ["0008", "0007"]
    assert len(printed.released()) == 2


def test_the_live_release_is_never_dropped(printed: Press) -> None:
    """Going back to the oldest release and staying there keeps it, whatever the number."""
    for number in range(4):
        printed.write("index.html", page("/about/", ids=(f"place-{number}",)))
        printed.publish()
    printed.rollback(printed.kept()[-1])
    rollback.ReleaseHistory(printed.site).releases.drop("20060102T030405Z-0001")
    assert printed.live()["index.html"] == FIRST["index.html"].encode()


REFUSED: dict[str, Callable[[Press], object]] = {
    "a link to nowhere": lambda press: press.write("index.html", page("/nowhere/")),
    "a missing image": lambda press: press.write("index.html", '<img src="images/cat.svg">'),
    "a fragment that is not there": lambda press: press.write("index.html", page("/about/#nowhere")),
    "a page that others link to goes": lambda press: (press.made / "about/index.html").unlink(),
    "a place that others link to goes": lambda press: press.write("2005/12/first.html", page("/")),
    "a feed that does not parse": lambda press: press.write("feeds/atom.xml", "<feed>"),
    "a feed that leads nowhere": lambda press: press.write("feeds/atom.xml", feed("2005/12/second.html")),
    "JSON that does not parse": lambda press: press.write("feeds/feed.json", "{"),
    "a comment that is not approved": lambda press: press.write("index.html", page(comments=("00000002-spam",))),
    "a hidden file": lambda press: press.write("about/.git/config", "[core]"),
    "a link out of the site": lambda press: (press.instance / "build" / "about" / "out").symlink_to("/etc"),
    "most pages gone": lambda press: (
        [press.write(f"old/{n}.html", page("/")) for n in range(9)]
        and press.publish()
        and [(press.made / f"old/{n}.html").unlink() for n in range(9)]
    ),
}


@pytest.mark.parametrize("spoil", REFUSED.values(), ids=REFUSED)
def test_what_fails_the_inspection_changes_nothing(printed: Press, spoil: Callable[[Press], object]) -> None:
    """The live site, its files and the kept releases are as they were, and nothing is left lying about."""
    spoil(printed)
    before, live = printed.released(), printed.current.readlink()
    with pytest.raises((ContentError, ConflictError)):
        printed.publish()
    assert (printed.released(), printed.current.readlink()) == (before, live)
    assert not list((printed.instance / "journal").glob("*"))


def test_a_refusal_names_file_and_line(printed: Press) -> None:
    """It reads like a compiler's message, once for a link however many pages have it."""
    for path in ("index.html", "about/index.html"):
        printed.write(path, page("/", "/nowhere/"))
    with pytest.raises(ContentError) as refusal:
        printed.publish()
    assert str(refusal.value).startswith("about/index.html:3: links to /nowhere/ (this site has no such address)")
    assert len(refusal.value.problems) == 1


def test_pages_may_go_when_that_is_meant(printed: Press) -> None:
    """--max-deletes N lets as many files go, and stops where it would be more."""
    for path in ("about/index.html", "images/bird.svg"):
        (printed.made / path).unlink()
    printed.write("index.html", page("2005/12/first.html"))
    with pytest.raises(ConflictError, match="--max-deletes 2"):
        printed.publish()
    with pytest.raises(ConflictError, match="2 files would be removed"):
        printed.publish(max_deletes=1)
    assert printed.publish(max_deletes=2).change.removed == ("about/index.html", "images/bird.svg")


def test_a_rehearsal_changes_nothing(printed: Press) -> None:
    """--dry-run says what would change; the live site and the kept releases stay, and it is refused what a publish is."""
    before = printed.released()
    printed.write("index.html", page("/about/"))
    printed.write("new.html", page("/"))
    done = printed.rehearse()
    assert (done.way, done.change.added, done.change.changed) == (Way.TRIAL, ("new.html",), ("index.html",))
    assert printed.released() == before
    printed.write("new.html", page("/nowhere/"))
    with pytest.raises(ContentError):
        printed.rehearse()


def test_a_target_gets_the_live_release_or_in_a_rehearsal_the_build(printed: Press) -> None:
    """What is sent is the folder that readers get; before that, what was built."""
    sent: list[Path] = []
    printed.publish(then=sent.append)
    printed.rehearse(then=sent.append)
    assert sent == [printed.current.resolve(), printed.instance / "build"]


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Let the operating system refuse to write larger files, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("talk", [False, True], ids=["a release", "a change in the live release"])
def test_a_disk_that_refuses_changes_nothing(printed: Press, *, talk: bool) -> None:
    """A write that fails midway leaves the live site as it was and no rubbish; with space, the next publish goes through."""
    if talk:
        printed.talk(TALK)
    printed.write("large.bin", "x" * 100_000)
    printed.rehearse()
    before = printed.released()
    with files_no_larger_than(50_000), pytest.raises(StorageError):
        printed.publish()
    assert printed.released() == before
    assert not list((printed.instance / "journal").glob("*"))
    assert printed.publish().way is (Way.CHANGE if talk else Way.RELEASE)
    assert printed.live() == files(printed.made)


def test_something_else_at_current_is_told(press: Press) -> None:
    """A folder called current, which somebody has made by hand, is not replaced."""
    press.current.mkdir(parents=True)
    with pytest.raises(StorageError, match="move it away"):
        press.publish()


def test_a_lost_record_costs_only_time(printed: Press) -> None:
    """Where the record of the live release is damaged, everything is inspected and copied anew."""
    next((printed.instance / "releases").glob("*.json")).write_text("{", "utf-8")
    done = printed.publish()
    assert done.way is Way.RELEASE
    assert printed.live() == files(printed.made)


def test_what_an_interrupted_publication_left_is_swept_away(printed: Press) -> None:
    """A release without a record, a record without a release and a link that was never put in place are gone at the next."""
    home = printed.instance / "releases"
    (home / "20070101T000000Z-0099").mkdir()
    (home / "20070101T000000Z-0098.json").write_text("{}", "utf-8")
    (printed.instance / ".current-x").symlink_to("releases/x")
    (printed.instance / "journal" / "20060102T030405Z-0001").mkdir(parents=True)
    printed.publish()
    assert sorted(path.name for path in home.iterdir()) == ["20060102T030405Z-0001", "20060102T030405Z-0001.json"]
    assert not list(printed.instance.glob(".current-*"))
    assert not list((printed.instance / "journal").iterdir())


def test_the_catalogue_follows_what_is_live(press: Press) -> None:
    """What a build says will be live is told when it is, not before, and a rollback tells the old again."""

    def say(text: str) -> None:
        (press.instance / "build.catalogue.json").write_text(text, "utf-8")

    catalogue = press.instance / "catalogue.json"
    press.instance.mkdir()
    press.meanwhile = [lambda: say("one")]
    press.publish()
    assert catalogue.read_text("utf-8") == "one"
    press.write("index.html", page("/nowhere/"))
    press.meanwhile = [lambda: say("two")]
    with pytest.raises(ContentError):
        press.publish()
    assert catalogue.read_text("utf-8") == "one"
    press.write("index.html", page("/about/"))
    press.publish()
    assert catalogue.read_text("utf-8") == "two"
    press.rollback()
    assert catalogue.read_text("utf-8") == "one"


def test_a_rollback_goes_one_release_back(printed: Press) -> None:
    """Without an id it is the newest one older than the live one; and again; and then there is none."""
    versions = [printed.live()]
    for number in (1, 2):
        printed.write("index.html", page("/about/", ids=(f"place-{number}",)))
        printed.publish()
        versions.append(printed.live())
    assert (printed.rollback()[-4:], printed.live()) == ("0002", versions[1])
    assert (printed.rollback()[-4:], printed.live()) == ("0001", versions[0])
    with pytest.raises(NotFoundError):
        printed.rollback()
    newest = printed.kept()[0]
    assert (printed.rollback(newest), printed.live()) == (newest, versions[2])
    with pytest.raises(ConflictError, match="live already"):
        printed.rollback(newest)
    with pytest.raises(NotFoundError):
        printed.rollback("../../etc")


def test_a_publication_after_a_rollback_goes_forward(printed: Press) -> None:
    """The content is the truth: what it says is published again, and no release is lost by going back."""
    printed.write("index.html", page("/about/"))
    printed.publish()
    printed.rollback()
    assert printed.publish().way is Way.RELEASE
    assert printed.live() == files(printed.made)
    assert len(printed.kept()) == 3


CHANGED_SINCE: dict[str, Callable[[Press], object]] = {
    "rejected": lambda press: (
        (press.root / "content/comments").joinpath("rejected").mkdir()
        or press.comment(TALK).rename(press.root / "content/comments/rejected" / f"{TALK}.md")
    ),
    "erased": lambda press: press.comment(TALK).unlink(),
    "reworded": lambda press: press.comment(TALK, "Well said, though without my telephone number."),
}


@pytest.mark.parametrize("change", CHANGED_SINCE.values(), ids=CHANGED_SINCE)
def test_a_rollback_brings_no_withdrawn_words_back(printed: Press, change: Callable[[Press], object]) -> None:
    """A release that shows a comment which was rejected, erased or reworded since is refused; the live one stays."""
    printed.talk(TALK)
    printed.publish()
    printed.write("index.html", page("/about/"))
    printed.publish()
    live = printed.current.readlink()
    change(printed)
    with pytest.raises(ConflictError, match=TALK):
        printed.rollback()
    assert printed.current.readlink() == live


def test_erasure_purges_the_kept_releases(printed: Press) -> None:
    """After an erasure was published, no kept release was made with that comment; others stay."""
    for identifiers in ((TALK,), (TALK, "00000002-more"), (TALK, "00000002-more")):
        printed.talk(*identifiers)
        printed.write("index.html", page("/about/", ids=(f"place-{len(printed.kept())}",)))
        for number in range(101):
            printed.write(f"tag/{number}.html", page("/", ids=(f"place-{len(printed.kept())}",)))
        printed.publish()
    assert len(printed.kept()) == 4
    with pytest.raises(ConflictError, match="oi publish"):
        rollback.purge(printed.site, TALK, NOW)
    assert [each[-4:] for each in printed.kept()] == ["0004", "0001"], "the live one stays until it is published anew"
    printed.talk("00000002-more")
    printed.publish()
    assert rollback.purge(printed.site, TALK, NOW) == ()
    assert not any(TALK.encode() in data for release in printed.released().values() for data in release.values())


def test_refusals_are_all_of_one_kind(printed: Press) -> None:
    """Whatever is refused says so as this project's errors do."""
    for gesture in (lambda: printed.rollback("nonsense"), lambda: printed.publish(max_deletes=-1)):
        with pytest.raises(OutsideInnovationError):
            gesture()
