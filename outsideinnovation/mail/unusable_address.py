"""Why nobody can be written to at an address, in words that can be translated."""

from outsideinnovation.languages.message import Message

# What email-validator says of addresses that people mistype; whatever else it says stays in its own words.
KNOWN = (
    Message("An email address must have an @-sign"),
    Message("There must be something before the @-sign"),
    Message("There must be something after the @-sign"),
    Message("The part after the @-sign is not valid. It should have a period"),
    Message("The part after the @-sign is not valid. It is not within a valid top-level domain"),
    Message("An email address cannot start with a period"),
    Message("An email address cannot end with a period"),
    Message("An email address cannot have a period immediately before the @-sign"),
    Message("An email address cannot have a period immediately after the @-sign"),
    Message("An email address cannot have two periods in a row"),
    Message("An email address cannot have a hyphen immediately after the @-sign"),
    Message("An email address cannot have a hyphen at the end"),
    Message("The email address is too long"),
    Message("The part after the @-sign is a special-use or reserved name that cannot be used with email"),
    Message("Internationalized characters before the @-sign are not supported"),
)


def reason(text: str) -> Message:
    """Return the *text* of an error of email-validator as a message, without the full stop at its end."""
    return Message(text.rstrip("."))
