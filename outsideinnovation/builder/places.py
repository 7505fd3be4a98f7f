"""Where builds that readers do not get make things: a preview, a trial and a rehearsal, each beside what is the site's own."""

from pathlib import Path

PREVIEW = "preview"  # in instance/: the author's
TRIAL = "build"  # in instance/: what the next release is made of
REHEARSAL = "output"  # in a folder for the time being


def settings(folder: Path, name: str) -> dict[str, str]:
    """Return the settings by which a build makes all of it in *folder*, under that *name*, wherever the site's own say."""
    return {
        "OUTPUT_PATH": str(folder / name),
        "PUBLISH_CATALOGUE": str(catalogue(folder, name)),
        "SEARCH_INDEX": str(index(folder, name)),
    }


def catalogue(folder: Path, name: str) -> Path:
    """Return where such a build writes down what is in its output."""
    return folder / f"{name}.catalogue.json"


def index(folder: Path, name: str) -> Path:
    """Return the folder of its search index."""
    return folder / f"{name}.search"
