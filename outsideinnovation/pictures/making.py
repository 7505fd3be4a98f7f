"""Making of one picture's file what is published: a copy without metadata, and its versions. By content, so on any thread."""

from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.configuration.rooms import PicturesSettings
from outsideinnovation.pictures import codecs, svg
from outsideinnovation.pictures.codecs import Examined, UnreadablePictureError
from outsideinnovation.pictures.metadata import without_metadata
from outsideinnovation.pictures.picture import FOLDER, Picture, Version
from outsideinnovation.pictures.store import Facts, PictureStore, digest

NEARLY = 1.15  # a version that is hardly narrower than the picture itself is the picture's full width
UPRIGHT = 1
UNREADABLE = "published as it is; export it again"
TOO_LARGE = (
    f"more than {codecs.PIXELS // 1_000_000} million pixels, so no smaller version is made",
    "make it smaller; readers get all of it",
)
SCRIPTED = ("a script in it, which runs where the picture is opened by itself", "take it out")


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one file."""

    content: str
    facts: Facts


def make(path: Path, settings: PicturesSettings, store: PictureStore, made: str) -> Made:
    """Make what is to be made of the file at *path*, with versions where *made* names how. Raises OSError, StorageError.

    What cannot be read is a fault among the facts, and no error: pages show the file as it is.
    """
    data = path.read_bytes()
    content = digest(data)
    if path.suffix.lower() == ".svg":
        return Made(content, _of_svg(data.decode("utf-8", "replace"), made))
    try:
        seen = codecs.examine(data)
    except UnreadablePictureError as error:
        return Made(
            content, Facts(Picture(0, 0), made=made, fault=(f"no picture that can be read ({error})", UNREADABLE))
        )
    fault = None
    cleaned, turned_fault = _cleaned(data, seen)
    if cleaned != data:
        store.put(store.clean(content), cleaned)
    versions: tuple[Version, ...] = ()
    if seen.width * seen.height > codecs.PIXELS:
        fault = TOO_LARGE
    elif made and not seen.is_animated:
        try:
            versions = _versions(data, cleaned, seen, settings, store, content)
        except UnreadablePictureError as error:
            fault = (f"damaged or cut off ({error})", UNREADABLE)
    picture = Picture(seen.width, seen.height, versions)
    return Made(content, Facts(picture, len(cleaned) if cleaned != data else 0, made, fault or turned_fault))


def widths(own: int, wanted: tuple[int, ...]) -> tuple[int, ...]:
    """Return the widths, going up, of the versions of a picture that is *own* pixels wide: none is wider than that."""
    narrower = tuple(width for width in wanted if width * NEARLY <= own)
    return narrower if len(narrower) == len(wanted) else (*narrower, own)


def _of_svg(text: str, made: str) -> Facts:
    return Facts(Picture(*(svg.size(text) or (0, 0))), made=made, fault=SCRIPTED if svg.has_script(text) else None)


def _cleaned(data: bytes, seen: Examined) -> tuple[bytes, tuple[str, str] | None]:
    """Return the copy to publish, and what kept it from being turned upright, if anything did."""
    if seen.orientation == UPRIGHT or seen.is_animated or seen.width * seen.height > codecs.PIXELS:
        return without_metadata(data, seen.format), None
    try:
        return codecs.upright(data), None
    except UnreadablePictureError as error:
        return without_metadata(data, seen.format), (f"cannot be turned upright ({error})", UNREADABLE)


def _versions(
    data: bytes, cleaned: bytes, seen: Examined, settings: PicturesSettings, store: PictureStore, content: str
) -> tuple[Version, ...]:
    wanted = tuple(
        each for each in widths(seen.width, settings.widths) if each * seen.height // seen.width <= codecs.TALLEST
    )
    if not wanted:
        return ()
    found = []
    for (kind, width), written in codecs.versions(data, wanted, settings.formats, settings.quality).items():
        name = f"{FOLDER}/{digest(written)}-{width}.{kind}"
        store.put(store.version(content, name), written)
        found.append(Version(name, width, f"image/{kind}", len(written)))
    return tuple(found)
