"""Heads: plain lines as Pelican has them, YAML and TOML as other systems write them; read whole, or refused with the line."""

import datetime
import string
from typing import Any

import pytest
import tomli_w
import yaml
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation import frontmatter
from outsideinnovation.frontmatter import ContentFile

HUGO = """---
title: "Bread: a beginning"
date: 2024-03-02T07:30:00+01:00
draft: true
tags: [bread, "flour, fine", 'rye']
categories:
  - Baking
  - "2024"
summary: |
  First line.
  Second line.

cover:
  image: loaf.jpg
  alt: A loaf
weight: 010
---

Words.

---

After a rule.
"""
TOML = """+++
title = "Bread: a beginning"
date = 2024-03-02T07:30:00+01:00
draft = true
tags = ["bread", "flour, fine", "rye"]
summary = \"\"\"
First line.
Second line.\"\"\"
[cover]
image = "loaf.jpg"
[[params.list]]
a = 1
+++
Words.
"""
MEANT = {  # in both
    "title": "Bread: a beginning",
    "draft": "true",
    "tags": "bread; flour, fine; rye",
    "summary": "First line.\nSecond line.",
}


def values(document: ContentFile) -> dict[str, str]:
    """Return the fields of a head by their keys."""
    return {each.key: each.value for each in document.fields}


def refusal(text: str) -> tuple[int, str]:
    """Return the line and the words of the one problem of a head that is refused, and so has no fields."""
    document = frontmatter.parse(text)
    assert not document.fields
    [problem] = document.problems
    return problem.line, f"{problem.what}: {problem.remedy}"


def test_yaml_is_read_as_its_author_meant_it() -> None:
    """Quotes, lists of both kinds, texts of several lines and tables, with the line of each field."""
    document = frontmatter.parse(HUGO)
    assert values(document) == MEANT | {
        "date": "2024-03-02T07:30:00+01:00",
        "categories": "Baking; 2024",
        "cover": '{"image": "loaf.jpg", "alt": "A loaf"}',
        "weight": "010",
    }
    assert [each.line for each in document.fields] == [2, 3, 4, 5, 6, 9, 13, 16]
    assert document.body == "\nWords.\n\n---\n\nAfter a rule.\n"
    assert document.body_line == 18


def test_toml_is_read_as_its_author_meant_it() -> None:
    """Texts, dates, lists and tables between lines of +++, with the line of each field."""
    document = frontmatter.parse(TOML)
    assert values(document) == MEANT | {
        "date": "2024-03-02 07:30:00+01:00",
        "cover": '{"image": "loaf.jpg"}',
        "params": '{"list": [{"a": "1"}]}',
    }
    assert [each.line for each in document.fields] == [2, 3, 4, 5, 6, 9, 11]
    assert document.body == "Words.\n"


@pytest.mark.parametrize("written", ["yes", "2020", "12:30", "1_000", "0x1f", "1e3", "~x", "on", ".5", "2024-03-02"])
def test_a_title_is_what_stands_there(written: str) -> None:
    """YAML's guesses (a number, a truth, minutes) never change words."""
    assert frontmatter.parse(f"---\ntitle: {written}\ntags: [{written}]\n---\n").value("title") == written


@pytest.mark.parametrize("odd", "\x85\u2028\u2029")
def test_a_line_separator_ends_no_line_of_yaml(odd: str) -> None:
    """Only YAML 1.1 took it for one: no words after it become a field, and lines are counted as authors do."""
    document = frontmatter.parse(f"---\ntitle: One{odd}two\ntags: [a]\n---\nWords.\n")
    assert values(document) == {"title": "One two", "tags": "a"}
    assert [each.line for each in document.fields] == [2, 3]
    assert refusal(f"---\ntitle: 'One'{odd}draft: false\ntags: [a]\n---\nWords.\n")[0] == 2


@pytest.mark.parametrize("nothing", ["", "~", "null", "NULL", '""', "''"])
def test_nothing_is_an_empty_value(nothing: str) -> None:
    """YAML's words for nothing are no title."""
    assert frontmatter.parse(f"---\ntitle: A\ntags: {nothing}\n---\n").value("tags", "?") == ""


def test_a_tag_with_a_comma_stays_one() -> None:
    """A list of one name with a comma in it falls apart into that one name."""
    assert frontmatter.parse('---\ntitle: "A"\ntags: ["flour, fine"]\n---\n').value("tags") == "flour, fine;"


@pytest.mark.parametrize("fence", ["---", "---  ", "\ufeff---"])
@pytest.mark.parametrize("end", ["---", "...", "---\t"])
def test_plain_lines_between_fences_are_those_without(fence: str, end: str) -> None:
    """What means the same to Pelican and in YAML is read as ever; a colon in a title too, which is no YAML."""
    document = frontmatter.parse(f"{fence}\r\nTitle: A: B\r\nTags: a, b\r\n{end}\r\nWords.\r\n")
    assert values(document) == {"title": "A: B", "tags": "a, b"}
    assert document.body == "Words.\n"


