"""Where a release goes besides this machine: each kind of place is one class with the same gesture, ``send``.

``PUBLISH_TARGETS`` in pelicanconf.py names the places. What begins with a dot at the top of a place (``.git``,
``.well-known``) is somebody else's there: it is neither sent nor removed.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from outsideinnovation.configuration import Configuration
from outsideinnovation.deploy.targets.branch import Branch
from outsideinnovation.deploy.targets.branch_hosts import pages, static_host
from outsideinnovation.deploy.targets.folder import Folder
from outsideinnovation.deploy.targets.options import SETTING, Options
from outsideinnovation.deploy.targets.rsync import Rsync
from outsideinnovation.deploy.targets.s3 import Bucket
from outsideinnovation.deploy.targets.target import Target, Transferred
from outsideinnovation.errors import SettingsError

__all__ = ["KINDS", "Branch", "Bucket", "Folder", "Rsync", "Target", "Transferred", "target"]

KINDS: Mapping[str, Callable[[Options], Target]] = {
    "folder": Folder.of,
    "rsync": Rsync.of,
    "s3": Bucket.of,
    "pages": pages,
    "static-host": static_host,
}


def target(name: str, settings: Configuration, root: Path) -> Target:
    """Return the place called *name* in the setting PUBLISH_TARGETS of the site at *root*. Nothing is contacted yet.

    Raises SettingsError when there is none of that name, or when it is described wrongly.
    """
    named = settings.deploy.targets
    if name not in named:
        known = f"it names {', '.join(sorted(map(str, named)))}" if named else "it is empty"
        raise SettingsError(f"{SETTING} has no target {name!r}: {known}. Add it to pelicanconf.py, or choose another.")
    options = Options(name, named[name], settings, root)
    return KINDS[options.choice("kind", KINDS)](options)
