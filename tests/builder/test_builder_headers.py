"""Pages are served with a strict policy that still shows old posts, and files as what they are."""

from pathlib import Path

import pytest

from outsideinnovation.builder.urls import headers, media
from outsideinnovation.configuration import Configuration
from outsideinnovation.configuration.policy import DIRECTIVES
from outsideinnovation.errors import SettingsError

SETTINGS = {"SITEURL": "https://ours.example", "SERVICE_URL": "https://talk.example:8443/service"}


def policy(settings: dict[str, object]) -> dict[str, list[str]]:
    """Read the policy back by directive."""
    parts = headers.content_security_policy(Configuration.of(settings)).split("; ")
    return {name: rest.split() for name, _, rest in (part.partition(" ") for part in parts)}


def test_nothing_runs_but_the_sites_own() -> None:
    """Scripts, styles and forms are the site's and its service's; nobody frames a page or changes where links begin."""
    said = policy(SETTINGS)
    assert said["default-src"] == said["base-uri"] == said["frame-ancestors"] == ["'none'"]
    assert said["script-src"] == said["style-src"] == ["'self'"]
    assert said["form-action"] == said["connect-src"] == ["'self'", "https://talk.example:8443"]


def test_old_posts_are_still_shown() -> None:
    """Pictures, sound and frames come from anywhere by https, http ones are asked for by https; tables keep their style."""
    said = policy(SETTINGS)
    assert said["img-src"] == ["'self'", "https:", "data:"]
    assert said["frame-src"] == ["https:"]
    assert said["style-src-attr"] == ["'unsafe-inline'"]
    assert "upgrade-insecure-requests" in said


@pytest.mark.parametrize(
    "settings", [{"SITEURL": ""}, {"SITEURL": "http://localhost:8000", "SERVICE_URL": "http://localhost:9000"}]
)
def test_a_site_without_https_is_not_locked_out(settings: dict[str, object]) -> None:
    """Nothing is upgraded, and no browser is told to insist."""
    assert "upgrade-insecure-requests" not in policy(settings)
    assert "Strict-Transport-Security" not in headers.security(Configuration.of(settings))


def test_a_service_on_the_same_host_needs_no_word() -> None:
    """SERVICE_URL may be a path, or nothing."""
    for service in (None, "", "/talk"):
        assert policy(SETTINGS | {"SERVICE_URL": service})["form-action"] == ["'self'"]


def test_a_site_may_allow_more() -> None:
    """Statistics from elsewhere are one setting; what is no source, or no directive, is refused."""
    more = {"script-src": ["https://stats.example/count.js"], "connect-src": "https://stats.example"}
    assert policy(SETTINGS | {"PUBLISH_ALSO_ALLOW": more})["script-src"] == ["'self'", "https://stats.example/count.js"]
    assert policy(SETTINGS | {"PUBLISH_ALSO_ALLOW": more})["connect-src"][-1] == "https://stats.example"
    for wrong in ({"script-src": ["https://a; default-src *"]}, {"scripts": ["https://a"]}, ["https://a"]):
        with pytest.raises(SettingsError, match="PUBLISH_ALSO_ALLOW"):
            Configuration.read(SETTINGS | {"PUBLISH_ALSO_ALLOW": wrong}, Path("pelicanconf.py"))


def test_netlifys_form_says_no_header_twice_of_one_path() -> None:
    """Rules that match the same path are joined there, so only one of them may speak of caching."""
    lines = headers.files(Configuration.of(SETTINGS))["_headers"].decode().splitlines()
    assert lines[0] == "/*"
    rules = [line for line in lines if line.startswith("/")]
    feeds = ["/*atom.xml", "/*rss.xml", "/*index.rdf", "/*feed.json", "/*opml.xml"]
    assert rules[1:] == [*feeds, "/theme/*", "/images/*", "/picture-versions/*", "/search/shards/*", "/drafts/*"]
    assert all(len(line) < 2000 for line in lines)  # Cloudflare's limit
    names = [line.split(":")[0].strip() for line in lines if line.startswith("  ")]
    assert len(names) == len(set(names)) + 4 + 4


def test_a_site_below_a_path_says_so() -> None:
    """The theme of a site at /blog/ is below /blog/."""
    files = headers.files(Configuration.of({"SITEURL": "https://example.org/blog"}))
    assert b"\n/blog/theme/*\n" in files["_headers"]
    assert b"location /blog/theme/ {" in files["headers.nginx.conf"]
    assert b"header /blog/theme/* Cache-Control" in files["headers.caddy"]


def test_what_other_programs_answer_is_left_to_them() -> None:
    """Caddy would replace their headers by ours; what is no plain path could break its configuration."""
    said = headers.files(Configuration.of({"RELEASES_ELSEWHERE": ["/shop/", "/a b", "/{x}", "/"]}))[
        "headers.caddy"
    ].decode()
    assert "    not path /shop /shop/*\n" in said
    assert said.count("not path") == 1


@pytest.mark.parametrize(
    ("page", "path"), [("search/", "/search/"), ("find/", "/find/"), ("find it/", "/search/"), ("", "/search/")]
)
def test_what_the_search_page_is_asked_is_left_to_the_service(page: str, path: str) -> None:
    """Wherever SEARCH_URL says that it is."""
    said = headers.files(Configuration.of({"SEARCH_URL": page}))["headers.caddy"].decode()
    assert f"path /search {path}\n" in said


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("2005/12/first.html", "text/html; charset=utf-8"),
        ("2005/12/first.comments.atom.xml", "application/atom+xml; charset=utf-8"),
        ("feeds/notes/rss.xml", "application/rss+xml; charset=utf-8"),
        ("index.rdf", "application/rdf+xml; charset=utf-8"),
        ("feeds/feed.json", "application/feed+json; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("search/shard.json", "application/json; charset=utf-8"),
        ("theme/js/search.js", "text/javascript; charset=utf-8"),
        ("images/a.PNG", "image/png"),
        ("_redirects", "text/plain; charset=utf-8"),
        ("files/strange", "application/octet-stream"),
    ],
)
def test_a_file_is_told_as_what_it_is(path: str, kind: str) -> None:
    """Feeds by their names, the rest by the suffix, text with its character set."""
    assert media.content_type(path) == kind


def test_the_settings_know_every_directive() -> None:
    """What PUBLISH_ALSO_ALLOW may name is what the policy has."""
    assert list(DIRECTIVES) == list(headers.POLICY)
