"""What pages say of pictures: sizes, versions and waiting, and nothing else of the page changes."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.pictures.markup import first_near, plain, sources, with_versions
from outsideinnovation.pictures.picture import Picture, Version

SEA = Picture(
    1200,
    900,
    (Version("pictures/a-480.webp", 480, "image/webp", 1), Version("pictures/b-1200.webp", 1200, "image/webp", 2)),
)
OFFERED = '<source type="image/webp" srcset="/pictures/a-480.webp 480w, /pictures/b-1200.webp 1200w" sizes="{}">'


def told(markup: str, *, near: bool = False) -> str:
    """Return *markup* with what is known of /sea.jpg."""
    return with_versions(markup, {"/sea.jpg": SEA, "/bare.gif": Picture(64, 48)}.get, "/", 780, is_first_near=near)


SAID = {
    "nothing": ("", ' width="1200" height="900" loading="lazy" decoding="async"', "auto, (max-width: 780px) 100vw, 780px"),
    "a width": (' width="300"', ' height="225" loading="lazy" decoding="async"', "auto, (max-width: 300px) 100vw, 300px"),
    "a height": (' height="90"', ' width="120" loading="lazy" decoding="async"', "auto, (max-width: 780px) 100vw, 780px"),
    "both": (' width="4" height="3"', ' loading="lazy" decoding="async"', "auto, (max-width: 4px) 100vw, 4px"),
    "a share": (' width="50%"', ' loading="lazy" decoding="async"', "(max-width: 780px) 100vw, 780px"),
    "no waiting": (' loading="eager"', ' width="1200" height="900" decoding="async"', "(max-width: 780px) 100vw, 780px"),
    "sizes": (' sizes="9px"', ' width="1200" height="900" loading="lazy" decoding="async"', "9px"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "added", "sizes"), SAID.values(), ids=SAID)
def test_what_an_author_says_is_kept(said: str, added: str, sizes: str) -> None:
    """Only what is lacking is added; "auto" stands where a browser may believe it."""
    expected = f'<picture>{OFFERED.format(sizes)}<img src="/sea.jpg"{said}{added}></picture>'
    assert told(f'<img src="/sea.jpg"{said} />') == expected


def test_a_picture_element_of_the_authors_own_is_not_put_into_another() -> None:
    """Its sources stay; the picture in it is told its size."""
    own = '<picture><source srcset="/x.avif"><img src="/sea.jpg"{}></picture>'
    assert told(own.format("")) == own.format(' width="1200" height="900" loading="lazy" decoding="async"')
    assert "<picture>" not in told('<img src="/sea.jpg" srcset="/big.jpg 2x">')


LEFT = (
    '<pre>&lt;img src="/sea.jpg"&gt;</pre>', '<!-- <img src="/sea.jpg"> -->', '<script>"<img src=/sea.jpg>"</script>',
    '<p title=\'<img src="/sea.jpg">\'>x</p>', '<textarea><img src="/sea.jpg"></textarea>', "<image-map>", "<imgs>", "no picture",
    '<img class="image-process-thumb" src="/sea.jpg">',
)  # fmt: skip


@pytest.mark.parametrize("markup", LEFT)
def test_what_is_no_picture_is_left_alone(markup: str) -> None:
    """Code, comments, scripts, attributes; and the pictures of another plugin."""
    assert told(markup) == markup
    assert list(sources(markup)) == []


def test_the_first_picture_is_not_waited_for() -> None:
    """Whether anything is known of it or not; all after it are."""
    unknown = '<img src="https://else.example/x.png">'
    assert told(unknown + unknown, near=True) == unknown + unknown.replace(">", ' loading="lazy" decoding="async">')


def test_the_first_picture_of_a_list_is_not_waited_for() -> None:
    """Which it is shows once the page is put together; logos before it, and pictures beside the list, are left alone."""
    around = "<body><img src=/logo.svg><main>{}</main><aside>{}</aside>"
    first, second = told('<img src="/sea.jpg">'), told('<img src="/bare.gif">')
    assert first_near(around.format(first + second, second)) == around.format(
        told('<img src="/sea.jpg">', near=True) + second, second
    )
    assert first_near(around.format("Words.", first)) == around.format("Words.", first)
    assert first_near(around.format(told('<img src="/sea.jpg">', near=True) + second, "")).count("lazy") == 1


def test_sources_in_any_spelling_are_found() -> None:
    """With quotes or without, in capitals, with entities."""
    markup = "<IMG SRC=/a.jpg><img src='/b.jpg'><img alt='x' src=\"/c&amp;d.jpg\"><img alt=none>"
    assert list(sources(markup)) == ["/a.jpg", "/b.jpg", "/c&amp;d.jpg"]


def test_mails_show_the_picture_alone() -> None:
    """Without versions; the sources of a film stay."""
    film = '<video><source src="/f.webm"></video>'
    assert plain(told('<p><img src="/sea.jpg" width="4" height="3" loading="eager" decoding="sync"></p>' + film)) == (
        '<p><img src="/sea.jpg" width="4" height="3" loading="eager" decoding="sync"></p>' + film
    )


@given(before=st.text(max_size=80), alt=st.text(max_size=40), after=st.text(max_size=80))
def test_the_rest_of_a_page_stays_byte_for_byte(before: str, alt: str, after: str) -> None:
    """Whatever words stand around a picture, and whatever it is said to show."""
    start, image, end = (
        f"<p>{escape(before)}</p>",
        f'<img alt="{escape(alt)}" src="/bare.gif"',
        f"<p>{escape(after)}</p>",
    )
    added = ' width="64" height="48" loading="lazy" decoding="async"'
    assert told(f"{start}{image}>{end}") == f"{start}{image}{added}>{end}"


@given(st.text(alphabet="<>/=\"' abimgpsrcture!-&;", max_size=120))
def test_telling_twice_says_nothing_twice(markup: str) -> None:
    """However broken the HTML, there is a result, and it has all that there is to say."""
    assert told(told(markup)) == told(markup)
    list(sources(markup))
