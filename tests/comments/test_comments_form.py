"""The boundary: what a stranger sends becomes clean words, or a list of fields with what is wrong and what to do."""

import unicodedata

import pytest
from comment_attacks import WEBSITES
from hypothesis import given, settings
from hypothesis import strategies as st

from outsideinnovation.comments import cleaning, form
from outsideinnovation.comments.form import Words, digest, mail_address, read
from outsideinnovation.comments.walk import POST
from outsideinnovation.errors import FormError

GOOD = {"post": "a-post", "author": "Dana", "body": "Well said."}
ANYTHING = st.text(st.characters() | st.sampled_from("\0\x1b\x7f\x9b\u202e\u2066\ud800\ufffe\r\n\t @.:/"), max_size=60)


def refused(**changes: object) -> dict[str, str]:
    """Return what is said of each field that is refused."""
    with pytest.raises(FormError) as caught:
        read(GOOD | changes)
    for problem in caught.value.problems:
        assert problem.what
        assert problem.remedy
        assert str(problem) in str(caught.value)
    return {problem.field: problem.what for problem in caught.value.problems}


def tried(fields: dict[str, object]) -> tuple[Words | None, set[str]]:
    """Return the words, or which fields are refused."""
    try:
        return read({**GOOD, **fields}), set()
    except FormError as error:
        return None, {problem.field for problem in error.problems}


def test_a_whole_form_is_read() -> None:
    """Every field arrives as it was meant, and what is not ours is left alone."""
    fields = GOOD | {
        "email": " Dana@Example.ORG ",
        "website": " https://example.org/ ",
        "reply_to": "0123456789ab",
        "notify": "yes",
        "utm_source": "x",
    }
    assert read(fields) == Words(
        "a-post", "Dana", "Well said.", "Dana@example.org", "https://example.org/", "0123456789ab", notify=True
    )


def test_what_is_left_out_is_left_out() -> None:
    """Three fields are enough; empty ones count as absent."""
    expected = Words("a-post", "Dana", "Well said.")
    assert read(GOOD) == expected
    assert read(GOOD | {"email": " ", "website": "", "reply_to": "", "notify": ""}) == expected
    assert read(GOOD | {"email": None, "website": None, "reply_to": None, "notify": None}) == expected


def test_every_bad_field_is_named_at_once() -> None:
    """The writer mends all in one go."""
    with pytest.raises(FormError) as caught:
        read(
            {"post": "../x", "email": "nobody", "website": "javascript:alert(1)", "reply_to": "x", "notify": "perhaps"}
        )
    named = [problem.field for problem in caught.value.problems]
    assert sorted(named) == sorted(["post", "author", "body", "email", "website", "reply_to", "notify"])


PATHS = [
    *["", ".", "..", "../a", "a/../b", "/etc/passwd", "a/b", "a\\b", "a\0", "a\n", " a", "\u202ea"],
    *["a" * 5000, "ä" * 61, ".a", "a\u2028b", "a ", "\ud800"],
]
IDS = ["%2e%2e", "ä", "größe ☕", "-a", "a?b", "a#b", "50% off", "日本語"]  # names of folders, each of itself alone
NO_IDS = ["../../x", "short", "UPPERCASE-ID", "0123456789ab\0", "0" * 65, "%2e%2e%2f%2e%2e", "{static}"]
NO_ADDRESSES = [
    *["dana", "dana@", "@example.org", "dana@localhost", "dana@example.org\nBcc: eve@example.org", "a@b@c.org"],
    *["<d@a.org>", "dana@example.org, eve@example.org", "dana@[127.0.0.1]", '"dana"@example.org', "dana@exa mple.org"],
    *[
        "d@-.org",
        "dana@example.org\0",
        "ü@example.org",
        "d" * 65 + "@example.org",
        "d@" + "a." * 200 + "org",
        "a@b..org",
    ],
]


@pytest.mark.parametrize("post", PATHS)
def test_a_post_id_is_never_a_path(post: str) -> None:
    """Nothing that could lead out of a folder, or to another name, is a post's id."""
    assert set(refused(post=post)) == {"post"}


@pytest.mark.parametrize("post", IDS)
def test_a_post_id_may_be_in_any_script(post: str) -> None:
    """It is what the Id or Slug of a post may be; whether there is such a post the catalogue knows."""
    assert POST.fullmatch(post)


@pytest.mark.parametrize("parent", NO_IDS)
def test_a_parent_is_never_a_path(parent: str) -> None:
    """Only what can be a comment's id is looked up."""
    assert set(refused(reply_to=parent)) == {"reply_to"}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("A\nStatus: approved", "A Status: approved"),
        ("A\r\nStatus: approved\r\n+++", "A Status: approved +++"),
        ('A"\nby_author = true\n"', 'A" by_author = true "'),
        ("Da\0na", "Dana"),
        ("\ud800Dana", "Dana"),
        ("Dana\u202enaD", "DananaD"),
        ("\x1b[2JDana\x07", "[2JDana"),
        ("Dana\u2028Scully", "Dana Scully"),
    ],
)
def test_a_name_stays_one_literal_line(typed: str, name: str) -> None:
    """No name breaks out of its line, its direction or its place."""
    assert read(GOOD | {"author": typed}).author == name


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "\u202e\u202c", "\0", "\r\n"])
def test_words_of_which_nothing_is_seen_are_none(typed: str) -> None:
    """A name or a text must show."""
    assert refused(author=typed) == {"author": "no name"}
    assert refused(body=typed) == {"body": "no words"}


