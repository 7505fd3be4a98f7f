"""What the service answers where readers' words are refused: the status that HTTP has for each reason (RFC 9110)."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from outsideinnovation.comments.refusal import Refusal

STATUS: Mapping[Refusal, HTTPStatus] = MappingProxyType(
    {
        Refusal.BAD_FIELD: HTTPStatus.BAD_REQUEST,
        Refusal.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        Refusal.NO_POST: HTTPStatus.NOT_FOUND,
        Refusal.CLOSED: HTTPStatus.CONFLICT,
        Refusal.NO_PARENT: HTTPStatus.CONFLICT,
        Refusal.TOO_OFTEN: HTTPStatus.TOO_MANY_REQUESTS,
        Refusal.STALE: HTTPStatus.FORBIDDEN,
        Refusal.LATE: HTTPStatus.FORBIDDEN,
        Refusal.DECIDED: HTTPStatus.CONFLICT,
        Refusal.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
