"""Compiled templates in a folder, each with a digest before it: one that is damaged is compiled again, never run."""

import os
from hashlib import blake2b
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

DIGEST = 16  # bytes


class CompiledTemplates(BytecodeCache):
    """What Jinja has compiled, in *folder*; whether it is of today's template, Jinja sees for itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill *bucket*, or leave it empty."""
        try:
            data = self._path(bucket).read_bytes()
        except OSError:
            return
        if blake2b(data[DIGEST:], digest_size=DIGEST).digest() == data[:DIGEST]:
            bucket.bytecode_from_string(data[DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is in *bucket*."""
        code = bucket.bytecode_to_string()
        path = self._path(bucket)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        aside.write_bytes(blake2b(code, digest_size=DIGEST).digest() + code)
        aside.replace(path)  # whole for other workers; a cache need not outlast a power cut, so nothing is synced

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.compiled"
