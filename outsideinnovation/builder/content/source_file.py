"""One file of a post or page, from its bytes to a document, or to what keeps it from being one."""

from pathlib import Path

from outsideinnovation import frontmatter
from outsideinnovation.builder.incremental.stamps import lost_link, unreadable
from outsideinnovation.errors import Problem


def read(path: Path) -> tuple[list[Problem], frontmatter.ContentFile | None]:
    """Read the file at *path*; where that cannot be, return why."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        return [(path.is_symlink() and lost_link(str(path))) or unreadable(error)], None
    except UnicodeDecodeError as error:
        line, column = end_of(error.object[: error.start].decode("utf-8"))
        return [Problem(path, line, "not UTF-8", "save the file as UTF-8", column, 1)], None
    if not text.strip():
        return [Problem(path, 0, "the file is empty", "write it, or remove it")], None
    if "\0" in text:
        line, column = end_of(text.partition("\0")[0])
        return [Problem(path, line, "a NUL character", "remove it; the file may be damaged", column, 1)], None
    return [], frontmatter.parse(text)


def end_of(text: str) -> tuple[int, int]:
    """Return the line and column, from 1, of what comes after *text* in its file."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")
