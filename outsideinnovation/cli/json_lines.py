"""What commands print for programs: one JSON object a line."""

import json
from typing import Any


def json_line(content: Any) -> bytes:  # noqa: ANN401 - whatever JSON can say
    """Return *content* as JSON (RFC 8259) on one line, in UTF-8 whatever the terminal's own encoding is.

    What is no UTF-8 in the name of a file stands there escaped, as JSON escapes a lone surrogate.
    """
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")
