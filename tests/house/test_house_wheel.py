"""The wheel holds all that runs, and the sdist builds the same one."""

import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from wheel_builds import ROOT, built, checkout

FOLDERS: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"][
    "package-dir"
]
PICTURE = "outsideinnovation/theme/screenshot.png"  # for those who choose a theme, not for its pages


def expected() -> dict[str, Path]:
    """Return the files that belong in it, by their names in the wheel."""
    found = {}
    for package, folder in FOLDERS.items():
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                found[f"{package.replace('.', '/')}/{file.relative_to(ROOT / folder).as_posix()}"] = file
    del found[PICTURE]
    return found


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist from a copy of the checkout."""
    folder = tmp_path_factory.mktemp("sdist")
    return built("sdist", checkout(folder / "checkout"), folder / "dist")


@pytest.fixture(scope="module")
def unpacked(sdist: Path) -> Path:
    """Unpack the sdist, as pip does that finds no wheel."""
    with tarfile.open(sdist) as archive:
        archive.extractall(sdist.parent.parent, filter="data")
    return sdist.parent.parent / sdist.name.removesuffix(".tar.gz")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    return built("wheel", checkout(folder / "checkout"), folder / "dist")


def test_the_wheel_holds_every_file_that_runs(wheel: Path) -> None:
    """Modules, plugins, the theme, templates, catalogs and what they are made of, static files and migrations, and no more."""
    files = expected()
    with zipfile.ZipFile(wheel) as archive:
        members = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert members == files.keys()
        for name, file in files.items():
            assert archive.read(name) == file.read_bytes(), name
    for needed in (
        "languages/locale/ar/LC_MESSAGES/outsideinnovation.mo",
        "cli/new_site/content/images/.gitkeep",
        "theme/templates/base.html",
    ):
        assert f"outsideinnovation/{needed}" in members


def test_the_sdist_builds_the_same_wheel(unpacked: Path, wheel: Path, tmp_path: Path) -> None:
    """With SOURCE_DATE_EPOCH, from the checkout or from the sdist: the same file to the last byte."""
    assert built("wheel", unpacked, tmp_path / "dist").read_bytes() == wheel.read_bytes()
