"""One blog's mailings: notes new posts, begins issues, writes down recipients, and writes each reader's mail."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain

from outsideinnovation.errors import ConflictError, NotFoundError, SettingsError
from outsideinnovation.mail.address import MailError, address
from outsideinnovation.mail.bulk_message import BulkMessage
from outsideinnovation.mail.dkim_signature import DkimSigner
from outsideinnovation.subscriptions import issue_schedule, newsletter_mail
from outsideinnovation.subscriptions.blog import Blog
from outsideinnovation.subscriptions.bounces.delivery_status import Meaning, enhanced, kind_of
from outsideinnovation.subscriptions.bounces.return_path import ReturnPaths
from outsideinnovation.subscriptions.delivery_state import BounceKind, IssueState
from outsideinnovation.subscriptions.issue_schedule import Digests, LivePost, PlannedIssue, Sighting
from outsideinnovation.subscriptions.mail_templates import MailTemplates
from outsideinnovation.subscriptions.newsletter_mail import Rendered, Story
from outsideinnovation.subscriptions.store.bounces import SOFT_LIMIT, Bounce, BounceStore
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.issues import Content, Issue, IssueStore
from outsideinnovation.subscriptions.store.ledger import Claimed

REMEMBERED = 32  # variants that are kept written
WEB_TOKEN_BYTES = 16
NOBODY = "0" * 32  # the token of a trial: no subscriber has it
FIRST_LOOK = ""  # no post's id: its row says that the site has been looked at, be it before its first post
_KINDS = {Meaning.HARD: BounceKind.HARD, Meaning.SOFT: BounceKind.SOFT}
Stories = Callable[[Sequence[str]], list[Story]]
"""Returns the posts of those ids as a mail shows them."""


class Mailing:
    """The mailings of *blog*, whose *live* posts are now on the site; *stories* renders some of them."""

    def __init__(
        self,
        database: Database,
        blog: Blog,
        templates: MailTemplates,
        live: Iterable[LivePost],
        stories: Stories,
        return_paths: ReturnPaths,
        signer: DkimSigner | None = None,
        soft_bounces: int = SOFT_LIMIT,
    ) -> None:
        self._issues, self._bounces = IssueStore(database), BounceStore(database, soft_bounces)
        self._blog, self._templates, self._stories = blog, templates, stories
        self._live = {post.id: post for post in live}
        self._return_paths, self._signer = return_paths, signer
        self._written: OrderedDict[int, tuple[str, BulkMessage]] = OrderedDict()
        self._turn = threading.Lock()

    def plan(
        self,
        now: datetime,
        digests: Digests,
        *,
        correction: timedelta = issue_schedule.CORRECTION,
        announce: Collection[str] = (),
    ) -> list[PlannedIssue]:
        """Note the posts that are new, begin the issues that are due, and return them."""
        self.note(now, correction=correction, announce=announce)
        planned = issue_schedule.issues(self.waiting(), self._live, self._issues.sent(), now, digests)
        return [issue for issue in planned if self._issues.begin(issue, now)]

    def note(
        self, now: datetime, *, correction: timedelta = issue_schedule.CORRECTION, announce: Collection[str] = ()
    ) -> list[str]:
        """Write down which posts are live for the first time *now*, and return those that will go out.

        The first time on a site nothing is announced but what *announce* names; a post in it that is known, and was not
        announced when it was new, goes out at once. Raises NotFoundError for one that is not live, ConflictError for one
        that went out already.
        """
        known = self._issues.seen()
        self._insist(announce, known)
        found = self._sightings(now, known, correction, announce)
        self._issues.note([*found, Sighting(FIRST_LOOK, now, None)] if FIRST_LOOK not in known else found)
        old = [post for post in announce if post in known]
        self._issues.announce(old, now)
        return [each.post for each in found if each.due] + old

    def waiting(self) -> dict[str, datetime]:
        """Return when each announced post may go out, or might have."""
        return {post: due for post, due in self._issues.seen().items() if due}

    def foresee(
        self, now: datetime, digests: Digests, *, correction: timedelta, announce: Collection[str] = ()
    ) -> list[tuple[PlannedIssue, int]]:
        """Return what ``plan`` would begin *now*, and to how many it would go; nothing is written down."""
        known = self._issues.seen()
        self._insist(announce, known)
        found = {each.post: each.due for each in self._sightings(now, known, correction, announce)}
        due = {**known, **found, **{post: now for post in announce if post in known}}
        waiting = {post: moment for post, moment in due.items() if moment}
        planned = issue_schedule.issues(waiting, self._live, self._issues.sent(), now, digests)
        return [(issue, self._issues.audience(issue.frequency, self._categories(issue), now)) for issue in planned]

    def rendered(self, posts: Sequence[str], frequency: str) -> Rendered:
        """Return what an issue of those *posts* looks like, its slots unfilled. Raises NotFoundError where none is live."""
        return self._trial(posts, frequency)[0]

    def trial(self, posts: Sequence[str], frequency: str, to: str, now: datetime) -> bytes:
        """Return an issue of *posts* as somebody at *to* would get it, to be sent to the author alone.

        Its links to unsubscribe are nobody's. Raises MailError and NotFoundError.
        """
        (made, page), key = self._trial(posts, frequency), f"trial/{secrets.token_hex(8)}"
        bulk = newsletter_mail.bulk_message(made, key, frequency, page, self._blog)
        message = newsletter_mail.message(bulk, key, 0, address(to), NOBODY, self._blog, now)
        return self._signer.signed(message) if self._signer else message

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
            lambda wanted, had: tuple(post.id for post in issue_schedule.selection(posts, wanted, had)),
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
        made = newsletter_mail.message(bulk, issue, claimed.subscriber, claimed.address, claimed.token, self._blog, now)
        return self._signer.signed(made) if self._signer else made

    def refused(self, claimed: Claimed, reply: str, now: datetime) -> None:
        """Write down that the relay refused the delivery for good, as a bounce."""
        kind = _KINDS[kind_of(enhanced(reply), reply)]
        digest = f"delivery/{claimed.id}"
        self._bounces.record(Bounce(claimed.id, kind, enhanced(reply) or reply[:3], reply, digest), now)

    def _sightings(
        self, now: datetime, known: Collection[str], correction: timedelta, announce: Collection[str]
    ) -> list[Sighting]:
        return issue_schedule.sightings(
            self._live.values(), known, now, is_first_run=not known, correction=correction, announce=announce
        )

    def _insist(self, announce: Iterable[str], known: Mapping[str, datetime | None]) -> None:
        self._insist_on_live(announce)
        for post in announce:
            if known.get(post):
                raise ConflictError(f"Post {post} went out, or will: `oi newsletter status` says when.")

    def _insist_on_live(self, posts: Iterable[str]) -> None:
        for post in posts:
            if post not in self._live:
                raise NotFoundError(f"No post {post} is live: publish it first, or look for its Id in its file.")

    def _trial(self, posts: Sequence[str], frequency: str) -> tuple[Rendered, str]:
        """Return what an issue that is no issue would look like, and where it says that it stands on the web."""
        self._insist_on_live(posts)
        page = self._page(frequency, posts, secrets.token_hex(WEB_TOKEN_BYTES))
        return newsletter_mail.render(self._stories(posts), frequency, page, self._blog, self._templates), page

    def _categories(self, issue: PlannedIssue) -> frozenset[str]:
        return frozenset(chain.from_iterable(self._live[post].categories for post in issue.posts))

    def _page(self, frequency: str, posts: Sequence[str], token: str) -> str:
        """Return where the same text stands on the web: a post on its own page, a digest on one of the service's."""
        alone = self._live.get(posts[0]) if frequency == issue_schedule.EACH else None
        return alone.url if alone and alone.url else self._blog.web_page(token)

    def _content(self, issue: Issue, posts: Sequence[str]) -> Content:
        token = secrets.token_hex(WEB_TOKEN_BYTES)
        page = self._page(issue.frequency, posts, token)
        made = newsletter_mail.render(self._stories(posts), issue.frequency, page, self._blog, self._templates)
        self._written_as(issue, made, page)  # what nobody can be sent is said before anybody is written down
        return Content(made.subject, made.text, made.html, token)

    def _bulk(self, variant: int) -> tuple[str, BulkMessage]:
        with self._turn:
            if variant not in self._written:
                issue, content = self._issues.content(variant)
                page = self._page(issue.frequency, issue.posts, content.web_token)
                rendered = Rendered(content.subject, content.text, content.html)
                self._written[variant] = issue.key, self._written_as(issue, rendered, page)
            self._written.move_to_end(variant)
            while len(self._written) > REMEMBERED:
                self._written.popitem(last=False)
            return self._written[variant]

    def _written_as(self, issue: Issue, rendered: Rendered, page: str) -> BulkMessage:
        """Return the message of all readers of a variant. Raises SettingsError: no reader is to blame, and none has failed."""
        try:
            return newsletter_mail.bulk_message(rendered, issue.key, issue.frequency, page, self._blog)
        except MailError as error:
            raise SettingsError(
                f"Issue {issue.key} cannot be written, and waits: {error} Or end it: oi newsletter cancel {issue.key}"
            ) from error
