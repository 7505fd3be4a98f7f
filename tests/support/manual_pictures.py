"""The pictures of the manual: what each shows, how it is taken, and what the page said then.

``make pictures`` takes them. What a picture shows of a page (its texts and labels, its elements in their order) is kept
beside these tests; numbers and months are left out, as they differ from day to day. A page that says something else by now is
told from its picture without comparing pixels, which are another browser's tomorrow.
"""

import hashlib
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import FloatRect, Locator, ViewportSize

from outsideinnovation.languages.dates import MONTHS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "content/images/manual"
RECORD = ROOT / "tests/browser/manual_pictures.json"
STYLES = (
    ROOT / "themes/outsideinnovation/static/css/style.css",
    ROOT / "outsideinnovation/service/static/moderation.css",
    ROOT / "outsideinnovation/service/static/statistics.css",
)
LARGEST = 60_000  # bytes of one picture
DESK: ViewportSize = {"width": 1000, "height": 620}
PHONE: ViewportSize = {"width": 390, "height": 780}
ROOM = 16  # CSS pixels around a part
SCALE = 1.5  # pixels of a picture to one of the page
NAMES = (
    "draft",
    "drafts",
    "finding",
    "queue",
    "queue-phone",
    "sign-in",
    "statistics",
    "thread",
    "search",
    "subscribe",
)
_DATES = re.compile(rf"\d+|\b(?:{'|'.join(f'{month}|{month[:3]}' for month in MONTHS)})\b")
_OUTLINE = """
(element, height) => [element, ...element.querySelectorAll("*")]
  .filter(each => !each.closest("svg") && each.checkVisibility())
  .filter(each => each.getBoundingClientRect().top - element.getBoundingClientRect().top < height)
  .map(each => {
    const words = [...each.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data).join(" ");
    return [each.localName, each.className, each.getAttribute("aria-label") ?? "", words.trim()].join(" ");
  })
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a picture shows: the digests of what the page says there, line by line."""

    lines: tuple[str, ...]

    @classmethod
    def of(cls, part: Locator, height: int) -> "Shown":
        """Read the upper *height* (CSS pixels) of a *part* of a page."""
        said = (" ".join(_DATES.sub("0", line).split()) for line in part.evaluate(_OUTLINE, height))
        return cls(tuple(line for line in said if line))

    @property
    def digest(self) -> str:
        """One digest of all of it."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:16]


def take(name: str, part: Locator, height: int) -> None:
    """Take the picture of the upper *height* (CSS pixels) of a *part* of a page, and keep what it shows."""
    assert name in NAMES
    picture = Image.open(io.BytesIO(_photograph(part, height))).convert("RGB")
    FOLDER.mkdir(exist_ok=True)
    picture.save(FOLDER / f"{name}.webp", quality=72, method=6)
    record = recorded()
    record["pictures"][name] = Shown.of(part, height).digest
    record["styles"] = styles()
    record["pictures"] = dict(sorted(record["pictures"].items()))
    RECORD.write_text(json.dumps(record, indent=2) + "\n", "utf-8")


def _photograph(part: Locator, height: int) -> bytes:
    """Return a PNG of *part* with some room around it; of the whole window, where that is asked for."""
    page = part.page
    if part.evaluate("element => element === document.body"):
        return page.screenshot(animations="disabled")
    part.evaluate("element => scrollTo(0, 0)")
    box = part.bounding_box()
    assert box is not None
    left, width = max(0, box["x"] - ROOM), page.evaluate("innerWidth")
    right = min(width, box["x"] + box["width"] + ROOM)
    top = max(0, box["y"] - ROOM)
    lower = min(box["y"] + box["height"] + ROOM, box["y"] + height)
    clip: FloatRect = {"x": left, "y": top, "width": right - left, "height": lower - top}
    return page.screenshot(animations="disabled", full_page=True, clip=clip)


def recorded() -> dict[str, Any]:
    """Return what the pictures showed when they were taken, and of which style sheets."""
    known: dict[str, Any] = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    return {"styles": "", "pictures": {}} | known


def styles() -> str:
    """Return a digest of the style sheets of the pages that are shown."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in STYLES)).hexdigest()[:16]
