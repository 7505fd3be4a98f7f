"""The pictures of a site: which of its files are some, which of them pages show, and what is published of each.

Both ways of building go through here, so that they publish the same.
"""

import json
import re
import time
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from outsideinnovation.builder.content import internal
from outsideinnovation.builder.incremental.stamps import Stamp, digest, settled, unreadable
from outsideinnovation.builder.incremental.workers import cores
from outsideinnovation.builder.report import Progress
from outsideinnovation.configuration import Configuration
from outsideinnovation.configuration.rooms import PicturesSettings
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.pictures.markup import with_versions
from outsideinnovation.pictures.picture import Picture, is_picture
from outsideinnovation.pictures.store import Facts, PictureStore, content_of

FILES = frozenset({"static", "attach", "filename"})
_LINK = re.compile(r"[{|](?P<what>[^{}|]*)[|}](?P<target>.*)", re.DOTALL)
_QUERY = re.compile(r"[?#].*", re.DOTALL)
Files = Mapping[str, tuple[Path, Stamp]]  # by the names that they are to have in the output


@dataclass(frozen=True, slots=True)
class Published:
    """What is published of pictures.

    ``shown`` are those that pages show, by the names of their files in the output; ``files`` what takes the place of a
    copy, or is there besides; ``problems`` what is worth telling.
    """

    shown: Mapping[str, Picture]
    files: Mapping[str, Path]
    problems: tuple[Problem, ...] = ()


class PictureReferences:
    """What addresses of pictures in posts and pages mean, for a site with those settings."""

    def __init__(self, settings: Configuration) -> None:
        site = settings.site.url
        self._bases = (settings.site.root, *((f"{site}/",) if site else ()))

    def name(self, address: str, more: tuple[str, ...] = ()) -> str | None:
        """Return the output that an *address* names which begins as those of the site do, or with one of *more*."""
        plain = unescape(address)
        base = next((base for base in (*self._bases[::-1], *more) if plain.startswith(base)), None)
        return None if base is None else unquote(_QUERY.sub("", plain[len(base) :]))

    def meant(self, source: str, address: str, known: Container[str]) -> str | None:
        """Return the file among the *known* that an *address* in the text *source* means, as the author wrote it."""
        link = _LINK.fullmatch(address)
        if link and link["what"] in FILES:
            return next((path for path in internal.candidates(source, link["target"]) if path in known), None)
        name = self.name(address)
        return name if name in known else None


class PictureIndex:
    """The *pictures* that pages show, by the names of their files in the output; *is_sized* as in ``with_versions``."""

    def __init__(self, settings: Configuration, pictures: Mapping[str, Picture], *, is_sized: bool = True) -> None:
        self._is_sized = is_sized
        self._pictures, self._addresses = pictures, PictureReferences(settings)
        self._is_on, self._column, self._root = settings.pictures.is_on, settings.pictures.column, settings.site.root

    def html(self, markup: str, *, root: str | None = None, is_first_near: bool = False) -> str:
        """Return *markup*, whose links are resolved, with what is known of its pictures, as ``with_versions`` does.

        *root* is what the links inside the site begin with, where that is not the site's own.
        """
        if not self._is_on:
            return markup
        begins = self._root if root is None else root
        find = partial(self._found, root=begins)
        return with_versions(markup, find, begins, self._column, is_first_near=is_first_near, is_sized=self._is_sized)

    def fingerprint(self, source: str, addresses: Iterable[str]) -> str:
        """Return what changes whenever pages show otherwise the pictures that the text *source* has at *addresses*."""
        names = (self._addresses.meant(source, address, self._pictures) for address in addresses)
        return digest(*(repr(self._pictures[name].dump()) if name else "" for name in names))

    def dump(self) -> str:
        """Return the pictures as a text of JSON."""
        return json.dumps({name: each.dump() for name, each in self._pictures.items()})

    def _found(self, address: str, root: str) -> Picture | None:
        name = self._addresses.name(address, (root,))
        return None if name is None else self._pictures.get(name)


def folder(instance: Path) -> Path:
    """Return where what was made of pictures is kept, for a site whose private folder is *instance*."""
    return instance / "cache" / "pictures"


