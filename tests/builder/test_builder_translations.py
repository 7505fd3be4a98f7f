"""Translations, as Pelican's manual has them: one slug, several languages, and nothing that has to be set."""

import re
from pathlib import Path

import pytest
from builder_foreign import run_pelican
from builder_site import difference
from tests_support import Blog

from outsideinnovation import catalogue
from outsideinnovation.builder.build import build
from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way


@pytest.fixture
def translated(blog: Blog) -> Blog:
    """A post in three languages, a page in two, and a second post of the same slug, in another year."""
    blog.post("tea", "Hot water.", category="Drinks", tags="water")
    blog.write("posts/tea-de.md", _head("Tee", "2005-12-20", "tea", "de", "Category: Getränke\nTags: Wasser\n"))
    blog.write("posts/tea-he.md", _head("תה", "2005-12-21", "tea", "he"))
    blog.write("posts/tea-again.md", _head("Tea again", "2009-01-02", "tea", "", "Id: tea-2009\n"))
    blog.write("pages/about.md", "Title: About\nSlug: about\n\nWho we are.\n")
    blog.write("pages/about-de.md", "Title: Über uns\nSlug: about\nLang: de\n\nWer wir sind.\n")
    return blog


def _head(title: str, date: str, slug: str, lang: str, more: str = "") -> str:
    language = f"Lang: {lang}\n" if lang else ""
    return f"Title: {title}\nDate: {date}\nSlug: {slug}\n{language}{more}\nWords of {title}.\n"


def test_posts_and_pages_that_share_a_slug_in_two_languages_are_translations(translated: Blog) -> None:
    """Check and build take them, each has its page, and each names the others, to readers and to search engines."""
    assert translated.run("check").exit_code == 0
    translated.build()
    original, german = translated.page("2005/12/tea.html"), translated.page("2005/12/tea-de.html")
    assert '<a href="/2005/12/tea-de.html" hreflang="de" lang="de" dir="ltr">Tee</a>' in original
    assert '<link rel="alternate" hreflang="he" href="https://ours.example/2005/12/tea-he.html">' in original
    assert '<a href="/2005/12/tea.html" hreflang="en" lang="en" dir="ltr">Tea</a>' in german
    assert 'hreflang="de" lang="de" dir="ltr">Über uns</a>' in translated.page("about/index.html")
    assert "Wer wir sind." in translated.page("about-de/index.html")


def test_a_page_says_its_language_and_its_direction(translated: Blog) -> None:
    """A translation's page is in its own language; all others are in the site's."""
    translated.build()
    assert '<html lang="de" dir="ltr">' in translated.page("2005/12/tea-de.html")
    assert '<html lang="he" dir="rtl">' in translated.page("2005/12/tea-he.html")
    assert '<html lang="en" dir="ltr">' in translated.page("index.html")


def test_lists_and_feeds_show_the_original_only(translated: Blog) -> None:
    """A reader of the blog meets each post once; the sitemap and search know all of them."""
    translated.build()
    for page in ("index.html", "feeds/atom.xml", "category/drinks/index.html"):
        assert "Tee" not in translated.page(page)
        assert "Tea" in translated.page(page)
    assert "https://ours.example/2005/12/tea-de.html" in translated.page("sitemap.xml")
    assert '"id": "tea-de"' in translated.run("search", "Tee", "--json").stdout


def test_what_only_a_translation_is_filed_under_has_a_page(translated: Blog) -> None:
    """Its category and its tag list the translation, and so no link of its page is dead: the site can be published."""
    translated.build()
    german = translated.page("2005/12/tea-de.html")
    assert 'href="/category/getranke/"' in german
    assert 'href="/tag/wasser/"' in german
    assert "Tee" in translated.page("category/getranke/index.html")
    assert "Tee" in translated.page("tag/wasser/index.html")
    assert translated.run("publish", "--dry-run").exit_code == 0


def test_two_posts_of_one_slug_and_language_are_two_posts(translated: Blog) -> None:
    """Neither is taken for the other's translation; the German one belongs to the post that is nearest in time."""
    result = translated.build()
    assert "with slug" not in result.output
    again = translated.page("2009/01/tea.html")
    assert "hreflang" not in again
    assert 'href="/2009/01/tea.html" hreflang' not in translated.page("2005/12/tea-de.html")


def test_a_translation_has_comments_of_its_own(translated: Blog) -> None:
    """Its id is the slug with its language; the thread is on its page, in its feed and in the catalogue."""
    translated.comment("tea-de", "00000003-gesagt", "Gut gesagt.")
    translated.build()
    assert "Gut gesagt." in translated.page("2005/12/tea-de.html")
    assert "Gut gesagt." not in translated.page("2005/12/tea.html")
    assert "Gut gesagt." in translated.page("2005/12/tea-de.comments.atom.xml")
    assert "Gut gesagt." in translated.page("feeds/comments.atom.xml")
    assert catalogue.by_id(translated.site.catalogue)["tea-de"].url == "2005/12/tea-de.html"
    assert "tea-de" in catalogue.post_ids(translated.site)


