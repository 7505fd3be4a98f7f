"""Whoever publishes on Cloudflare Pages or Netlify is told what is lost there, and what to do."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests_support import Blog

from outsideinnovation.builder.urls import redirects
from outsideinnovation.builder.urls.static_host_limits import is_for_all
from outsideinnovation.builder.urls.static_host_redirects import RedirectsFile
from outsideinnovation.configuration import Configuration
from outsideinnovation.deploy import static_hosts
from outsideinnovation.deploy.static_hosts import Host
from outsideinnovation.errors import ConflictError


def built(folder: Path, leads: dict[str, str]) -> Path:
    """Make a folder that holds the redirects *leads*."""
    folder.mkdir(exist_ok=True)
    for name, data in redirects.files(leads).items():
        (folder / name).write_bytes(data)
    return folder


def told(folder: Path, *hosts: Host) -> str:
    """Return the remarks as one text."""
    return "\n".join(remark.text for remark in static_hosts.remarks(folder, hosts))


def test_plain_redirects_are_answered_everywhere(tmp_path: Path) -> None:
    """Then there is nothing to tell."""
    site = built(tmp_path / "site", {"/old.html": "/new.html", "/ä;b": "/new.html"})
    assert static_hosts.remarks(site, static_hosts.STATIC) == static_hosts.unanswered(site) == []


def test_what_cloudflare_cannot_tell_is_named(tmp_path: Path) -> None:
    """A query, a star and a colon with a name, each with what answers it; 410 is 404 there."""
    site = built(tmp_path / "site", {"/?p=12": "/a", "/a*b": "/c", "/c:d": "/e", "/lost": "gone", "/plain": "/x"})
    said = told(site, Host.CLOUDFLARE)
    assert "looks at no query: /?p=12 is not answered" in said
    assert "/a*b, /c:d are answered only with %2A and %3A in it" in said
    assert "/lost is gone, and answered with 404" in said
    assert "/plain" not in said


def test_what_netlify_cannot_tell_is_named(tmp_path: Path) -> None:
    """Doubled strokes, a star at the end, a segment that begins with a colon, and odd values of a parameter."""
    site = built(tmp_path / "site", {"/a//b": "/x", "/end*": "/x", "/:n": "/x", "/?q=a%20b": "/x", "/?p=1": "/x"})
    assert "/:n, /?q=a%20b, /a//b, /end* are not answered. nginx and Caddy answer." in told(site, Host.NETLIFY)


ADDRESSES = st.text(st.sampled_from("ab/:*?=&#%20.;"), max_size=8).map(lambda text: f"/{text}")


@given(st.dictionaries(ADDRESSES, st.sampled_from(["/new", "/new#place", "gone"]), max_size=5))
def test_the_file_says_quickly_whether_it_is_for_all(leads: dict[str, str]) -> None:
    """It is where neither host has anything to be told, so that builds need not read it; and it is read as it was written."""
    table = redirects.files(leads)["_redirects"]
    with TemporaryDirectory() as folder:
        (Path(folder) / "_redirects").write_bytes(table)
        assert is_for_all(table) == (static_hosts.unanswered(Path(folder)) == [])
    written = [line for line in table.decode().splitlines() if not line.startswith("#")]
    assert list(map(str, RedirectsFile.of(table.decode()).rules)) == written


def test_a_site_whose_host_nobody_named_is_told_how_to_name_it(tmp_path: Path) -> None:
    """The remark ends with the setting; with it, a server of one's own has nothing to lose."""
    site = built(tmp_path / "site", {"/?p=12": "/a"})
    assert 'PUBLISH_HOST = "nginx"' in static_hosts.unanswered(site)[-1].text
    deploy = Configuration.of({"PUBLISH_HOST": "nginx"}).deploy
    assert static_hosts.examine(site, deploy) == []


