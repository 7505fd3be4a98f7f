"""The site: where its things are and how it is set up, typed, loaded once."""

import runpy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import InvalidSettingsError, OutsideInnovationError, Problem, SettingsError
from outsideinnovation.lines import lines

SETTINGS_FILE = "pelicanconf.py"
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")  # of posts and pages
COMMENTS = "comments"  # the folder of the content that holds them
NO_POSTS = (COMMENTS, "sidebar")  # folders of the content whose files are neither


@dataclass(frozen=True, slots=True)
class Site:
    """One blog: its folder, the upper-case names of its ``pelicanconf.py`` as Pelican knows them, and the same typed.

    Raises InvalidSettingsError, whoever makes one, with every setting that cannot be used.
    """

    root: Path
    settings: Mapping[str, Any]
    configuration: Configuration = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        made = Configuration.read(self.settings, self.settings_file)
        object.__setattr__(self, "configuration", made)
        own = {"SITENAME": made.site.name, **self.settings, **made.addresses, **self._folders(made)}
        object.__setattr__(self, "settings", MappingProxyType(own))

    def _folders(self, made: Configuration) -> dict[str, Any]:
        """Return where templates of the site's own lie, whatever the current folder is."""
        overrides = made.builder.overrides
        return {"THEME_TEMPLATES_OVERRIDES": [str(self.root / each) for each in overrides]} if overrides else {}

    @classmethod
    def load(cls, root: Path) -> "Site":
        """Run *root*/pelicanconf.py and keep its upper-case names.

        Raises SettingsError, with the line, when there is no such file, when it cannot be run, or what it says is wrong.
        """
        path = root.resolve() / SETTINGS_FILE
        if not path.is_file():
            raise SettingsError(f"{path}: no such settings file: start a site with `oi init`, or name one with --site.")
        try:
            names = runpy.run_path(str(path))
        except OutsideInnovationError:
            raise
        except Exception as error:
            what = error.msg if isinstance(error, SyntaxError) else str(error)
            line, column, length = _place_of(error, path)
            problem = Problem(path, line, what, "correct the settings file", column, length)
            raise InvalidSettingsError([problem]) from error
        return cls(root.resolve(), {name: value for name, value in names.items() if name.isupper()})

    def changed(self, settings: Mapping[str, Any]) -> "Site":
        """Return the same site with some of its *settings* overridden. Raises InvalidSettingsError."""
        return Site(self.root, {**self.settings, **settings})

    @classmethod
    def find(cls, start: Path) -> "Site":
        """Load the site in *start* or in the nearest folder above it."""
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / SETTINGS_FILE).is_file():
                return cls.load(folder)
        raise SettingsError(
            f"No {SETTINGS_FILE} in {start.resolve()} or above: start a site with `oi init DIR`, or name one with --site."
        )

    @property
    def settings_file(self) -> Path:
        """The file the settings came from."""
        return self.root / SETTINGS_FILE

    @property
    def content(self) -> Path:
        """What people wrote; may go to a public repository."""
        return self.root / self.configuration.content.path

    @property
    def output(self) -> Path:
        """What the build makes."""
        return self.root / self.configuration.builder.output

    @property
    def instance(self) -> Path:
        """Private state: never in git, never served."""
        return self.root / "instance"

    @property
    def comments(self) -> Path:
        """The folders of comments, one a status."""
        return self.content / COMMENTS

    @property
    def catalogue(self) -> Path:
        """Where the build writes down what is live, if the settings do not say otherwise."""
        return self.instance / "catalogue.json"

    @property
    def search_index(self) -> Path:
        """The folder of the search index."""
        return self.configuration.search.folder(self.instance)

    @property
    def catalogue_file(self) -> Path:
        """Where a build of these very settings, a preview's for instance, writes down what is live."""
        return Path(self.configuration.builder.catalogue or self.catalogue)

    @property
    def theme(self) -> Path:
        """The folder of the theme."""
        return self.root / self.configuration.builder.theme

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """The folders of templates, the theme's last: what one holds stands in for what a later one does."""
        return (*(self.root / each for each in self.configuration.builder.overrides), self.theme / "templates")

    @property
    def private_store_path(self) -> Path:
        """What is known of comments and never public: mail addresses, networks, scores."""
        return self.instance / "comments" / "private.sqlite"

    @property
    def decisions(self) -> Path:
        """The log of what editors decided."""
        return self.instance / "comments" / "decisions.jsonl"

    @property
    def seen_versions(self) -> Path:
        """Which texts of comments editors were shown at the terminal."""
        return self.instance / "comments" / "seen.sqlite"

    @property
    def editors(self) -> Path:
        """The editors' accounts."""
        return self.instance / "editors.sqlite"

    @property
    def post_folders(self) -> list[Path]:
        """The folders of posts; new ones go into the first."""
        return [self.content / name for name in self.configuration.content.post_folders]

    @property
    def page_folders(self) -> list[Path]:
        """The folders of pages; new ones go into the first."""
        return [self.content / name for name in self.configuration.content.page_folders]


def root_above(content: Path) -> Path:
    """Return the folder of the site whose content folder is *content*: the nearest one above with settings, else the next."""
    return next((folder for folder in content.parents if (folder / SETTINGS_FILE).is_file()), content.parent)


def origin(site: Site) -> str:
    """Return scheme and host of SITEURL, with which an address that begins with a stroke is whole; nothing without one."""
    parts = urlsplit(site.configuration.site.url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def service_address(site: Site) -> str:
    """Return the whole address of the service of *site*, without a slash at its end; SERVICE_URL may be a path below SITEURL."""
    address = site.configuration.service.url or ""
    return address if urlsplit(address).scheme else site.configuration.site.url + address


def _place_of(error: Exception, path: Path) -> tuple[int, int, int]:
    """Return the line, column and length of what raised *error* in the settings file at *path*; 0: it is not known."""
    if isinstance(error, SyntaxError):
        length = (error.end_offset or 0) - (error.offset or 0) if error.end_lineno == error.lineno else 1
        return error.lineno or 1, error.offset or 0, max(1, length)
    from traceback import extract_tb  # noqa: PLC0415 - only where something is wrong

    from outsideinnovation.configuration.setting_lines import characters  # noqa: PLC0415 - likewise

    frames = [each for each in extract_tb(error.__traceback__) if each.filename == str(path)]
    if not frames:
        return 1, 0, 0
    line, start, end = frames[-1].lineno or 1, frames[-1].colno, frames[-1].end_colno
    if start is None or frames[-1].end_lineno != line:
        return line, 0, 0
    return characters(lines(path.read_text("utf-8-sig", "replace")), line, start, end)
