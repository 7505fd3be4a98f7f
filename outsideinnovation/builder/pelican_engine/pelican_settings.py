"""The settings of a site as Pelican reads them, and what our own build has to have otherwise than Pelican's own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pelican.settings import read_settings

from outsideinnovation.builder.pelican_engine.messages import Messages
from outsideinnovation.builder.pelican_engine.preparation import addresses_in_any_language, plugins_of, theme_problem
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.site import Site


def pelican_settings(site: Site, override: Mapping[str, Any], messages: Messages) -> dict[str, Any]:
    """Return the settings of *site* as Pelican reads them. Raises ContentError."""
    if problem := theme_problem(site):
        raise ContentError([problem])
    with messages.collected():
        try:
            own = {"PATH": str(site.content), "OUTPUT_PATH": str(site.output), **site.configuration.addresses}
            own |= plugins_of(site)
            return dict(read_settings(str(site.settings_file), override={**own, **override}))
        except ValueError as error:
            raise ContentError(
                [Problem(site.settings_file, 0, str(error), "correct the setting, or make the folder")]
            ) from error


def overriding_settings(settings: Mapping[str, Any], site: Site) -> dict[str, Any]:
    """Return the settings that are not those of the site's file: another file's, such as ``publishconf.py``, or ``-e``'s."""
    own = read_settings(str(site.settings_file))
    ignored = {"PATH", "OUTPUT_PATH"}
    return {
        name: value
        for name, value in settings.items()
        if name.isupper() and name not in ignored and (name not in own or own[name] != value)
    }


def adapted(settings: Mapping[str, Any], root: Path) -> dict[str, Any]:
    """Return those of the *settings* that a build of the site at *root* has to have otherwise than Pelican read them.

    Comments are strangers' words: who adds an extension to Jinja's environment has not asked to print them as HTML.
    """
    return {
        **Configuration.of(settings).addresses,
        **addresses_in_any_language(settings),
        "JINJA_ENVIRONMENT": {"autoescape": True} | settings["JINJA_ENVIRONMENT"],
        # Pelican looks for them below the current folder
        "THEME_TEMPLATES_OVERRIDES": [str(root / each) for each in settings["THEME_TEMPLATES_OVERRIDES"]],
    }
