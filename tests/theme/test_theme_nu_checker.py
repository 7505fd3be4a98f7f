"""The Nu HTML checker finds nothing on any kind of page; `make test-lighthouse` installs it from npm."""

from pathlib import Path

import page_checkers
import pytest
from theme_samples import pages, render

from outsideinnovation.builder.pelican_engine.build import build
from outsideinnovation.site import Site

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("service", [None, "", "/service"])
def test_every_kind_of_page_is_valid(tmp_path: Path, service: str | None) -> None:
    """The theme's pages have no error and no warning, with forms and without."""
    page_checkers.needed("java")
    files = [tmp_path / f"{name}.html" for name in pages(service)]
    for path in files:
        path.write_text(render(path.stem, service), "utf-8")
    assert page_checkers.nu_findings(files) == []


def test_the_sample_blog_is_valid(tmp_path: Path) -> None:
    """All pages of the sample blog, its manual among them, have no error and no warning."""
    page_checkers.needed("java")
    build(Site.load(ROOT), settings={"OUTPUT_PATH": str(tmp_path / "output"), "SERVICE_URL": ""})
    files = sorted((tmp_path / "output").rglob("*.html"))
    assert len(files) > 50
    assert page_checkers.nu_findings(files) == []
