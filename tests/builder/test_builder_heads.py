"""What a head says of a post, in whichever way it is written: dates, words that hide it, fields of one's own."""

from pathlib import Path

import pytest
from builder_foreign import run_pelican
from test_builder_both_engines import both_ways
from tests_support import Blog

from outsideinnovation import frontmatter
from outsideinnovation.builder.content.fields import field_problems


def problems(head: str, given: dict[str, str] | None = None) -> list[str]:
    """Return what is wrong with the head of a post, as ``line: what: remedy``."""
    found = field_problems(Path("a.md"), frontmatter.parse(f"{head}\n\nWords.\n"), dated=True, given=given or {})
    return [f"{each.line}: {each.what}: {each.remedy}" for each in found]


def dated(date: str, name: str = "Date") -> list[str]:
    """Return what is wrong with a date."""
    other = "" if name == "Date" else "Date: 2005-12-09\n"
    return problems(f"Title: A\n{other}{name}: {date}")


DATES = [
    "2005-12-09", "2005-12-09 10:31", "2005-12-09_10:31:07", "2005-12-09T10:31Z", "2005-12-09T10:31:07.123+02:00",
    "2005-12-09 10:31:07 -0500", "20051209", "2005/12/09", "2005-12-9", "9 December 2005", "Dec 9, 2005 7pm", "25/12/2005",
    "25.12.2005 10:31", "5/5/2005", "Fri, 09 Dec 2005 10:31:00 GMT", "Fri, 09 Dec 2005 10:31:00 +0100 (CET)",
    "2005-12-09 10:31 UTC",
]  # fmt: skip


@pytest.mark.parametrize("date", DATES)
def test_a_date_that_says_one_moment_is_taken(date: str) -> None:
    """However it is written, in the usual forms of files, mails and people."""
    assert dated(date) == []


VAGUE = {
    "2020": "says too little",
    "2020-01": "says too little",
    "May 2020": "says too little",
    "3 May": "says too little",
    "10:00": "says too little",
    "Monday": "says too little",
    "1": "says too little",
    "today": "is no date",
    "now": "is no date",
    "": "is no date",
    "2020-02-30": "is no date",
    "2020-W10-1": "is no date",
    "2020-01-01 10:00 Europe/Berlin": "is no date",
    "2020-01-01T10:00+25:00": "has a distance from UTC that is none",
    "2020-01-01 10:00 UTC+3": "may be meant the other way round",
    "Wed Jan 01 2020 10:00:00 GMT+0100 (CET)": "may be meant the other way round",
    "3 May 20": "says its year in two digits",
    "10-05-03": "says its year in two digits",
    "03/04/2020": "may mean two days",
    "3.4.2020 10:00": "may mean two days",
    **{f"2020-01-05 10:00 {zone}": f"names the zone {zone}" for zone in ("EST", "CEST", "PST", "CET", "BST", "IST")},
}


