"""The cards of Ghost's editors: what Ghost had not made HTML of yet, made whole without its styles and scripts."""

from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from typing import Any

from outsideinnovation.builder.content.markdown import Markdown, MarkdownError
from outsideinnovation.importers import markdown_cost

Values = Mapping[str, Any]
_OPTIONS = {"extensions": ["markdown.extensions.extra"], "output_format": "html5"}
_WORDS = ("html", "text", "textValue", "content", "title", "caption")  # of a card that is not known


def card(kind: str, values: Values) -> str:
    """Return a card as HTML; of one that is not known, its words. What only mails or members' forms show is empty."""
    made = _CARDS.get(kind)
    return made(values) if made else "".join(_value(values, name) for name in _WORDS)


@cache
def _markdown() -> Markdown:
    return Markdown(_OPTIONS)


def written(text: str) -> str:
    """Return Markdown as HTML; as it was typed where it cannot be converted, or would take long."""
    try:
        if markdown_cost.is_bounded(text):
            return _markdown().convert(text)
    except MarkdownError:
        pass
    return f"<pre>{escape(text)}</pre>"


def _value(values: Values, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _plain(values: Values, name: str) -> str:
    return escape(_value(values, name))


def _figure(inside: str, values: Values) -> str:
    caption = _value(values, "caption")
    return f"<figure>{inside}{f'<figcaption>{caption}</figcaption>' if caption.strip() else ''}</figure>"


def _linked(inside: str, address: str) -> str:
    return f'<a href="{address}">{inside}</a>' if address and inside else inside


def _img(values: Values) -> str:
    source = _plain(values, "src")
    return f'<img src="{source}" alt="{_plain(values, "alt")}">' if source else ""


def _image(values: Values) -> str:
    return _figure(_linked(_img(values), _plain(values, "href")), values) if _img(values) else ""


def _gallery(values: Values) -> str:
    images = values.get("images")
    found = "\n".join(_img(each) for each in (images if isinstance(images, list) else ()) if isinstance(each, dict))
    return _figure(found, values) if found else ""


def _code(values: Values) -> str:
    language = _plain(values, "language").strip()
    kind = f' class="language-{language}"' if language else ""
    code = f"<pre><code{kind}>{_plain(values, 'code')}</code></pre>"
    return _figure(code, values) if _value(values, "caption").strip() else code


def _bookmark(values: Values) -> str:
    found = values.get("metadata")
    about: Values = found if isinstance(found, dict) else {}
    address = _plain(values, "url") or _plain(about, "url")
    said = "<br>".join(part for part in (_plain(about, "title") or address, _plain(about, "description")) if part)
    return _figure(_linked(said, address), values)


def _embed(values: Values) -> str:
    address = _plain(values, "url")
    return _figure(_value(values, "html") or _linked(address, address), values)


def _callout(values: Values) -> str:
    return f"<blockquote>{_plain(values, 'calloutEmoji')} {_value(values, 'calloutText')}</blockquote>"


def _toggle(values: Values) -> str:
    return f"<h4>{_value(values, 'heading')}</h4>\n{_value(values, 'content')}"


def _button(values: Values) -> str:
    made = _linked(_plain(values, "buttonText"), _plain(values, "buttonUrl"))
    return f"<p>{made}</p>" if made else ""


def _player(name: str) -> Callable[[Values], str]:
    def made(values: Values) -> str:
        source, title = _plain(values, "src"), _plain(values, "title")
        player = f'<{name} src="{source}" controls preload="metadata"></{name}>'
        return _figure(player, values) + (f"\n<p>{title}</p>" if title and name == "audio" else "") if source else ""

    return made


def _file(values: Values) -> str:
    said = [_plain(values, name) for name in ("fileTitle", "fileCaption", "fileName")]
    return f"<p>{_linked('<br>'.join(part for part in said if part), _plain(values, 'src'))}</p>"


def _header(values: Values) -> str:
    below = _value(values, "subheader")
    return f"<h2>{_value(values, 'header')}</h2>{f'<p>{below}</p>' if below else ''}{_button(values)}"


def _product(values: Values) -> str:
    picture = _img({"src": values.get("productImageSrc"), "alt": ""})
    button = {"buttonText": values.get("productButton"), "buttonUrl": values.get("productUrl")}
    words = f"<h4>{_value(values, 'productTitle')}</h4>{_value(values, 'productDescription')}"
    return picture + words + _button(button)


def _call(values: Values) -> str:
    return _value(values, "textValue") + _button(values)


def _nothing(_: Values) -> str:
    return ""


def _rule(_: Values) -> str:
    return "<hr>"


def _paywall(_: Values) -> str:
    return "<!--members-only-->"


def _html(values: Values) -> str:
    return _value(values, "html")


def _typed(values: Values) -> str:
    return written(_value(values, "markdown"))


_CARDS: dict[str, Callable[[Values], str]] = {
    "audio": _player("audio"), "bookmark": _bookmark, "button": _button, "call-to-action": _call, "callout": _callout,
    "card-markdown": _typed, "code": _code, "codeblock": _code, "email": _nothing, "email-cta": _nothing, "embed": _embed,
    "file": _file, "gallery": _gallery, "header": _header, "horizontalrule": _rule, "hr": _rule, "html": _html,
    "image": _image, "markdown": _typed, "paywall": _paywall, "product": _product, "signup": _nothing, "toggle": _toggle,
    "video": _player("video"),
}  # fmt: skip
