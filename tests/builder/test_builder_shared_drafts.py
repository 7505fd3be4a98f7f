"""A shared draft is at an address that nobody can guess, nowhere else, and no longer than it is to be."""

import re
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builder_site import LivingSite, Text, difference, files
from hypothesis import given
from hypothesis import strategies as st
from tests_support import Blog
from tests_waiting import HANG

from outsideinnovation.builder import drafts
from outsideinnovation.builder.build import build
from outsideinnovation.builder.content import shared_drafts
from outsideinnovation.builder.content.shared_drafts import FILE, SharedDraft
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way
from outsideinnovation.builder.report import BuildReport
from outsideinnovation.builder.watch_builder import WatchBuilder
from outsideinnovation.errors import ConflictError, ContentError, NotFoundError

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
CANARY = "Quetzalcoatlus"
DRAFT = {"Title": f"{CANARY} comes", "Status": "draft", "Category": f"{CANARY} shelf", "Tags": f"{CANARY} tag"}
PUBLISHED = {**DRAFT, "Date": "2006-01-04", "Status": ""}


def at(site: LivingSite, now: datetime = NOON) -> BuildReport:
    """Build the site at a time, and insist that a clean build and Pelican's own way make the same of it."""
    report = build(site.site, now=now)
    for make, name in ((build, "clean"), (pelicans_way, "pelicans")):
        make(site.site, now=now, settings={"OUTPUT_PATH": str(site.root / name)})
        assert not (said := difference(files(site.output), files(site.root / name))), said
    return report


def share(site: LivingSite, named: str = "soon", until: datetime = LATER) -> str:
    """Share a draft, and return where its page is in the output."""
    shared = drafts.share(site.site, named, until, NOON).shared
    assert shared
    return f"{shared.url}index.html"


@pytest.fixture
def drafted(living: LivingSite) -> LivingSite:
    """A built site with a draft of a post, one of a page, a post that waits, and a comment on the draft."""
    living.put("posts/soon.md", Text(DRAFT, f"![A dot]({{static}}/images/dot.txt) {CANARY} words."))
    living.put("pages/soon-page.md", Text({"Title": "Soon", "Status": "draft"}, "A page to come."))
    living.put("posts/dated.md", Text({"Title": "Dated", "Date": f"{LATER:%Y-%m-%d %H:%M}"}, "At its time."))
    living.age(living.comment("soon", "00000009-early", "Said when it was published once."))
    at(living)
    return living


def test_a_shared_draft_is_on_its_own_page_and_nowhere_else(drafted: LivingSite) -> None:
    """No list, feed, sitemap, redirect, header or search data of the output knows of it or of its address."""
    before = files(drafted.output)
    place = share(drafted)
    at(drafted)
    after = files(drafted.output)
    assert set(after) - set(before) == {place}
    assert {name: data for name, data in after.items() if name != place} == before
    page = after[place].decode()
    assert f"{CANARY} words" in page
    assert '<meta name="robots" content="noindex">' in page
    assert '<meta name="referrer" content="no-referrer">' in page
    assert 'src="/images/dot.txt"' in page


def test_its_page_tells_on_nobody_and_takes_nothing(drafted: LivingSite) -> None:
    """It says neither its address nor anything that would be passed on, and has no comments, forms or statistics."""
    drafted.option("LOOK_SHARE", ["mastodon", "mail"])
    drafted.option("ANALYTICS", {"kind": "goatcounter", "address": "https://ours.goatcounter.com"})
    drafted.option("SERVICE_URL", "https://ours.example/service")
    place = share(drafted)
    at(drafted)
    page = drafted.page(place)
    said = re.findall(r"canonical|og:url|ld\+json|Permalink|goatcounter|Said when|method=\"post\"|9999", page)
    assert said == []
    assert place.split("/")[1] not in page


def test_the_address_cannot_be_made_without_the_key(drafted: LivingSite, tmp_path: Path) -> None:
    """What lies in content/ is not enough: another machine with the same content leaves the draft out, and warns."""
    place = share(drafted)
    assert place.split("/")[1] not in (drafted.content / FILE).read_text("utf-8")
    (drafted.root / "instance" / "keyring.json").unlink()
    told: list[str] = []
    build(drafted.site, now=NOON, warn=told.append, settings={"OUTPUT_PATH": str(tmp_path / "elsewhere")})
    assert not (tmp_path / "elsewhere" / "drafts").exists()
    assert "shared with another secret key" in "".join(told)
    assert not (drafted.root / "instance" / "keyring.json").exists()


