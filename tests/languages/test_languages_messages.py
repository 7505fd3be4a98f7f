"""Messages: English as they stand, translated where somebody reads them, with all that they name."""

from datetime import UTC, datetime

from outsideinnovation.errors import ConflictError
from outsideinnovation.languages.message import Message, Moment, Translator, message_of

GERMAN = Translator.of("de", "Europe/Berlin")


def test_a_message_is_english_until_it_is_shown() -> None:
    """A program reads English whatever the blog speaks."""
    message = Message("shorten it to %(most)d", most=80)
    assert message == "shorten it to 80"
    assert GERMAN.words(message) == "kürzen Sie auf 80"


def test_values_that_are_messages_or_times_are_translated_too() -> None:
    """A time is on the clock of the blog, in its words; a name stays what it is, whatever signs are in it."""
    ended = Moment(datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    over = Message("This link worked until %(time)s: ask for a new one.", time=ended)
    assert over == "This link worked until 31 January 2026, 23:30 UTC: ask for a new one."
    assert GERMAN.words(over) == "Dieser Link galt bis 1. Februar 2026, 00:30 MEZ: fordern Sie einen neuen an."
    assert GERMAN.words(Message("Welcome to %(name)s", name="100 %(name)s <b>")) == "Willkommen bei 100 %(name)s <b>"


def test_a_number_chooses_the_form_of_the_language() -> None:
    """Not that of English."""
    arabic = Translator.of("ar")
    days = [Message.counted("about a day", "about %(number)d days", number) for number in (1, 2, 3)]
    assert [arabic.words(each) for each in days] == ["نحو يوم", "نحو يومين", "نحو 3 أيام"]
    assert days == ["about a day", "about 2 days", "about 3 days"]


def test_what_nobody_has_translated_stays_as_it_is() -> None:
    """Text that is no message, and a message that no catalog knows."""
    assert GERMAN.words("Just words") == "Just words"
    assert GERMAN.words(Message("Nobody %(did)s this", did="said")) == "Nobody said this"


def test_an_error_keeps_its_message() -> None:
    """So that who catches it can still say it in another language."""
    assert GERMAN.words(message_of(ConflictError(Message("closed")))) == "geschlossen"
    assert message_of(ConflictError("another text")) == "another text"
    assert message_of(ConflictError()) == ""
