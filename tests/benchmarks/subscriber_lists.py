"""What a list of subscribers costs: a dry run, an import, the same import again, and an export; seconds and memory.

python tests/benchmarks/subscriber_lists.py [LINES]
"""

import sys
import tempfile
from pathlib import Path

from stopwatch import timed, weighed

LINES = 100_000
SETTINGS = 'from outsideinnovation.settings import *\nSITENAME = "A blog"\nSITEURL = "https://blog.example.org"\n'


def main(count: int) -> None:
    """Print a line for each."""
    oi = [sys.executable, "-m", "outsideinnovation", "subscribers"]
    come = [*oi, "import", "list.csv", "--confirmed"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pelicanconf.py").write_text(SETTINGS, "utf-8")
        with (folder / "list.csv").open("w", encoding="utf-8") as stream:
            stream.write("email,status\n")
            for number in range(count):
                status = "unsubscribed" if number % 7 == 0 else "confirmed"
                stream.write(f"reader{number}@domain{number % 977}.example,{status}\n")
        heavy = weighed([*come, "--dry-run"], folder).megabytes
        print(f"{count:,} lines; memory of a dry run {heavy:.0f} MB")
        for what, command in (
            ("dry run", [*come, "--dry-run"]),
            ("import", come),
            ("import again", come),
            ("export", [*oi, "export"]),
        ):
            took = timed(command, folder).seconds
            print(f"{what:<13} {took:6.1f} s  {count / took:8,.0f} lines/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else LINES)