def test_the_limits_are_those_that_are_promised() -> None:
    """80 characters of name, 200 of website, 16 KB of words: just so much, and no more."""
    website = "https://example.org/".ljust(200, "a")
    assert read(GOOD | {"author": "ä" * 80, "website": website, "body": "ä" * 8192}).website == website
    assert "81 characters" in refused(author="a" * 81)["author"]
    assert "201 characters" in refused(website=website + "a")["website"]
    assert "16386 bytes" in refused(body="ä" * 8193)["body"]


def test_a_browsers_line_ends_do_not_count_twice() -> None:
    """Browsers send CRLF for every line end; the words are counted as they are kept."""
    assert len(read(GOOD | {"body": "a\r\n" * 8192}).body) == 16_383


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_no_mail_reaches_is_no_address(address: str) -> None:
    """Nothing that could be a second address or header comes through; DNS is never asked."""
    (what,) = refused(email=address).values()
    assert what.isprintable()


def test_an_address_has_one_way_of_writing() -> None:
    """The domain is small and ASCII, as mail servers write it; the part before the @ is the owner's business."""
    assert mail_address(" Dana.Scully@München.Example ") == "Dana.Scully@xn--mnchen-3ya.example"


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "javascript:alert(1)",
            "javascript.example:alert(1)",
            "data:text/html,x.org",
            "ftp://a.org/",
            "//evil.example/",
        ),
        *("localhost", "localhost:8000", "192.0.2.1", "example", "www.a b.org", "-"),
        *("http://a:b@c.org/", "mailto:a@b.org", "a@b.org", "a:b@c.org"),
    ],
)
def test_a_website_is_http_or_https(typed: str) -> None:
    """Whatever else could be linked is refused, and the writer is told how to write it."""
    assert refused(website=typed) == {"website": "no address on the web"}


@pytest.mark.parametrize(
    "typed",
    [
        "example.org",
        "www.example.org",
        "WWW.Example.org/a?b=c:d@e#f",
        "example.org:8080/x",
        "müller.example",
        "a.museum",
    ],
)
def test_a_website_needs_no_scheme(typed: str) -> None:
    """What most people type is taken for https."""
    assert read(GOOD | {"website": f" {typed} "}).website == f"https://{typed}"


@pytest.mark.parametrize(
    ("value", "meant"),
    [("yes", True), ("on", True), ("1", True), (True, True), ("no", False), ("", False), (False, False)],
)
def test_a_wish_for_mail_is_yes_or_no(value: object, meant: bool) -> None:
    """A ticked box sends a word, JSON says true."""
    assert read(GOOD | {"email": "dana@example.org", "notify": value}).notify is meant


def test_a_wish_for_mail_needs_an_address() -> None:
    """Whoever wants to be told says where."""
    assert refused(notify="yes") == {"email": "no address to write to"}


@pytest.mark.parametrize("value", [7, 1.5, ["Dana"], {"a": "b"}, True])
@pytest.mark.parametrize("field", ["post", "author", "body", "email", "website", "reply_to"])
def test_what_is_not_text_is_refused_by_name(field: str, value: object) -> None:
    """JSON may hold anything in any place."""
    assert refused(**{field: value}) == {field: "not text"}


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(form.FIELDS), ANYTHING | st.none() | st.integers() | st.lists(ANYTHING)))
def test_whatever_is_sent_is_clean_or_refused(fields: dict[str, object]) -> None:
    """No form brings down its reader, and what is taken needs no more cleaning."""
    words, refusals = tried(fields)
    assert refusals <= set(form.FIELDS)
    if words is None:
        return
    assert words.author == cleaning.line(words.author)
    assert words.body == cleaning.body(words.body)
    assert not any(unicodedata.category(each) in {"Cc", "Cs"} for each in words.author)
    assert len(words.body.encode()) <= form.BODY_BYTES
    assert read({**GOOD, **{name: getattr(words, name) for name in form.FIELDS}}) == words


@pytest.mark.parametrize("typed", WEBSITES)
def test_an_attack_in_the_website_is_refused_or_harmless(typed: str) -> None:
    """What is taken begins with a scheme and a host, and nothing in it ends an attribute."""
    words, refusals = tried({"website": typed})
    assert refusals <= {"website"}
    website = words and words.website
    assert website is None or (website.startswith(("http://", "https://")) and not set(website) & set('"<>`{} \t\n'))


def test_the_digest_of_a_retry_is_the_same_and_of_anything_else_is_not() -> None:
    """A browser that sends twice is recognised; another word, or another form, is another comment."""
    words = read(GOOD | {"email": "dana@example.org", "website": "https://a.org/", "reply_to": "0123456789ab"})
    others = [
        read(GOOD),
        Words("a-post", "Dana Well", "said."),
        Words("a-pos", "tDana", "Well said."),
        Words("a-post", "Dana", "Well said.", None, "dana@example.org"),
        words,
    ]
    digests = [digest(one, "a nonce") for one in others] + [digest(words, "another")]
    assert digest(words, "a nonce") == digests[4]
    assert len(set(digests)) == len(digests)
    assert all(len(one) == 64 for one in digests)


def test_a_digest_can_be_made_of_any_nonce() -> None:
    """What stands in the form's hidden field is a stranger's too."""
    assert digest(Words("a", "b", "c"), "\ud800\0" * 9) != digest(Words("a", "b", "c"), "")
