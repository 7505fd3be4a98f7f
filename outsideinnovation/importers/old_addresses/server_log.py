"""Logs of web servers: the common and the combined format of Apache and nginx, and JSON as Caddy, and often nginx, write it.

Only what was asked for by GET or HEAD counts. What is no page (pictures, styles, scripts, fonts) is left out, and so is what only
bots look for, on any site; search engines' bots count, for their addresses are those that readers find.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from outsideinnovation.importers.old_addresses.requests import LONGEST, Requested, RequestsLeftOut, SourceReport, rooted

LINE = re.compile(r'\[[^\]]*\] "(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3})\b')
_REQUEST = re.compile(r"(?P<method>[A-Za-z]+) (?P<target>.*?)(?: HTTP/[\d.]+)?", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(.))")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
_METHODS = {"GET", "HEAD"}
_ASSET = re.compile(
    r"\.(?:css|m?js|map|woff2?|ttf|otf|eot|ico|png|jpe?g|gif|webp|avif|svg|bmp)$|^/\.(?:a|shared)/", re.IGNORECASE
)
_PROBE = re.compile(
    r"/(?:wp-(?:login|config|cron|signup|trackback|comments-post)\b|wp-(?:admin|includes|json)(?:/|$)|xmlrpc\.php|phpmyadmin"
    r"|pma/|adminer|vendor/phpunit|actuator(?:/|$)|boaform|hnap1|_ignition|solr/admin|owa/|autodiscover|remote/login"
    r"|server-status|cdn-cgi/|cgi-bin/luci|\.(?:env|git|svn|hg|aws|ssh|vscode|idea|ds_store|htaccess|well-known)\b"
    r"|(?:app-)?ads\.txt$|eval-stdin)",
    re.IGNORECASE,
)
_ACCOUNTS = re.compile(r"/\?author=\d+")  # asked of WordPress for the names of accounts
_BAD = 400  # the first status that says that nothing was given


def requests(lines: Iterable[tuple[int, str | None]], report: SourceReport) -> Iterator[Requested]:
    """Yield what was asked for in each of the numbered *lines* and is an address to judge; others are counted, or a problem."""
    report.is_log = True
    for number, line in lines:
        if line is not None and not line.strip():
            continue
        found = _entry(line) if line is not None else None
        if not found:
            report.problem(number, "no line of a log", "it may have been cut off; the others were read")
            continue
        method, target, status = found
        if reason := _reason(method, target):
            report.left_out[reason] += 1
        elif address := rooted(target, report):
            yield Requested(address, 0 < status < _BAD)
        else:
            report.left_out[RequestsLeftOut.PROBE] += 1


def is_entry(line: str) -> bool:
    """Tell whether *line* is one of a log."""
    return _entry(line) is not None


def _entry(line: str) -> tuple[str, str, int] | None:
    """Return the method, the target and the status of a line; the first two are empty where somebody asked for nothing."""
    if line.lstrip("\ufeff \t").startswith("{"):
        return _json_entry(line)
    found = LINE.search(line)
    return (*_request(_ESCAPED.sub(_unescaped, found["request"])), int(found["status"])) if found else None


def _json_entry(line: str) -> tuple[str, str, int] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict):
        return None
    status = row.get("status")
    code = int(status) if isinstance(status, int | str) and str(status).isdecimal() and len(str(status)) == 3 else 0  # noqa: PLR2004 - digits
    request = row.get("request")
    if isinstance(request, dict):  # Caddy
        return _text(request, "method"), _text(request, "uri"), code
    if isinstance(request, str):
        return *_request(request), code
    target = _text(row, "request_uri") or _text(row, "uri")
    return (_text(row, "request_method") or _text(row, "method"), target, code) if target else None


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _request(text: str) -> tuple[str, str]:
    found = _REQUEST.fullmatch(text)
    return (found["method"], found["target"]) if found else ("", "")


def _unescaped(found: re.Match[str]) -> str:
    """Return what nginx and Apache have escaped; a byte beyond ASCII is a lone surrogate, as in the file itself."""
    if found[1]:
        code = int(found[1], 16)
        return chr(code) if code < 0x80 else chr(0xDC00 + code)  # noqa: PLR2004 - ASCII; PEP 383
    return _CONTROLS.get(found[2], found[2])


def _reason(method: str, target: str) -> RequestsLeftOut | None:
    if method.upper() not in _METHODS:
        return RequestsLeftOut.METHOD
    if len(target) > LONGEST:
        return RequestsLeftOut.LONG
    path = target.partition("?")[0]
    if not target.startswith("/") or _PROBE.search(path) or _ACCOUNTS.fullmatch(target):  # others are asked of a proxy
        return RequestsLeftOut.PROBE
    return RequestsLeftOut.ASSET if _ASSET.search(path) else None
