#!/usr/bin/env bash
# Pelican 4.12.0: `import pelican` makes its own class that of every logger which the process makes from then on, of any
# package. Such a logger drops each record of level WARNING or below whose words it has let pass
# before, for the life of the process, and remembers all words that it has let pass. A logger made before is spared, so
# which ones are concerned depends on the order of imports.
# Surprising: an application that merely uses Pelican as a library loses its own lines ("1 mails sent" is logged once
# in months), and no setting of logging (level, handlers, propagate) shows why.
# What we do: the service makes its loggers first and loads Pelican when it builds; a test holds that order.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pelican==4.12.0
"$folder/venv/bin/python" - <<'PYTHON'
import logging
from importlib.metadata import version


class Heard(logging.Handler):
    """Collects what arrives."""

    def __init__(self):
        super().__init__()
        self.words = []

    def emit(self, record):
        self.words.append(f"{record.name}: {record.getMessage()}")


heard = Heard()
logging.basicConfig(level=logging.INFO, handlers=[heard])
early = logging.getLogger("shop.early")

import pelican  # noqa: E402 - the order is the point

late = logging.getLogger("shop.late")
for _ in range(3):
    early.warning("%d orders sent", 1)
    late.warning("%d orders sent", 1)
    late.info("all is well")
    late.error("the printer is on fire")

counted = {line: heard.words.count(line) for line in sorted(set(heard.words))}
print("pelican", version("pelican"), type(late), counted)
assert counted == {
    "shop.early: 1 orders sent": 3,
    "shop.late: 1 orders sent": 1,
    "shop.late: all is well": 1,
    "shop.late: the printer is on fire": 3,
}, "repeated lines pass now"
PYTHON
