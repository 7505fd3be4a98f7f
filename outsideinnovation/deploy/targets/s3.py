"""A bucket of Amazon S3, or of whatever speaks its language (Cloudflare R2, Backblaze, MinIO, Garage …).

Keys come from the environment (``AWS_ACCESS_KEY_ID`` and so on) or from the machine's own role, never from the settings.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from outsideinnovation.builder.urls import media
from outsideinnovation.deploy.targets import listing
from outsideinnovation.deploy.targets.guard import guard
from outsideinnovation.deploy.targets.options import Options
from outsideinnovation.deploy.targets.published_list import NAME, PublishedList
from outsideinnovation.deploy.targets.target import Transferred
from outsideinnovation.errors import SettingsError, StorageError

CONNECTIONS = 8  # uploads wait for the network, not for this machine
AT_ONCE = 1000  # deletions in one request, by S3's rule
CONNECTION: dict[str, Any] = {
    "max_pool_connections": CONNECTIONS,
    "retries": {"mode": "standard", "max_attempts": 5},
    # Checksums newer than S3's first ones are refused by some servers that are not Amazon's.
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}


@dataclass(frozen=True, slots=True)
class Bucket:
    """The objects of ``bucket`` whose keys begin with ``prefix``; ``endpoint`` is the address of a server not Amazon's."""

    name: str
    bucket: str
    prefix: str
    endpoint: str | None
    region: str | None
    published: PublishedList

    @classmethod
    def of(cls, options: Options) -> "Bucket":
        """Read ``bucket`` and, optional, ``prefix``, ``endpoint`` and ``region``."""
        prefix = (options.optional("prefix") or "").strip("/")
        endpoint = options.optional("endpoint")
        if endpoint and not endpoint.startswith(("https://", "http://")):
            raise options.refusal(f"endpoint is {endpoint!r}", "write an address that begins with https://")
        bucket, prefix, region = options.text("bucket"), prefix and f"{prefix}/", options.optional("region")
        options.done()
        published = PublishedList.of(options, f"the bucket {bucket}/{prefix} at {endpoint or 'Amazon'}")
        return cls(options.name, bucket, prefix, endpoint, region, published)

    def send(self, release: Path, *, dry_run: bool, max_deletes: int | None, adopt: bool = False) -> Transferred:
        """Upload what differs, what pages show first and pages then; remove the rest last.

        An object is unchanged where its ETag is the MD5 of our bytes, as S3 has it for what we put there (not where the
        bucket encrypts with KMS keys: everything goes up each time then). Raises as ``Target.send`` says.
        """
        here = listing.files(release)
        with self._connected() as client:
            there = dict(self._objects(client))
            found = self._list(client) if there.pop(NAME, None) else None
            changed = [path for path, file in here.items() if there.get(path) != _md5(file)]
            plan = listing.plan(here, there, changed, self.published.known(found, there))
            guard(self.name, plan, max_deletes=max_deletes, adopt=adopt, folders=False)
            if not dry_run:
                put = partial(self._put_list, client)
                found = self.published.keep(plan.during, found, put)
                self._carry_out(client, plan, here)
                self.published.keep(here, found, put)
        return plan.as_sent()

    def _list(self, client: Any) -> bytes:
        answer = client.get_object(Bucket=self.bucket, Key=self.prefix + NAME)
        return bytes(answer["Body"].read())

    def _put_list(self, client: Any, data: bytes) -> None:
        client.put_object(
            Bucket=self.bucket, Key=self.prefix + NAME, Body=data, ContentType=media.content_type("list.json")
        )

    def _carry_out(self, client: Any, plan: listing.Plan, here: dict[str, Path]) -> None:
        pages = [path for path in plan.upload if media.is_page(path)]
        rest = plan.upload[: len(plan.upload) - len(pages)]
        with ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="upload") as pool:
            for paths in (rest, pages):
                _all(pool, lambda path: self._put(client, path, here[path]), paths)
        for start in range(0, len(plan.delete), AT_ONCE):
            keys = [{"Key": self.prefix + path} for path in plan.delete[start : start + AT_ONCE]]
            answer = client.delete_objects(Bucket=self.bucket, Delete={"Objects": keys, "Quiet": True})
            for error in answer.get("Errors", []):
                raise self._failure(f"{error.get('Key')} cannot be removed: {error.get('Message')}")

    def _put(self, client: Any, path: str, file: Path) -> None:
        with file.open("rb") as stream:
            client.put_object(
                Bucket=self.bucket,
                Key=self.prefix + path,
                Body=stream,
                ContentType=media.content_type(path),
                CacheControl=media.caching(path),
            )

    def _objects(self, client: Any) -> Iterator[tuple[str, str]]:
        """Yield the path and MD5 of every object below the prefix."""
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
        for page in pages:
            for row in page.get("Contents", []):
                path = row["Key"].removeprefix(self.prefix)
                if path and not path.endswith("/"):  # a console's mark for a folder
                    yield path, row["ETag"].strip('"')

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        """Give the block a client of the server, and turn what the library raises into our words."""
        try:
            import boto3  # noqa: PLC0415 - takes 0.3 s, and only this target needs it
            from botocore import config, exceptions  # noqa: PLC0415 - see above
        except ModuleNotFoundError:
            raise SettingsError(
                f"The target {self.name!r} needs the library boto3: pip install 'outsideinnovation[s3]'."
            ) from None
        try:
            yield boto3.session.Session().client(  # its own, so that keys that changed meanwhile are seen
                "s3", endpoint_url=self.endpoint, region_name=self.region, config=config.Config(**CONNECTION)
            )
        except (exceptions.NoCredentialsError, exceptions.PartialCredentialsError, exceptions.NoRegionError) as error:
            raise SettingsError(
                f"The target {self.name!r}: {error} Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, "
                'and "region" in the target.'
            ) from error
        except (exceptions.ClientError, exceptions.BotoCoreError, ValueError) as error:
            raise self._failure(str(error)) from error

    def _failure(self, what: str) -> StorageError:
        return StorageError(
            f"Publishing to {self.name!r}: {what}. Check the bucket's name, the keys' rights and the connection."
        )


def _all(pool: ThreadPoolExecutor, put: Callable[[str], None], paths: Sequence[str]) -> None:
    """Put every one of *paths*, and raise the first error once all are through."""
    for done in [pool.submit(put, path) for path in paths]:
        done.result()


def _md5(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
