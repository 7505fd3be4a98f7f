"""``oi comments moderate``: what waits, one comment after the other, decided by single keys."""

import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from outsideinnovation.cli.comments import keys
from outsideinnovation.cli.comments.listing import view
from outsideinnovation.cli.comments.terminal import CommentsContext
from outsideinnovation.cli.context import pass_site
from outsideinnovation.comments import moderation
from outsideinnovation.comments.cleaning import visible
from outsideinnovation.comments.moderation import Action, Decision
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.errors import ContentError, OutsideInnovationError
from outsideinnovation.site import Site

ACTIONS = {"a": Action.APPROVE, "r": Action.REJECT, "s": Action.SPAM}
HELP = {
    "a": "approve: the next build shows it",
    "r": "reject: keep it from the public",
    "s": "spam: keep it from the public, and learn from it",
    "e": "edit its words in $EDITOR; the difference is kept",
    "n or k": "next: leave it waiting",
    "b": "back to the one before",
    "u": "undo your last decision",
    "?": "this help",
    "q": "quit; what is decided is decided",
}
PROMPT = "a approve  r reject  s spam  e edit  n next  b back  u undo  ? help  q quit"


@click.command()
@pass_site
def moderate(site: Site) -> None:
    """Go through the waiting comments one by one, the oldest first, with single keys: a approve, r reject, s spam, ? help.

    Each is shown with its post, whom it answers, what its author wrote before, and why it may be spam. Every key works at
    once and is durable; u takes the last decision back.
    """
    if not sys.stdin.isatty():
        raise OutsideInnovationError(
            "oi comments moderate reads single keys and needs a terminal. In a script: oi comments list --status pending, "
            "then oi comments approve ID…"
        )
    context = CommentsContext(site)
    everything, problems = context.look()
    with keys.keys() as key:
        _Round(context, everything, Console(highlight=False), key).go()
    if problems:
        raise ContentError(problems)


class _Round:
    """One way through what waits now; what comes meanwhile is for the next."""

    def __init__(
        self, context: CommentsContext, everything: list[Comment], console: Console, key: Callable[[], str]
    ) -> None:
        self._context, self._everything, self._console, self._key = context, everything, console, key
        self._waiting = [comment.id for comment in everything if comment.status is Status.PENDING]
        self._place = 0
        self._done: Counter[str] = Counter()

    def go(self) -> None:
        """Show and ask until all are through, or the editor has had enough."""
        try:
            while self._place < len(self._waiting) and self._step():
                pass
        except KeyboardInterrupt:
            self._console.print()
        self._say(self._summary())

    def _step(self) -> bool:
        """Show one comment and do what is asked; False ends it."""
        try:
            comment, version = self._context.queue.with_version(self._context.queue.find(self._waiting[self._place]))
        except OutsideInnovationError as error:  # erased or moved a moment ago, or broken by hand
            self._say(str(error))
            self._place += 1
            return True
        self._show(comment)
        while (key := self._key().lower()) not in {"q", keys.END}:
            if key == "?":
                self._help()
            elif key in ACTIONS:
                return self._attempt(lambda: self._decide(comment, ACTIONS[key], version))
            elif key == "e":
                return self._attempt(lambda: self._edit(comment, version))
            elif key == "u":
                return self._attempt(self._undo)
            elif key in {"n", "k", "b"}:
                self._place = max(self._place + (-1 if key == "b" else 1), 0)
                return True
            elif key.strip():
                self._say(f"{key!r} does nothing here; ? shows the keys")
        return False

    def _attempt(self, gesture: Callable[[], None]) -> bool:
        """Do it; what is refused is said, and the comment shown again as it is now."""
        try:
            gesture()
        except (OutsideInnovationError, click.ClickException) as error:
            self._say(error.format_message() if isinstance(error, click.ClickException) else str(error))
            self._pass_decided()
        return True

    def _decide(self, comment: Comment, action: Action, version: str) -> None:
        decided = moderation.decide(
            self._context.queue,
            action,
            [comment.id],
            log=self._context.log,
            by=self._context.editor,
            now=datetime.now(UTC),
            seen=comment.status,
            versions={comment.id: version},
        )
        self._tell(decided)
        if action is Action.SPAM:
            self._context.end_trust([comment.id])
        self._place += 1

    def _edit(self, comment: Comment, version: str) -> None:
        with keys.lines():
            words = click.edit(comment.body + "\n", extension=".md")
        if words is None:
            self._say("Nothing was changed.")
            return
        try:
            moderation.edit(
                self._context.queue,
                comment,
                body=words,
                expected_version=version,
                by=self._context.editor,
                now=datetime.now(UTC),
                log=self._context.log,
            )
        except OutsideInnovationError:
            self._say(f"Not saved; you had written:\n{words}")
            raise
        self._done["edited"] += 1

    def _undo(self) -> None:
        context = self._context
        undone = moderation.undo(
            context.queue, context.log, context.editor, datetime.now(UTC), private_store=context.private_store
        )
        for decision in undone:
            self._done[decision.before] -= decision.before != decision.after
        self._tell(undone, count=False)
        self._place = min(
            [self._waiting.index(each.id) for each in undone if each.id in self._waiting] or [self._place]
        )

    def _pass_decided(self) -> None:
        """Go on to the next comment where this one does not wait any more."""
        try:
            waits = self._context.queue.find(self._waiting[self._place]).status is Status.PENDING
        except OutsideInnovationError:
            waits = False
        self._place += not waits

    def _tell(self, decisions: list[Decision], *, count: bool = True) -> None:
        for decision in decisions:
            self._console.print(Text(f"  {decision.before} → {decision.after}", style="bold"))
            self._done[decision.after] += count

    def _show(self, comment: Comment) -> None:
        where = f"{self._place + 1} of {len(self._waiting)}"
        self._console.print(Rule(Text(where, style="bold")))
        self._console.print(view(self._context.context(comment, self._everything)))
        self._console.print(Text(PROMPT, style="dim"))
        self._context.shown([comment])

    def _help(self) -> None:
        table = Table.grid(padding=(0, 2))
        for key, meaning in HELP.items():
            table.add_row(Text(key, style="bold"), Text(meaning))
        self._console.print(table)

    def _say(self, words: str) -> None:
        self._console.print(Text(visible(words, layout=True)))

    def _summary(self) -> str:
        if not self._waiting:
            return "No comment is waiting."
        done = ", ".join(f"{number} {what}" for what, number in self._done.items() if number > 0)
        left = self._context.queue.count(Status.PENDING)
        hint = " Readers see it after: oi build" if self._done[Status.APPROVED] > 0 else ""
        return f"{done or 'Nothing decided'}; {left} waiting.{hint}"
