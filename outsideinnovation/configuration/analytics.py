"""Statistics of visits by a service without cookies, as a setting names it: off unless it does.

Each service has one script, and a count comes back to the same host, so that is all that the site's security policy has to allow.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from outsideinnovation.configuration.address_checks import web_address
from outsideinnovation.configuration.field import InvalidValueError, Room, setting

EXAMPLE = '{"kind": "goatcounter", "address": "https://dana.goatcounter.com"}'
HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?")
SITE = re.compile(r"[A-Za-z0-9._-]{1,253}")


@dataclass(frozen=True, slots=True)
class Analytics:
    """The address of the script, an attribute that it reads (name and value), and the origin of both ways."""

    script: str
    attribute: str
    value: str
    origin: str


def analytics(value: object) -> Analytics | None:
    """Return what pages load; None where nothing is named. Raises InvalidValueError."""
    if not value:
        return None
    if not isinstance(value, Mapping) or value.get("kind") not in SCRIPTS:
        raise InvalidValueError(f"names none of {', '.join(SCRIPTS)} as its kind", f"write it as {EXAMPLE}")
    kind = value["kind"]
    path, attribute, site_is = SCRIPTS[kind]
    if strange := value.keys() - ({"kind", "address", "site"} if site_is else {"kind", "address"}):
        raise InvalidValueError(f"names {min(map(str, strange))!r}, which {kind} has not", f"write it as {EXAMPLE}")
    address = web_address(value.get("address"))
    parts = urlsplit(address)
    if not HOST.fullmatch(parts.netloc) or not re.fullmatch(r"[\w./-]*", parts.path, re.ASCII):
        raise InvalidValueError("lacks the address of the service", 'write "address": "https://…"')
    site = str(value.get("site") or "")
    if site_is and not SITE.fullmatch(site):
        raise InvalidValueError(f"lacks its site: {site_is}", f'write "site": "…" as {kind} shows it')
    return Analytics(address + path, attribute, site or f"{address}/count", f"{parts.scheme}://{parts.netloc}")


SCRIPTS: Mapping[str, tuple[str, str, str]] = {  # the script's path, the attribute that it reads, and what "site" says
    "goatcounter": ("/count.js", "data-goatcounter", ""),
    "plausible": ("/js/script.js", "data-domain", "the blog's domain"),
    "umami": ("/script.js", "data-website-id", "the id of the website"),
}


class AnalyticsSettings(Room):
    """Which service counts visits, if any."""

    service: Analytics | None = setting("ANALYTICS", None, analytics)
