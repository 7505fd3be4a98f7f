"""YAML between ``---`` lines. This is PyYAML's only importer.

Scalars are taken as they are written, so that ``yes``, ``2020`` and ``12:30`` mean what the author sees; what makes a head
say more than stands there (aliases, tags of other languages) is refused.
"""

from collections.abc import Sequence

import yaml

from outsideinnovation.frontmatter.values import Entry, UnreadableHeadError, Value

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where PyYAML was built with it: ten times as fast
STANDARD = "tag:yaml.org,2002:"
NOTHING = f"{STANDARD}null"
KINDS = frozenset(
    f"{STANDARD}{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "value")
)
DEEPEST = 20  # lists and tables inside each other
LINE_ENDS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")  # of YAML 1.1 alone, which PyYAML reads: no author sees them
QUOTE = 'put the value in "quotes", or correct the line'


def read_yaml(lines: Sequence[str], first_line: int) -> list[Entry]:
    """Return the entries of the head *lines*, of which the first is *first_line* of its file. Raises UnreadableHeadError."""
    try:
        node = yaml.compose("\n".join(lines).translate(LINE_ENDS), Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (min(mark.line, len(lines) - 1) if mark else 0)
        raise UnreadableHeadError(line, f"no YAML ({error.problem or error.context})", QUOTE) from None
    except yaml.YAMLError as error:  # a character that YAML does not allow
        raise UnreadableHeadError(first_line, f"no YAML ({' '.join(str(error).split())})", QUOTE) from None
    except RecursionError:
        raise UnreadableHeadError(first_line, "lists too deep inside each other", "nest fewer of them") from None
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        raise UnreadableHeadError(first_line, "the head has no fields", "write them as `name: value`")
    return _Walk(first_line).entries(node)


class _Walk:
    """One way through the nodes of a head."""

    def __init__(self, first_line: int) -> None:
        self._first_line = first_line
        self._seen: set[int] = set()

    def entries(self, mapping: yaml.MappingNode) -> list[Entry]:
        """Return what *mapping* holds."""
        names = self._names(mapping)
        values = (value for _, value in mapping.value)
        return [
            Entry(name, self._value(value, 1), line, self._column(value, line))
            for (name, line), value in zip(names, values, strict=True)
        ]

    def _names(self, mapping: yaml.MappingNode) -> list[tuple[str, int]]:
        found: dict[str, int] = {}
        for key, _ in mapping.value:
            line = self._line(key)
            if not isinstance(key, yaml.ScalarNode) or key.value == "<<":
                raise UnreadableHeadError(line, "a field whose name is no word", "write fields as `name: value`")
            if key.value in found:
                what = f"a second {key.value}"
                raise UnreadableHeadError(line, what, f"keep one; the first is in line {found[key.value]}")
            found[key.value] = line
        return list(found.items())

    def _value(self, node: yaml.Node, depth: int) -> Value:
        if id(node) in self._seen:
            raise UnreadableHeadError(
                self._line(node), "an alias (&, *) in the head", "write the value out where it is meant"
            )
        self._seen.add(id(node))
        if node.tag not in KINDS:
            raise UnreadableHeadError(
                self._line(node), f"the tag {node.tag!r} in the head", "write the value without it"
            )
        if depth > DEEPEST:
            raise UnreadableHeadError(self._line(node), "lists too deep inside each other", "nest fewer of them")
        if isinstance(node, yaml.SequenceNode):
            return [self._value(each, depth + 1) for each in node.value]
        if isinstance(node, yaml.MappingNode):
            names = self._names(node)
            values = [self._value(value, depth + 1) for _, value in node.value]
            return {name: value for (name, _), value in zip(names, values, strict=True)}
        return "" if node.tag == NOTHING else str(node.value)

    def _column(self, node: yaml.Node, line: int) -> int:
        """Return where in *line* the words of a scalar begin, behind a quote; 0 where that is not there."""
        if not isinstance(node, yaml.ScalarNode) or self._line(node) != line or node.style in {"|", ">"}:
            return 0
        return int(node.start_mark.column) + 1 + bool(node.style)

    def _line(self, node: yaml.Node) -> int:
        return self._first_line + int(node.start_mark.line)
