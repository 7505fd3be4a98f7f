"""One blog's mailings: notes new posts, begins issues, writes down recipients, and writes each reader's mail."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta

from outsideinnovation.mail.bulk_message import BulkMessage
from outsideinnovation.mail.dkim_signature import DkimSigner
from outsideinnovation.subscriptions import newsletter_mail, schedule
from outsideinnovation.subscriptions.bounces.return_path import ReturnPaths
from outsideinnovation.subscriptions.bounces.status import Meaning, enhanced, kind_of
from outsideinnovation.subscriptions.delivery_state import BounceKind, IssueState
from outsideinnovation.subscriptions.mail_templates import MailTemplates
from outsideinnovation.subscriptions.newsletter_mail import Rendered, Story
from outsideinnovation.subscriptions.publication import Publication
from outsideinnovation.subscriptions.schedule import Digests, LivePost, PlannedIssue
from outsideinnovation.subscriptions.store.bounces import Bounce, BounceStore
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.issues import Content, Issue, IssueStore
from outsideinnovation.subscriptions.store.ledger import Claimed

REMEMBERED = 32  # variants that are kept written
WEB_TOKEN_BYTES = 16
_KINDS = {Meaning.HARD: BounceKind.HARD, Meaning.SOFT: BounceKind.SOFT}
Stories = Callable[[Sequence[str]], list[Story]]
"""Returns the posts of those ids as a mail shows them."""


class Mailing:
    """The mailings of *publication*, whose *live* posts are now on the site; *stories* renders some of them."""

    def __init__(
        self,
        database: Database,
        publication: Publication,
        templates: MailTemplates,
        live: Iterable[LivePost],
        stories: Stories,
        return_paths: ReturnPaths,
        signer: DkimSigner | None = None,
    ) -> None:
        self._issues, self._bounces = IssueStore(database), BounceStore(database)
        self._publication, self._templates, self._stories = publication, templates, stories
        self._live = {post.id: post for post in live}
        self._return_paths, self._signer = return_paths, signer
        self._written: OrderedDict[int, tuple[str, BulkMessage]] = OrderedDict()
        self._turn = threading.Lock()

    def plan(
        self,
        now: datetime,
        digests: Digests,
        *,
        correction: timedelta = schedule.CORRECTION,
        announce: Collection[str] = (),
    ) -> list[PlannedIssue]:
        """Note the posts that are new, begin the issues that are due, and return them.

        The first time on a site nothing is announced but what *announce* names (``schedule.sightings``).
        """
        known = self._issues.seen()
        found = schedule.sightings(
            self._live.values(), known, now, is_first_run=not known, correction=correction, announce=announce
        )
        self._issues.note(found)
        waiting = {post: due for post, due in self._issues.seen().items() if due}
        planned = schedule.issues(waiting, self._live, self._issues.sent(), now, digests)
        return [issue for issue in planned if self._issues.begin(issue, now)]

    def issues(self) -> list[int]:
        """Return the issues that are on their way, the longest due first."""
        return [issue.id for issue in self._issues.unfinished()]

    def fill(self, now: datetime) -> bool:
        """Write down more recipients; False when those of all issues are written down."""
        preparing = [issue for issue in self._issues.unfinished() if issue.state is IssueState.PREPARING]
        if not preparing:
            return False
        issue = preparing[0]
        posts = [self._live[post] for post in issue.posts if post in self._live]
        self._issues.fill(
            issue,
            lambda wanted, had: tuple(post.id for post in schedule.selection(posts, wanted, had)),
            lambda chosen: self._content(issue, chosen),
            now,
        )
        return True

    def return_path(self, delivery: int) -> str:
        """Return where a bounce of that delivery goes."""
        return self._return_paths.of(delivery)

    def message(self, claimed: Claimed, now: datetime) -> bytes:
        """Return the message of a delivery, signed where that is wanted. Raises MailError."""
        issue, bulk = self._bulk(claimed.variant)
        made = newsletter_mail.message(
            bulk, issue, claimed.subscriber, claimed.address, claimed.token, self._publication, now
        )
        return self._signer.signed(made) if self._signer else made

    def refused(self, claimed: Claimed, reply: str, now: datetime) -> None:
        """Write down that the relay refused the delivery for good, as a bounce."""
        kind = _KINDS[kind_of(enhanced(reply), reply)]
        digest = f"delivery/{claimed.id}"
        self._bounces.record(Bounce(claimed.id, kind, enhanced(reply) or reply[:3], reply, digest), now)

    def _content(self, issue: Issue, posts: Sequence[str]) -> Content:
        token = secrets.token_hex(WEB_TOKEN_BYTES)
        made = newsletter_mail.render(
            self._stories(posts), issue.frequency, self._publication.web_page(token), self._publication, self._templates
        )
        return Content(made.subject, made.text, made.html, token)

    def _bulk(self, variant: int) -> tuple[str, BulkMessage]:
        with self._turn:
            if variant not in self._written:
                issue, content = self._issues.content(variant)
                page = self._publication.web_page(content.web_token)
                rendered = Rendered(content.subject, content.text, content.html)
                bulk = newsletter_mail.bulk_message(rendered, issue.key, issue.frequency, page, self._publication)
                self._written[variant] = issue.key, bulk
            self._written.move_to_end(variant)
            while len(self._written) > REMEMBERED:
                self._written.popitem(last=False)
            return self._written[variant]
