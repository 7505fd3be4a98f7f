"""Compiled templates: where they are kept."""

import os
from pathlib import Path

import pytest

from outsideinnovation.builder.fast_paths.compiled_templates import folder_of
from outsideinnovation.settings import theme


def test_our_own_theme_is_compiled_beside_it(tmp_path: Path) -> None:
    """As Python keeps its modules: another site, or a clean build, does not compile the same templates again."""
    assert folder_of(theme(), tmp_path) == theme() / "__pycache__" / "templates"


def test_an_installation_that_is_read_only_leaves_them_to_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the theme cannot be written to, its compiled templates are the site's."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert folder_of(theme(), tmp_path) == tmp_path / "templates"
