"""HTML's tags and attributes as a browser's tokenizer cuts them, in time linear to the text.

https://html.spec.whatwg.org/multipage/parsing.html#tokenization. Every quantifier is possessive, and a tag that never
ends runs to the end of the text, as in a browser, so there is nothing to try twice.
"""

import re

SPACE = r"[ \t\n\f\r]"
ATTRIBUTE_TEXT = (
    rf"[ \t\n\f\r/]*+(?P<name>[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+)"
    rf"(?:{SPACE}*+={SPACE}*+"
    r"(?:\"(?P<double>[^\"]*+)(?:\"|\Z)|'(?P<single>[^']*+)(?:'|\Z)"
    r"|(?P<bare>[^ \t\n\f\r>\"'][^ \t\n\f\r>]*+)|(?=>|\Z)))?+"
)
ATTRIBUTE = re.compile(ATTRIBUTE_TEXT)
TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<[!?][^>]*+(?:>|\Z)"
    r"|<(?P<end>/?)(?P<element>[A-Za-z][^ \t\n\f\r/>]*+)"
    rf"(?P<attributes>(?:{re.sub(r'[?]P<[a-z]+>', '?:', ATTRIBUTE_TEXT)})*+)[ \t\n\f\r/]*+(?P<close>>|\Z)",
    re.DOTALL,
)
