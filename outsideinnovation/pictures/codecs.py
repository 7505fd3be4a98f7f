"""Reading and writing the pixels of pictures, by Pillow: what a file holds, that upright, and in smaller and modern versions.

Every file is a stranger's: only formats of the web are opened, and nothing is decoded that has too many pixels.
"""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps, JpegImagePlugin, UnidentifiedImageError

PIXELS = 100_000_000  # of a picture, which as RGB takes 300 MB; with more it is not decoded
TALLEST = 16_383  # pixels, the most that WebP can say
OPENED = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
LOSSLESS = frozenset({"PNG", "GIF"})
_ORIENTATION = 0x0112  # Exif 3.0, 4.6.5.1.6
_TURNED = frozenset({5, 6, 7, 8})  # orientations that exchange width and height
_UPRIGHT = 1
_REFUSALS = (
    OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, EOFError, MemoryError, struct.error,
    Image.DecompressionBombError, ImageCms.PyCMSError,
)  # fmt: skip  # what Pillow raises on bytes that are no such picture; of truncated AVIF a SyntaxError


class UnreadablePictureError(Exception):
    """The bytes are no picture that can be read to its end; the text says why."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What the head of a file says: its format, its size in pixels as it is shown, and how it is to be turned (1: not)."""

    format: str
    width: int
    height: int
    orientation: int
    is_animated: bool


@contextmanager
def own_limits() -> Iterator[None]:
    """Let this module judge, by its own ``PIXELS``, while the block runs, on whatever threads: Pillow would warn on stderr."""
    theirs, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = theirs


def examine(data: bytes) -> Examined:
    """Return what the head of a picture says; nothing is decoded. Raises UnreadablePictureError."""
    with _opened(data) as image:
        kind = "JPEG" if image.format == "MPO" else str(image.format)  # a JPEG with more of them after it
        turn = image.getexif().get(_ORIENTATION, _UPRIGHT) if kind != "PNG" or b"eXIf" in data else _UPRIGHT
        orientation = turn if turn in range(_UPRIGHT, 9) else _UPRIGHT
        width, height = image.size[::-1] if orientation in _TURNED else image.size
        animated = kind != "JPEG" and bool(getattr(image, "is_animated", False))
        return Examined(kind, width, height, orientation, animated)


def upright(data: bytes) -> bytes:
    """Return a picture turned as its Exif says, without that, in its own format. Raises UnreadablePictureError.

    A JPEG is written with its own tables and so loses next to nothing.
    """
    with _opened(data) as image:
        kind = "JPEG" if image.format == "MPO" else str(image.format)
        turned = ImageOps.exif_transpose(image)
        options: dict[str, Any] = {"icc_profile": image.info.get("icc_profile")}
        if kind == "JPEG" and isinstance(image, JpegImagePlugin.JpegImageFile):
            sampling = JpegImagePlugin.get_sampling(image)
            options |= {"qtables": image.quantization, "progressive": "progression" in image.info}
            options |= {"subsampling": sampling} if sampling >= 0 else {}
        elif kind in {"WEBP", "AVIF"}:
            options |= {"quality": 90, **({"max_threads": 1} if kind == "AVIF" else {})}
        turned.info.clear()
        written = BytesIO()
        turned.save(written, kind, **options)
        return written.getvalue()


def versions(
    data: bytes, widths: tuple[int, ...], formats: tuple[str, ...], quality: int
) -> dict[tuple[str, int], bytes]:
    """Return a picture, upright and in sRGB, by format and width, in each of the *formats* and *widths*.

    *widths* go up. Where the widest of a format is not smaller than *data*, that format is left away. Raises
    UnreadablePictureError.
    """
    with _opened(data) as image:
        is_lossless = image.format in LOSSLESS
        if image.mode.startswith(("I", "F")):  # more than 256 shades, which Pillow would cut off and not scale
            return {}
        if image.format in {"JPEG", "MPO"}:
            _decode_less(image, widths[-1])
        pixels = _srgb(ImageOps.exif_transpose(image))
        sized = [(width, _resized(pixels, width)) for width in widths]
        made: dict[tuple[str, int], bytes] = {}
        for kind in formats:
            written = {(kind, width): _written(each, kind, quality, is_lossless=is_lossless) for width, each in sized}
            if len(written[kind, widths[-1]]) < len(data):
                made |= written
        return made


def _decode_less(image: Image.Image, width: int) -> None:
    """Let a JPEG be decoded at a half, a quarter or an eighth where that is still as wide as *width* when it is upright."""
    turned = image.getexif().get(_ORIENTATION) in _TURNED
    across, down = image.size[::-1] if turned else image.size
    wanted = (width, max(1, down * width // across))
    image.draft(image.mode, wanted[::-1] if turned else wanted)


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    try:
        with Image.open(BytesIO(data), formats=OPENED) as image:
            yield image
    except UnidentifiedImageError as error:  # whose text names an object in memory
        raise UnreadablePictureError("it does not begin as a JPEG, PNG, WebP, GIF or AVIF does") from error
    except _REFUSALS as error:
        raise UnreadablePictureError(str(error) or type(error).__name__) from error


def _srgb(image: Image.Image) -> Image.Image:
    """Return *image* as RGB or RGBA in the colours that browsers take for granted, with nothing said besides."""
    profile = image.info.get("icc_profile")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode == "P" or (image.mode in {"L", "LA", "RGB"} and mode == "RGBA"):
        image = image.convert(mode)
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        image = _by_profile(image, profile, mode)
    image = image if image.mode == mode else image.convert(mode)
    image.info.clear()
    return image


def _by_profile(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    try:
        theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
        made = ImageCms.profileToProfile(image, theirs, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile of other colours than the picture's
        return image
    return image if made is None else made


def _resized(pixels: Image.Image, width: int) -> Image.Image:
    height = max(1, round(pixels.height * width / pixels.width))
    return pixels.resize((width, height), Image.Resampling.LANCZOS)


def _written(image: Image.Image, kind: str, quality: int, *, is_lossless: bool) -> bytes:
    if kind == "avif":
        options: dict[str, Any] = {"quality": max(1, quality - 20), "speed": 6, "max_threads": 1}
        return _saved(image, "AVIF", options)  # with one thread the bytes do not hang on the machine
    lossy = _saved(image, "WEBP", {"quality": quality, "method": 4})
    if not is_lossless:
        return lossy
    return min(lossy, _saved(image, "WEBP", {"lossless": True, "quality": 80, "method": 4}), key=len)


def _saved(image: Image.Image, kind: str, options: dict[str, Any]) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()
