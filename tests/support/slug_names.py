"""Names of every sort, and rules of every sort, for the law that our slugs are Pelican's."""

from hypothesis import strategies as st
from pelican.settings import DEFAULT_CONFIG

PIECES = (
    "a", "B", "0", " ", "  ", "\t", "\x1c", "\x85", "\u2028", "\xa0", "-", "_", ".", "+", "é", "Ä", "ß", "ﬁ", "中", "🚲",
    "<b>", "<", ">", "<!--", "-->", "&", "&amp;", "&eacute;", "&nbsp;", "&#x85;", "&#32;", ";",
)  # fmt: skip
NAMES = st.text(max_size=30) | st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
SUBSTITUTIONS = (
    tuple(DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"]),
    (),
    ((r"b\+", "ﬁ"), ("ﬁ", r"<\g<0>>"), (r"\.", " dot ")),
)
