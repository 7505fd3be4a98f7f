"""What Pelican and its plugins log during a build: an error becomes a problem that stops it, a warning is passed on."""

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from outsideinnovation.configuration.setting_lines import setting_problem
from outsideinnovation.errors import Problem

PLUGIN = "plugin `"
SAME_SLUG = ("There are %s items", "There are %s original")  # two posts, or two of one address, which is told as such
OURS = "pelican.plugins.oi_"


class Messages(logging.Handler):
    """Collects errors as ``problems`` and hands warnings to *warn*, one line each."""

    def __init__(self, settings_file: Path, warn: Callable[[str], None] = lambda _: None) -> None:
        super().__init__(logging.WARNING)
        self.problems: list[Problem] = []
        self._settings_file = settings_file
        self._warn = warn

    @contextmanager
    def collected(self) -> Iterator[None]:
        """Listen to every logger while the block runs; blocks may be nested."""
        root = logging.getLogger()
        if self in root.handlers:
            yield
            return
        root.addHandler(self)
        try:
            yield
        finally:
            root.removeHandler(self)

    def tell(self, text: str) -> None:
        """Pass on *text*, as a warning."""
        self._warn(text)

    def emit(self, record: logging.LogRecord) -> None:
        """Take one log record (logging calls this)."""
        if str(record.msg).startswith(SAME_SLUG):
            return
        text = " ".join(record.getMessage().split())
        if record.levelno < logging.ERROR:
            self._warn(text)
        elif PLUGIN in text:
            cause = f" ({record.exc_info[1]})" if record.exc_info and record.exc_info[1] else ""
            remedy = "install it, or take it out of PLUGINS"
            self.problems.append(setting_problem(self._settings_file, "PLUGINS", text + cause, remedy))
        else:
            self.problems.append(self._about_file(record, text))

    def _about_file(self, record: logging.LogRecord, text: str) -> Problem:
        content = self._settings_file.parent / "content"
        named = record.args if isinstance(record.args, tuple) else ()
        paths = (Path(str(value)) for value in named)
        path = next((p for p in paths if p.suffix and (p.is_file() or (content / p).is_file())), self._settings_file)
        cause = record.exc_info[1] if record.exc_info else None
        what = f"{text} ({type(cause).__name__}: {cause})" if cause else text
        return Problem(path if path.is_file() else content / path, 0, what, "correct what it names")


def problem_of(error: BaseException, plugins: Iterable[Any] = ()) -> Problem:
    """Name the place in the code where *error* arose: for what neither we nor Pelican foresaw, such as a plugin's mistake."""
    if named := plugin_problem(error, plugins):
        return named
    frames = traceback.extract_tb(error.__traceback__)
    path, line = (Path(frames[-1].filename), frames[-1].lineno or 0) if frames else (Path(), 0)
    return Problem(
        path, line, f"{type(error).__name__}: {error}", "correct that code, or take its plugin out of PLUGINS"
    )


def plugin_problem(error: BaseException, plugins: Iterable[Any], during: str = "") -> Problem | None:
    """Name the plugin of others, and its line, from which *error* came *during* some work; None where it did not."""
    homes = {_home(each): each.__name__ for each in plugins if getattr(each, "__file__", None)}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        for home, name in homes.items():
            if Path(frame.filename).is_relative_to(home) and not name.startswith(OURS):
                what = f"{type(error).__name__}: {error} ({PLUGIN}{name}`{during})"
                remedy = "correct what it names, or take it out of PLUGINS"
                return Problem(Path(frame.filename), frame.lineno or 0, what, remedy)
    return None


def _home(plugin: Any) -> Path:
    return Path(plugin.__file__).parent if hasattr(plugin, "__path__") else Path(plugin.__file__)
