"""The steps of the filter, each a name, a score and a sentence that an editor understands; one table has their order.

``score`` adds them up. A step that has nothing to say returns nothing. Scores above 0 speak for spam, below 0 against it.
"""

from collections.abc import Callable

from outsideinnovation.comments.private_store import Reason
from outsideinnovation.comments.spam import written_links
from outsideinnovation.comments.spam.verdict import Known, Verdict
from outsideinnovation.comments.spam.vocabulary import TokenizedComment
from outsideinnovation.languages.message import Message

MOST_LINKS = 20  # a comment with more is not even queued
_IN_A_BLINK, _IN_HASTE = 2, 5  # seconds from seeing the form to sending it
_AT_ONCE = 1  # seconds from seeing one's words in a preview to sending them, which people do without a pause
_LINK, _LINKS_AT_MOST = 0.08, 0.4
_LINK_CODE = 0.4
_LINKS_ALONE = 0.2
_NUMERIC_HOST = 0.2
_LINK_AS_NAME = 0.3
_SAID_ONCE, _SAID_OFTEN, _OFTEN = 0.4, 0.7, 3
_CALM, _EACH_COMMENT, _RATE_AT_MOST = 3, 0.05, 0.4  # comments an hour that nobody minds; what each further one scores
_NEWCOMER, _KNOWN = 0.1, -0.3
_SPAM_BEFORE = 0.4
_WORDS_AT_MOST, _WORDS_UNSURE = 0.6, 0.05

Step = Callable[[TokenizedComment, Known], Reason | None]


def is_over_limit(words: TokenizedComment, known: Known) -> bool:
    """Tell whether a comment is so plainly a machine's that no editor needs to see it."""
    return known.trap or len(written_links.find(words.body).hosts) > MOST_LINKS


def trap(_: TokenizedComment, known: Known) -> Reason | None:
    """Say that the field which people cannot see was filled in."""
    return (
        Reason(Message("hidden field"), 1.0, Message("a field that people cannot see was filled in"))
        if known.trap
        else None
    )


def haste(_: TokenizedComment, known: Known) -> Reason | None:
    """Say that the form was sent sooner than anybody can write; or a preview, sooner than anybody finds the button.

    When the page of a post was opened, where the words of a preview were written, is told by nobody who is to be believed.
    """
    if known.seconds is None or known.seconds >= (_AT_ONCE if known.previewed else _IN_HASTE):
        return None
    if known.previewed:
        seconds = round(max(known.seconds, 0), 1)
        return Reason(
            Message("haste"), 0.5, Message("sent %(seconds).1f s after the preview was shown", seconds=seconds)
        )
    score = 0.5 if known.seconds < _IN_A_BLINK else 0.2
    seconds = max(known.seconds, 0)
    return Reason(Message("haste"), score, Message("sent %(seconds).0f s after the form was shown", seconds=seconds))


def number_of_links(words: TokenizedComment, _: Known) -> Reason | None:
    """Say how many links there are, and that there is nothing else."""
    found = written_links.find(words.body)
    if not found.hosts:
        return None
    if len(found.hosts) > MOST_LINKS:
        detail = Message(
            "%(number)d links, and %(most)d are the most that are taken", number=len(found.hosts), most=MOST_LINKS
        )
        return Reason(Message("links"), 1.0, detail)
    score = min(len(found.hosts) * _LINK, _LINKS_AT_MOST) + (_LINKS_ALONE if found.alone else 0)
    detail = Message.counted("%(number)s link", "%(number)s links", len(found.hosts))
    if found.alone:
        detail = Message("%(links)s, and hardly a word beside", links=detail)
    return Reason(Message("links"), round(score, 3), detail)


