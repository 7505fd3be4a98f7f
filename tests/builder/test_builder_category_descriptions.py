"""What is said of categories, in the settings."""

from tests_support import Blog

from outsideinnovation.builder.pelican_engine.build import build

WORDS = "Short <ones> & small."
SHOWN = "Short &lt;ones&gt; &amp; small."


def test_a_description_is_on_its_pages(blog: Blog) -> None:
    """It stands on the category's own page and in the list of categories, and nowhere else."""
    blog.settings(f"CATEGORY_DESCRIPTIONS = {{'Co-Design': {WORDS!r}}}\n")
    blog.post("first", category="Co-Design", tags="Co-Design")
    blog.post("second")
    blog.build()
    shown = [path for path, data in blog.files().items() if SHOWN.encode() in data]
    assert shown == ["category/co-design/index.html", "category/index.html"]


def test_a_description_of_no_category_is_told(blog: Blog) -> None:
    """A name that is written otherwise than posts write it is a warning, by both ways of building."""
    blog.settings('CATEGORY_DESCRIPTIONS = {"Co-Desing": "x", "Notes": "y"}\n')
    blog.post("first", category="Co-Design")
    blog.post("second")
    said = "no post is in a category 'Co-Desing'"
    result = blog.build()
    assert result.stderr.count(said) == 1
    assert "'Notes'" not in result.stderr
    warnings: list[str] = []
    build(blog.site, settings={"OUTPUT_PATH": str(blog.root / "other")}, warn=warnings.append)
    assert [each for each in warnings if said in each] != []
