"""What the preview shows over its pages: why the last build failed, and what readers would stumble over in what was edited."""

from collections.abc import Collection, Iterable
from html import escape

from outsideinnovation.builder.excerpts import Excerpts, told
from outsideinnovation.errors import ContentError, InvalidSettingsError, OutsideInnovationError, Problem
from outsideinnovation.wording import counted

_PLACE = "position:fixed;z-index:9;overflow:auto;margin:0;color:#fff;font-size:.9rem"
ERROR_STYLE = (
    f"{_PLACE};inset:auto 0 0 0;max-height:60vh;padding:1rem;background:#3b0d0d;"
    "border-top:4px solid #e5484d;white-space:pre-wrap"
)
WARNING_STYLE = f"{_PLACE};right:1rem;bottom:1rem;max-width:95vw;max-height:60vh;padding:.5rem 1rem;background:#3a2c00"
_TEXT_STYLE = "white-space:pre-wrap;margin:.5rem 0 0;padding:0;background:none;color:inherit;font-size:inherit"


def errors_told(error: OutsideInnovationError) -> str:
    """Return what an *error* says, as plain text: each problem of the content or the settings with its line and a caret."""
    if isinstance(error, ContentError | InvalidSettingsError):
        return problems_told(error.problems)
    return str(error)


def problems_told(problems: Iterable[Problem]) -> str:
    """Return *problems* as plain text, each with its line and a caret."""
    excerpts = Excerpts()
    return "\n".join(told(problem, excerpts) for problem in problems)


def overlay(errors: str, warnings: Collection[Problem]) -> str:
    """Return the HTML that shows *errors*, or else *warnings*; nothing where there are none."""
    if errors:
        return f'<pre role="alert" style="{ERROR_STYLE}">{escape(errors)}</pre>'
    if warnings:
        shown = f'<pre style="{_TEXT_STYLE}">{escape(problems_told(warnings))}</pre>'
        summary = f"<summary>{counted(len(warnings), 'warning')}</summary>"
        return f'<details style="{WARNING_STYLE}">{summary}{shown}</details>'
    return ""
