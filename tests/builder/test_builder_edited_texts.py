"""Warnings of the preview: of the texts that were edited since it began."""

import os

from tests_support import Blog

from outsideinnovation.builder.edited_texts import EditedTexts
from outsideinnovation.site import Site


def test_what_was_edited_before_the_watching_began_is_told_by_its_time(blog: Blog) -> None:
    """Between the first build and the first look nothing is lost; what is older is nobody's edit of today."""
    old = blog.post("old", "Look [here](https://else.example/).")
    os.utime(old, (1_000_000, 1_000_000))
    edited = EditedTexts()
    new = blog.post("new", "Look [here](https://else.example/).")
    site = Site.load(blog.root)
    assert {problem.path for problem in edited.warnings(site, None)} == {new}
    assert {problem.path for problem in edited.warnings(site, [old])} == {old, new}
