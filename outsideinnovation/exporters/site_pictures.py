"""The site's own pictures in what is exported, each once, with the words for those who cannot see it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from outsideinnovation.html_tokens import TokenKind, tokens


@dataclass(slots=True)
class SitePictures:
    """Pictures below the address *site*, in the order in which they are met: their addresses, with alternative texts."""

    site: str
    found: dict[str, str] = field(default_factory=dict)

    def meet(self, html: str, *more: str) -> list[str]:
        """Take up the pictures of *html*, and *more* addresses; return those that are new."""
        new = []
        for address, alternative in (*_shown(html), *((each, "") for each in more)):
            if address.startswith(f"{self.site}/") and self.site and address not in self.found:
                self.found[address] = alternative
                new.append(address)
        return new


def _shown(html: str) -> Iterator[tuple[str, str]]:
    if "<img" not in html.lower():
        return
    for token in tokens(html):
        if token.kind is TokenKind.START and token.name == "img":
            said = token.attributes()
            yield said.get("src", "").partition("#")[0], " ".join(said.get("alt", "").split())
