"""The Nu HTML checker finds nothing on the pages that the service answers with; `make test-lighthouse` installs it."""

from pathlib import Path

import page_checkers
from service_reader import WORDS, Reader


def test_every_answer_is_valid(reader: Reader, tmp_path: Path) -> None:
    """Preview, problems, receipts, subscribing and what cannot be found have no error and no warning."""
    page_checkers.needed("java")
    pages = {
        "preview": reader.post(WORDS),
        "problems": reader.post(WORDS | {"body": "", "author": "", "website": "no address"}),
        "receipt": reader.browser.get(reader.send(reply_to="00000001-first")),
        "no-receipt": reader.browser.get("/comments/receipt/nothing"),
        "no-post": reader.post(WORDS | {"post": "nowhere"}),
        "subscribed": reader.post({"email": "dana@example.org", "frequency": "each"}, "/subscriptions"),
        "not-subscribed": reader.post({"email": "dana@x", "frequency": "never"}, "/subscriptions"),
        "no-link": reader.browser.get("/subscriptions/preferences/nothing"),
    }
    files = [tmp_path / f"{name}.html" for name in pages]
    for path in files:
        path.write_text(pages[path.stem].text, "utf-8")
    assert page_checkers.nu_findings(files) == []
