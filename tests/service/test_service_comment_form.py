"""The page with the form: where a Reply link leads without script. It shows what is answered, and changes nothing."""

import re
from urllib.parse import urlencode

import pytest
from service_reader import HTML, JSON, WORDS, Reader, form, tree
from tests_support import Blog

FIRST = {"post": "first", "reply_to": "00000001-first"}


def opened(reader: Reader, **asked: str) -> str:
    """Return the page at the form's address."""
    answer = reader.browser.get(f"/comments?{urlencode(asked)}")
    assert answer.status_code == 200, answer.text
    return answer.text


def cards(page: str) -> list[str]:
    """Return the ids of the comments that *page* shows."""
    return [each.get("id", "") for each in tree(page).iter(f"{HTML}article") if "h-cite" in each.get("class", "")]


def test_what_is_answered_stands_above_the_form(reader: Reader) -> None:
    """One sees the words that one answers, a link to them on the post, and a form that knows both."""
    page = opened(reader, **FIRST)
    assert cards(page) == ["comment-00000001-first"]
    assert "The first words." in page
    assert re.search('You answer <a href="[^"]*/2005/12/first.html#comment-00000001-first"><bdi>Dana</bdi></a>', page)
    assert page.index("The first words.") < page.index('id="write"')
    filled = form(page, "write")
    assert filled == dict.fromkeys(("author", "body", "email", "website", "subject"), "") | FIRST


def test_words_written_there_are_shown_before_they_are_kept(reader: Reader) -> None:
    """The same way as from the post: a preview, still with what is answered, then the receipt."""
    filled = form(opened(reader, **FIRST), "write") | {"author": "Robin", "body": "So it *is*."}
    preview = reader.post(filled)
    assert preview.status_code == 200
    assert cards(preview.text) == ["comment-00000001-first", "comment-preview"]
    assert reader.comments() == []
    sent = reader.post(form(preview.text, "write"))
    assert sent.status_code == 303
    (path,) = reader.comments()
    assert 'reply_to = "00000001-first"' in path.read_text("utf-8")


def test_without_a_comment_it_is_for_the_post(reader: Reader) -> None:
    """Nothing is quoted, and the form answers nobody."""
    page = opened(reader, post="first")
    assert cards(page) == []
    assert form(page, "write")["reply_to"] == ""


def test_what_is_refused_is_still_an_answer(reader: Reader) -> None:
    """Whoever forgot a name sees again whom they answer."""
    answer = reader.post(WORDS | FIRST | {"author": ""})
    assert answer.status_code == 400
    assert cards(answer.text) == ["comment-00000001-first"]
    assert form(answer.text, "write")["reply_to"] == "00000001-first"


def test_an_address_puts_no_words_into_anybodys_mouth(reader: Reader) -> None:
    """A link fills in what is answered, and nothing else: not the words, nor who wrote them."""
    page = opened(reader, **FIRST, body="Buy this", author="Mallory", website="https://evil.example/", notify="yes")
    assert "Mallory" not in page
    assert form(page, "write") == form(opened(reader, **FIRST), "write")


@pytest.mark.parametrize(
    ("asked", "status", "heading"),
    [
        ({}, 400, "There is no such post here"),
        ({"post": "no-such"}, 404, "There is no such post here"),
        ({"post": "../../etc/passwd"}, 404, "There is no such post here"),
        ({"post": "first\0"}, 404, "There is no such post here"),
        ({"post": "closed"}, 409, "The comments to this entry are closed"),
        ({"post": "closed", "reply_to": "00000001-first"}, 409, "The comments to this entry are closed"),
        ({"post": "first", "reply_to": "00000009-nobody"}, 409, "Your comment"),
        ({"post": "second", "reply_to": "00000001-first"}, 409, "Your comment"),
        ({"post": "first", "reply_to": "../../pending/x"}, 400, "Your comment"),
    ],
)
def test_what_cannot_be_answered_is_said(reader: Reader, asked: dict[str, str], status: int, heading: str) -> None:
    """The status tells programs, the page tells people, and where only the comment is gone the post can be written about."""
    answer = reader.browser.get(f"/comments?{urlencode(asked)}")
    assert answer.status_code == status
    (found,) = tree(answer.text).iter(f"{HTML}h1")
    assert found.text == heading
    if heading == "Your comment":
        assert form(answer.text, "write")["reply_to"] == ""
        assert 'role="alert"' in answer.text
    told = reader.browser.get(f"/comments?{urlencode(asked)}", headers=JSON)
    assert told.status_code == status
    assert told.json["problems"]


def test_a_waiting_comment_is_not_shown(reader: Reader) -> None:
    """What nobody may see is not quoted, and nothing tells whether it exists."""
    waiting = reader.submit(body="Not for everybody yet.")
    answers = [
        reader.browser.get(f"/comments?{urlencode({'post': 'first', 'reply_to': identifier})}")
        for identifier in (waiting, "00000009-nobody")
    ]
    assert {answer.status_code for answer in answers} == {409}
    assert answers[0].text == answers[1].text
    assert "Not for everybody" not in answers[0].text


def test_programs_hear_what_would_be_answered(reader: Reader) -> None:
    """JSON where that is asked for."""
    answer = reader.browser.get(f"/comments?{urlencode(FIRST)}", headers=JSON)
    assert answer.json == FIRST | {"url": "2005/12/first.html"}


def test_looking_changes_nothing(reader: Reader) -> None:
    """GET and HEAD leave every file as it is."""
    before = reader.files()
    for method in ("GET", "HEAD"):
        assert reader.browser.open(f"/comments?{urlencode(FIRST)}", method=method).status_code == 200
    assert reader.files() == before


def test_what_an_editor_wrote_by_hand_is_quoted_as_the_page_shows_it(reader: Reader) -> None:
    """Marks that no page should meet are left out of the quotation, too."""
    reader.blog.comment("first", "00000002-by-hand", "A \u202eword\u202c.", head='website = "javascript:alert(1)"')
    page = opened(reader, post="first", reply_to="00000002-by-hand")
    assert "\u202e" not in page
    assert "javascript:" not in page


@pytest.mark.parametrize(
    ("settings", "fields", "said"),
    [
        ('MAIL_FROM = "blog@ours.example"\n', {"email": "dana@example.org", "notify": "yes"}, True),
        ('MAIL_FROM = "blog@ours.example"\n', {"email": "dana@example.org"}, False),
        ('MAIL_FROM = "blog@ours.example"\n', {}, False),
        ("", {"email": "dana@example.org", "notify": "yes"}, False),
    ],
    ids=["asked for", "address only", "no address", "no mail set up"],
)
def test_the_receipt_says_that_a_mail_waits_to_be_answered(
    blog: Blog, settings: str, fields: dict[str, str], *, said: bool
) -> None:
    """Whoever asked for mail reads where it goes, and that it must be confirmed; nobody else reads of mail."""
    reader = Reader(blog, settings)
    page = reader.browser.get(reader.send(**fields)).text
    assert ("We write to <strong>dana@example.org</strong>" in page) is said
    assert ("once you have confirmed that the address is yours" in page) is said
    reader.close()


def test_the_receipt_does_not_tell_whether_an_address_is_known(blog: Blog) -> None:
    """Whoever types a stranger's address reads the same, confirmed or not."""
    reader = Reader(blog, 'MAIL_FROM = "blog@ours.example"\n')
    address = reader.send(email="dana@example.org", notify="yes")
    before = reader.browser.get(address).text
    reader.context.consent.confirm("dana@example.org", reader.now)
    assert reader.browser.get(address).text == before
    reader.close()