def test_a_head_with_blank_lines_is_read_to_its_fence() -> None:
    """A blank line between fences ends no head."""
    document = frontmatter.parse("---\ntitle: A\n\ndraft: true\n---\nWords.\n")
    assert values(document) == {"title": "A", "draft": "true"}
    assert document.body == "Words.\n"


REFUSED = {
    "a list below a field": ("Title: A\nTags:\n  - one\n  - two\n\nWords.\n", 2, "Tags has no value: write `Tags: one"),
    "a list at the margin": ("Title: A\nTags:\n- one\n\nWords.\n", 2, "Tags has no value"),
    "a table": ("Title: A\ncover:\n  image: x\n\nWords.\n", 2, "cover has no value, but a table below it"),
    "TOML without a fence": ("Title: A\ndraft = true\n\nWords.\n", 2, "'draft = true' is no field"),
    "a blank before the colon": ("Title: A\ndraft : true\n\nWords.\n", 2, "'draft : true' is no field"),
    "a quoted name": ('Title: A\n"draft": true\n\nWords.\n', 2, "is no field"),
    "a comment in the head": (
        "Title: A\n# for now\nStatus: draft\n\nWords.\n",
        2,
        "'# for now' is no field, but Status stands",
    ),
    "a name with a dot": (
        "Title: A\nog.title: B\nDraft: true\n\nWords.\n",
        2,
        "'og.title: B' is no field, but Draft stands",
    ),
    "a name beyond ASCII": (
        "Title: A\nÜber: B\nmood: x\nTags: c\n\nWords.\n",
        2,
        "'Über: B' is no field, but Tags stands",
    ),
    "a field with a blank": ("Title: A\nOld Urls: /x\n\nWords.\n", 2, "'Old Urls: /x' is no field"),
    "an empty line in the head": (
        "Title: A\n\nTags: b\nStatus: draft\n\nWords.\n",
        4,
        "Status stands below an empty line",
    ),
    "an open quote": ('---\ntitle: "A\n---\nWords.\n', 2, "no YAML"),
    "a colon beside quotes": ('---\ntitle: "A": B\n---\n', 2, "no YAML"),
    "a tab": ("---\ntitle: A\ntags:\n\t- one\n---\n", 4, "no YAML"),
    "no end": ('---\ntitle: "A"\n\nWords.\n', 1, "the head has no end: no second ---"),
    "no end in TOML": ('+++\ntitle = "A"\n\nWords.\n', 1, "the head has no end: no second +++"),
    "an alias": ("---\ntitle: &a B\nslug: *a\n---\n", 2, "an alias"),
    "a tag of a program": ("---\ntitle: !!python/name:os.system x\n---\n", 2, "the tag 'tag:yaml.org,2002:python"),
    "a merge": ("---\na: {b: c}\n<<: {draft: true}\n---\n", 3, "a field whose name is no word"),
    "a list as a name": ("---\n? [a]\n: b\n---\n", 2, "a field whose name is no word"),
    "a second title": (
        '---\ntitle: "A"\ndate: x\ntitle: "B"\n---\n',
        4,
        "a second title: keep one; the first is in line 2",
    ),
    "a list of titles": ("---\ntitle: [A, B]\n---\n", 2, "title is a list: write one value"),
    "two categories": ("---\ncategory: [A, B]\n---\n", 2, "category is a list: write `Categories` for several"),
    "an author's card": ("---\nauthor:\n  name: A\n---\n", 2, "author is a table"),
    "tags as a table": ("---\ntags: {a: b}\n---\n", 2, "tags is a table"),
    "a table among tags": ("---\ntags: [{a: b}]\n---\n", 2, "tags has a table in it"),
    "a semicolon in a tag": ("---\ntags: ['a;b', c]\n---\n", 2, "a semicolon in 'a;b'"),
    "no fields at all": ("---\n- a\n- b\n---\n", 2, "the head has no fields"),
    "a document of words": ("---\nwords and words\n---\n", 2, "the head has no fields"),
    "a broken table": ('+++\ntitle = "A"\n[cover\n+++\n', 3, "no TOML"),
    "a text without quotes": ("+++\ntitle = A\n+++\n", 2, "no TOML"),
    "a second title in TOML": ('+++\ntitle = "A"\ntitle = "B"\n+++\n', 3, "no TOML"),
    "an open quote in TOML": ('+++\na = 1\ntitle = """A\n+++\n', 3, "no TOML"),
    "a deep list": (f"---\na: {'[' * 900}{']' * 900}\n---\n", 2, "lists too deep inside each other"),
    "a very deep list": (f"---\na: {'[' * 9000}{']' * 9000}\n---\n", 2, "no YAML"),
    "a deep list in TOML": (f"+++\na = {'[' * 9000}{']' * 9000}\n+++\n", 2, "lists too deep inside each other"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_whole_is_refused(name: str) -> None:
    """No field is taken from a head of which another part would be lost, and the message names the line."""
    text, line, words = REFUSED[name]
    assert refusal(text)[0] == line
    assert words in refusal(text)[1]


@pytest.mark.parametrize("body", ["# A heading", "* a list\n* of words", "Words: of a post", "![](x.png)", "<p>x</p>"])
def test_a_text_may_follow_the_head_at_once(body: str) -> None:
    """What cannot be meant for a field is the post's, as for Pelican."""
    document = frontmatter.parse(f"Title: A\n{body}\n".replace("Words:", "Words of mine:"))
    assert not document.problems
    assert values(document) == {"title": "A"}


@pytest.mark.parametrize(
    "body", ["Author: Tolkien\nTitle: The Hobbit", "Status: draft, says\nmy editor", "Status: better", "Note: x"]
)
def test_a_text_may_begin_like_a_head(body: str) -> None:
    """After an empty line the words are the post's, where none of them would hide it."""
    document = frontmatter.parse(f"Title: A\n\n{body}\n")
    assert document.body == f"{body}\n"


@pytest.mark.parametrize(
    "field", ["Draft: true", "DRAFT: Yes", "draft: 1", "Published: false", "published: No", "publish: off"]
)
def test_words_that_hide_a_post_make_it_a_draft(field: str) -> None:
    """Whatever system they are of, and however they are written."""
    assert frontmatter.parse(f"Title: A\n{field}\n\nWords.\n").value("status") == "draft"
    assert frontmatter.parse(f"---\ntitle: 'A'\n{field}\n---\nWords.\n").value("status") == "draft"


@pytest.mark.parametrize("field", ["Draft: maybe", "Draft:", "Published: 2019", "draft: truee"])
def test_what_may_hide_a_post_hides_it(field: str) -> None:
    """A value that is not clear never publishes."""
    assert frontmatter.parse(f"Title: A\nStatus: published\n{field}\n\nWords.\n").value("status") == "draft"


@pytest.mark.parametrize("field", ["draft: false", "Draft: No", "Published: true", "publish: on"])
def test_words_that_show_a_post_publish_it(field: str) -> None:
    """They stand for a Status that is not said, and leave one that is."""
    assert frontmatter.parse(f"Title: A\n{field}\n\nWords.\n").value("status") == "published"
    assert frontmatter.parse(f"Title: A\nStatus: hidden\n{field}\n\nWords.\n").value("status") == "hidden"


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=20).map(str.strip)
NAMES = st.lists(WORDS.filter(lambda word: word and ";" not in word), max_size=4).map(
    lambda words: [" ".join(word.split()) for word in words]
)
OWN = st.text(string.ascii_lowercase, min_size=4, max_size=8).map("my_{}".format)
HEADS = st.fixed_dictionaries({"title": WORDS, "tags": NAMES}) | st.dictionaries(OWN, WORDS, max_size=4)


def same(document: ContentFile, head: dict[str, Any]) -> bool:
    """Tell whether *document* has the fields of *head*."""
    found = values(document)
    tags = head.get("tags", [])
    joined = f"{tags[0]};" if len(tags) == 1 and "," in tags[0] else "; ".join(tags)
    plain = {name: value for name, value in head.items() if name != "tags"}
    plain = {name: " ".join(value.split()) if name == "title" else value for name, value in plain.items()}
    return not document.problems and found == plain | ({"tags": joined} if "tags" in head else {})


@given(HEADS)
def test_any_yaml_is_read_back(head: dict[str, Any]) -> None:
    """What a YAML writer writes is what the fields say, whatever words it had to put in quotes."""
    written = yaml.safe_dump(head, allow_unicode=True, sort_keys=False)
    assert same(
        frontmatter.parse(f"---\n{written}---\nWords.\n"), {k: v for k, v in head.items() if written.strip() != "{}"}
    )


@given(HEADS)
def test_any_toml_is_read_back(head: dict[str, Any]) -> None:
    """What a TOML writer writes is what the fields say."""
    assert same(frontmatter.parse(f"+++\n{tomli_w.dumps(head)}+++\nWords.\n"), head)


@given(
    st.text(max_size=200),
    st.sampled_from(["", "---\n", "+++\n", "Title: A\n"]),
    st.sampled_from(["", "\n---\n", "\n+++\n"]),
)
def test_no_text_breaks_the_reading(text: str, begin: str, end: str) -> None:
    """Whatever stands in a file, it is taken apart or refused; the line is one of the file's."""
    whole = f"{begin}{text}{end}"
    document = frontmatter.parse(whole)
    assert all(1 <= each.line <= whole.count("\n") + whole.count("\r") + 1 for each in document.problems)


def test_dates_of_toml_are_texts() -> None:
    """A date, a time with a zone and one without are written as heads write them."""
    moments = {
        "date": datetime.date(2024, 3, 2),
        "modified": datetime.datetime(2024, 3, 2, 7, 30, tzinfo=datetime.UTC),
        "own": datetime.datetime(2024, 3, 2, 7, 30),  # noqa: DTZ001 - a date as authors write it
    }
    found = values(frontmatter.parse(f"+++\n{tomli_w.dumps(moments)}+++\n"))
    assert found == {"date": "2024-03-02", "modified": "2024-03-02 07:30:00+00:00", "own": "2024-03-02 07:30:00"}
