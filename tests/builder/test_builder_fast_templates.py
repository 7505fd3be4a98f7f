"""Templates that gather what they write give what Jinja's own environment gives, to the character."""

from typing import Any

import pytest
from jinja2 import DictLoader, Environment

from outsideinnovation.builder.fast_paths.fast_templates import QuickEnvironment

TEMPLATES = {
    "base": "<{% block head %}none{% endblock %}|{{ title }}{% block body scoped %}{% endblock %}>{{ self.head() }}",
    "extends": "{% extends 'base' %}ignored {{ title }}{% block head %}{{ super() }}!{% endblock %}"
    "{% block body %}{% for x in names %}{{ loop.index }}{{ x }}{% endfor %}{% endblock %}",
    "perhaps": "before{% if title %}{% extends 'base' %}{% endif %}after{% block body %}{{ title }}{% endblock %}",
    "macros": "{% macro one(a, b='&', c=none) %}({{ a }}{{ b }}{{ c }}{{ varargs }}{{ caller() if caller }}){% endmacro %}"
    "{{ one(title) }}{{ one(1, c=2) }}{{ one(1, 2, 3, 4) }}{% call one('<') %}{{ title }}{% endcall %}{{ one(a=names) }}",
    "imports": "{% from 'library' import twice %}{% import 'library' as all with context %}{{ twice(title) }}{{ all.known }}",
    "library": "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{% set known = title|default('unknown') %}",
    "loops": "{% for each in tree recursive %}{{ loop.depth }}{{ each.name }}{{ loop.changed(each.name) }}"
    "[{{ loop(each.inner) if each.inner }}]{% else %}nothing{% endfor %}",
    "joined": "{{ title ~ 1 ~ none ~ '<' }}{{ '<' ~ markup }}{{ markup ~ '<' }}{{ 'a' ~ 'b' }}{{ missing ~ 'c' }}",
    "sets": "{% set x %}<{{ title }}>{% endset %}{{ x }}{% with y = title %}{{ y }}{% endwith %}{% filter upper %}a{{ title }}"
    "{% endfilter %}{% autoescape false %}{{ title }}{% endautoescape %}{% set ns = namespace(n=0) %}"
    "{% for x in names %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}",
    "methods": "{{ title.upper() }}{{ names.index('b') }}{{ title.startswith(('a', '<')) }}{{ missing }}{{ names|join(',') }}",
    "alone": "A{% include 'words' without context %}B{% for x in names %}{{ x }}{% include ['none', 'words'] without context %}"
    "{% endfor %}{% include 'none' ignore missing without context %}C",
    "words": "{{ title|default('nobody') }}",
    "calls": "{% macro m(obj, self_=1) %}{{ obj }}{{ self_ }}{% endmacro %}{{ m(obj='<') }}{{ stopping.stop() }}{{ stopping }}",
    "includes": "{% include 'sets' %}{% for title in names %}{% include 'joined' %}{% endfor %}{{ title }}",
}


class Node:
    """A node of a tree."""

    def __init__(self, name: str, *inner: "Node") -> None:
        self.name, self.inner = name, inner


class Stopping:
    """Something that has nothing more to say."""

    def stop(self) -> None:
        """Say so."""
        raise StopIteration

    def __str__(self) -> str:
        return "stopping"


def inputs() -> dict[str, Any]:
    """Return what every template is given."""
    from markupsafe import Markup

    tree = [Node("a", Node("<b>"), Node("c", Node("d"))), Node("a")]
    return {
        "title": "<Tom & 'Jerry'>",
        "names": ["a", "b", "<c>"],
        "markup": Markup("<i>"),
        "tree": tree,
        "stopping": Stopping(),
    }


def rendered(environment: type[Environment], name: str, **options: Any) -> str:
    """Render one template twice, so that what is kept from the first time is used."""
    made = environment(loader=DictLoader(TEMPLATES), trim_blocks=True, lstrip_blocks=True, **options)
    first = made.get_template(name).render(inputs())
    assert made.get_template(name).render(inputs()) == first
    return first


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_construct_comes_out_as_jinja_writes_it(name: str) -> None:
    """Inheritance, macros, imports, loops, scopes, joined text, undefined names: the same characters."""
    assert rendered(QuickEnvironment, name) == rendered(Environment, name, autoescape=True)
