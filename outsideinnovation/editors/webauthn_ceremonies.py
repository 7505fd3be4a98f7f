"""What browsers are asked for and answer (WebAuthn level 2): the one module that knows the library.

Passkeys are discoverable, and an authenticator must know its user, by a finger or a PIN: each is two factors in one.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from outsideinnovation.editors.refusals import SignInError
from outsideinnovation.editors.relying_party import RelyingParty
from outsideinnovation.languages.message import Message

TIMEOUT = 300_000  # milliseconds that a browser waits for a finger
# What the library lets through of an answer that is none: broken base64, JSON, CBOR and keys.
_BROKEN = (WebAuthnException, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
_NO_ANSWER = Message("The browser's answer cannot be read. Try again.")
_REFUSED = Message(
    "This passkey was not accepted: the answer does not fit what was asked, or comes from another page. Try again."
)


@dataclass(frozen=True, slots=True)
class AuthenticatorResponse:
    """What a browser sent back, as far as it can be read before anything of it is believed."""

    json: str
    credential: str
    challenge: bytes
    user_handle: bytes | None
    is_framed: bool


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A passkey as its authenticator made it."""

    id: str
    public_key: bytes
    sign_count: int


def creation_options(party: RelyingParty, user: str, handle: bytes, challenge: bytes, known: Iterable[str]) -> str:
    """Return as JSON what ``navigator.credentials.create`` is asked for; *known* are credentials the editor has already."""
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_name=user,
        user_id=handle,
        challenge=challenge,
        timeout=TIMEOUT,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(known),
    )
    return options_to_json(options)


def request_options(party: RelyingParty, challenge: bytes, known: Iterable[str]) -> str:
    """Return as JSON what ``navigator.credentials.get`` is asked for; without *known* credentials any passkey of ours will do."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=TIMEOUT,
        allow_credentials=_descriptors(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def read(answer: str) -> AuthenticatorResponse:
    """Return what *answer* says. Raises SignInError for what is none."""
    try:
        response = json.loads(answer)["response"]
        client_data = parse_client_data_json(base64url_to_bytes(response["clientDataJSON"]))
        handle = response.get("userHandle")
        credential = bytes_to_base64url(base64url_to_bytes(json.loads(answer)["id"]))
        user_handle = base64url_to_bytes(handle) if handle else None
        return AuthenticatorResponse(
            answer, credential, bytes(client_data.challenge), user_handle, bool(client_data.cross_origin)
        )
    except _BROKEN:
        raise SignInError(_NO_ANSWER) from None


def created(party: RelyingParty, answer: AuthenticatorResponse) -> NewCredential:
    """Return the passkey that *answer* brings, whose challenge was one of ours. Raises SignInError where it does not fit."""
    _refuse_framed(answer)
    try:
        found = webauthn.verify_registration_response(
            credential=answer.json,
            expected_challenge=answer.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except _BROKEN:
        raise SignInError(_REFUSED) from None
    return NewCredential(bytes_to_base64url(found.credential_id), found.credential_public_key, found.sign_count)


def signed(party: RelyingParty, answer: AuthenticatorResponse, public_key: bytes, sign_count: int) -> int:
    """Return the new count of an authenticator whose *answer* fits *public_key*. Raises SignInError where it does not."""
    _refuse_framed(answer)
    try:
        found = webauthn.verify_authentication_response(
            credential=answer.json,
            expected_challenge=answer.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except _BROKEN:
        raise SignInError(_REFUSED) from None
    return found.new_sign_count


def _refuse_framed(answer: AuthenticatorResponse) -> None:
    """Refuse what was answered within another site's page, which the library does not look at (WebAuthn level 3, 7.1)."""
    if answer.is_framed:
        raise SignInError(_REFUSED)


def _descriptors(credentials: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in credentials]
