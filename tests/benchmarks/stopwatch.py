"""What a command takes: seconds by the clock, and the most memory that it and its children held together."""

import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.05
MEGABYTE = 1 << 10  # in the kibibytes of /proc


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command: seconds, and megabytes at the highest (0 where they were not looked at)."""

    seconds: float
    megabytes: float = 0.0


def timed(command: list[str], folder: Path) -> Run:
    """Run *command* in *folder* and return what it took. Raises CalledProcessError."""
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return Run(time.perf_counter() - started)


def weighed(command: list[str], folder: Path) -> Run:
    """Do what ``timed`` does, and look at the memory too, which takes time of its own: use its seconds for nothing."""
    highest = 0
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        done = threading.Event()

        def watch() -> None:
            nonlocal highest
            while not done.wait(LOOK_SECONDS):
                highest = max(highest, sum(map(_share, _family(process.pid))))

        watcher = threading.Thread(target=watch)
        watcher.start()
        process.wait()
        done.set()
        watcher.join()
    return Run(time.perf_counter() - started, highest / MEGABYTE)


def _family(parent: int) -> list[int]:
    found = [parent]
    for each in found:
        with suppress(OSError):
            children = Path(f"/proc/{each}/task/{each}/children").read_text("utf-8").split()
            found += map(int, children)
    return found


def _share(process: int) -> int:
    """Return the memory of *process* in kibibytes; what several share is divided among them (PSS)."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
