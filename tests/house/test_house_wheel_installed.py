"""The wheel alone makes a blog, on each Python of this machine: installed into an empty environment, far from the checkout.

``make test-wheel`` runs this; it takes the versions of constraints.txt, and with OI_NEWEST the newest ones.
"""

import filecmp
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests_support import missing
from wheel_builds import ROOT, built, checkout

pytestmark = pytest.mark.wheel
VERSIONS = ("3.11", "3.12", "3.13")


def candidates(version: str) -> Iterator[Path]:
    """Yield where a Python of *version* may be: on the path, and where pyenv keeps those that are not chosen."""
    on_the_path = shutil.which(f"python{version}")
    if on_the_path:
        yield Path(on_the_path)
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from sorted(pyenv.glob(f"versions/{version}.*/bin/python{version}"))


def python(version: str) -> Path:
    """Return a Python of *version* that starts and can make environments; without one the test is skipped."""
    for candidate in candidates(version):
        if (
            subprocess.run([candidate, "-c", "import venv, ensurepip"], check=False, capture_output=True).returncode
            == 0
        ):
            return candidate
    pytest.skip(f"this machine has no Python {version}")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    return built("wheel", checkout(folder / "checkout"), folder / "dist")


class Installed:
    """An empty environment with the wheel and what it asks for, and commands run from a folder outside the checkout."""

    def __init__(self, python: Path, wheel: Path, folder: Path) -> None:
        """Make the environment in *folder*, which is where the blog will be too."""
        self.folder, self.programs = folder, folder / "environment" / "bin"
        subprocess.run([python, "-m", "venv", folder / "environment"], check=True)
        lock = [] if os.environ.get("OI_NEWEST") else ["--constraint", str(ROOT / "constraints.txt")]
        command = [self.programs / "pip", "install", "--quiet", *lock, wheel]
        run = subprocess.run(command, cwd=folder, check=False, capture_output=True, encoding="utf-8")
        if "No matching distribution" in run.stderr and "from versions: none" in run.stderr:
            missing("the package index")
        assert run.returncode == 0, run.stderr

    def command(self, *words: str, at: str = "") -> list[str]:
        """Run one of its programs in the folder *at* and return what it prints, a line each; it has to succeed."""
        with self.started(*words, at=at) as run:
            lines = [line.rstrip("\n") for line in run.stdout or ()]
        assert run.returncode == 0, lines
        return lines

    def started(self, *words: str, at: str) -> "subprocess.Popen[str]":
        """Start one of its programs in the folder *at*, with an environment that knows nothing of the checkout."""
        kept = {name: value for name, value in os.environ.items() if name in {"HOME", "LANG", "TMPDIR"}}
        return subprocess.Popen(
            [self.programs / words[0], *words[1:]],
            cwd=self.folder / at,
            env=kept | {"PATH": f"{self.programs}:/usr/bin:/bin"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )


def asked(address: str) -> str:
    """Return the page at *address*."""
    with urllib.request.urlopen(address) as answer:
        text: str = answer.read().decode()
    return text


@pytest.mark.parametrize("version", VERSIONS)
def test_a_blog_is_begun_with_the_wheel_alone(version: str, wheel: Path, tmp_path: Path) -> None:
    """`oi init`, `oi new`, `oi check`, `oi build`, plain `pelican` to the same bytes, and `oi serve` with its forms."""
    installed = Installed(python(version), wheel, tmp_path)
    assert f"Python {version}." in installed.command("python", "--version")[0]
    installed.command("oi", "init", "blog")
    installed.command("oi", "new", "post", "A second post", at="blog")
    installed.command("oi", "check", at="blog")
    installed.command("oi", "build", at="blog")
    installed.command("pelican", "--output", "../pelican", at="blog")
    assert_same(tmp_path / "blog" / "output", tmp_path / "pelican")
    serving(installed)


def assert_same(ours: Path, theirs: Path) -> None:
    """Both folders hold the same files, byte for byte."""
    names = [{path.relative_to(root) for path in root.rglob("*") if path.is_file()} for root in (ours, theirs)]
    assert names[0] == names[1]
    _, *differing = filecmp.cmpfiles(ours, theirs, [str(name) for name in names[0]], shallow=False)
    assert differing == [[], []]


def serving(installed: Installed) -> None:
    """Ask a preview for a page, its style, the draft, a form of the service and the editors' page."""
    with installed.started("oi", "serve", "--port", "0", at="blog") as preview:
        try:
            assert preview.stdout is not None
            address = next(line.strip() for line in preview.stdout if line.startswith("http://127.0.0.1:"))
            assert "/theme/" in asked(address)
            assert "A second post" in asked(f"{address}drafts/a-second-post/")
            assert "<form" in asked(f"{address}subscribe/")
            assert "<form" in asked(f"{address}moderation")
        finally:
            preview.terminate()