def test_a_language_has_a_feed_where_one_is_asked_for(translated: Blog) -> None:
    """TRANSLATION_FEED_ATOM works as Pelican's manual says."""
    translated.settings('TRANSLATION_FEED_ATOM = "feeds/all-{lang}.atom.xml"\n')
    translated.build()
    assert re.findall(r"<title>(T[^<]*)</title>", translated.page("feeds/all-de.atom.xml")) == ["Tee"]


def test_plain_pelican_makes_the_same_bytes(translated: Blog, tmp_path: Path) -> None:
    """`oi build`, plain `pelican` and a clean build agree, and a second build has nothing to write."""
    translated.build()
    assert difference(translated.files(), run_pelican(translated, tmp_path / "plain")) == ""
    assert " 0 files written" in translated.build().output
    assert translated.run("build", "--verify").exit_code == 0


def test_a_first_translation_is_noticed_by_a_build_of_what_has_changed(small_blog: Blog) -> None:
    """A site that was built our own way goes Pelican's once a post is translated, and comes back."""
    small_blog.build()
    german = small_blog.write("posts/first-de.md", _head("Erste", "2005-12-10", "first", "de"))
    small_blog.build()
    assert "Erste" in small_blog.page("2005/12/first.html")
    german.unlink()
    small_blog.build()
    assert "Erste" not in small_blog.page("2005/12/first.html")
    assert not (small_blog.output / "2005/12/first-de.html").exists()


@pytest.mark.parametrize("lang", ["de", "EN", "en-GB"])
def test_a_post_in_another_language_is_at_the_address_for_those(small_blog: Blog, lang: str) -> None:
    """Whether it translates one or not, as Pelican's manual says of ARTICLE_LANG_URL; a tag is as it is written."""
    small_blog.write("posts/third.md", _head("Third", "2005-12-11", "third", lang))
    assert not is_ours(small_blog.site.settings, small_blog.content)
    small_blog.build()
    assert "Third" in small_blog.page("index.html")
    assert "Words of Third" in small_blog.page(f"2005/12/third-{lang}.html")


def test_a_post_that_names_the_sites_own_language_is_like_any_other(small_blog: Blog) -> None:
    """`Lang: en` on an English blog changes nothing."""
    small_blog.write("posts/third.md", _head("Third", "2005-12-11", "third", "en"))
    assert is_ours(small_blog.site.settings, small_blog.content)
    small_blog.build()
    assert "Words of Third" in small_blog.page("2005/12/third.html")


def test_without_translations_every_language_is_built_our_own_way(small_blog: Blog, tmp_path: Path) -> None:
    """Where the setting is None a post in another language has the usual address; both ways make the same bytes."""
    small_blog.settings("ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = None\n")
    small_blog.write("posts/third.md", _head("Dritter", "2005-12-11", "third", "de"))
    small_blog.write("pages/ueber.md", "Title: Über uns\nSlug: ueber\nLang: de\n\nWer wir sind.\n")
    assert is_ours(small_blog.site.settings, small_blog.content)
    for make, name in ((build, "ours"), (pelicans_way, "pelicans")):
        make(small_blog.site, settings={"OUTPUT_PATH": str(tmp_path / name)})
    ours, pelicans = (
        {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "ours", tmp_path / "pelicans")
    )
    assert difference(ours, pelicans) == ""
    assert b'<html lang="de" dir="ltr">' in ours["2005/12/third.html"]


def test_two_translations_into_one_language_are_named(translated: Blog) -> None:
    """They want one address; both are told, and nothing is built."""
    translated.write("posts/tee.md", _head("Noch ein Tee", "2005-12-22", "tea", "de", "Id: tee\n"))
    result = translated.run("build")
    assert result.exit_code == 1
    assert "the address /2005/12/tea-de.html is that of" in result.stderr


def test_pages_may_have_translations_where_posts_have_none(small_blog: Blog) -> None:
    """Each kind has a setting of its own: with the one off, the other's translations still have their own addresses."""
    small_blog.settings("ARTICLE_TRANSLATION_ID = None\n")
    small_blog.write("pages/about-de.md", "Title: Über uns\nSlug: about\nLang: de\n\nWer wir sind.\n")
    small_blog.write("posts/third.md", _head("Dritter", "2005-12-11", "third", "de"))
    small_blog.build()
    assert "Wer wir sind." in small_blog.page("about-de/index.html")
    assert "Words of Dritter" in small_blog.page("2005/12/third.html")


def test_a_language_is_found_wherever_the_head_names_it(small_blog: Blog) -> None:
    """A head may be long; every command sees what the build does."""
    small_blog.write(
        "posts/first-de.md",
        _head("Erste", "2005-12-10", "first", "de", "").replace("Lang:", f"Summary: {'W ' * 3000}\nLang:"),
    )
    assert not is_ours(small_blog.site.settings, small_blog.content)
    assert small_blog.run("build", "--verify").exit_code == 0