@pytest.mark.parametrize("name", ["Date", "Modified"])
@pytest.mark.parametrize("date", VAGUE)
def test_a_date_that_may_be_several_is_refused(date: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Python would fill up from today's date, or read as it likes, is told with the way to write it, on any machine."""
    monkeypatch.setattr("time.tzname", ("CET", "CEST"))
    [problem] = dated(date, name)
    assert problem.startswith(
        f"{2 if name == 'Date' else 3}: {name} {date!r} {VAGUE[date]}" if "way" not in VAGUE[date] else ""
    )
    assert VAGUE[date] in problem
    assert "2005-12-09 10:31" in problem


def test_a_date_in_a_files_name_that_says_too_little_is_refused(blog: Blog) -> None:
    """FILENAME_METADATA may find a month, which Pelican would fill up with today's day; a Date in the head is enough."""
    blog.settings('FILENAME_METADATA = r"(?P<date>\\d{4}-\\d{2})_.*"\n')
    path = blog.write("posts/2020-01_month.md", "Title: A\n\nWords.\n")
    result = blog.run("check")
    assert result.exit_code == 1
    assert f"{path}: the date of its place, '2020-01' says too little" in result.stderr
    assert "write `Date: 2005-12-09 10:31` in its head" in result.stderr
    blog.write("posts/2020-01_month.md", "Title: A\nDate: 2020-01-07\n\nWords.\n")
    assert blog.run("check").exit_code == 0


CONTRADICTIONS = [
    ("Draft: maybe", "3: Draft 'maybe' is neither yes nor no: write true or false"),
    ("Published: 2019", "3: Published '2019' is neither yes nor no"),
    ("Draft:", "3: Draft '' is neither yes nor no"),
    ("Draft: true\nStatus: published", "4: Status 'published' contradicts Draft 'true' in line 3: keep one of them"),
    ("Status: draft\nDraft: no", "3: Status 'draft' contradicts Draft 'no' in line 4"),
    ("Draft: true\nPublished: true", "4: Published 'true' contradicts Draft 'true' in line 3"),
    ("PublishDate: 2030-01-01", "3: PublishDate has no meaning here: say it in `Date`"),
    ("expiryDate: 2020-01-01", "3: expiryDate has no meaning here: take it out"),
    ("permalink: false", "3: Permalink false has no meaning here: write `Status: draft`"),
    ("Private: true", "3: Private true has no meaning here: write `Status: draft`"),
    ("hidden: yes", "3: hidden yes has no meaning here: write `Status: hidden`"),
    ("Status: unpublished", "3: unknown status 'unpublished': did you mean draft?"),
    ("Status: private", "3: unknown status 'private': did you mean draft?"),
    ("Drafft: true", "3: unknown field 'Drafft': did you mean Draft?"),
    ("Tags: [a, b]", "3: Tags '[a, b]' is a list of another system: write `Tags: a, b`"),
    ("Tags: a\nTags: b", "4: a second Tags: keep one; the first is in line 3"),
    ("Old-Urls: /a\nOld-Urls: /b", "4: a second Old-Urls"),
]


@pytest.mark.parametrize(("lines", "message"), CONTRADICTIONS)
def test_what_hides_a_post_is_never_guessed(lines: str, message: str) -> None:
    """A value that is not clear, two that contradict each other, and words that hide elsewhere only are told."""
    [problem] = problems(f"Title: A\nDate: 2005-12-09\n{lines}")
    assert problem.startswith(message)


@pytest.mark.parametrize(
    "own", ["Subtitle", "Update", "Mood", "Images", "Publisher", "Layout", "weight", "Titel", "Hidden"]
)
def test_a_field_of_ones_own_is_allowed(own: str) -> None:
    """It is no slip where the field that it resembles is there, or it is one that themes know."""
    assert problems(f"Title: A\nDate: 2005-12-09\n{own}: x") == []


@pytest.mark.parametrize(
    ("slip", "meant"), [("Sumary", "Summary"), ("Tag", "Tags"), ("Staus", "Status"), ("Categorys", "Category")]
)
def test_a_near_miss_of_an_absent_field_is_told(slip: str, meant: str) -> None:
    """Where the field itself is not there, the author meant it."""
    [problem] = problems(f"Title: A\nDate: 2005-12-09\n{slip}: x")
    assert f"unknown field {slip!r}: did you mean {meant}" in problem


def test_a_field_of_the_files_place_is_not_absent() -> None:
    """What a file's name says is there, so what resembles it is the author's own."""
    assert problems("Titel: A", {"title": "B", "date": "2005-12-09"}) == []


OTHERS = {
    "posts/yaml.md": '---\ntitle: "Quoted: yes"\ndate: 2019-01-04 08:00:00 +0200\ntags:\n  - one\n  - "two, three"\n'
    "categories: [Baking]\nsummary: >\n  Two\n  lines.\nmood: {a: b}\n---\n\nWords.\n",
    "posts/toml.md": '+++\ntitle = "In TOML"\ndate = 2019-01-05\ntags = ["one"]\ndraft = false\n+++\nWords.\n',
    "posts/secret.md": '---\ntitle: "Secret"\ndate: 2019-01-06\ndraft: true\n---\nCanary words.\n',
    "posts/unpublished.md": "Title: Unpublished\nDate: 2019-01-07\nPublished: No\n\nCanary words.\n",
    "posts/mail.md": "Title: By mail\nDate: Fri, 09 Dec 2005 10:31:00 GMT\nModified: 9 January 2006\n\nWords.\n",
    "pages/hidden.md": '+++\ntitle = "A page"\ndraft = true\n+++\nCanary words.\n',
}


def test_heads_of_other_systems_mean_the_same_to_every_engine(small_blog: Blog, tmp_path: Path) -> None:
    """Our own way, Pelican's and plain `pelican` make the same bytes of YAML and TOML, and none of a draft."""
    for path, text in OTHERS.items():
        small_blog.write(path, text)
    ours, pelicans = both_ways(small_blog, tmp_path)
    assert ours == pelicans == run_pelican(small_blog, tmp_path / "plain")
    page = ours["2019/01/yaml.html"].decode()
    assert ">Quoted: yes<" in page
    assert 'datetime="2019-01-04T08:00:00+02:00"' in page
    assert "tag/two-three/index.html" in ours
    assert b">In TOML<" in ours["2019/01/toml.html"]
    assert 'datetime="2005-12-09T10:31:00+00:00"' in ours["2005/12/mail.html"].decode()
    assert not [name for name, data in ours.items() if b"Canary" in data or b"Secret" in data]


def test_a_head_that_is_refused_is_named_by_check_and_build(small_blog: Blog) -> None:
    """Both say the file and the line, and exit with 1; of a sidebar module too."""
    path = small_blog.write("posts/half.md", "Title: A\nDate: 2019-01-04\nTags:\n  - one\n\nWords.\n")
    module = small_blog.write("sidebar/10-half.md", "---\ntitle: 'A\n---\nWords.\n")
    for command in ("check", "build"):
        result = small_blog.run(command)
        assert result.exit_code == 1
        assert f"{path}:3: Tags has no value: write `Tags: one, two` in that line" in result.stderr
        assert f"{module}:2: no YAML" in result.stderr
