"""Writing outputs while a build runs: never the same address twice, and every template error kept, not just the first."""

from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Template
from pelican.writers import Writer

from outsideinnovation.builder.pelican_engine.messages import plugin_problem
from outsideinnovation.builder.theme.templates import template_place
from outsideinnovation.errors import OutsideInnovationError, Problem


class SiteWriter(Writer):
    """Pelican's writer with byte outputs beside templates, and with problems collected instead of raised.

    ``problems`` is the build's list; ``wrote`` is called with each output's name; *plugins* listen to what is written.
    """

    def __init__(
        self,
        output_path: str,
        settings: dict[str, Any],
        problems: list[Problem],
        wrote: Callable[[str], None] = lambda _: None,
        plugins: Iterable[Any] = (),
    ) -> None:
        super().__init__(output_path, settings)
        self._problems = problems
        self._wrote = wrote
        self._plugins = tuple(plugins)
        self._makers: dict[str, str] = {}
        self._complaints: set[tuple[Path, int, str]] = set()

    def write_file(self, name: str, template: Template, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Render *template* to *name*; a name that is empty or False means that there is no such page."""
        if not name:
            return
        try:
            super().write_file(name, _Rooted(template), context, *args, **kwargs)
        except OutsideInnovationError:
            raise
        except Exception as error:  # noqa: BLE001 - the outermost edge: templates and plugins raise what they like
            self._complain(error, template, name)
        self._wrote(name)

    def write_bytes(self, name: str, data: bytes) -> None:
        """Write *data* to *name*, a path below the output."""
        path = self._claim(name, "a feed or list that the build makes")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self._wrote(name)

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> Any:  # noqa: FBT001, FBT002 - Pelican's
        del override  # a page with its own Save_as may not displace another either
        name = Path(filename).relative_to(self.output_path).as_posix()
        return self._claim(name, "another page").open("w", encoding=encoding, newline="\n")

    def _claim(self, name: str, maker: str) -> Path:
        key = str(PurePosixPath(name))
        if key in self._makers:
            self._problems.append(
                Problem(
                    Path(key),
                    0,
                    f"two things are at this address: {maker} and {self._makers[key]}",
                    "change a Slug or Save_as",
                )
            )
        self._makers[key] = maker
        return Path(self.output_path, key)

    def _complain(self, error: Exception, template: Template, name: str) -> None:
        """Keep what is wrong with a template or a plugin, once, however many pages it spoils."""
        path, line = template_place(error, Path(template.filename or template.name or "template"))
        what = f"{type(error).__name__}: {error}"
        if (path, line, what) in self._complaints:
            return
        self._complaints.add((path, line, what))
        self._problems.append(
            plugin_problem(error, self._plugins, f", writing {name}")
            or Problem(path, line, f"{what} (writing {name})", "correct the template")
        )


class _Rooted:
    """A template that knows where each page's links begin, where RELATIVE_URLS lets each begin elsewhere."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def render(self, context: dict[str, Any]) -> str:
        """Render the template (Pelican's writer calls this)."""
        if context["RELATIVE_URLS"]:
            context["root"] = f"{context['localsiteurl']}/"
        return self._template.render(context)
