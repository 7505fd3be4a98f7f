"""A proxy before the service that nobody has named: then all readers seem to come from one network, and share its limits."""

import ipaddress
import logging
import os
import threading

from flask import request

from outsideinnovation.service.context import PROXIES

LOGGER = logging.getLogger("outsideinnovation.service")
HEADERS = ("X-Forwarded-For", "Forwarded", "X-Real-IP")
UNNAMED = (
    f"Requests come through a proxy, and {PROXIES} is not set: all readers count as one network, with one limit for all of "
    f"them. Start the service with the number of your proxies, such as {PROXIES}=1, or with 0 if there is none."
)


class UnnamedProxy:
    """Notices such a proxy and says so in the log, once in this process; where a number was given, even 0, never."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._is_known = bool(os.environ.get(PROXIES, "").strip())

    def notice(self) -> None:
        """Look at the current request. Anybody may send such a header, but not from an address that only a proxy has."""
        if self._is_known or not any(name in request.headers for name in HEADERS) or not _is_near(request.remote_addr):
            return
        with self._turn:
            if not self._is_known:
                self._is_known = True
                LOGGER.warning("%s", UNNAMED)


def _is_near(peer: str | None) -> bool:
    """Tell whether a connection comes from this machine or its network; a local socket has no address."""
    try:
        address = ipaddress.ip_address(peer or "")
    except ValueError:
        return True
    return not (getattr(address, "ipv4_mapped", None) or address).is_global
