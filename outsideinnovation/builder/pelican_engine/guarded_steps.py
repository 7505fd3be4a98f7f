"""Running the steps of generators and plugins: what one raises is a problem like any other, and the build goes on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError
from pelican.generators import PelicanTemplateNotFound

from outsideinnovation.builder.pelican_engine.messages import problem_of
from outsideinnovation.builder.pelican_engine.preparation import pattern_problem
from outsideinnovation.errors import ContentError, OutsideInnovationError, Problem


class GuardedSteps:
    """The steps of one build, which adds what goes wrong to *problems*; *plugins* and *theme* are those it may lie in."""

    def __init__(
        self,
        problems: list[Problem],
        settings: Mapping[str, Any],
        settings_file: Path,
        theme: str,
        plugins: Sequence[Any],
    ) -> None:
        self._problems, self._settings, self._settings_file = problems, settings, settings_file
        self._theme, self._plugins = Path(theme), plugins

    def run(self, step: Callable[..., object], *arguments: object) -> None:
        """Run one step. Raises OutsideInnovationError for what is no problem of the content."""
        try:
            step(*arguments)
        except ContentError as error:
            self._problems += error.problems
        except OutsideInnovationError:
            raise
        except TemplateSyntaxError as error:
            where = Path(error.filename or self._theme)
            self._problems.append(Problem(where, error.lineno, str(error.message), "correct the template"))
        except PelicanTemplateNotFound as error:
            self._problems.append(Problem(self._theme, 0, str(error), "add the template to the theme"))
        except Exception as error:  # noqa: BLE001 - the outermost edge: plugins raise what they like
            named = pattern_problem(error, self._settings, self._settings_file)
            self._problems.append(named or problem_of(error, self._plugins))

    def run_each(self, generators: Iterable[Any], step: str, *arguments: object) -> None:
        """Run the method *step* of every generator that has it. Raises as ``run`` does."""
        for generator in generators:
            if hasattr(generator, step):
                self.run(getattr(generator, step), *arguments)

    def stop_on_problems(self) -> None:
        """Raise ContentError where there are problems by now."""
        if self._problems:
            raise ContentError(self._problems)