def kind_of_links(words: TokenizedComment, _: Known) -> Reason | None:
    """Say that links were written as only programs write them here, or lead to a bare number."""
    found = written_links.find(f"{words.body} {words.website or ''}")
    if found.coded:
        return Reason(
            Message("link code"), _LINK_CODE, Message("a link written in HTML or BBCode, which comments do not know")
        )
    if found.numeric:
        return Reason(
            Message("numeric address"),
            _NUMERIC_HOST,
            Message("a link to %(host)s, a number instead of a name", host=found.numeric[0]),
        )
    return None


def name(words: TokenizedComment, _: Known) -> Reason | None:
    """Say that the name is a web address."""
    found = bool(written_links.find(words.author).hosts)
    return Reason(Message("name"), _LINK_AS_NAME, Message("the name is a web address")) if found else None


def repetition(_: TokenizedComment, known: Known) -> Reason | None:
    """Say that nearly the same text came before."""
    if known.repeats < 1:
        return None
    score = _SAID_OFTEN if known.repeats >= _OFTEN else _SAID_ONCE
    detail = Message.counted(
        "%(number)s earlier comment with nearly the same text",
        "%(number)s earlier comments with nearly the same text",
        known.repeats,
    )
    return Reason(Message("repetition"), score, detail)


def rate(_: TokenizedComment, known: Known) -> Reason | None:
    """Say that many comments come from one network."""
    more = known.recent - _CALM
    if more < 1:
        return None
    score = round(min(more * _EACH_COMMENT, _RATE_AT_MOST), 3)
    detail = Message.counted(
        "%(number)s comment from this network within an hour",
        "%(number)s comments from this network within an hour",
        known.recent,
    )
    return Reason(Message("rate"), score, detail)


def earlier_spam(_: TokenizedComment, known: Known) -> Reason | None:
    """Say that this address or network sent spam before."""
    if known.spam < 1:
        return None
    detail = Message.counted(
        "%(number)s earlier comment of this address or network marked as spam",
        "%(number)s earlier comments of this address or network marked as spam",
        known.spam,
    )
    return Reason(Message("earlier spam"), _SPAM_BEFORE, detail)


def acquaintance(_: TokenizedComment, known: Known) -> Reason | None:
    """Say whether the writer is new here or known; what anybody could claim for himself weighs nothing."""
    if known.approved < 1:
        return Reason(Message("newcomer"), _NEWCOMER, Message("no earlier comment of this writer was approved"))
    if not known.confirmed:
        return None
    detail = Message.counted(
        "%(number)s approved comment of this confirmed address",
        "%(number)s approved comments of this confirmed address",
        known.approved,
    )
    return Reason(Message("known reader"), _KNOWN, detail)


def wording(words: TokenizedComment, known: Known) -> Reason | None:
    """Say what editors' earlier decisions make of the words."""
    opinion = known.model.opinion(words) if known.model else None
    score = round((2 * opinion.probability - 1) * _WORDS_AT_MOST, 3) if opinion else 0
    if opinion is None or abs(score) < _WORDS_UNSURE:
        return None
    detail = (
        Message("words that editors know from spam: %(words)s", words="")
        if score > 0
        else Message("words that editors know from approved comments: %(words)s", words="")
    )
    return Reason(Message("words"), score, detail.filled(words=", ".join(opinion.words)))


STEPS: tuple[Step, ...] = (
    trap,
    haste,
    number_of_links,
    kind_of_links,
    name,
    repetition,
    rate,
    earlier_spam,
    acquaintance,
    wording,
)


def score(words: TokenizedComment, known: Known) -> Verdict:
    """Return what the steps make of *words*, by what is *known*: their scores added up, held between 0 and 1.

    So an editor who reads the reasons can follow the sum. Nothing is rendered, stored or asked; 16 KB take milliseconds.
    """
    reasons = tuple(reason for step in STEPS if (reason := step(words, known)))
    return Verdict(_held(reasons), reasons, over_limit=is_over_limit(words, known))


def _held(reasons: tuple[Reason, ...]) -> float:
    return round(min(max(sum(reason.score for reason in reasons), 0.0), 1.0), 3)
