"""Measures what each fast path saves of a cold build: the same site is built with all of them, and without each, in turns.

usage: python tests/benchmarks/fast_paths.py [--posts 1000] [--rounds 9] [PATH…]

Prints for each the least processor time (user and system, all processes of the build together) of all rounds, and the share
that it saves. The least, because whatever else a machine does only adds to it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sample_blogs import posts, write_ours

from outsideinnovation.builder.fast_paths import WITHOUT, FastPath

OI = [sys.executable, "-m", "outsideinnovation"]


def processor_seconds(site: Path, off: str) -> float:
    """Build *site* from nothing without the fast path *off*, and return the processor time that it took."""
    shutil.rmtree(site / "output", ignore_errors=True)
    quiet, environment = subprocess.DEVNULL, {**os.environ, WITHOUT: off}
    build = subprocess.Popen([*OI, "build", "--clean"], cwd=site, env=environment, stdout=quiet, stderr=quiet)
    _, status, used = os.wait4(build.pid, 0)
    build.returncode = os.waitstatus_to_exitcode(status)
    if build.returncode:
        raise SystemExit(f"A build without {off or 'nothing'} failed.")
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure, and print a row a fast path."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--posts", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("paths", nargs="*", metavar="PATH", choices=[[], *FastPath])
    told = arguments.parse_args()
    ways = ["", *(told.paths or FastPath)]
    least = dict.fromkeys(ways, float("inf"))
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        write_ours(site, list(posts(told.posts)))
        for number in range(told.rounds):
            for way in ways if number % 2 else reversed(ways):
                least[way] = min(least[way], processor_seconds(site, way))
    print(f"with all: {least['']:.3f} s of {os.cpu_count()} processors")
    for way in ways[1:]:
        print(f"without {way}: {least[way]:.3f} s; it saves {1 - least[''] / least[way]:.0%}")


if __name__ == "__main__":
    main()
