"""Every address of the service, in one table."""

from typing import Final

from outsideinnovation.service import (
    comment_form,
    comments,
    confirmation,
    health,
    issue_page,
    membership,
    outbox,
    outbox_newsletter,
    pages,
    receipts,
    search,
    subscriptions,
)
from outsideinnovation.service.moderation import (
    account,
    asset_files,
    comment,
    mailed,
    passkey_sign_in,
    queue,
    sign_in,
    statistics,
)
from outsideinnovation.service.route import LARGEST, Route

GET, POST = ("GET",), ("POST",)

SEARCH: Final = Route("search", GET, "/search", search.search, scripts=True)

READERS: Final[tuple[Route, ...]] = (
    Route("write", GET, "/comments", comment_form.write),
    Route("send", POST, "/comments", comments.send),
    Route("receipt", GET, "/comments/receipt/<token>", receipts.show),
    Route("receipt_act", POST, "/comments/receipt/<token>", receipts.act),
    Route("confirm", GET, "/comments/confirm/<token>", confirmation.ask_to_confirm),
    Route("confirm_act", POST, "/comments/confirm/<token>", confirmation.confirm),
    Route("stop", GET, "/comments/stop/<token>", confirmation.ask_to_stop),
    Route("stop_act", POST, "/comments/stop/<token>", confirmation.stop, anywhere=True),
    Route("start_act", POST, "/comments/stop/<token>/again", confirmation.start),
    SEARCH,
    Route("theme", GET, "/comments/theme/<path:name>", pages.theme_file),
    Route("subscribe", POST, "/subscriptions", subscriptions.subscribe),
    Route("subscription_confirm", GET, "/subscriptions/confirm/<token>", subscriptions.ask_to_confirm),
    Route("subscription_confirm_act", POST, "/subscriptions/confirm/<token>", subscriptions.confirm),
    Route("unsubscribe", GET, "/subscriptions/unsubscribe/<token>", membership.ask_to_unsubscribe),
    Route("unsubscribe_act", POST, "/subscriptions/unsubscribe/<token>", membership.unsubscribe, anywhere=True),
    Route("preferences", GET, "/subscriptions/preferences/<token>", membership.show_preferences),
    Route("preferences_act", POST, "/subscriptions/preferences/<token>", membership.change_preferences),
    Route("issue", GET, "/subscriptions/issues/<token>", issue_page.show),
    Route("health", GET, "/healthz", health.health),
)

# The editors' pages.
MODERATION: Final[tuple[Route, ...]] = (
    Route("moderation", GET, "/moderation", queue.look, scripts=True),
    Route("moderation_act", POST, "/moderation/decisions", queue.act, scripts=True),
    Route("moderation_undo", POST, "/moderation/undo", queue.undo, scripts=True),
    Route("moderation_bar", GET, "/moderation/bar", queue.bar),
    Route("moderation_shortcuts", POST, "/moderation/shortcuts", queue.shortcuts),
    Route("moderation_comment", GET, "/moderation/comments/<identifier>", comment.look, scripts=True),
    Route("moderation_edit", POST, "/moderation/comments/<identifier>/edit", comment.edit, LARGEST, scripts=True),
    Route("moderation_reply", POST, "/moderation/comments/<identifier>/reply", comment.reply, LARGEST, scripts=True),
    Route("moderation_statistics", GET, "/moderation/statistics", statistics.look),
    Route("moderation_decide", GET, "/moderation/decide/<token>", mailed.look),
    Route("moderation_decide_act", POST, "/moderation/decide/<token>", mailed.act),
    Route("moderation_sign_in", GET, "/moderation/sign-in", sign_in.ask, scripts=True),
    Route("moderation_first_step", POST, "/moderation/sign-in", sign_in.first_step, scripts=True),
    Route("moderation_second_step", POST, "/moderation/sign-in/code", sign_in.second_step, scripts=True),
    Route("moderation_passkey_options", POST, "/moderation/sign-in/passkey/options", passkey_sign_in.options),
    Route("moderation_passkey", POST, "/moderation/sign-in/passkey", passkey_sign_in.answer, scripts=True),
    Route("moderation_account", GET, "/moderation/account", account.look),
    Route("moderation_passkey_new", POST, "/moderation/account/passkeys/new", account.begin_passkey, scripts=True),
    Route("moderation_passkey_add", POST, "/moderation/account/passkeys", account.add_passkey),
    Route("moderation_passkey_remove", POST, "/moderation/account/passkeys/remove", account.remove_passkey),
    Route("moderation_app_new", POST, "/moderation/account/app/new", account.begin_app),
    Route("moderation_app_set", POST, "/moderation/account/app", account.set_app),
    Route("moderation_app_remove", POST, "/moderation/account/app/remove", account.remove_app),
    Route("moderation_sign_out", POST, "/moderation/sign-out", sign_in.sign_out),
    Route("moderation_invitation", GET, "/moderation/invitation/<token>", sign_in.invited),
    Route("moderation_accept", POST, "/moderation/invitation/<token>", sign_in.accept),
    Route("moderation_static", GET, "/moderation/static/<name>", asset_files.static),
)

ROUTES: Final = READERS + MODERATION

# Mails that a preview did not send; never part of the service that faces the net.
OUTBOX: Final[tuple[Route, ...]] = (
    Route("outbox", GET, "/outbox/", outbox.show_all),
    Route("outbox_newsletter", POST, "/outbox/newsletter", outbox_newsletter.send),
    Route("outbox_mail", GET, "/outbox/<name>", outbox.show),
    Route("outbox_html", GET, "/outbox/<name>/html", outbox.show_html),
)
