"""Glue for ``outsideinnovation.pictures``: smaller and modern versions of the pictures that posts, pages and modules show.

Settings: PICTURES, PICTURES_WIDTHS, PICTURES_FORMATS, PICTURES_QUALITY, PICTURES_COLUMN. Templates need to do nothing: the
text of a post names its versions and sizes. Files are published without metadata.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import Generator

from outsideinnovation.builder.incremental.stamps import stamp_of
from outsideinnovation.builder.pelican_engine.build import PelicanEngine
from outsideinnovation.builder.pelican_engine.contents import contents
from outsideinnovation.builder.pelican_engine.outputs import Output
from outsideinnovation.builder.pelican_engine.writer import SiteWriter
from outsideinnovation.builder.pictures import PictureIndex, PictureReferences, Published, publish
from outsideinnovation.builder.urls import makers
from outsideinnovation.configuration import Configuration
from outsideinnovation.pictures.markup import sources
from outsideinnovation.pictures.picture import Picture, is_picture
from outsideinnovation.pictures.stylesheets import keep_shape, styles_of

SQUEEZING = (
    "The theme %s makes pictures narrower and not lower, so pages do not say their sizes: let its style say "
    "img { max-width: 100%%; height: auto }"
)
logger = logging.getLogger(__name__)


class Pictures(Generator):
    """Makes the versions, writes them, and tells texts of them."""

    _versions: Mapping[str, Path] = {}

    def publish(self, generators: list[Any]) -> None:
        """Make what is to be published of pictures, once everything is read and before links are resolved."""
        settings = Configuration.of(self.settings)
        statics = {each.relative_source_path: each for each in self.context["staticfiles"]}
        modules = self.context.get("sidebar_contents", ())
        texts = [*(each for each in contents(generators) if each.save_as), *modules]
        files = {path: Path(self.path, each.source_path) for path, each in statics.items() if is_picture(path)}
        stamped = {path: (file, stamp_of(file)) for path, file in files.items()}
        shown = set(_shown(texts, PictureReferences(settings), statics))
        published = publish(settings.pictures, self.context["picture_cache"], stamped, shown)
        for problem in published.problems:
            logger.warning("%s", problem)
        self._versions = {name: path for name, path in published.files.items() if name not in statics}
        self.context["published_instead"] = {
            statics[name].source_path: path for name, path in published.files.items() if name in statics
        }
        if settings.pictures.is_on:
            is_sized = keep_shape(styles_of(Path(self.theme)))
            if not is_sized:
                logger.warning(SQUEEZING, Path(self.theme).name)
            _tell(texts, PictureIndex(settings, _Places(published, statics), is_sized=is_sized), modules)

    def outputs(self) -> Iterator[Output]:
        """Yield the versions."""
        yield from ((name, makers.VERSION) for name in self._versions)

    def generate_output(self, writer: SiteWriter) -> None:
        """Write the versions."""
        for name, path in self._versions.items():
            writer.write_bytes(name, path.read_bytes())


class _Places(dict[str, Picture]):
    """What is published of pictures by where it is now: ``{attach}`` moves a file once the text is rendered that shows it."""

    def __init__(self, published: Published, statics: Mapping[str, Any]) -> None:
        super().__init__()
        self._published, self._statics = published, statics

    def __missing__(self, name: str) -> Picture:
        self.update({_save_as(self._statics[path]): each for path, each in self._published.shown.items()})
        return dict(self)[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return the picture that is published as *name*."""
        try:
            return self[name]
        except KeyError:
            return default


def register() -> None:
    """Wait for the build; called by Pelican."""
    signals.initialized.connect(connect)


def connect(pelican: Pelican) -> None:
    """Connect to the signals of a build of ours; stock Pelican's classes lack what this needs."""
    if not isinstance(pelican, PelicanEngine):
        return
    signals.get_generators.connect(generators)
    signals.all_generators_finalized.connect(publish_pictures)


def generators(_: object) -> type[Generator]:
    """Name our generator to Pelican."""
    return Pictures


def publish_pictures(generators: list[Any]) -> None:
    """Let our generator make what it will write."""
    next(each for each in generators if isinstance(each, Pictures)).publish(generators)


def _shown(texts: list[Any], addresses: PictureReferences, statics: Mapping[str, Any]) -> Iterator[str]:
    """Yield the path of every file that a text shows which is published."""
    known = {_save_as(each): path for path, each in statics.items()} | {path: path for path in statics}
    for text in texts:
        summary = text.metadata.get("summary") or ""
        for address in chain(sources(text._content), sources(str(summary))):
            if path := addresses.meant(text.relative_source_path, address, known):
                yield known[path]


def _save_as(static: Any) -> str:
    """Return where a file goes, without settling that: who asks Pelican for it keeps ``{attach}`` from moving the file."""
    return str(Content.save_as.fget(static))


def _tell(texts: list[Any], index: PictureIndex, modules: Any) -> None:
    """Let *texts* show what *index* knows; feeds take them without that. The first picture of a page is not waited for."""
    beside = set(map(id, modules))
    for text in texts:
        text.get_plain_content = text.get_content
        text.get_content = _pictured(text.get_content, index, is_first_near=id(text) not in beside)
        text.get_summary = _pictured(text.get_summary, index, is_first_near=False)


def _pictured(get: Callable[[str], str], index: PictureIndex, *, is_first_near: bool) -> Callable[[str], str]:
    return lambda site_url: index.html(get(site_url), root=f"{site_url}/", is_first_near=is_first_near)
