"""The style sheets and the script of the editors' pages; nothing of them comes from elsewhere."""

from pathlib import Path

from flask import send_from_directory
from flask.typing import ResponseReturnValue

from outsideinnovation.settings import theme

OWN = Path(__file__).resolve().parent.parent / "static"
THEMES = {"style.css": "css/style.css", "favicon.svg": "img/favicon.svg"}


def static(name: str) -> ResponseReturnValue:
    """Answer with one file: of these pages, or of our theme, whose look they share."""
    folder = theme() / "static" if name in THEMES else OWN
    return send_from_directory(folder, THEMES.get(name, name))
