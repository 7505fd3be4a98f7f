"""Four places to publish to, alike for tests: what is there, what others put there, and the target that sends there."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from deploy_releases import held, release
from tests_support import missing

from outsideinnovation.configuration import Configuration
from outsideinnovation.deploy.targets import Target, target
from outsideinnovation.deploy.targets.published_list import NAME

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true"}
CONFIGURED = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
SETTINGS = {"SITENAME": "A <small> blog", "SITEURL": "https://ours.example"}


class Place(Protocol):
    """Where a release goes: *said* is its description in the settings."""

    root: Path

    @property
    def said(self) -> dict[str, Any]:
        """Return its description in PUBLISH_TARGETS."""

    def held(self) -> dict[str, str]:
        """Return every file that is there, but for our list."""

    def put(self, files: Mapping[str, str | None]) -> None:
        """Put files there as others do, or remove them (None)."""


def sender(place: Place, settings: Mapping[str, Any] = SETTINGS, root: Path | None = None) -> Target:
    """Return the target that sends to *place*, of the site at *root*."""
    return target("live", Configuration.of({**settings, "PUBLISH_TARGETS": {"live": place.said}}), root or place.root)


def git(folder: Path, *arguments: str) -> str:
    """Run git in *folder* and return what it printed."""
    command = ["git", "-C", str(folder), "-c", "user.name=Other", "-c", "user.email=o@example.org", *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def held_by_branch(repository: Path, branch: str = "gh-pages") -> dict[str, str]:
    """Return what a branch holds, but for our list."""
    names = git(repository, "ls-tree", "-r", "-z", "--name-only", branch).split("\0")[:-1]
    return {name: git(repository, "show", f"{branch}:{name}") for name in names if name != NAME}


@contextmanager
def s3_server(folder: Path) -> Iterator[str]:
    """Run a server that speaks S3 on this machine, and give the block its address."""
    os.environ["MOTO_RECORDER_FILEPATH"] = str(folder / "recording")
    try:
        from moto.server import ThreadedMotoServer
    except ModuleNotFoundError:
        missing("moto with its server (pip install 'outsideinnovation[test]')")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
    del os.environ["MOTO_RECORDER_FILEPATH"]


def s3_client(endpoint: str) -> Any:
    """Return another client of the server at *endpoint*, with an empty bucket."""
    import boto3

    found = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    found.create_bucket(Bucket="blog")
    for row in found.list_objects_v2(Bucket="blog").get("Contents", []):
        found.delete_object(Bucket="blog", Key=row["Key"])
    return found


def held_by_bucket(client: Any) -> dict[str, str]:
    """Return what the bucket holds, but for our list."""
    rows = client.list_objects_v2(Bucket="blog").get("Contents", [])
    keys = [row["Key"] for row in rows if not row["Key"].endswith(NAME)]
    return {key: client.get_object(Bucket="blog", Key=key)["Body"].read().decode() for key in keys}


@dataclass
class FolderPlace:
    """A folder, reached as such or by rsync."""

    root: Path
    kind: str

    @property
    def said(self) -> dict[str, Any]:
        """Return its description in PUBLISH_TARGETS."""
        return {"kind": self.kind, {"folder": "path", "rsync": "to"}[self.kind]: str(self.root / "www")}

    def held(self) -> dict[str, str]:
        """Return every file that is there, but for our list."""
        return held(self.root / "www")

    def put(self, files: Mapping[str, str | None]) -> None:
        """Put files there as others do, or remove them (None)."""
        release(self.root / "www", {name: text for name, text in files.items() if text is not None})
        for name in (name for name, text in files.items() if text is None):
            (self.root / "www" / name).unlink(missing_ok=True)


@dataclass
class BranchPlace:
    """A branch of a bare repository."""

    root: Path

    def __post_init__(self) -> None:
        git(self.root, "init", "--quiet", "--bare", "pages.git")
        git(self.root, "init", "--quiet", "--initial-branch=gh-pages", "others")

    @property
    def said(self) -> dict[str, Any]:
        """Return its description in PUBLISH_TARGETS."""
        return {"kind": "static-host", "repository": str(self.root / "pages.git"), "branch": "gh-pages"}

    def held(self) -> dict[str, str]:
        """Return every file that is there, but for our list."""
        there = git(self.root / "pages.git", "branch", "--list", "gh-pages")
        return held_by_branch(self.root / "pages.git") if there else {}

    def put(self, files: Mapping[str, str | None]) -> None:
        """Put files there as others do, or remove them (None)."""
        clone = self.root / "others"
        if git(self.root / "pages.git", "branch", "--list", "gh-pages"):
            git(clone, "fetch", "--quiet", "../pages.git", "gh-pages")
            git(clone, "reset", "--quiet", "--hard", "FETCH_HEAD")
        release(clone, {name: text for name, text in files.items() if text is not None})
        for name in (name for name, text in files.items() if text is None):
            (clone / name).unlink(missing_ok=True)
        git(clone, "add", "--all")
        git(clone, "commit", "--quiet", "--allow-empty", "--message", "By hand")
        git(clone, "push", "--quiet", "../pages.git", "HEAD:gh-pages")


@dataclass
class BucketPlace:
    """What begins with a prefix in a bucket."""

    root: Path
    client: Any
    endpoint: str

    @property
    def said(self) -> dict[str, Any]:
        """Return its description in PUBLISH_TARGETS."""
        return {"kind": "s3", "bucket": "blog", "prefix": "site", "endpoint": self.endpoint, "region": "us-east-1"}

    def held(self) -> dict[str, str]:
        """Return every file that is there, but for our list."""
        return {key.removeprefix("site/"): text for key, text in held_by_bucket(self.client).items()}

    def put(self, files: Mapping[str, str | None]) -> None:
        """Put files there as others do, or remove them (None)."""
        for name, text in files.items():
            if text is None:
                self.client.delete_object(Bucket="blog", Key=f"site/{name}")
            else:
                self.client.put_object(Bucket="blog", Key=f"site/{name}", Body=text.encode())
