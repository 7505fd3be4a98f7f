"""Readers at work while releases are switched: whole pages always, and with each the stylesheet it names."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from deploy_press import Press, page

READERS = 4
PAGES = ("index.html", "about/index.html", "2005/12/first.html", "long.html")
MARK = re.compile(r"step (\d+)")
STYLE = re.compile(r'href="/(theme/[^"]+)"')


def printing(press: Press, step: int, *, talk: bool) -> None:
    """Make every page anew: long, with its step at the beginning and the end, and with a stylesheet of that step's own."""
    for path in (press.made / "theme").glob("*.css"):
        path.unlink()
    press.write(f"theme/style-{step}.css", f"/* step {step} */")
    for path in PAGES:
        words = page("/", ids=("words",), style=f"style-{step}")
        press.write(path, f"<!-- step {step} -->{words}{f'<p>{step}</p>' * 1000}<!-- step {step} -->")
    if talk:
        press.comment(f"{step:08d}-talk")


@dataclass
class Reader:
    """Reads pages over and over, each with its stylesheet, as a web server would for browsers."""

    site: Path
    published: list[int]
    stop: threading.Event
    read: int = 0
    complaints: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Read until told to stop."""
        while not self.stop.is_set():
            for path in PAGES:
                self.look_at(path)

    def look_at(self, path: str) -> None:
        """Read one page, then what it needs."""
        before = len(self.published)
        text = (self.site / path).read_text("utf-8")
        marks = MARK.findall(text)
        if len(marks) != 2 or marks[0] != marks[1] or f"<p>{marks[0]}</p>" * 1000 not in text:
            self.complaints.append(f"{path} is torn: {marks}")
        style = STYLE.search(text)
        assert style
        try:
            (self.site / style[1]).read_text("utf-8")
        except OSError as error:
            if len(self.published) - before < 4:  # it is promised for as long as the page's release is kept
                self.complaints.append(f"{path} of step {marks}: {error}")
        self.read += 1


@pytest.mark.parametrize("steps", [25, pytest.param(200, marks=pytest.mark.long)])
@pytest.mark.parametrize("talk", [False, True], ids=["releases", "changes in the live release"])
def test_readers_meet_whole_pages_and_their_styles(tmp_path: Path, steps: int, *, talk: bool) -> None:
    """Through many publications no read fails, no page is torn, and no stylesheet is missing."""
    press = Press(tmp_path / "site").begin()
    printing(press, 0, talk=talk)
    press.publish()
    published: list[int] = []
    stop = threading.Event()
    readers = [Reader(press.current, published, stop) for _ in range(READERS)]
    with ThreadPoolExecutor(READERS) as pool:
        running = [pool.submit(reader.run) for reader in readers]
        try:
            for step in range(1, steps + 1):
                printing(press, step, talk=talk)
                press.publish()
                published.append(step)
        finally:
            stop.set()
        for each in running:
            each.result()
    assert [complaint for reader in readers for complaint in reader.complaints] == []
    assert all(reader.read > steps for reader in readers)
    assert len(press.kept()) == (1 if talk else 5)
