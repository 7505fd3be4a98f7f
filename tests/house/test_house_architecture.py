"""The house keeps its plan: imports go down only, each library has one importer, and the rooms rhyme."""

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from outsideinnovation.builder.incremental import cache_key

ROOT = Path(__file__).resolve().parents[2]
GROUND = {
    "site", "settings", "configuration", "catalogue", "tokens", "files", "locks", "sqlite_file", "cached_file",
    "renaming", "modification_time", "leftovers", "errors", "frontmatter", "lines", "text", "html_tags", "portable_markup",
    "html_tokens", "wording", "percent_encoding", "slug_substitutions", "slugs", "languages", "mail", "web_client",
}  # fmt: skip
DOMAINS = {"comments", "feeds", "search", "subscriptions", "sidebar", "editors", "contacts", "pictures"}
FACES = {"cli", "service", "plugins"}
LAYERS = (  # from the ground up: a room knows those below its own layer, and none beside it
    GROUND,
    DOMAINS,
    {"builder"},
    {"importers", "deploy", "backup"},
    {"exporters"},
    {"notifications"},
    {"erasure", "doctor", "statistics"},
    FACES,
)
IMPORTERS = {  # a library, and the only rooms that may know it
    "pelican": {"builder", "plugins"},
    "jinja2": {"builder", "plugins", "subscriptions", "languages"},  # pages, mails, and the labels of both
    "babel": {"languages"},
    "css_inline": {"subscriptions"},
    "flufl": {"subscriptions"},
    "dkim": {"mail"},
    "dns": {"doctor"},
    "blinker": {"builder", "plugins"},
    "markdown": {"builder"},
    "math_core": {"builder"},
    "pygments": {"builder"},
    "PIL": {"pictures"},
    "boto3": {"deploy"},
    "feedgen": {"feeds"},
    "lxml": {"feeds"},
    "whoosh": {"search"},
    "Stemmer": {"search"},
    "sqlalchemy": {"subscriptions"},
    "alembic": {"subscriptions"},
    "psycopg": {"subscriptions"},
    "flask": {"service"},
    "werkzeug": {"service"},
    "waitress": {"service"},
    "itsdangerous": {"tokens"},
    "argon2": {"editors"},
    "unidecode": {"slugs"},
    "pyotp": {"editors"},
    "segno": {"editors"},
    "webauthn": {"editors"},
    "email_validator": {"comments", "subscriptions"},
    "smtplib": {"mail"},
    "defusedxml": {"importers", "sidebar"},  # exports, and feeds of others
    "click": {"cli"},
    "rich": {"cli"},
    "nh3": {"comments"},
    "markdown_it": {"comments"},
    "tomli_w": {"comments"},
    "yaml": {"frontmatter"},
    "markdownify": {"importers"},
    "watchfiles": {"builder"},
}
ONE_FOLDER = {"markdown": "content", "sqlalchemy": "store", "alembic": "store", "psycopg": "store"}  # below its room
ONE_MODULE = {"nh3", "markdown_it", "tomli_w", "markdownify", "watchfiles", "math_core", "Stemmer"}
ONE_MODULE |= {"css_inline", "flufl", "dkim", "dns", "yaml", "webauthn", "PIL", "ijson"}


def modules() -> Iterator[tuple[str, Path]]:
    """Yield every module of the package and the plugins with the room it is in."""
    for path in sorted((ROOT / "outsideinnovation").rglob("*.py")):
        if "new_site" not in path.parts:
            inside = path.relative_to(ROOT / "outsideinnovation")
            yield inside.parts[0].removesuffix(".py"), path
    for path in sorted((ROOT / "plugins").rglob("*.py")):
        yield "plugins", path


def imports(path: Path) -> Iterator[str]:
    """Yield the full names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(
    ("room", "path"), [pytest.param(*each, id=str(each[1].relative_to(ROOT))) for each in modules()]
)
def test_a_module_imports_downwards_only(room: str, path: Path) -> None:
    """Faces know use cases, use cases know the builder, the builder domains, a domain the ground; nobody looks up or aside.

    Modules of the ground know each other, and the command line also starts the service.
    """
    below = {name: set().union(*LAYERS[:level]) for level, names in enumerate(LAYERS) for name in names}
    may = below.get(room, set()) | {room} | (GROUND if room in GROUND else set())
    may |= {"cli": {"service"}, "__main__": {"cli"}, "__init__": {"builder"}}.get(room, set())
    rooms = {name.split(".")[1] for name in imports(path) if name.startswith("outsideinnovation.")}
    assert rooms - may <= {"__version__"}


def test_only_rooms_above_the_builder_are_left_out_of_the_key_of_its_cache() -> None:
    """What shapes an output makes caches of older code worthless; what stands above the builder shapes none."""
    level = LAYERS.index({"builder"})
    assert set().union(*LAYERS[level + 1 :]) - {"plugins"} == cache_key.ABOVE


def test_each_library_has_one_importer() -> None:
    """Whoever replaces a library finds everything that knows it in one room, and for most in one module."""
    known: dict[str, set[tuple[str, Path]]] = defaultdict(set)
    for room, path in modules():
        for name in imports(path):
            known[name.split(".")[0]].add((room, path))
    for library, rooms in IMPORTERS.items():
        assert {room for room, _ in known[library]} <= rooms, library
    for library, folder in ONE_FOLDER.items():
        assert {folder} >= {path.relative_to(ROOT / "outsideinnovation").parts[1] for _, path in known[library]}, (
            library
        )
    assert {path.name for _, path in known["whoosh"]} <= {"whoosh_index.py"}
    for library in ONE_MODULE:
        assert len(known[library]) <= 1, library


def test_every_dependency_is_declared_with_its_reason() -> None:
    """Each line of the dependencies says why it is there."""
    lines = (ROOT / "pyproject.toml").read_text("utf-8").split("\ndependencies = [\n")[1].split("\n]")[0].splitlines()
    assert lines
    assert all("#" in line for line in lines)


def test_every_package_is_installed() -> None:
    """Each folder of modules is named in pyproject.toml, or an installed program would lack it."""
    named = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"])
    there = {path.parent.relative_to(ROOT) for path in (ROOT / "outsideinnovation").rglob("__init__.py")}
    assert {".".join(folder.parts) for folder in there} <= named


def test_the_top_level_is_the_plan() -> None:
    """What lies at the top is what the design says, and what tools demand there."""
    import subprocess

    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    plan = {
        "content",
        "plugins",
        "themes",
        "outsideinnovation",
        "tests",
        "findings",
        "pyproject.toml",
        "README.md",
        "pelicanconf.py",
    }
    demanded = {
        "Makefile",
        ".ci",
        "CHANGELOG.md",
        "LICENSE",
        "SECURITY.md",
        ".gitignore",
        "constraints.txt",
    }
    assert {line.split("/")[0] for line in tracked.stdout.splitlines()} <= plan | demanded


def test_tests_mirror_the_rooms() -> None:
    """Every room that has code has a folder of tests with its name."""
    rooms = {room for room, path in modules()} & set().union(*LAYERS[1:])
    assert rooms <= {path.name for path in (ROOT / "tests").iterdir()}
