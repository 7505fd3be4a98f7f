"""Writing outputs while a build runs: never the same address twice, and every template error kept, not just the first."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Template
from pelican.writers import Writer

from outsideinnovation.builder.pelican_engine.messages import plugin_problem
from outsideinnovation.builder.pelican_engine.outputs import of
from outsideinnovation.builder.theme.templates import template_place
from outsideinnovation.builder.urls.claims import Claims
from outsideinnovation.builder.urls.makers import LIST, Maker, Rank
from outsideinnovation.errors import OutsideInnovationError, Problem
from outsideinnovation.pictures.markup import first_near

AGAIN = Maker(Rank.BUILD, "what has been written there before", "", ())


class SiteWriter(Writer):
    """Pelican's writer with byte outputs beside templates, and with problems collected instead of raised.

    ``problems`` is the build's list; ``claims`` know who is to make what; ``wrote`` is called with each output's name;
    *plugins* listen to what is written.
    """

    def __init__(
        self,
        output_path: str,
        settings: dict[str, Any],
        problems: list[Problem],
        claims: Claims,
        wrote: Callable[[str], None] = lambda _: None,
        plugins: Iterable[Any] = (),
    ) -> None:
        super().__init__(output_path, settings)
        self._problems = problems
        self._wrote = wrote
        self._plugins = tuple(plugins)
        self._claims = claims
        self._written: set[str] = set()
        self._granted = ""  # the address that was claimed before its page was rendered
        self._complaints: set[tuple[Path, int, str]] = set()

    def write_file(self, name: str, template: Template, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Render *template* to *name*; a name that is empty or False means that there is no such page."""
        if not name:
            return
        shown = kwargs.get("article") or kwargs.get("page")
        maker = of(shown) if hasattr(shown, "source_path") else None
        try:
            super().write_file(name, _Rooted(template, lambda each: self._grant(each, maker)), context, *args, **kwargs)
        except _TakenError:
            return
        except OutsideInnovationError:
            raise
        except Exception as error:  # noqa: BLE001 - the outermost edge: templates and plugins raise what they like
            self._complain(error, template, name)
        self._wrote(name)

    def write_bytes(self, name: str, data: bytes) -> None:
        """Write *data* to *name*, a path below the output."""
        if not self._claim(name):
            return
        path = Path(self.output_path, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self._wrote(name)

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> Any:  # noqa: FBT001, FBT002 - Pelican's
        del override  # a page with its own Save_as may not displace another either
        name = Path(filename).relative_to(self.output_path).as_posix()
        free = name == self._granted or self._claim(name)
        return Path(filename if free else os.devnull).open("w", encoding=encoding, newline="\n")

    def _grant(self, name: str, maker: Maker | None) -> None:
        """Claim *name* before its page is rendered. Raises _TakenError, which leaves the page away."""
        if not self._claim(name, maker):
            raise _TakenError
        self._granted = str(PurePosixPath(name))

    def _claim(self, name: str, maker: Maker | None = None) -> bool:
        """Tell whether *maker* (None: whoever is known to make a list or feed there) may write *name*."""
        key = str(PurePosixPath(name))
        known = self._claims.maker(key)
        if not maker:
            maker = known if known and known.rank is Rank.BUILD else LIST
        if key in self._written and maker == known:
            maker = AGAIN
        self._written.add(key)
        return self._claims.make(key, maker)

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


class _TakenError(Exception):
    """Somebody else's is the address of a page."""


class _Rooted:
    """A template that knows where each page's links begin, where RELATIVE_URLS lets each begin elsewhere; and its first picture.

    *claim* is called with the name of each page before it is rendered.
    """

    def __init__(self, template: Template, claim: Callable[[str], None]) -> None:
        self._template, self._claim = template, claim

    def render(self, context: dict[str, Any]) -> str:
        """Render the template (Pelican's writer calls this)."""
        self._claim(context["output_file"])
        if context["RELATIVE_URLS"]:
            context["root"] = f"{context['localsiteurl']}/"
        rendered = self._template.render(context)
        return first_near(rendered) if context.get("PICTURES") else rendered
