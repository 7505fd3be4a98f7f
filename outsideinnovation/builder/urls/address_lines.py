"""The lines of ``redirects.txt`` and ``addresses.txt``, which people and git's merges write into as well as we do."""

from pathlib import Path

from outsideinnovation.errors import ContentError, Problem, StorageError
from outsideinnovation.lines import lines


def read(path: Path) -> list[str]:
    """Return the lines of the file at *path*; none where there is no such file. Raises ContentError and StorageError."""
    try:
        return lines(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise ContentError([Problem(path, 0, "not UTF-8", "save the file as UTF-8")]) from error
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {error.strerror}. Check the file's rights.") from error
