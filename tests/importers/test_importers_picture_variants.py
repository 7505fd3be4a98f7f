"""One picture in many sizes is one file here, found whole, wherever the system that served it kept it."""

import zipfile
from collections import Counter
from pathlib import Path

import pytest
from picture_samples import photograph
from PIL import Image

from outsideinnovation.importers import archive
from outsideinnovation.importers.images import variants
from outsideinnovation.importers.images.bringing import PictureImport
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.web_client.download import DownloadError

GOOGLE = "https://blogger.googleusercontent.com/img/b/R29/AVvXsEg"
FAMILIES = {
    "wordpress": (
        "https://w.example/wp-content/uploads/2024/03/cat.jpg",
        ["https://w.example/wp-content/uploads/2024/03/cat-300x188.jpg", "https://w.example/wp-content/uploads/2024/03/cat.jpg?w=300",
         "https://i0.wp.com/w.example/wp-content/uploads/2024/03/cat.jpg?resize=300%2C188&amp;ssl=1"],
    ),
    "blogger": (f"{GOOGLE}/s0/cat.jpg", [f"{GOOGLE}/s320/cat.jpg", f"{GOOGLE}/w640-h480/cat.jpg", f"{GOOGLE}/s1600-rw/cat.jpg"]),
    "old blogger": (
        "http://photos1.blogger.com/blogger/12/345/1600/cat.jpg",
        ["http://photos1.blogger.com/blogger/12/345/320/cat.jpg", "http://photos1.blogger.com/blogger/12/345/400/cat.jpg"],
    ),
    "picasa": ("http://lh3.ggpht.com/_a/b/s0/cat.jpg", ["http://lh3.ggpht.com/_a/b/s144/cat.jpg"]),
    "google": ("https://lh3.googleusercontent.com/abc=s0", ["https://lh3.googleusercontent.com/abc=s320", "https://lh3.googleusercontent.com/abc=w640-h480"]),
    "ghost": ("https://g.example/content/images/2024/07/cat.png", ["https://g.example/content/images/size/w600/2024/07/cat.png", "https://g.example/content/images/size/w1000/format/webp/2024/07/cat.png"]),
    "substack": (
        "https://substack-post-media.s3.amazonaws.com/public/images/cat.png",
        ["https://substackcdn.com/image/fetch/$s_!a!,w_1456,c_limit,f_auto/https%3A%2F%2Fsubstack-post-media.s3.amazonaws.com%2Fpublic%2Fimages%2Fcat.png"],
    ),
    "squarespace": ("https://images.squarespace-cdn.com/content/v1/5/cat.jpg?format=original", ["https://images.squarespace-cdn.com/content/v1/5/cat.jpg?format=1500w"]),
}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_every_size_is_the_same_picture_and_tells_where_the_whole_one_is(family: str) -> None:
    """Each system writes sizes in its own way."""
    whole, sizes = FAMILIES[family]
    assert {variants.whole(each) for each in sizes} == {whole}
    assert {variants.identity(each) for each in (whole, *sizes)} == {variants.identity(whole)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://64.media.tumblr.com/a/b/s640x960/cat.jpg", "https://64.media.tumblr.com/a/b/s1280x1920/cat.jpg"),
        ("https://64.media.tumblr.com/tumblr_abc_500.jpg", "https://64.media.tumblr.com/tumblr_abc_1280.jpg"),
        ("https://cdn-images-1.medium.com/max/800/1*a.jpeg", "https://miro.medium.com/v2/resize:fit:1400/1*a.jpeg"),
    ],
)
def test_sizes_of_which_none_is_known_to_be_whole_are_one_picture(one: str, other: str) -> None:
    """Tumblr and Medium do not say where the original is."""
    assert variants.identity(one) == variants.identity(other)


def brought(folder: Path, text: str, pictures: dict[str, bytes], *hosts: str) -> tuple[str, list[str]]:
    """Bring the pictures of a post in from a web that holds *pictures*; return the post, and what was asked for."""
    asked = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        if url not in pictures:
            raise DownloadError("404 Not Found")
        return pictures[url]

    post = folder / "post.md"
    post.write_text(text, "utf-8")
    PictureImport(folder, Counter(hosts), None, fetch).bring([post])
    return post.read_text("utf-8"), asked


