"""Pictures on a site: versions, sizes, no position; both ways of building alike, and what has changed made anew."""

import io
import os
import re
import shutil
import warnings
from pathlib import Path

import pytest
from builder_foreign import run_pelican
from builder_site import difference, files
from picture_samples import POSITION, SCRIPTED, bomb, drawing, film, photograph, photograph_of_a_telephone
from PIL import Image
from tests_support import Blog

from outsideinnovation.builder.build import build
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way

PAGE = "2005/12/walk.html"
WALK = """\
![By the sea]({static}/images/sea.jpg)

Words. ![Upright](/images/turned.jpg "A title")

<p><img src="{static}/images/sketch.png" alt="A sketch" width="400"></p>

![Moves]({static}/images/film.gif) ![Elsewhere](https://else.example/x.jpg) ![Beside]({static}/elsewhere/near.jpg)

    <img src="/images/sea.jpg">
"""


@pytest.fixture
def pictured(blog: Blog) -> Blog:
    """A blog with a post that shows pictures, and one that is shown nowhere."""
    blog.write("images/sea.jpg", photograph())
    blog.write("images/turned.jpg", photograph(800, 600, orientation=6))
    blog.write("images/sketch.png", drawing())
    blog.write("images/film.gif", film())
    blog.write("images/unseen.jpg", photograph(640, 480))
    blog.write("elsewhere/near.jpg", photograph(300, 200))
    blog.write("pages/about.md", "Title: About\nSlug: about\n\nWho we are.\n")
    blog.post("walk", WALK, summary="In short: ![the sea]({static}/images/sea.jpg)")
    blog.post("words", "No picture.", date="2006-01-02 08:00")
    blog.write("sidebar/10-photo.md", "Title: Photo\nKind: photo\n\n![A face]({static}/images/sketch.png)\n")
    return blog


def page(blog: Blog, name: str = PAGE) -> str:
    """Return a page of the output."""
    return (blog.output / name).read_text("utf-8")


def versions(blog: Blog) -> set[str]:
    """Return the names of the versions in the output."""
    return {path.name for path in (blog.output / "picture-versions").iterdir()}


def warned(blog: Blog) -> list[str]:
    """Build, and return the warnings."""
    said: list[str] = []
    build(blog.site, warn=said.append)
    return said