def test_redirects_over_cloudflares_limit_are_counted_and_named(tmp_path: Path) -> None:
    """2,000 lines are taken; other spellings and what is gone come last, so that they are lost first."""
    site = built(tmp_path / "site", {f"/{number:04}": "/new" for number in range(2_003)} | {"/lost": "gone"})
    said = told(site, Host.CLOUDFLARE)
    assert "takes 2,000 redirects of 2,004 in _redirects: /2000, /2001, /2002 are not answered" in said
    long = "/" + "long" * 250
    assert f"takes 1,000 characters a redirect: {long[:80]} is not answered" in told(
        built(tmp_path / "long", {long: "/new"}), Host.CLOUDFLARE
    )


def test_headers_over_cloudflares_limits_are_told(tmp_path: Path) -> None:
    """A hundred rules, and two thousand characters a line."""
    site = built(tmp_path / "site", {})
    (site / "_headers").write_text("".join(f"/{number}\n  A: b\n" for number in range(101)), "utf-8")
    assert "takes 100 rules in _headers, and there are 101" in told(site, Host.CLOUDFLARE)
    (site / "_headers").write_text(f"/*\n  Content-Security-Policy: {'x' * 2_000}\n", "utf-8")
    assert "2,000 characters a line of _headers" in told(site, Host.CLOUDFLARE)


def test_files_over_cloudflares_limits_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many for the free plan is a remark; a file too large, or too many for any plan, stops the sending."""
    site = built(tmp_path / "site", {})
    with (site / "film.mp4").open("wb") as film:
        film.truncate(25 * 1024 * 1024 + 1)
    found = static_hosts.remarks(site, [Host.CLOUDFLARE])
    assert [(each.is_refused, "film.mp4 is larger" in each.text) for each in found] == [(True, True)]
    with pytest.raises(ConflictError, match=r"Nothing was sent\. .*film\.mp4"):
        static_hosts.refuse(found)
    monkeypatch.setattr(static_hosts, "FREE", 3)
    (site / "film.mp4").unlink()
    (site / "more.html").touch()
    assert [each.is_refused for each in static_hosts.remarks(site, [Host.CLOUDFLARE])] == [False]
    assert "3 files of a free plan" in told(site, Host.CLOUDFLARE)


def test_many_redirects_are_told_of_netlify(tmp_path: Path) -> None:
    """Its documentation names ten thousand."""
    site = built(tmp_path / "site", {f"/{number}": "/new" for number in range(10_000)})
    assert "may refuse a site with 10,001 redirects" in told(site, Host.NETLIFY)


@pytest.mark.parametrize(
    ("said", "setting", "words"),
    [
        ({"kind": "static-host"}, None, ["Cloudflare", "Netlify"]),
        ({"kind": "static-host"}, "netlify", ["Netlify"]),
        ({"kind": "static-host", "host": "cloudflare"}, "netlify", ["Cloudflare"]),
        ({"kind": "rsync"}, "caddy", []),
    ],
)
def test_a_target_is_examined_for_its_own_host(
    said: dict[str, Any], setting: str | None, words: list[str], tmp_path: Path
) -> None:
    """The target says it, or the setting; a branch of which nobody says it is examined for both."""
    site = built(tmp_path / "site", {"/a//b:c": "/x"})
    settings = Configuration.of({"PUBLISH_HOST": setting, "PUBLISH_TARGETS": {"live": said}}).deploy
    found = static_hosts.examine(site, settings, "live")
    assert [remark.text.split()[0] for remark in found] == words


def test_build_and_publish_tell_it(small_blog: Blog) -> None:
    """Both name the address on standard error; nothing is told where the server is one's own."""
    small_blog.write("redirects.txt", "/?p=12 /2005/12/first.html\n")
    for command in ("build", "publish"):
        assert "Cloudflare Pages looks at no query: /?p=12 is not answered" in small_blog.run(command).stderr
    small_blog.settings('PUBLISH_HOST = "nginx"\n')
    for command in ("build", "publish"):
        assert "Cloudflare" not in small_blog.run(command).stderr
