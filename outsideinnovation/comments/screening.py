"""What is known of whoever sends a comment, and what the spam filter makes of it; only limits refuse anything."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from outsideinnovation.comments import spam
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.form import TRAP, Words
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.refusal import Refusal, RefusedError
from outsideinnovation.comments.spam import Known, Model, Repetition, Verdict
from outsideinnovation.comments.spam.likelihood import HARMLESS
from outsideinnovation.errors import FieldProblem
from outsideinnovation.languages.message import Message

REMEMBERED = 50  # earlier comments of an address that are looked at
TRAPPED = FieldProblem(
    TRAP, Message("a field that is to stay empty was filled in"), Message("empty it, and send again")
)
TOO_MANY_LINKS = FieldProblem("body", Message("more links than a comment may hold"), Message("leave some out"))
TOO_OFTEN = Message(
    "Many comments have come from your network within the hour. Keep your words, and send them again later."
)


@dataclass(frozen=True, slots=True)
class Screening:
    """What judges comments: the spam filter with its ``model``, and the rate limit.

    *is_confirmed* tells whether an address was confirmed to be its writer's; ``rate`` is how many comments may come from
    one network within an hour, 0 any number; ``trust_after`` is COMMENTS_TRUST_AFTER.
    """

    private_store: PrivateStore
    log: DecisionLog
    repetition: Repetition
    model: Callable[[], Model | None]
    is_confirmed: Callable[[str], bool]
    rate: int
    trust_after: int | None

    def judge(
        self,
        words: Words,
        network: str,
        now: datetime,
        *,
        digest: str,
        seconds: float | None = None,
        previewed: bool = False,
        trap: bool = False,
    ) -> Verdict:
        """Return how surely *words*, sent from *network*, are spam; *seconds* and *previewed* are those of ``Known``.

        Raises RefusedError for what is over a limit. Words whose *digest* is known came before and are only sent once more,
        which is not one more comment. That the limit holds for those who send at the same moment is the intake's affair;
        here a flood ends before it costs the disk anything.
        """
        recent = self.private_store.recent(network, now)
        if self.rate and recent >= self.rate and not self.private_store.known([digest]):
            raise RefusedError(Refusal.TOO_OFTEN, message=TOO_OFTEN)
        verdict = spam.score(words, self._known(words, recent, seconds, previewed=previewed, trap=trap))
        if verdict.over_limit:
            raise RefusedError(Refusal.BAD_FIELD, TRAPPED if trap else TOO_MANY_LINKS)
        return verdict

    def judge_again(self, comment: Comment, now: datetime) -> None:
        """Give corrected words their score, so that nothing slips in under that of the first ones."""
        private = self.private_store.get(comment.id)
        if private:
            written = Words(comment.post, comment.author, comment.body, private.email, comment.website)
            verdict = spam.score(written, self._known(written, self.private_store.recent(private.network, now)))
            self.private_store.judge(comment.id, verdict.score, verdict.reasons)

    def is_trusted(self, words: Words, network: str, verdict: Verdict) -> bool:
        """Tell whether *words* may appear unseen: an editor or COMMENTS_TRUST_AFTER trusts the writer's confirmed address.

        Anybody can type somebody else's address. So the comment must also come from a network from which an approved
        comment of that address came, and look like no spam.
        """
        if not words.email or verdict.score > HARMLESS or not self.is_confirmed(words.email):
            return False
        earlier = self.private_store.by_email(words.email)
        decided = self.log.last_of(private.id for private in earlier)
        approved = [each for each in earlier if each.id in decided and decided[each.id].after == Status.APPROVED]
        if not any(private.network == network for private in approved):
            return False
        by_number = spam.trusted(len(approved), confirmed=True, after=self.trust_after)
        return self.private_store.trusted(words.email) or by_number

    def remember(self, queue: CommentQueue) -> int:
        """Learn which texts wait, so that one that comes again is noticed after a start too; return how many cannot be read.

        Takes a while.
        """
        waiting, problems = queue.look(Status.PENDING)
        for comment in waiting:
            self.repetition.add(comment.body)
        return len(problems)

    def _known(
        self,
        words: Words,
        recent: int,
        seconds: float | None = None,
        *,
        previewed: bool = False,
        trap: bool = False,
    ) -> Known:
        """Return what is known of a comment besides its words."""
        earlier = self.private_store.by_email(words.email, REMEMBERED) if words.email else []
        last = self.log.last_of(private.id for private in earlier) if earlier else {}
        decided = [entry.after for entry in last.values()]
        return Known(
            seconds=seconds,
            previewed=previewed,
            trap=trap,
            confirmed=bool(words.email) and self.is_confirmed(words.email or ""),
            approved=decided.count(Status.APPROVED),
            spam=decided.count(Status.SPAM),
            recent=recent,
            repeats=self.repetition.count(words.body),
            model=self.model(),
        )