def test_a_pipeline_with_the_key_makes_the_same_address(
    drafted: LivingSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """OI_SECRET_KEY is enough, where there is no instance/ (a build from git)."""
    monkeypatch.setenv("OI_SECRET_KEY", "0123456789abcdef0123456789abcdef")
    place = share(drafted)
    elsewhere = Blog(tmp_path / "clone")
    for name, data in files(drafted.content).items():
        elsewhere.write(name, data)
    build(elsewhere.site, now=NOON)
    assert CANARY in elsewhere.page(place)


def test_sharing_again_changes_the_end_alone(drafted: LivingSite) -> None:
    """Who has the address keeps it; after it was revoked, another is made."""
    first = share(drafted)
    assert share(drafted, until=LATER + timedelta(days=9)) == first
    assert drafts.revoke(drafted.site, "soon", NOON) == "soon"
    assert share(drafted) != first


def test_revoking_takes_the_page_away(drafted: LivingSite) -> None:
    """The next build removes it, and leaves everything else as it was."""
    before = files(drafted.output)
    share(drafted)
    at(drafted)
    drafts.revoke(drafted.site, str(drafted.content / "posts" / "soon.md"), NOON)
    assert at(drafted).removed == 1
    assert files(drafted.output) == before
    assert not (drafted.content / FILE).exists()


def test_the_page_goes_when_its_time_is_over(drafted: LivingSite) -> None:
    """By the next build after that, though no file has changed."""
    place = share(drafted)
    assert at(drafted).next_end == LATER
    assert at(drafted, LATER + timedelta(seconds=1)).next_end is None
    assert not (drafted.output / place).exists()


def test_a_builder_that_stays_takes_it_away_by_itself(drafted: LivingSite) -> None:
    """The service and the preview look when the first private address ends."""
    clock = [NOON]
    place, resident = share(drafted), WatchBuilder(drafted.root, {}, lambda *_: None, lambda _: None, lambda: clock[0])
    stop = threading.Event()
    guard = threading.Timer(HANG, stop.set)
    guard.start()
    for number, changed in enumerate(resident.changes(stop)):
        resident.follow(changed)
        if not number:
            assert (drafted.output / place).is_file()
            clock[0] = LATER + timedelta(seconds=1)
        elif not (drafted.output / place).exists():
            stop.set()
    guard.cancel()
    assert not (drafted.output / place).exists()


def test_once_published_the_address_leads_to_the_post(drafted: LivingSite) -> None:
    """And so it does for a page, and for a post whose date has come, as long as it is shared."""
    posts = {named: share(drafted, named, LATER + timedelta(days=9)) for named in ("soon", "soon-page", "dated")}
    at(drafted)
    drafted.put("posts/soon.md", Text(PUBLISHED, "Words."))
    drafted.put("pages/soon-page.md", Text({"Title": "Soon"}, "A page."))
    at(drafted, LATER + timedelta(hours=1))
    redirects = drafted.page("_redirects")
    for named, leads in {
        "soon": "/2006/01/soon.html",
        "soon-page": "/soon-page/",
        "dated": "/2026/05/dated.html",
    }.items():
        place = posts[named]
        assert not (drafted.output / place).exists()
        assert re.search(rf"^/{place.removesuffix('index.html')} +{leads} ", redirects, re.MULTILINE), named
    at(drafted, LATER + timedelta(days=10))
    assert "/drafts/" not in drafted.page("_redirects")


def test_a_shared_draft_follows_what_its_author_changes(drafted: LivingSite) -> None:
    """Each build shows the words that are there, at the same address."""
    place = share(drafted)
    at(drafted)
    drafted.put("posts/soon.md", Text(DRAFT, "Better words."))
    at(drafted)
    assert "Better words." in drafted.page(place)


def test_a_link_from_a_shared_draft_to_another_draft_is_refused(drafted: LivingSite) -> None:
    """Its reader would find nothing there."""
    drafted.put("posts/soon.md", Text(DRAFT, "Words.", ("{filename}/pages/soon-page.md",)))
    at(drafted)
    share(drafted)
    for make in (build, pelicans_way):
        with pytest.raises(ContentError, match=r"soon\.md:.*is a draft, which nobody can read"):
            make(drafted.site, now=NOON)
    share(drafted, "soon-page")
    at(drafted)


def test_the_preview_has_no_private_addresses(drafted: LivingSite) -> None:
    """There every draft has an address of its own."""
    share(drafted)
    settings = {"OUTPUT_PATH": str(drafted.root / "preview"), "DRAFT_SAVE_AS": "drafts/{slug}/index.html"}
    build(drafted.site, settings=settings, now=NOON)
    assert {each.name for each in (drafted.root / "preview" / "drafts").iterdir()} == {"dated", "soon"}


def test_what_is_out_already_cannot_be_shared(drafted: LivingSite) -> None:
    """The message says why, or which draft may be meant."""
    with pytest.raises(ConflictError, match="Status: published"):
        drafts.share(drafted.site, "ant", LATER, NOON)
    with pytest.raises(NotFoundError, match="did you mean soon"):
        drafts.share(drafted.site, "sooon", LATER, NOON)
    with pytest.raises(NotFoundError, match="is not shared"):
        drafts.revoke(drafted.site, "soon", NOON)


@pytest.mark.parametrize("line", ["post soon", "poem soon 2026-12-20T09:30:00Z abc", "post soon tomorrow abc"])
def test_a_line_that_cannot_be_read_is_named(drafted: LivingSite, line: str) -> None:
    """By a build, and by a check: what is shared is never guessed."""
    drafted.write(FILE, f"# Drafts\n{line}\n")
    with pytest.raises(ContentError, match=f"{FILE}:2:1: no shared draft"):
        build(drafted.site, now=NOON)
    assert f"{FILE}:2:1: no shared draft" in drafted.run("check").stderr


@given(
    st.lists(
        st.tuples(st.sampled_from(["post", "page"]), st.text(min_size=1), st.datetimes()), unique_by=lambda one: one[:2]
    )
)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, datetime]]
) -> None:
    """Whatever an id holds."""
    path = tmp_path_factory.getbasetemp() / FILE
    made = [SharedDraft(kind, each, until.replace(microsecond=0, tzinfo=UTC), "ab12") for kind, each, until in rows]
    shared_drafts.write(path, made)
    read = [(each.kind, each.id, each.until, each.mark) for each in shared_drafts.read(path)]
    assert sorted(read) == sorted((each.kind, each.id, each.until, each.mark) for each in made)


def test_two_branches_merge_by_keeping_the_lines_of_both(drafted: LivingSite) -> None:
    """The last line of a draft counts."""
    share(drafted)
    lines = (drafted.content / FILE).read_text("utf-8")
    drafted.write(FILE, lines + lines.splitlines()[-1].replace("2026-05-02", "2026-05-09") + "\n")
    assert [each.until.day for each in shared_drafts.read(drafted.content / FILE)] == [9]
