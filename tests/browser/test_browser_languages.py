"""A blog in German and one in Arabic, in a real browser: read, comment, subscribe, on a telephone and at a desk."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import page_checkers
import pytest
from playwright.sync_api import Browser, Page, expect
from tests_support import Blog

pytestmark = pytest.mark.browser
WORDS = {
    "de": {
        "direction": "ltr",
        "comment": "Ihr Kommentar",
        "name": "Ihr Name",
        "preview": "Vorschau des Kommentars",
        "previewed": "Vorschau Ihres Kommentars",
        "send": "Kommentar absenden",
        "sent": "Ihr Kommentar wartet auf die Redaktion",
        "place": "Nummer 1 von 1",
        "until": "MEZ|MESZ",
        "address": "Ihre E-Mail-Adresse",
        "subscribe": "Abonnieren",
        "asked": "Sehen Sie in Ihr Postfach",
        "search": "Suchen",
        "found": "Ein Beitrag gefunden für „second“.",
        "months": "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
    },
    "ar": {
        "direction": "rtl",
        "comment": "تعليقك",
        "name": "اسمك",
        "preview": "معاينة التعليق",
        "previewed": "معاينة تعليقك",
        "send": "إرسال التعليق",
        "sent": "تعليقك ينتظر المحررين",
        "place": "رقم 1 من 1",
        "until": "CET|CEST",
        "address": "عنوان بريدك",
        "subscribe": "اشتراك",
        "asked": "راجع بريدك",
        "search": "بحث",
        "found": "عُثر على تدوينة واحدة عن «second».",
        "months": "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    },
}
TITLES = {"de": "שלום עולם (2)", "ar": "Hello, world! (2)"}
Serve = Callable[[str], str]


@pytest.fixture
def serve(small_blog: Blog) -> Iterator[Serve]:
    """Serve a small site in a language as ``oi serve`` shows it; return its address."""
    with ExitStack() as ends:

        def started(language: str) -> str:
            small_blog.settings(f'DEFAULT_LANG = "{language}"\nTIMEZONE = "Europe/Berlin"\n')
            small_blog.write(
                "posts/other-way.md", f"Title: {TITLES[language]}\nDate: 2006-01-02\nId: other\n\nWords.\n"
            )
            command = [
                sys.executable,
                "-m",
                "outsideinnovation",
                "--site",
                str(small_blog.root),
                "serve",
                "--port",
                "0",
            ]
            process = ends.enter_context(
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
            )
            ends.callback(process.terminate)
            assert process.stdout is not None
            return process.stdout.readline().strip().rstrip("/")

        yield started


@pytest.mark.parametrize("language", WORDS)
def test_a_reader_comments_subscribes_and_searches(browser: Browser, serve: Serve, language: str) -> None:
    """Every page fits, breaks no rule of accessibility, and speaks the blog's language to the end of the way."""
    words, address = WORDS[language], serve(language)
    page = browser.new_context(viewport={"width": 390, "height": 900}).new_page()
    page.goto(f"{address}/")
    good(page, language)
    expect(page.get_by_role("link", name=TITLES[language]).first).to_be_visible()
    page.goto(f"{address}/2005/12/first.html")
    good(page, language)
    page.get_by_label(words["comment"], exact=True).fill("Gut gesagt.")
    page.get_by_label(words["name"], exact=True).fill("Dana (2)")
    page.get_by_role("button", name=words["preview"]).click()
    expect(page.get_by_role("heading", name=words["previewed"])).to_be_visible()
    good(page, language)
    page.get_by_role("button", name=words["send"]).last.click()
    expect(page.get_by_role("heading", name=words["sent"])).to_be_visible()
    expect(page.get_by_text(words["place"])).to_be_visible()
    assert any(zone in page.locator("time").all_inner_texts()[-1] for zone in words["until"].split("|"))
    good(page, language)
    page.goto(f"{address}/subscribe/")
    good(page, language)
    form = page.locator("#subscribe")
    form.get_by_label(words["address"]).fill("dana@example.org")
    form.get_by_role("button", name=words["subscribe"]).click()
    expect(page.get_by_role("heading", name=words["asked"])).to_be_visible()
    good(page, language)
    searches(page, words, address)
    page.context.close()


def searches(page: Page, words: dict[str, str], address: str) -> None:
    """See what the script of the search page says, and its dates: with Latin digits, by the calendar of the blog."""
    page.goto(f"{address}/search/?q=second")
    expect(page.get_by_text(words["found"])).to_be_visible()
    facts = page.locator(".facts").first.inner_text()
    assert any(month in facts for month in words["months"].split("|")), facts
    assert "2006" in facts


def good(page: Page, language: str) -> None:
    """See that the page says its language and direction, does not scroll sideways, and breaks no rule of accessibility."""
    root = page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == (language, WORDS[language]["direction"])
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page_checkers.violations(page) == []