def test_a_page_offers_smaller_versions_of_a_picture(pictured: Blog) -> None:
    """Each version is there, of the type and width it is said to be; the address of the picture itself stays."""
    build(pictured.site)
    sea = re.search(
        r'<picture>(.*?)<img alt="By the sea" src="/images/sea.jpg" width="1200" height="900"></picture>',
        page(pictured),
    )
    assert sea
    assert '<source type="image/webp" srcset="' in sea[1]
    found = re.findall(r"/(picture-versions/[0-9a-f]+-(\d+)\.webp) (\d+)w", sea[1])
    assert [int(width) for _, _, width in found] == [480, 960, 1200]
    for name, width, said in found:
        with Image.open(pictured.output / name) as image:
            assert (image.format, image.width, image.height) == ("WEBP", int(width), int(width) * 3 // 4)
            assert width == said
    with Image.open(pictured.output / "images/sea.jpg") as image:
        assert image.size == (1200, 900)


def test_the_first_picture_of_a_page_is_loaded_at_once_and_others_when_they_are_near(pictured: Blog) -> None:
    """All but the first of a text are lazy, those of other hosts too; only lazy ones may have automatic sizes."""
    build(pictured.site)
    text = page(pictured).partition('class="e-content')[2].partition("</article>")[0]
    images = re.findall(r"<img [^>]*>", text)
    assert "lazy" not in images[0]
    assert all('loading="lazy"' in each for each in images[1:6])
    assert 'sizes="(max-width: 780px) 100vw, 780px"' in text
    assert 'sizes="auto, (max-width: 600px) 100vw, 600px"' in text
    assert '<img src="{static}' not in text
    assert "&lt;img src=&quot;/images/sea.jpg&quot;&gt;" in text or '&lt;img src="/images/sea.jpg"&gt;' in text


def test_the_first_picture_of_the_front_page_is_loaded_at_once(pictured: Blog) -> None:
    """It stands in a summary; that beside the posts can wait."""
    build(pictured.site)
    main, _, beside = page(pictured, "index.html").partition("<main")[2].partition("</main>")
    assert 'alt="the sea" src="/images/sea.jpg" width="1200" height="900"></picture>' in main
    assert 'loading="lazy"' in beside


def test_what_an_author_says_of_a_picture_stays(pictured: Blog) -> None:
    """A width in HTML is kept and the height follows it; the picture is offered for that width."""
    build(pictured.site)
    assert re.search(
        r'sizes="auto, \(max-width: 400px\) 100vw, 400px"><img src="/images/sketch.png" alt="A sketch" width="400" height="300"',
        page(pictured),
    )


def test_no_published_picture_says_where_it_was_taken(pictured: Blog) -> None:
    """Position, camera, comment and XMP are gone from every picture, whether a page shows it or not; pixels are the same."""
    build(pictured.site)
    for path in pictured.output.rglob("*"):
        if path.suffix in {".jpg", ".png", ".webp"}:
            assert b"Secret" not in path.read_bytes(), path
            with Image.open(path) as image:
                assert not image.getexif().get_ifd(POSITION), path
    with (
        Image.open(pictured.content / "images/unseen.jpg") as before,
        Image.open(pictured.output / "images/unseen.jpg") as after,
    ):
        assert before.getexif().get_ifd(POSITION)
        assert before.tobytes() == after.tobytes()


def test_a_picture_is_published_upright(pictured: Blog) -> None:
    """One that a telephone held on its side lies right in its file, its versions and its size in the page."""
    build(pictured.site)
    assert 'src="/images/turned.jpg" title="A title" width="600" height="800"' in page(pictured)
    names = [
        "images/turned.jpg",
        *re.findall(r"picture-versions/[0-9a-f]+-\d+\.webp", page(pictured).split("turned.jpg")[0])[-2:],
    ]
    for name in names:
        with Image.open(pictured.output / name) as image:
            red, green, blue = image.convert("RGB").getpixel((image.width - 20, 20))
            assert (red > 200, green < 60, blue < 60) == (True, True, True), name


def test_an_animated_picture_is_kept_as_it_is(pictured: Blog) -> None:
    """It moves on, byte for byte, and has no versions; its size is told."""
    build(pictured.site)
    assert (pictured.output / "images/film.gif").read_bytes() == (pictured.content / "images/film.gif").read_bytes()
    assert re.search(
        r'<p><img alt="Moves" src="/images/film.gif" width="64" height="48" loading="lazy" decoding="async">',
        page(pictured),
    )


def test_feeds_show_the_picture_itself(pictured: Blog) -> None:
    """Readers of feeds get the address that every program can show, and no versions."""
    build(pictured.site)
    feed = page(pictured, "feeds/atom.xml")
    assert "https://ours.example/images/sea.jpg" in feed
    assert "srcset" not in feed
    assert "lazy" not in feed


@pytest.mark.parametrize(
    "settings",
    ["", 'SITEURL = "https://ours.example/notes"\n', 'PICTURES_FORMATS = ["avif", "webp"]\n', "PICTURES = False\n"],
)
def test_both_ways_of_building_make_the_same_bytes(pictured: Blog, tmp_path: Path, settings: str) -> None:
    """Ours, Pelican's, and ours again without any cache: pages, versions and cleaned copies are alike."""
    pictured.settings(settings)
    made = []
    for name, make in (("ours", build), ("pelicans", pelicans_way), ("again", build)):
        make(pictured.site, settings={"OUTPUT_PATH": str(tmp_path / name)})
        made.append(files(tmp_path / name))
        shutil.rmtree(pictured.root / "instance")
    assert difference(made[0], made[1]) == ""
    assert difference(made[0], made[2]) == ""
    assert any(name.startswith("picture-versions/") for name in made[0]) is (settings != "PICTURES = False\n")


def test_plain_pelican_makes_the_same_bytes(pictured: Blog, tmp_path: Path) -> None:
    """`pelican -s pelicanconf.py` publishes what `oi build` does."""
    build(pictured.site)
    assert difference(files(pictured.output), run_pelican(pictured, tmp_path / "plain")) == ""


def test_pages_with_relative_addresses_show_versions(pictured: Blog) -> None:
    """RELATIVE_URLS begins each page's addresses elsewhere; those of versions too."""
    pictured.settings("RELATIVE_URLS = True\n")
    build(pictured.site)
    found = re.search(r'srcset="(\S+) 480w.*?<img alt="By the sea" src="(\S+)" width="1200"', page(pictured))
    assert found
    for address in found.groups():
        assert address.startswith("../../")
        assert (pictured.output / "2005/12" / address).is_file()


def test_an_attached_picture_has_versions_where_it_goes(pictured: Blog) -> None:
    """``{attach}`` moves it beside the post that shows it first."""
    pictured.settings('STATIC_PATHS = ["images", "posts"]\n')
    pictured.write("posts/own.jpg", photograph(640, 480))
    pictured.post("words", "![own]({attach}own.jpg)", date="2006-01-02 08:00")
    build(pictured.site)
    assert re.search(
        r'480w.*<img alt="own" src="/2006/01/own.jpg" width="640" height="480">', page(pictured, "2006/01/words.html")
    )
    assert b"Secret" not in (pictured.output / "2006/01/own.jpg").read_bytes()


def test_a_picture_that_changes_is_made_anew_and_shown(pictured: Blog) -> None:
    """What is shown of it changes in every page that shows it, and nothing of the old one stays; as in a clean build."""
    build(pictured.site)
    before = versions(pictured)
    pictured.write("images/sea.jpg", photograph(1000, 500))
    report = build(pictured.site)
    assert 'src="/images/sea.jpg" width="1000" height="500"' in page(pictured)
    assert report.written < 20
    clean = pictured.root / "clean"
    build(pictured.site, settings={"OUTPUT_PATH": str(clean)}, clean=True)
    assert difference(files(pictured.output), files(clean)) == ""
    assert before - versions(pictured)


def test_a_changed_text_shows_another_picture(pictured: Blog) -> None:
    """One that no page had shown gets its versions; those that no page shows any more go."""
    build(pictured.site)
    pictured.post("words", "Now ![one]({static}/images/unseen.jpg).", date="2006-01-02 08:00")
    pictured.post("walk", "No picture any more.")
    build(pictured.site)
    assert 'src="/images/unseen.jpg" width="640" height="480"' in page(pictured, "2006/01/words.html")
    clean = pictured.root / "clean"
    build(pictured.site, settings={"OUTPUT_PATH": str(clean)}, clean=True)
    assert difference(files(pictured.output), files(clean)) == ""


def test_a_comment_leaves_pictures_as_they_are(pictured: Blog) -> None:
    """A build of a comment alone shows the post with its pictures."""
    build(pictured.site)
    pictured.comment("walk", "00000001-walk")
    build(pictured.site)
    assert "00000001-walk" in page(pictured)
    assert 'width="1200" height="900"></picture>' in page(pictured)


def test_what_was_made_of_a_picture_is_not_made_again(pictured: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a clean build nor a file that has moved, or whose time is another, encodes anything."""
    build(pictured.site)
    from outsideinnovation.pictures import codecs

    def refuse(*_: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(codecs, "versions", refuse)
    monkeypatch.setattr(codecs, "upright", refuse)
    os.utime(pictured.content / "images/sea.jpg")
    (pictured.content / "images/turned.jpg").rename(pictured.content / "images/moved.jpg")
    pictured.post("walk", WALK.replace("turned", "moved"))
    build(pictured.site, clean=True)
    assert 'src="/images/moved.jpg" title="A title" width="600" height="800"' in page(pictured)


def test_what_was_made_of_a_picture_that_is_gone_goes_in_time(pictured: Blog) -> None:
    """Another build may be about to publish it, so it stays for a day; what is still shown stays for ever."""
    build(pictured.site)
    made = set((pictured.root / "instance/cache/pictures").glob("??/*"))
    (pictured.content / "images/unseen.jpg").unlink()
    build(pictured.site)
    assert set((pictured.root / "instance/cache/pictures").glob("??/*")) == made
    for folder in made:
        os.utime(folder, (1_000_000_000, 1_000_000_000))
    pictured.write("images/unseen.jpg", drawing(20, 10))
    build(pictured.site)
    left = set((pictured.root / "instance/cache/pictures").glob("??/*"))
    assert len(made - left) == 1
    shutil.rmtree(pictured.output)
    build(pictured.site)
    assert 'width="1200" height="900"></picture>' in page(pictured)


BAD = {
    "cut off": (photograph()[:-9000], "sea.jpg: damaged or cut off", 'width="1200" height="900"'),
    "no picture": (
        b"<html>404</html>",
        "sea.jpg: no picture that can be read (it does not begin as",
        'src="/images/sea.jpg"',
    ),
    "empty": (b"", "sea.jpg: no picture that can be read", 'src="/images/sea.jpg"'),
    "a bomb": (bomb(), "sea.jpg: more than 100 million pixels", 'width="50000" height="50000"'),
}


@pytest.mark.parametrize(("data", "told", "shown"), BAD.values(), ids=BAD)
def test_a_bad_picture_is_told_of_and_shown_as_it_is(pictured: Blog, data: bytes, told: str, shown: str) -> None:
    """The page is right, the file is there, and the message names it; each full build says so again."""
    pictured.write("images/sea.jpg", data)
    assert any(told in each for each in warned(pictured))
    assert shown in page(pictured)
    assert (pictured.output / "images/sea.jpg").is_file()
    assert page(pictured).count('src="/images/turned.jpg"') == 1
    pictured.post("more", "Words.", date="2006-02-02 08:00")
    assert any(told in each for each in warned(pictured))


def test_a_picture_of_20000_pixels_has_versions(pictured: Blog) -> None:
    """A panorama is wide, and no reason to refuse it."""
    pictured.write("images/sea.jpg", photograph(20_000, 100))
    assert warned(pictured) == []
    assert re.search(
        r'/picture-versions/[0-9a-f]+-1600.webp 1600w" sizes="[^"]*"><img alt="By the sea" src="/images/sea.jpg" width="20000"',
        page(pictured),
    )


def test_a_tower_of_20000_pixels_is_no_mistake(pictured: Blog) -> None:
    """WebP cannot be that tall; what can be made is made."""
    pictured.write("images/sea.jpg", photograph(600, 20_000))
    assert warned(pictured) == []
    assert 'width="600" height="20000"' in page(pictured)


def test_a_photograph_of_a_telephone_is_no_film(pictured: Blog) -> None:
    """It has versions, and is published without the small picture behind it, which says where it was taken too."""
    pictured.write("images/sea.jpg", photograph_of_a_telephone())
    assert warned(pictured) == []
    assert 'src="/images/sea.jpg" width="1200" height="900"></picture>' in page(pictured)
    data = (pictured.output / "images/sea.jpg").read_bytes()
    assert data.count(b"\xff\xd8\xff") == 1
    assert b"Secret" not in data


def test_damaged_metadata_are_no_reason_to_warn(pictured: Blog) -> None:
    """Who cannot read them loses nothing: they are taken out anyway."""
    pictured.write(
        "images/sea.jpg", photograph().replace(b"Exif\0\0MM\0*\0\0\0\x08\0\x03", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff")
    )
    with warnings.catch_warnings(action="error"):
        assert warned(pictured) == []
    assert b"Secret" not in (pictured.output / "images/sea.jpg").read_bytes()


def test_a_script_in_a_drawing_is_told_of(pictured: Blog) -> None:
    """It runs where the picture is opened by itself; within the page it does not."""
    pictured.write("images/x.svg", SCRIPTED)
    pictured.post("words", "![x]({static}/images/x.svg)", date="2006-01-02 08:00")
    assert any("x.svg: a script in it" in each for each in warned(pictured))
    assert '<img alt="x" src="/images/x.svg" width="40" height="30">' in page(pictured, "2006/01/words.html")


def test_a_draft_makes_no_versions_public(pictured: Blog) -> None:
    """What only a draft shows has no versions in the output."""
    build(pictured.site)
    before = versions(pictured)
    pictured.post("secret", "![u]({static}/images/unseen.jpg)", status="draft")
    build(pictured.site)
    assert versions(pictured) == before


def test_a_build_without_changed_pictures_never_loads_the_library(pictured: Blog) -> None:
    """Pillow is imported where a picture has changed and nowhere else."""
    import subprocess
    import sys

    build(pictured.site)
    pictured.post("more", "Words and ![the sea]({static}/images/sea.jpg).", date="2006-02-02 08:00")
    code = (
        "import sys; from pathlib import Path; from outsideinnovation.site import Site;"
        "from outsideinnovation.builder.build import build;"
        f"build(Site.load(Path({str(pictured.root)!r}))); sys.exit('PIL' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    with Image.open(io.BytesIO((pictured.output / "images/sea.jpg").read_bytes())) as image:
        assert image.size == (1200, 900)
