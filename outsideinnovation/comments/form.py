"""What a stranger sends with the comment form, read and cleaned once, here; inside, these words are trusted.

Nothing is rendered and nobody is asked over the net: whether the post exists and takes comments is the face's question.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from email_validator import EmailNotValidError, validate_email

from outsideinnovation.comments import cleaning
from outsideinnovation.comments.record import ID, NAME_LENGTH, WEBSITE_LENGTH
from outsideinnovation.comments.walk import POST
from outsideinnovation.errors import FieldProblem, FormError
from outsideinnovation.languages.message import Message, message_of
from outsideinnovation.mail.unusable_address import reason

BODY_BYTES: Final = 16_384  # of UTF-8; interfaces: a comment's limits
TRAP: Final = "subject"  # a field that people do not see, and machines fill in
FIELDS: Final = ("post", "author", "body", "email", "website", "reply_to", "notify")
_LOCAL_LENGTH = 64  # RFC 5321, 4.5.3.1.1
_YES = frozenset({"1", "on", "true", "yes"})
_NO = frozenset({"", "0", "off", "false", "no"})


@dataclass(frozen=True, slots=True)
class Words:
    """A reader's words, clean.

    ``notify`` asks for mails when it is live and when somebody answers, and is never set without ``email``.
    """

    post: str
    author: str
    body: str
    email: str | None = None
    website: str | None = None
    reply_to: str | None = None
    notify: bool = False


def read(fields: Mapping[str, object]) -> Words:
    """Return what *fields* (a form's or a JSON object's) say, clean; fields of other names are left alone.

    Raises FormError with every field that is missing, too long or no such thing.
    """
    form = _Form(fields)
    words = Words(
        post=form.post(),
        author=form.author(),
        body=form.body(),
        email=form.email(),
        website=form.website(),
        reply_to=form.reply_to(),
        notify=form.notify(),
    )
    if words.notify and words.email is None:
        form.refuse(
            "email", Message("no address to write to"), Message("give your mail address, or untick the wish for a mail")
        )
    if form.problems:
        raise FormError(tuple(form.problems.values()))
    return words


def read_target(fields: Mapping[str, object]) -> tuple[str, str | None]:
    """Return the post that *fields* want to write about, and the comment on it that they want to answer.

    Raises FormError where one of them is no such thing.
    """
    form = _Form(fields)
    target = form.post(), form.reply_to()
    if form.problems:
        raise FormError(tuple(form.problems.values()))
    return target


def digest(words: Words, nonce: str) -> str:
    """Return 64 hex digits that are the same for the same *words* sent with the same *nonce*: a retry, a double click.

    The address is among the words and parts of the digest become public, so *nonce* must be nothing that others know or
    guess: the form's own, or a pseudonym made with the keyring.
    """
    values = [words.post, words.author, words.body, words.email, words.website, words.reply_to]
    return hmac.new(nonce.encode("utf-8", "surrogatepass"), json.dumps(values).encode(), hashlib.sha256).hexdigest()


def mail_address(typed: str) -> str:
    """Return a mail address as it is written to: trimmed, its domain in lower case and ASCII; no DNS is asked.

    Raises ValueError, saying what is wrong, for anything that no mail could be sent to. Addresses with other letters
    than ASCII before the @ are refused, since most relays cannot take them (RFC 6531).
    """
    try:
        found = validate_email(typed.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise ValueError(reason(cleaning.visible(str(error)))) from None
    if len(found.local_part) > _LOCAL_LENGTH:
        raise ValueError(Message("The part before the @ is longer than %(most)d characters", most=_LOCAL_LENGTH))
    return found.ascii_email or found.normalized


@dataclass(frozen=True, slots=True)
class _Form:
    """Reads one field after the other, and remembers the first complaint about each."""

    fields: Mapping[str, object]
    problems: dict[str, FieldProblem] = field(default_factory=dict)

    def refuse(self, name: str, what: str, remedy: str) -> None:
        self.problems.setdefault(name, FieldProblem(name, what, remedy))

    def value(self, name: str) -> str:
        value = self.fields.get(name)
        if value is None or isinstance(value, str):
            return value or ""
        self.refuse(name, "not text", f"send {name} as text")  # only a program does that
        return ""

    def post(self) -> str:
        post = self.value("post")
        if not POST.fullmatch(post):  # so it can be no path either
            self.refuse("post", Message("no such post"), Message("open the post again, and write under it"))
        return post

    def author(self) -> str:
        author = cleaning.line(self.value("author"))
        if not author:
            self.refuse("author", Message("no name"), Message("write the name that is to stand over your comment"))
        elif len(author) > NAME_LENGTH:
            self.refuse("author", _length(author), Message("shorten it to %(most)d", most=NAME_LENGTH))
        return author

    def body(self) -> str:
        body = cleaning.body(self.value("body"))
        size = len(body.encode())
        if not body:
            self.refuse("body", Message("no words"), Message("write your comment"))
        elif size > BODY_BYTES:
            shorter = Message("shorten it to %(most)d, or send it in two parts", most=BODY_BYTES)
            self.refuse("body", Message("%(size)d bytes long", size=size), shorter)
        return body

    def email(self) -> str | None:
        typed = self.value("email").strip()
        if not typed:
            return None
        try:
            return mail_address(typed)
        except ValueError as error:
            self.refuse("email", message_of(error), Message("correct the address, or leave it out"))
            return None

    def website(self) -> str | None:
        typed = self.value("website").strip()
        if not typed:
            return None
        address = cleaning.typed_website(typed)
        if address is None:
            example = Message("write it as https://www.example.org, or leave it out")
            self.refuse("website", Message("no address on the web"), example)
        elif len(address) > WEBSITE_LENGTH:
            shorter = Message("shorten it to %(most)d, or leave it out", most=WEBSITE_LENGTH)
            self.refuse("website", _length(address), shorter)
        return address

    def reply_to(self) -> str | None:
        identifier = self.value("reply_to").strip()
        if identifier and not ID.fullmatch(identifier):
            again = Message("follow the link at the comment again, or answer the post")
            self.refuse("reply_to", Message("no such comment"), again)
        return identifier or None

    def notify(self) -> bool:
        value = self.fields.get("notify")
        if isinstance(value, bool):
            return value
        typed = re.sub(r"\s", "", self.value("notify")).casefold()
        if typed not in _YES | _NO:
            self.refuse("notify", Message("neither yes nor no"), Message("send yes, or leave it out"))
        return typed in _YES


def _length(text: str) -> Message:
    return Message("%(number)d characters long", number=len(text))
