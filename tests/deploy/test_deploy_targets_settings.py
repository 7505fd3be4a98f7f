"""PUBLISH_TARGETS is read strictly: whatever is wrong is named with its remedy, before anything is contacted."""

from pathlib import Path
from typing import Any

import pytest

from outsideinnovation.configuration import Configuration
from outsideinnovation.deploy.targets import Folder, target
from outsideinnovation.errors import SettingsError


def complaint(name: str, targets: Any, root: Path) -> str:
    """Return what is said of a target that cannot be used."""
    with pytest.raises(SettingsError) as caught:
        target(name, Configuration.of({"PUBLISH_TARGETS": targets}), root)
    return str(caught.value)


def test_an_unknown_name_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    """Whoever mistypes a target learns which there are."""
    said = complaint("liv", {"live": {"kind": "folder", "path": "/srv"}, "away": {}}, tmp_path)
    assert "no target 'liv': it names away, live" in said
    assert "it is empty" in complaint("live", {}, tmp_path)


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("/srv/www", ["PUBLISH_TARGETS['x']", "no dictionary"]),
        ({"kind": "ftp"}, ["kind is 'ftp'", "folder, rsync, s3, pages, static-host"]),
        ({"kind": "folder"}, ["path is missing"]),
        ({"kind": "folder", "path": 3}, ["path is 3"]),
        ({"kind": "folder", "path": "a", "pth": "b"}, ["pth is unknown", "it takes kind, path"]),
        ({"kind": "rsync", "to": "--rsh=evil"}, ["to is '--rsh=evil'", "hyphen"]),
        ({"kind": "s3"}, ["bucket is missing"]),
        ({"kind": "s3", "bucket": "b", "endpoint": "s3.example"}, ["endpoint", "https://"]),
        ({"kind": "s3", "bucket": "b", "secret_key": "s"}, ["secret_key is unknown", "environment"]),
        ({"kind": "pages", "repository": "r", "branch": "a..b"}, ["branch is 'a..b'"]),
        ({"kind": "pages", "repository": "r", "author": "nobody"}, ["author is 'nobody'", "Name <address>"]),
    ],
)
def test_what_is_wrong_is_named_with_its_remedy(description: Any, words: list[str], tmp_path: Path) -> None:
    """Missing, misspelt and dangerous values are said in words, and secrets are sent to the environment."""
    said = complaint("x", {"x": description}, tmp_path)
    assert [word for word in words if word not in said] == []


def test_paths_are_below_the_site(tmp_path: Path) -> None:
    """A relative path means the site's folder, whatever the current one is."""
    found = target("live", Configuration.of({"PUBLISH_TARGETS": {"live": {"kind": "folder", "path": "www"}}}), tmp_path)
    assert isinstance(found, Folder)
    assert found.path == tmp_path / "www"
