"""What Python-Markdown or one of its extensions cannot convert is named with its file, and no traceback."""

import pickle

import pytest
from tests_support import Blog

from outsideinnovation.builder.content.markdown import MarkdownError


@pytest.mark.parametrize("engine", ["", 'PLUGINS = [*PLUGINS, "sitemap"]\n'], ids=["ours", "Pelican's"])
def test_a_sidebar_module_that_cannot_be_converted_is_named(blog: Blog, engine: str) -> None:
    """By its path, whichever way the site is built."""
    blog.settings(engine)
    blog.post("first")
    blog.write("sidebar/10-deep.md", f"Title: Deep\n\n{'- ' * 2000}x\n")
    for words in (["build"], ["check"]):
        result = blog.run(*words)
        assert result.exit_code == 1
        assert "sidebar/10-deep.md: Lists or quotes in its Markdown are too deep inside each other" in result.stderr


STUMBLES = """
from markdown import Extension, preprocessors
class Stumble(preprocessors.Preprocessor):
    def run(self, lines):
        if "stumble" in lines[0]:
            raise IndexError("over it")
        return lines
class Ours(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Stumble(md), "stumble", 100)
def makeExtension(**_):
    return Ours()
"""


def test_a_text_at_which_an_extension_fails_is_named(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it raises: the file is told, and what is wrong with others; there is no traceback."""
    (blog.root / "stumbles.py").write_text(STUMBLES, "utf-8")
    monkeypatch.syspath_prepend(str(blog.root))
    blog.settings('MARKDOWN = {"extensions": ["stumbles"]}\n')
    blog.post("first", "Words, {filename}.")
    blog.build()
    blog.post("second", "To stumble, {filename}.")
    for words in (["build"], ["check"]):
        result = blog.run(*words)
        assert result.exit_code == 1
        assert "Traceback" not in result.output
        assert "posts/second.md" in result.stderr
        assert "its Markdown cannot be converted (IndexError: over it)" in result.stderr
        assert "first.md" not in result.stderr


def test_an_extension_that_is_missing_is_told_with_the_other_problems(blog: Blog) -> None:
    """The build finds it before it reads a text."""
    blog.settings('MARKDOWN = {"extensions": ["nowhere"]}\n')
    blog.write("posts/first.md", "Title: A\n\nWords.\n")
    result = blog.run("build")
    assert result.exit_code == 1
    assert "MARKDOWN cannot be used (ModuleNotFoundError" in result.stderr
    assert "first.md:1: no date" in result.stderr


def test_what_cannot_be_converted_is_told_by_a_worker() -> None:
    """Builds share work out to processes: who waits for one gets the error, with its parts."""
    told = pickle.loads(pickle.dumps(MarkdownError("too deep", "nest fewer")))
    assert (told.what, told.remedy, str(told)) == ("too deep", "nest fewer", "too deep: nest fewer.")
