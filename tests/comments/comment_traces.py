"""What a gesture asks of the disk, as strace sees it: run, counted, killed, made to fail, or written down in order."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests_support import missing

PROGRAM = Path(__file__).with_name("comment_disk.py")
KILLED = 128 + 9
CHANGING = [
    "write",
    "pwrite64",
    "ftruncate",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
]
_LINE = re.compile(r"^(\d+) +(?:<\.\.\. \w+ resumed>(.*)|(.*))$")
_CALL = re.compile(r"^(\w+)\((.*)\) += (-?\d+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Operation:
    """One change, or one promise: of *path*, for a link or rename to *other*, for a write with *data*."""

    kind: str
    path: str
    other: str = ""
    data: bytes = b""


def need_strace() -> None:
    """Skip where there is no strace, or it may not trace."""
    command = ["strace", "-qq", "-o", "/dev/null", "true"]
    if not shutil.which("strace") or subprocess.run(command, check=False, capture_output=True).returncode:
        missing("strace")


def run(root: Path, gesture: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a gesture, under strace if there are *options* for it."""
    strace = ["strace", "-f", "-qq", "--seccomp-bpf", *options] if options else []
    command = [*strace, sys.executable, str(PROGRAM), gesture, str(root)]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)


def kill(root: Path, gesture: str, call: str, when: int) -> list[str]:
    """Run a gesture, kill it before the *when*-th such call of a thread, and return what it had said."""
    inject = ("-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={when}")
    ended = run(root, gesture, *inject)
    assert ended.returncode in (0, -9, KILLED), ended.stderr
    return ended.stdout.splitlines()


def fail(root: Path, gesture: str, call: str, when: int) -> list[str]:
    """Run a gesture whose *when*-th such call of a thread fails once, as on a broken disk; return what it said."""
    inject = ("-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:error=EIO:when={when}")
    ended = run(root, gesture, *inject)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def count(root: Path, gesture: str) -> list[tuple[str, int]]:
    """Return every changing call of a gesture, by its name and its number within a thread."""
    log = root.with_name("calls")
    ended = run(root, gesture, "-o", str(log), "-e", f"trace={','.join(CHANGING)}")
    assert ended.returncode == 0, ended.stderr
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for thread, call in re.findall(r"^(\d+) +(\w+)\(", log.read_text("utf-8"), re.MULTILINE):
        counts[call][thread] += 1
    return [(call, number) for call in sorted(counts) for number in range(1, max(counts[call].values()) + 1)]


def record(root: Path, gesture: str) -> list[Operation]:
    """Run a gesture and return what it did below *root*, and what it said, in order."""
    log = root.with_name("trace")
    ended = run(root, gesture, "-xx", "-s", "100000", "-o", str(log), "-e", f"trace=openat,{','.join(CHANGING)}")
    assert ended.returncode == 0, ended.stderr
    return list(_operations(log, root))


def _operations(log: Path, root: Path) -> Iterator[Operation]:
    opened: dict[int, str] = {}
    for name, text, result in _calls(log):
        strings = [bytes.fromhex(found.replace("\\x", "")) for found in _STRING.findall(text)]
        paths = [os.fsdecode(string) for string in strings]
        ours = bool(paths) and paths[0].startswith(str(root))
        descriptor = int(text.partition(",")[0]) if text[:1].isdigit() else -1
        if name == "openat":
            opened[result] = paths[0]
            if ours and "O_CREAT" in text:
                yield Operation("create", paths[0])
        elif name == "write" and descriptor == 1:
            yield Operation("say", strings[0].decode().strip())
        elif name in {"write", "pwrite64"} and opened.get(descriptor, "").startswith(str(root)):
            yield Operation("write", opened[descriptor], data=strings[0])
        elif name in {"fsync", "fdatasync"}:
            yield Operation("sync", opened[descriptor])
        elif name.startswith(("rename", "link")) and ours:
            yield Operation(name[:4], paths[0], paths[1])
        elif name.startswith(("unlink", "mkdir")) and ours:
            yield Operation(name.removesuffix("at"), paths[0])


def _calls(log: Path) -> Iterator[tuple[str, str, int]]:
    """Yield the calls that succeeded, when they ended, but what was said as soon as it may have been heard."""
    begun: dict[str, str] = {}
    for line in log.read_text("utf-8").splitlines():
        found = _LINE.match(line)
        assert found, line
        thread, rest, whole = found.groups()
        text = begun.pop(thread) + rest if rest is not None else whole
        if text.endswith("<unfinished ...>"):
            begun[thread] = text.removesuffix("<unfinished ...>")
            if text.startswith("write(1,"):
                yield "write", begun[thread].removeprefix("write("), 0
        elif (
            (call := _CALL.match(text)) and int(call[3]) >= 0 and not (rest is not None and text.startswith("write(1,"))
        ):
            yield call[1], call[2], int(call[3])
