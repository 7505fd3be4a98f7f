"""What keeps somebody out of the editors' pages, each with the status that a web page answers."""

from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.languages.message import Message


class PasswordError(OutsideInnovationError):
    """A password that nobody may choose; says what would do."""


class SignInError(OutsideInnovationError):
    """Name, password or code do not fit. Which of them is not said, so that names cannot be found out."""


class PassError(OutsideInnovationError):
    """An invitation or an unfinished sign-in that was never given out, is spent, or whose time is over."""


class TooManyAttemptsError(OutsideInnovationError):
    """Too many failed attempts lately; ``retry_after`` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = max(1, retry_after)
        minutes = -(-self.retry_after // 60)
        super().__init__(
            Message.counted(
                "Too many attempts. Try again in %(number)d minute.",
                "Too many attempts. Try again in %(number)d minutes.",
                minutes,
            )
        )


class BusyError(OutsideInnovationError):
    """So many sign in at this moment that another would wait too long; ``retry_after`` is in seconds."""

    retry_after = 3

    def __init__(self) -> None:
        super().__init__(Message("Very many people are signing in at this moment. Try again in a few seconds."))
