"""Acts on what came back: bounces are written down, dead addresses and complainants hear no more, and who asks is let go."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from outsideinnovation.subscriptions.bounces.bounce_verdict import BounceVerdict, judge
from outsideinnovation.subscriptions.bounces.delivery_status import Meaning
from outsideinnovation.subscriptions.bounces.return_path import ReturnPaths
from outsideinnovation.subscriptions.delivery_state import BounceKind
from outsideinnovation.subscriptions.status import Event, may
from outsideinnovation.subscriptions.store.bounces import SOFT_LIMIT, Bounce, BounceStore
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore

_KINDS = {Meaning.HARD: BounceKind.HARD, Meaning.SOFT: BounceKind.SOFT, Meaning.COMPLAINT: BounceKind.COMPLAINT}


def record(
    mails: Iterable[bytes], database: Database, paths: ReturnPaths, now: datetime, soft_limit: int = SOFT_LIMIT
) -> Counter[Meaning]:
    """Act on *mails*, each durably before the next is taken; return how many meant what. The same mail twice counts once.

    *soft_limit* soft bounces are as good as a hard one.

    Raises StorageError, and what *mails* raises.
    """
    store, counts = BounceStore(database, soft_limit), Counter[Meaning]()
    for octets in mails:
        verdict = judge(octets, paths, store.recipient)
        counts[verdict.kind if _act(verdict, store, now) else Meaning.NONE] += 1
    return counts


def _act(verdict: BounceVerdict, store: BounceStore, now: datetime) -> bool:
    if verdict.kind is Meaning.UNSUBSCRIBE:
        return _unsubscribe(verdict, store, now)
    if verdict.delivery is None or verdict.kind not in _KINDS:
        return False
    kind = _KINDS[verdict.kind]
    return store.record(Bounce(verdict.delivery, kind, verdict.code, verdict.detail, verdict.digest), now)


def _unsubscribe(verdict: BounceVerdict, store: BounceStore, now: datetime) -> bool:
    people = SubscriberStore(store.database)
    by_delivery = store.subscriber(verdict.delivery) if verdict.delivery is not None else None
    found = people.get(by_delivery) if by_delivery is not None else people.by_token(verdict.token or "")
    if found is None or not may(found.status, Event.UNSUBSCRIBE):
        return False
    return people.change(found.id, Event.UNSUBSCRIBE, now).status is not found.status
