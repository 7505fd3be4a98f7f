"""Jinja for thousands of pages: includes are written out in place, and what stands side by side is joined at once.

The same templates give the same bytes as in Jinja's own environment. Only the lines in error messages differ, so whoever
meets an error renders again with that one.
"""

import re
from functools import lru_cache
from typing import Any

from jinja2 import Environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.nodes import Expr, Output
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

_INCLUDE = re.compile(r"{%\s*include\s+'([^']+)'\s*%}")
_BLOCKS = re.compile(r"{%-?\s*(?:block|extends)\b")
_SPECIAL = re.compile(r"[&<>'\"]")


class QuickEnvironment(Environment):
    """Jinja's environment, with autoescape, for a theme whose pages are many."""

    def __init__(self, **options: Any) -> None:
        super().__init__(autoescape=True, extensions=[_WrittenOut], **options)
        self.quickly_escaped = _escaped
        self.code_generator_class = _Joining
        self.filters["tojson"] = _json


class _WrittenOut(Extension):
    """Puts the text of an included template where the ``include`` stands, with a scope of its own."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        del name, filename
        return _INCLUDE.sub(self._text, source)

    def _text(self, found: "re.Match[str]") -> str:
        loader = self.environment.loader
        assert loader is not None, "a theme is loaded from its folder"
        source = loader.get_source(self.environment, found[1])[0]
        if _BLOCKS.search(source):
            return found[0]
        return "{% with %}" + self.preprocess(source.removesuffix("\n"), found[1]) + "{% endwith %}"


class _Joining(CodeGenerator):
    """Writes one ``yield`` where Jinja writes many, and escapes without wrapping what is joined in the same breath."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("quickly_escaped = environment.quickly_escaped")

    def visit_Output(self, node: Output, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        if frame.buffer is not None or len(node.nodes) == 1:
            super().visit_Output(node, frame)
            return
        gathered = frame.copy()
        gathered.buffer = self.temporary_identifier()
        gathered.require_output_check = False
        if frame.require_output_check:
            if self.has_known_extends:
                return
            self.writeline("if parent_template is None:")
            self.indent()
        self.writeline(f"{gathered.buffer} = []")
        super().visit_Output(node, gathered)
        self.writeline(f"yield concat({gathered.buffer})")
        if frame.require_output_check:
            self.outdent()

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("quickly_escaped(")


def _escaped(value: object) -> str:
    if type(value) is str:
        return str(escape(value)) if _SPECIAL.search(value) else value
    return value if type(value) is Markup else escape(value)


def _json(value: object, indent: int | None = None) -> Markup:
    """Do what Jinja's own filter does; text, the most frequent and much the same on all pages, is looked at once."""
    if type(value) is str and indent is None:
        return _json_text(value)
    options: dict[str, Any] = {} if indent is None else {"indent": indent}
    return htmlsafe_json_dumps(value, sort_keys=True, **options)


@lru_cache(1024)
def _json_text(text: str) -> Markup:
    return htmlsafe_json_dumps(text)
