"""Running the programs that some targets are made of: without questions, without a shell, and with their own words kept."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from outsideinnovation.errors import SettingsError, StorageError
from outsideinnovation.lines import lines

SECURE_SHELL = "ssh -o BatchMode=yes -o ConnectTimeout=20"  # a question for a password would wait for ever
OF_GIT = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY")  # set where a git hook runs us


def run(arguments: Sequence[str | Path], *, target: str, stdin: IO[bytes] | None = None) -> bytes:
    """Run a program for the *target* of that name, with the file *stdin* or nothing to read; return what it printed.

    Raises SettingsError where the program is missing, StorageError with its last words where it fails.
    """
    program = str(arguments[0])
    environment = {key: value for key, value in os.environ.items() if key not in OF_GIT}
    environment |= {"LC_ALL": "C.UTF-8", "GIT_TERMINAL_PROMPT": "0"}
    environment.setdefault("GIT_SSH_COMMAND", SECURE_SHELL)
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, no shell; options never come from strangers
            [str(each) for each in arguments],
            stdin=stdin or subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=environment,
        )
    except FileNotFoundError:
        raise SettingsError(
            f"The target {target!r} needs the program {program}, which this machine lacks: "
            f"install it (apt install {program}), or choose another kind of target."
        ) from None
    if done.returncode:
        raise ProgramError(program, target, done.returncode, done.stderr.decode("utf-8", "replace"))
    return done.stdout


class ProgramError(StorageError):
    """A program that a target is made of has failed; carries its exit code and all its words."""

    def __init__(self, program: str, target: str, code: int, words: str) -> None:
        self.code = code
        self.words = words
        printed = [line.strip() for line in lines(words) if line.strip()]
        reason = next(
            (line for line in printed if line.startswith(("fatal:", "error:", "rsync:", "!"))), (printed or [""])[-1]
        )
        super().__init__(
            f"Publishing to {target!r}: {program} failed with {code}: {reason or 'it printed nothing'}. "
            "Check the address, the rights and the connection, then publish again."
        )
