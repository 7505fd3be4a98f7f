"""The command line explains itself, and the manual knows every command."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from outsideinnovation.cli import main

PAGES = Path(__file__).resolve().parents[2] / "content" / "pages"


def commands(group: click.Group, name: str = "oi") -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something, with its full name."""
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


@pytest.mark.parametrize(("name", "command"), [pytest.param(*each, id=each[0]) for each in commands(main)])
def test_every_command_and_option_has_a_help_text(name: str, command: click.Command) -> None:
    """`--help` says what a command does and what each of its options means."""
    assert command.help, name
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"


@pytest.mark.parametrize("name", [name for name, _ in commands(main)])
def test_every_command_is_in_the_manual(name: str) -> None:
    """A command that no page of the manual names fails the tests."""
    manual = "\n".join(path.read_text("utf-8") for path in PAGES.rglob("*.md"))
    assert name in manual


def test_an_unknown_command_is_wrong_usage() -> None:
    """Wrong usage exits with 2, as every Unix command does."""
    assert CliRunner().invoke(main, ["nonsense"]).exit_code == 2


def test_outside_a_site_a_command_says_how_to_start_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a settings file above, the message names the remedy."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["build"])
    assert result.exit_code == 1
    assert "oi init" in result.stderr


def test_a_mistake_in_the_settings_is_named_by_its_line(tmp_path: Path) -> None:
    """A settings file that cannot be run is no traceback but a line with a place."""
    (tmp_path / "pelicanconf.py").write_text("SITENAME = 'x'\nSITEURL = nonsense\n", "utf-8")
    result = CliRunner().invoke(main, ["--site", str(tmp_path), "build"])
    assert result.exit_code == 1
    assert "pelicanconf.py:2:" in result.stderr
