"""A post's HTML for programs that know less than a browser: feed readers, and mail programs with what cleans for them.

MathML is dropped by most of them, or ½ becomes 12, so a formula is shown as its TeX; a box of a task is a character, for
form fields are taken out; and what is struck through is ``s``, which more of them let through than ``del``.
"""

import re
from html import escape, unescape

_FORMULA = re.compile(r"<math\b[^>]*?\balttext=\"(?P<tex>[^\"]*)\"[^>]*>.*?</math>", re.DOTALL)
_TASK = re.compile(
    r"<label><input type=\"checkbox\" disabled(?P<checked> checked)?>(?P<words>.*?)</label>",
    re.DOTALL,
)
_STRUCK = re.compile(r"<(?P<end>/?)del(?=[\s>])")


def portable(markup: str) -> str:
    """Return *markup* with formulas, tasks and what is struck through as everybody can show them; all else stays."""
    if "<math" in markup:
        markup = markup.replace('<div class="math" tabindex="0">', '<div class="math">')
        markup = _FORMULA.sub(lambda found: f"<code>{escape(unescape(found['tex']), quote=False)}</code>", markup)
    if "<label><input" in markup:
        markup = _TASK.sub(lambda found: f"{'☑' if found['checked'] else '☐'}{found['words']}", markup)
    return _STRUCK.sub(r"<\g<end>s", markup) if "<del" in markup else markup
