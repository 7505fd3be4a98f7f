"""The words of other systems' texts: what their own tags say is written as Markdown or HTML where it can be, else named."""

import html
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from outsideinnovation.builder.content.code_spans import CERTAIN_CODE
from outsideinnovation.importers.blog.html_bodies import mended, untouched
from outsideinnovation.importers.markdown.markdown_report import MarkdownReport
from outsideinnovation.importers.markdown.source import ForeignText, System
from outsideinnovation.importers.markdown.walk import HTML, MARKDOWN

SHORTCODE = re.compile(r"\{\{(?P<mark>[<%])(?P<comment>/\*)?\s*(?P<words>.*?)\s*(?P<end>\*/)?[>%]\}\}", re.DOTALL)
HUGO_CODE = re.compile(
    r"\{\{[<%]\s*highlight\s+\"?(?P<language>[\w+#-]*)[^>%]*?[>%]\}\}\n?(?P<code>.*?)"
    r"\n?[ \t]*\{\{[<%]\s*/\s*highlight\s*[>%]\}\}",
    re.DOTALL,
)
LIQUID_CODE = re.compile(
    r"\{%-?\s*highlight\s+[\"']?(?P<language>[\w+#-]*)[^%]*%\}\n?(?P<code>.*?)\n?[ \t]*\{%-?\s*endhighlight\s*-?%\}",
    re.DOTALL,
)
RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(?P<raw>.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
NOTE = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
LIQUID = re.compile(r"\{%-?\s*(?P<tag>.*?)\s*-?%\}|\{\{-?\s*(?P<value>.*?)\s*-?\}\}", re.DOTALL)
KRAMDOWN = re.compile(
    CERTAIN_CODE.pattern + r"|(?P<attribute>^[ \t]*\{:{1,2}[^}\n]*\}[ \t]*$|(?<=[\w)*`])\{:[ .#][^}\n]*\})",
    re.MULTILINE | re.DOTALL,
)  # in code there is none
ATTRIBUTE = re.compile(r"""(?P<name>[\w-]+)\s*=\s*(?:"(?P<double>[^"]*)"|`(?P<raw>[^`]*)`|(?P<bare>\S+))""")
FIGURE = {"src", "alt", "caption", "title", "link", "class", "width", "height"}  # what is understood of Hugo's figure
PLACE = re.compile(r"""["'](?P<path>[^"']*)["']\s*\|\s*(?:relative_url|absolute_url|url)""")
LINK = re.compile(
    CERTAIN_CODE.pattern + r"""|(?P<before>\]\(<|\b(?:src|href)=["'])(?P<apart>[^"'<>#?\n]+)|"""
    r"""(?P<start>\]\(|^\[[^\]]+\]:\s*)(?P<url>[^\s)"'<>#?]+)""",
    re.MULTILINE | re.DOTALL,
)  # in code there is none
ENCODED = str.maketrans({"%": "%25", " ": "%20", "(": "%28", ")": "%29"})
EMPTY = frozenset({"site.baseurl", "site.url", "site.url | append: site.baseurl"})
RESTS = "it stands in the text as it was typed: write what it showed"
KEEP = "\ufdd0{}\ufdd1"  # noncharacters, around the number of what is not looked at again


@dataclass(frozen=True, slots=True)
class Places:
    """Where what a text names is found: the addresses of ``texts`` by their paths, and ``files`` by their old addresses.

    Keys of texts are paths below the folder without a suffix, and their last parts; of files the paths without a stroke.
    ``sources`` has the addresses of files by the paths from which they are copied.
    """

    folder: Path
    texts: Mapping[str, str]
    files: Mapping[str, str]
    sources: Mapping[str, str]

    def file(self, text: ForeignText, url: str) -> str | None:
        """Return the file that *url* in *text* leads to, from its page, or else beside its source: plug-ins look there."""
        base = text.address if text.address.endswith("/") else text.address.rpartition("/")[0] + "/"
        found = self.files.get(posixpath.normpath(posixpath.join(base, url)).lstrip("/"))
        return found or self.sources.get(posixpath.normpath((text.path.parent / url).as_posix()))

    def address_of(self, path: str) -> str | None:
        """Return the address of the text that *path* names, with or without its suffix."""
        path, _, fragment = path.partition("#")
        stem = path.strip("/").rsplit(".", 1)[0] if path.endswith((*MARKDOWN, ".html")) else path.strip("/")
        found = self.texts.get(stem.removesuffix("/index").removesuffix("/_index"))
        return f"{found}#{fragment}" if found and fragment else found

    def address_beside(self, path: Path, url: str) -> str | None:
        """Return the address of the text whose file the *url* in that at *path* names; None for all other addresses."""
        if ":" in url or not url.endswith(MARKDOWN):
            return None
        there = posixpath.normpath((path.parent / url).as_posix())
        inside = there.removeprefix(f"{self.folder.as_posix()}/") if not url.startswith("/") else url
        return self.address_of(inside)


class Bodies:
    """Converts the texts of one site."""

    def __init__(self, system: System, places: Places, report: MarkdownReport) -> None:
        self._system, self._places, self._report = system, places, report

    def convert(self, text: ForeignText) -> str:
        """Return the body of *text* as a post of ours; what has no counterpart goes to the report."""
        body = _Body(text, self._report, self._places)
        is_html = text.path.suffix in HTML
        kramdown = self._system is System.JEKYLL and not is_html
        converted = body.hugo() if self._system is System.HUGO else body.liquid(kramdown=kramdown)
        if is_html:
            converted = untouched(mended(converted))
        return LINK.sub(lambda link: self._linked(link, text), converted)

    def _linked(self, link: re.Match[str], text: ForeignText) -> str:
        """Let a link to a file that is copied name the file, so that it is copied and checked; one to a text, its address."""
        before, written = link["before"] or link["start"], link["apart"] or link["url"]
        if not written:
            return link[0]
        url = unquote(html.unescape(written))
        if file := self._places.file(text, url):
            return f"{before}{{static}}/{file.translate(ENCODED)}"
        return f"{before}{address}" if (address := self._places.address_beside(text.path, url)) else link[0]


class _Body:
    """The words of one text, while they are converted."""

    def __init__(self, text: ForeignText, report: MarkdownReport, places: Places) -> None:
        self._text, self._report, self._places = text, report, places
        self._set_aside: list[str] = []

    def hugo(self) -> str:
        """Convert shortcodes."""
        body = self._each(HUGO_CODE, self._code, self._text.head.body)
        body = self._each(SHORTCODE, self._shortcode, body)
        return self._whole(body)

    def liquid(self, *, kramdown: bool) -> str:
        """Convert the tags of Liquid, and Nunjucks', which look like them."""
        body = self._each(RAW, lambda found: found["raw"], self._text.head.body)
        body = self._each(LIQUID_CODE, self._code, body)
        body = NOTE.sub(lambda found: "\n" * found[0].count("\n"), body)
        body = self._each(LIQUID, self._liquid, body)
        body = self._whole(body)
        for attribute in KRAMDOWN.finditer(body) if kramdown else ():
            if not attribute["attribute"]:
                continue
            self._lose(
                "kramdown's attributes",
                attribute[0].strip(),
                body,
                attribute.start(),
                "write it as {: … } below, or as HTML",
            )
        return body

    def _each(self, pattern: re.Pattern[str], convert: Callable[[re.Match[str]], str | None], body: str) -> str:
        """Replace what *convert* knows, and keep that from being looked at again; what it does not know stays, and is named."""

        def replace(found: re.Match[str]) -> str:
            made = convert(found)
            if made is None:
                kind = "shortcodes" if pattern is SHORTCODE else "tags of templates"
                self._lose(kind, " ".join(found[0].split())[:60], body, found.start(), RESTS)
                made = found[0]
            self._set_aside.append(made)
            return KEEP.format(len(self._set_aside) - 1)

        return pattern.sub(replace, body)

    def _whole(self, body: str) -> str:
        """Put back what was kept, which may hold more of it."""
        placeholder = re.compile(KEEP.format(r"(\d+)"))
        while placeholder.search(body):
            body = placeholder.sub(lambda found: self._set_aside[int(found[1])], body)
        return body

    def _code(self, found: re.Match[str]) -> str:
        code = self._whole(found["code"])
        fence = "```" if "```" not in code else "~~~~"
        return f"{fence}{found['language']}\n{code}\n{fence}"

    def _shortcode(self, found: re.Match[str]) -> str | None:
        words = found["words"]
        if found["comment"]:
            return f"{{{{{found['mark']} {words} {'>' if found['mark'] == '<' else '%'}}}}}"
        name, _, rest = words.partition(" ")
        if name in {"ref", "relref"}:
            return self._places.address_of(rest.strip("\"' "))
        return self._figure(rest) if name == "figure" else None

    def _figure(self, words: str) -> str | None:
        given = {
            each["name"]: each["double"] or each["raw"] or each["bare"] or "" for each in ATTRIBUTE.finditer(words)
        }
        if not given.get("src") or given.keys() - FIGURE:
            return None
        alternative = html.escape(given.get("alt") or given.get("caption", ""))
        picture = f'<img src="{html.escape(given["src"])}" alt="{alternative}">'
        if given.get("link"):
            picture = f'<a href="{html.escape(given["link"])}">{picture}</a>'
        caption = given.get("caption") or given.get("title")
        told = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
        return f"<figure>{picture}{told}</figure>"

    def _liquid(self, found: re.Match[str]) -> str | None:
        if found["tag"] is not None:
            name, _, rest = found["tag"].partition(" ")
            return self._places.address_of(rest.strip("\"' ")) if name in {"post_url", "link"} else None
        if found["value"] in EMPTY:
            return ""
        place = PLACE.fullmatch(found["value"])
        return place["path"] if place else None

    def _lose(self, kind: str, what: str, body: str, at: int, remedy: str) -> None:
        before = self._whole(body[:at])
        line = self._text.head.body_line + before.count("\n")
        self._report.lose(kind, self._text.path, line, what, remedy)
