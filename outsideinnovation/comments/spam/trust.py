"""Which readers need no editor any more: those whom the site's setting trusts, and who are surely who they say."""


def trusted(approved_count: int, confirmed: bool, after: int | None) -> bool:  # noqa: FBT001 - one of the rule's three terms
    """Tell whether a writer's next comment may appear unseen.

    *approved_count* are the approved comments of one mail address, *confirmed* says that the address is the writer's, for
    anybody may type somebody else's. *after* is ``COMMENTS_TRUST_AFTER``: None trusts nobody; at least one comment must
    have been approved in any case.
    """
    return after is not None and confirmed and approved_count >= max(after, 1)