def publish(
    settings: PicturesSettings, cache: Path, files: Files, shown: Container[str], progress: Progress = lambda *_: None
) -> Published:
    """Make, on all cores, what is to be published of the pictures among *files*; versions of those only that are *shown*.

    What has been made before lies in the folder *cache*. Raises ContentError for a file that may not be read, StorageError.
    """
    pictures = {name: file for name, file in files.items() if is_picture(name)}
    if not settings.is_on or not pictures:
        return Published({}, {})
    store = PictureStore(cache)
    way = _way(settings)
    ways = {name: way if name in shown else "" for name in pictures}
    known = _known(store, pictures, ways)
    known |= _read_again(store, {name: file for name, file in pictures.items() if name not in known}, ways)
    todo = [name for name in pictures if name not in known]
    try:
        if todo:
            known |= _made(settings, store, {name: (*pictures[name], ways[name]) for name in todo}, progress)
    finally:  # what was made is not made again where something went wrong
        store.save(str(path) for path, _ in pictures.values())
    return _published(store, pictures, ways, known)


def _way(settings: PicturesSettings) -> str:
    """Return the name of all that versions hang on besides the picture: settings, and the library with its codecs."""
    from importlib.metadata import version  # noqa: PLC0415 - takes a while, and a site without pictures needs none

    return f"{version('pillow')} {settings.widths} {settings.formats} {settings.quality}"


def _known(store: PictureStore, pictures: Files, ways: Mapping[str, str]) -> dict[str, tuple[str, Facts]]:
    found = {}
    for name, (path, stamp) in pictures.items():
        content = store.digest(str(path), stamp)
        facts = store.facts(content, ways[name]) if content else None
        if content and facts:
            found[name] = (content, facts)
    return found


def _read_again(store: PictureStore, pictures: Files, ways: Mapping[str, str]) -> dict[str, tuple[str, Facts]]:
    """Return what is known of the content of files that have moved, or whose times alone are others."""
    now, found = time.time_ns(), {}
    for name, (path, stamp) in pictures.items() if store.is_used else ():
        try:
            content = content_of(path)
        except OSError as error:
            raise ContentError([unreadable(error)]) from error
        if facts := store.facts(content, ways[name]):
            store.remember(str(path), settled(stamp, now), content)
            found[name] = (content, facts)
    return found


def _made(
    settings: PicturesSettings, store: PictureStore, todo: Mapping[str, tuple[Path, Stamp, str]], progress: Progress
) -> dict[str, tuple[str, Facts]]:
    """Make what is not known yet; threads will do, since Pillow lets the others go on while it works."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - likewise

    from outsideinnovation.pictures import codecs, making  # noqa: PLC0415 - loads Pillow, where a picture has changed

    now, made = time.time_ns(), {}
    with codecs.own_limits(), ThreadPoolExecutor(cores(), thread_name_prefix="picture") as pool:
        make = partial(making.make, settings=settings, store=store)
        waiting = {name: pool.submit(make, path, made=way) for name, (path, _, way) in todo.items()}
        try:
            for done, (name, result) in enumerate(waiting.items(), 1):
                path, stamp, _ = todo[name]
                each = result.result()
                store.remember(str(path), settled(stamp, now), each.content, each.facts)
                made[name] = (each.content, each.facts)
                progress("Pictures", done, len(todo))
        except OSError as error:
            raise ContentError([unreadable(error)]) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return made


def _published(
    store: PictureStore, pictures: Files, ways: Mapping[str, str], known: Mapping[str, tuple[str, Facts]]
) -> Published:
    shown, files, problems = dict[str, Picture](), dict[str, Path](), list[Problem]()
    for name in pictures:
        content, facts = known[name]
        if facts.clean:
            files[name] = store.clean(content)
        if ways[name]:
            shown[name] = facts.picture
            files |= {each.name: store.version(content, each.name) for each in facts.picture.versions}
        if facts.fault:
            problems.append(Problem(pictures[name][0], 0, *facts.fault))
    return Published(shown, files, tuple(problems))
