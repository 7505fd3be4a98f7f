"""``oi init``: a new site from nothing."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path
from uuid import uuid4

import click

from outsideinnovation.errors import ConflictError, StorageError
from outsideinnovation.site import SETTINGS_FILE

NIL = "00000000-0000-4000-8000-000000000000"  # stands in the settings for an id that no other site has


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Start a new site in DIR: settings, a first post, a page and a sidebar, with the theme that comes with this program.

    DIR may exist, but must be empty.
    """
    try:
        if folder.exists() and any(folder.iterdir()):
            raise ConflictError(f"{folder} is not empty, and nothing was written. Name a new folder.")
        with as_file(files("outsideinnovation.cli") / "new_site") as template:
            shutil.copytree(template, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        settings = folder / SETTINGS_FILE
        settings.write_text(settings.read_text("utf-8").replace(NIL, str(uuid4())), "utf-8")
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror}: name a folder where you have the right to write.") from error
    for hidden in ("gitignore", "content/gitattributes"):
        (folder / hidden).rename((folder / hidden).with_name(f".{Path(hidden).name}"))
    click.echo(folder)
    click.echo(f"Next: cd {folder} && oi serve", err=True)
