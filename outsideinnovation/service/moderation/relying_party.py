"""On which pages of this service passkeys work, for those that offer them."""

from flask import request

from outsideinnovation.editors.refusals import SignInError
from outsideinnovation.editors.relying_party import LOCAL, RelyingParty
from outsideinnovation.languages.message import Message
from outsideinnovation.service.context import current

NO_PASSKEYS = Message("Passkeys work on pages with https and a name: this service is reached otherwise.")


def relying_party() -> RelyingParty:
    """Return the service as authenticators know it. Raises SignInError where no browser would use passkeys."""
    party = _party()
    if party is None:
        raise SignInError(NO_PASSKEYS)
    return party


def offers_passkeys() -> bool:
    """Tell whether the page that is asked for can use passkeys."""
    return _party() is not None and not passkeys_elsewhere()


def passkeys_elsewhere() -> str:
    """Return where this page's passkeys work, if that is elsewhere: this machine by its name, not its number."""
    party = _party()
    if party is None or not party.is_moved or request.host.partition(":")[0].lower() == LOCAL:
        return ""
    return f"{party.origin}{request.script_root}{request.path}"


def _party() -> RelyingParty | None:
    context = current()
    return RelyingParty.of(context.address, context.settings.site.name)
