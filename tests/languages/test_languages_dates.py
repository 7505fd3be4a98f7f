"""Dates and times as people of a language write them, on the clock of the blog."""

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from tests_support import Blog

from outsideinnovation.languages.dates import dates
from outsideinnovation.languages.zone import local

DAY = date(2005, 12, 4)
LATE = datetime(2005, 12, 3, 23, 5, tzinfo=UTC)  # on the fourth in Berlin


@pytest.mark.parametrize(
    ("language", "long", "with_day", "month_of_year"),
    [
        ("en", "4 December 2005", "Sunday, 4 December 2005", "December 2005"),
        ("de", "4. Dezember 2005", "Sonntag, 4. Dezember 2005", "Dezember 2005"),
        ("es", "4 de diciembre de 2005", "domingo, 4 de diciembre de 2005", "diciembre de 2005"),
        ("fr", "4 décembre 2005", "dimanche 4 décembre 2005", "décembre 2005"),
        ("ar", "4 ديسمبر 2005", "الأحد، 4 ديسمبر 2005", "ديسمبر 2005"),
        ("nobody-speaks-this", "4 December 2005", "Sunday, 4 December 2005", "December 2005"),
    ],
)
def test_days_are_written_as_in_the_language(language: str, long: str, with_day: str, month_of_year: str) -> None:
    """In its order and words, with Latin digits."""
    written = dates(language)
    assert (written.long(DAY), written.with_day(DAY)) == (long, with_day)
    assert written.month_of_year(2005, 12) == month_of_year


@pytest.mark.parametrize(
    ("language", "zone", "clock", "moment"),
    [
        ("en", "Europe/Berlin", "00:05 CET", "4 December 2005, 00:05 CET"),
        ("en", "UTC", "23:05 UTC", "3 December 2005, 23:05 UTC"),
        ("en", "America/Sao_Paulo", "21:05 UTC-02", "3 December 2005, 21:05 UTC-02"),
        ("de", "Europe/Berlin", "00:05 MEZ", "4. Dezember 2005, 00:05 MEZ"),
        ("de", "America/New_York", "18:05 EST", "3. Dezember 2005, 18:05 EST"),
        ("fr", "Europe/Paris", "00:05 CET", "4 décembre 2005, 00:05 CET"),
        ("fr", "UTC", "23:05 UTC", "3 décembre 2005, 23:05 UTC"),
        ("ar", "America/Sao_Paulo", "9:05 م UTC-02", "3 ديسمبر 2005، 9:05 م UTC-02"),
        ("es", "Europe/Madrid", "0:05 CET", "4 de diciembre de 2005, 0:05 CET"),
    ],
)
def test_times_are_those_of_the_blogs_clock(language: str, zone: str, clock: str, moment: str) -> None:
    """With the short name of the zone; the day is the one that it is there."""
    written, there = dates(language), local(LATE, zone)
    assert (written.clock(there), written.moment(there)) == (clock, moment)


@pytest.mark.parametrize("language", ["en", "de"])
def test_one_moment_may_be_two_days(language: str) -> None:
    """Whichever was asked for first: what is remembered of a day is not said of another."""
    written, moment = dates(language), datetime(2005, 12, 9, 11, 0, tzinfo=UTC)
    assert local(moment, "Pacific/Kiritimati") == moment
    assert written.long(moment).startswith("9")
    assert written.long(local(moment, "Pacific/Kiritimati")).startswith("10")
    assert written.with_day(local(moment, "Pacific/Kiritimati")) != written.with_day(moment)


def test_a_blog_in_english_does_without_babel(small_blog: Blog) -> None:
    """Loading it takes longer than rendering pages: a build of an English blog, with comments, never does."""
    small_blog.settings('TIMEZONE = "Europe/Berlin"\n')
    program = (
        "import sys; from outsideinnovation.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as ended: assert not ended.code, ended\n"
        "print('loaded:', *(name for name in sys.modules if name.partition('.')[0] == 'babel'))"
    )
    command = [sys.executable, "-c", program, "--site", str(small_blog.root), "build"]
    built = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert built.returncode == 0, built.stderr
    assert built.stdout.splitlines()[-1] == "loaded:"
    assert "9 December 2005</time></a>" in small_blog.page("2005/12/first.html")
