"""Pictures for tests, made by Pillow: photographs with what telephones write into them, and what no picture should be."""

import io
import struct
import zlib
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

POSITION = 0x8825  # the part of Exif that says where a picture was taken
ORIENTATION = 0x0112


@cache
def photograph(
    width: int = 1200, height: int = 900, *, orientation: int = 1, kind: str = "JPEG", **options: Any
) -> bytes:
    """Return a picture, red at its top left as it lies in the file, with a position, a camera and a comment."""
    image = Image.effect_noise((40, 30), 60).resize((width, height)).convert("RGB")
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), "red")
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(POSITION).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    file = io.BytesIO()
    more = {"comment": b"SecretComment", "quality": 85} if kind == "JPEG" else {}
    image.save(file, kind, exif=exif.tobytes(), xmp=b"<x:xmpmeta>SecretWords</x:xmpmeta>", **(more | options))
    return file.getvalue()


def photograph_of_a_telephone(width: int = 1200, height: int = 900) -> bytes:
    """Return a JPEG with a second, small one behind it, as telephones write them (CIPA DC-007)."""
    shots = [Image.open(io.BytesIO(photograph(*size))) for size in ((width, height), (160, 120))]
    file = io.BytesIO()
    shots[0].save(file, "MPO", save_all=True, append_images=shots[1:])
    return file.getvalue()


@cache
def drawing(width: int = 800, height: int = 600, kind: str = "PNG", **options: Any) -> bytes:
    """Return a picture of few colours, transparent where nothing is drawn."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((width // 8, height // 8, width // 2, height // 2), "teal")
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def film(frames: int = 3) -> bytes:
    """Return an animated GIF."""
    shots = [Image.new("P", (64, 48), number) for number in range(frames)]
    for number, shot in enumerate(shots):
        shot.putpalette([number * 40, 90, 200] * 256)
        ImageDraw.Draw(shot).rectangle((number * 8, 0, number * 8 + 8, 8), fill=number + 5)
    file = io.BytesIO()
    shots[0].save(file, "GIF", save_all=True, append_images=shots[1:], duration=100, loop=0, optimize=False)
    return file.getvalue()


def bomb(side: int = 50_000) -> bytes:
    """Return a PNG of a few bytes that says it has *side* times *side* pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(10_000))), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


SCRIPTED = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><script>alert(1)</script></svg>'