@pytest.mark.parametrize("family", FAMILIES)
def test_the_whole_picture_is_asked_for_first_and_all_sizes_show_it(tmp_path: Path, family: str) -> None:
    """Once, whatever its address ends with, and also where it stands in a list of sizes."""
    whole, sizes = FAMILIES[family]
    hosts = {each.split("/")[2] for each in (whole, *sizes)}
    text = "".join(f'<img src="{each}" srcset="{each} 300w, {whole} 900w" sizes="90vw">\n' for each in sizes)
    shown, asked = brought(tmp_path, text, {whole: photograph(40, 30)}, *hosts)
    assert asked == [whole]
    (place,) = [path.name for path in (tmp_path / "images/imported").iterdir()]
    assert shown == f'<img src="{{static}}/images/imported/{place}">\n' * len(sizes)


def test_a_size_is_taken_where_the_whole_picture_is_gone(tmp_path: Path) -> None:
    """What readers saw is better than nothing."""
    size = "https://w.example/a/cat-300x188.jpg"
    shown, asked = brought(tmp_path, f'<img src="{size}">', {size: photograph(30, 18)}, "w.example")
    assert asked == ["https://w.example/a/cat.jpg", size]
    assert "{static}" in shown


def test_pictures_of_others_are_left_alone(tmp_path: Path) -> None:
    """Only hosts that the export names are asked; links to pages are no pictures."""
    text = '<img src="https://else.example/a.jpg"><a href="https://w.example/page">p</a><img src="/images/own.jpg">'
    assert brought(tmp_path, text, {}, "w.example") == (text, [])


def test_an_at_sign_in_an_address_is_one(tmp_path: Path) -> None:
    """It stands in texts as an entity, so that nobody takes it for a mail address."""
    text = '<img src="https://w.example/logo&#64;2x.png">'
    shown, asked = brought(tmp_path, text, {"https://w.example/logo@2x.png": photograph(9, 9)}, "w.example")
    assert asked == ["https://w.example/logo@2x.png"]
    assert "{static}/images/imported/logo-2x" in shown


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_of_saved_pictures_that_are_alike_in_name_the_one_in_the_same_folder_is_taken(
    tmp_path: Path, kind: str
) -> None:
    """Cameras call many pictures IMG_0001; the folders next to them tell, and the largest size counts."""
    saved = {
        "uploads/2023/01/IMG_0001.jpg": photograph(10, 10), "uploads/2024/03/IMG_0001.jpg": photograph(20, 20),
        "uploads/2024/03/IMG_0001-300x188.jpg": photograph(8, 8),
    }  # fmt: skip
    source = tmp_path / ("saved.zip" if kind == "zip" else "saved")
    if kind == "zip":
        with zipfile.ZipFile(source, "w") as packed:
            for name, data in saved.items():
                packed.writestr(name, data)
    for name, data in saved.items() if kind == "folder" else ():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(data)
    post = tmp_path / "post.md"
    post.write_text('<img src="https://w.example/wp-content/uploads/2024/03/IMG_0001-300x188.jpg">', "utf-8")
    with archive.opened(source, ImportReport(source)) as opened:
        result = PictureImport(tmp_path, Counter(["w.example"]), opened, None).bring([post])
    assert result.missing == {}
    (path,) = (tmp_path / "images/imported").iterdir()
    with Image.open(path) as image:
        assert image.size == (20, 20)


def test_a_shared_hosts_addresses_are_not_redirected(tmp_path: Path) -> None:
    """What Google had answered is no address of this site; what the blog had, is."""
    post = tmp_path / "post.md"
    post.write_text(f'<img src="{GOOGLE}/s320/cat.jpg"><img src="https://w.example/a/dog-30x20.jpg">', "utf-8")
    hosts = Counter(["blogger.googleusercontent.com", "w.example"])
    result = PictureImport(tmp_path, hosts, None, lambda _: photograph(9, 9)).bring([post])
    assert [*result.redirects] == ["/a/dog-30x20.jpg", "/a/dog.jpg"]
