"""Labels put into templates while these are compiled, so that a page in any language is rendered as fast as one in English.

The tag is Jinja's own ``{% trans %}``, with its ``trimmed``, ``pluralize`` and variables; Babel finds the texts in it. Where
Jinja calls gettext on every page, the text of the language stands in the compiled template, cut at its variables.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from jinja2 import Environment, nodes
from jinja2.ext import InternationalizationExtension

from outsideinnovation.languages.catalog import catalog
from outsideinnovation.languages.message import Translator

PLACE = re.compile(r"%\((\w+)\)s|%(%)")
CONSTANT = re.compile(r"{% trans %}([^{}%\n]+){% endtrans %}")


class CompiledLabels(InternationalizationExtension):
    """Jinja's ``trans`` in the language of a subclass; the filter ``translated`` and ``_()`` are for what is no constant."""

    language: str
    priority = 110  # after the text of what is included has been put in place

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.policies["ext.i18n.trimmed"] = True  # texts may be broken into lines as markup is
        self._catalog = catalog(self.language)
        environment.globals["_"] = self._catalog.text
        environment.filters |= {
            "plural_form": self._catalog.plural_form,
            "translated": Translator(self._catalog).text,
        }

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Write out the texts without variables, which are most: a third of the theme's tokens need then not be parsed."""
        del name, filename
        return CONSTANT.sub(lambda constant: self._catalog.text(self._trim_whitespace(constant[1])), source)

    def _make_node(  # type: ignore[override]  # a choice among forms is no single output
        self,
        singular: str,
        plural: str | None,
        context: str | None,
        variables: dict[str, nodes.Expr],
        plural_expr: nodes.Expr | None,
        vars_referenced: bool,  # noqa: FBT001 - Jinja's signature
        num_called_num: bool,  # noqa: FBT001
    ) -> nodes.Node:
        """Return what writes the text in the language of this extension."""
        del vars_referenced, num_called_num
        if plural is None or plural_expr is None:
            return _written(self._catalog.text(singular, context), variables)
        *firsts, last = (_written(form, variables) for form in self._catalog.forms(singular, plural))
        otherwise: nodes.Node = last
        for index, form in reversed([*enumerate(firsts)]):
            number = nodes.Filter(plural_expr, "plural_form", [], [], None, None)
            test = nodes.Compare(number, [nodes.Operand("eq", nodes.Const(index))])
            otherwise = nodes.If(test, [form], [], [otherwise])
        return otherwise


@lru_cache(maxsize=8)
def compiled_labels(language: str) -> type[CompiledLabels]:
    """Return the extension for templates in that *language* (a BCP 47 tag)."""
    return type(f"CompiledLabels_{catalog(language).language}", (CompiledLabels,), {"language": language})


def _written(text: str, variables: dict[str, nodes.Expr]) -> nodes.Output:
    return nodes.Output([*_pieces(text, variables)])


def _pieces(text: str, variables: dict[str, nodes.Expr]) -> Iterator[nodes.Expr]:
    end = 0
    for place in PLACE.finditer(text):
        yield nodes.TemplateData(text[end : place.start()])
        yield variables[place[1]] if place[1] else nodes.TemplateData("%")
        end = place.end()
    yield nodes.TemplateData(text[end:])
