"""The extensions put together: those of others, and ours for what none does right."""

import re
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor

from outsideinnovation.builder.content.markdown_extensions import addresses, formulas, lists
from outsideinnovation.builder.content.markdown_extensions.formulas import FormulaError
from outsideinnovation.builder.content.markdown_extensions.tasks import Labels
from outsideinnovation.languages.catalog import SOURCE
from outsideinnovation.languages.message import Translator

SUPERFENCES = "pymdownx.superfences"
OF_OTHERS: dict[str, dict[str, Any]] = {
    "markdown.extensions.sane_lists": {},  # a list of numbers after one of bullets is one of its own
    "markdown.extensions.admonition": {},  # !!! note
    "markdown_callouts.github_callouts": {},  # > [!NOTE], with GitHub's five words and no others
    "pymdownx.tasklist": {},
    "pymdownx.tilde": {"subscript": False},  # ~one~ means nothing to most people
    "pymdownx.highlight": {"css_class": "highlight", "guess_lang": False},
    SUPERFENCES: {},  # for fences in lists, quotes and admonitions; those at the margin stay the library's
}
_FORMULA_FENCE = re.compile(
    r"^(?P<fence>`{3,}|~{3,}) *\.?math *\n(?P<tex>.*?)(?<=\n)(?P=fence) *$", re.MULTILINE | re.DOTALL
)
LONG = 24  # characters of TeX that a telephone may have no room for
_NO_PARAGRAPH = re.compile(r" {0,3}(?:>|[*+-] |\d+\. )| {4}")


def library(options: dict[str, Any], language: str = SOURCE) -> Markdown:
    """Return Python-Markdown with *options* and all that we add; what a site has chosen itself stays as it is.

    *language* is that of the blog, in which titles are written that authors leave out.
    """
    chosen = options.get("extensions", [])
    ours = {name: dict(config) for name, config in OF_OTHERS.items() if name not in chosen}
    if SUPERFENCES in ours:
        fence = {"name": "math", "class": "math", "format": _fenced_formula}
        ours[SUPERFENCES] = {"custom_fences": [fence]}
    configs = {**options.get("extension_configs", {}), **ours}
    extensions = [*chosen, *ours, Additions(language, nested_fences=SUPERFENCES in ours)]
    return Markdown(**{**options, "extensions": extensions, "extension_configs": configs})


class Additions(Extension):
    """Ours."""

    def __init__(self, language: str, *, nested_fences: bool) -> None:
        super().__init__()
        self._language = language
        self._nested_fences = nested_fences

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register them; a priority says what comes before what, the highest first."""
        if self._nested_fences:
            nested = NestedFences(md, md.preprocessors["fenced_code_block"])
            md.preprocessors.register(nested, "fenced_code_block", 24)  # by this name it looks for itself
            at_margin = FencedBlockPreprocessor(md, {"lang_prefix": "language-"})
            md.preprocessors.register(at_margin, "fences_at_margin", 25)
        md.preprocessors.register(FormulaFences(md), "formula_fences", 26)
        blocks = md.parser.blockprocessors
        blocks.register(DisplayedFormulas(md), "displayed_formulas", 99)
        blocks.register(lists.NestedLists(md), "nested_lists", 98)
        blocks.register(lists.LoneBlocks(md), "lone_blocks", 97)
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "$"]
        md.inlinePatterns.register(Formulas(formulas.INLINE, md), "formulas", 185)  # after code, before escapes
        md.inlinePatterns.register(addresses.BareAddresses(addresses.PATTERN, md), "bare_addresses", 85)  # after tags
        md.treeprocessors.register(lists.CodeBeforeNotes(md), "code_before_notes", 23)
        md.treeprocessors.register(
            Labels(md, Translator.of(self._language)), "labels", 24
        )  # after task lists, before what is inside lines


class Formulas(InlineProcessor):
    """Formulas among words."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's name
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        """Return where the formula is set aside; nothing where it is none, or cannot be read."""
        del data
        displayed = m["displayed"]
        tex = m["inline"] if displayed is None else displayed
        if displayed is None and formulas.is_amount(tex):
            return None, None, None
        try:
            made = formulas.mathml(tex, displayed=displayed is not None)
        except FormulaError:
            return None, None, None
        return self.md.htmlStash.store(f'<span class="math">{made}</span>'), m.start(), m.end()


class DisplayedFormulas(BlockProcessor):
    """Formulas on lines of their own; before all others, to which a line of one may look like a list or a heading."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md.parser)
        self._md = md

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether there may be one in the block."""
        del parent
        return "$$" in block and not _NO_PARAGRAPH.match(block) and formulas.DISPLAYED.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Write what is before it, and then the formula; what comes after is the next block."""
        block = blocks[0]
        found = formulas.DISPLAYED.search(block)
        if not found:
            return False
        try:
            made = displayed(found["tex"])
        except FormulaError:
            return False
        before, after = block[: found.start()], block[found.end() :].lstrip("\n")
        blocks[:1] = [part for part in (after,) if part]
        if before.strip():
            self.parser.parseBlocks(parent, [before])
        SubElement(parent, "p").text = self._md.htmlStash.store(made)
        return None


class NestedFences(Preprocessor):
    """Fenced code in lists, quotes and admonitions; a text that is HTML, as importers write it, is left alone."""

    def __init__(self, md: Markdown, fences: Preprocessor) -> None:
        super().__init__(md)
        self._fences = fences

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fences, name)

    def run(self, lines: list[str]) -> list[str]:
        """Set them aside."""
        first = next(filter(None, lines), "")
        return lines if first.startswith("<") else self._fences.run(lines)


class FormulaFences(Preprocessor):
    """Fenced blocks of the language ``math`` at the margin."""

    def run(self, lines: list[str]) -> list[str]:
        """Set them aside."""
        text = "\n".join(lines)
        return _FORMULA_FENCE.sub(self._set_aside, text).split("\n") if "math" in text else lines

    def _set_aside(self, found: re.Match[str]) -> str:
        try:
            return f"\n{self.md.htmlStash.store(displayed(found['tex']))}\n"
        except FormulaError:
            return found[0]


def displayed(tex: str) -> str:
    """Return *tex* as a formula on a line of its own. Raises FormulaError.

    A long one, which is moved sideways on a telephone, can be reached and moved with the keyboard too (WCAG 2.1.1).
    """
    reachable = ' tabindex="0"' if len(tex) > LONG else ""
    return f'<div class="math"{reachable}>{formulas.mathml(tex, displayed=True)}</div>'


def _fenced_formula(source: str, *_: object, **__: object) -> str:
    try:
        return displayed(source)
    except FormulaError:
        return f"<pre><code>{escape(source)}</code></pre>"
