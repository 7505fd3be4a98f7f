"""What a picture's file says besides the picture is taken out, and not a pixel changes."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from picture_samples import drawing, photograph
from PIL import Image, ImageCms, PngImagePlugin

from outsideinnovation.pictures.metadata import without_metadata

KINDS = ("JPEG", "PNG", "WEBP")


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_stays_and_no_pixel_changes(kind: str) -> None:
    """Position, camera, comment and XMP go; what is decoded is the same."""
    data = photograph(200, 150, kind=kind)
    cleaned = without_metadata(data, kind)
    assert b"Secret" in data
    assert b"Secret" not in cleaned
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(cleaned)) as after:
        assert before.tobytes() == after.tobytes()
        assert not after.getexif()


@pytest.mark.parametrize("kind", KINDS)
def test_colours_stay(kind: str) -> None:
    """An ICC profile says what colours are meant."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    cleaned = without_metadata(photograph(64, 48, kind=kind, icc_profile=profile), kind)
    with Image.open(io.BytesIO(cleaned)) as image:
        assert image.info["icc_profile"] == profile


@pytest.mark.parametrize("progressive", [False, True])
def test_what_follows_a_picture_in_its_file_goes(progressive: bool) -> None:
    """Telephones put a film behind it, which says where it was taken too."""
    data = photograph(200, 150, progressive=progressive)
    cleaned = without_metadata(data + b"ftypSecretFilm", "JPEG")
    assert cleaned == without_metadata(data, "JPEG")
    assert cleaned.endswith(b"\xff\xd9")


def test_restart_markers_and_stuffed_bytes_are_part_of_the_picture() -> None:
    """They look like the end of it to whoever does not know them (ITU-T T.81, B.1.1.5)."""
    data = photograph(320, 240, restart_marker_blocks=1, quality=100)
    assert b"\xff\xd0" in data
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(without_metadata(data, "JPEG"))) as after:
        assert before.tobytes() == after.tobytes()


def test_words_in_a_drawing_go() -> None:
    """PNG has words of its own, compressed or not."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "SecretPerson")
    words.add_text("Comment", "SecretWords" * 50, zip=True)
    words.add_itxt("Title", "SecretTitle")
    cleaned = without_metadata(drawing(32, 32, pnginfo=words), "PNG")
    with Image.open(io.BytesIO(cleaned)) as image:
        assert not image.text
        assert image.mode == "RGBA"


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_without_metadata_is_left_alone(kind: str) -> None:
    """Cleaning twice changes nothing."""
    once = without_metadata(photograph(64, 48, kind=kind), kind)
    assert without_metadata(once, kind) == once


@given(data=st.binary(max_size=400), kind=st.sampled_from((*KINDS, "GIF")), cut=st.integers(0, 400))
def test_damage_breaks_nothing(data: bytes, kind: str, cut: int) -> None:
    """Whatever the bytes are, and wherever a picture is cut off, the result is no larger, and there is one."""
    assert len(without_metadata(data, kind)) <= len(data) + 12
    if kind in KINDS:
        whole = photograph(40, 30, kind=kind)
        assert len(without_metadata(whole[:cut] + data, kind)) <= cut + len(data) + 12
