"""The fingerprint of an output: a digest of all that it is made of, so that what has not changed is not made again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b

from outsideinnovation.builder.incremental.comment_index import CommentIndex
from outsideinnovation.builder.incremental.site_index import SiteIndex
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.pictures.markup import sources


class Fingerprints:
    """Makes fingerprints of recipes by what the two indexes know.

    *base* gives a digest of the code, settings and template behind a recipe; *inputs* what it is made of (see ``OutputKind``);
    *headlines* are those of other people's feeds, as one text.
    """

    def __init__(
        self,
        base: Callable[[Recipe], str],
        inputs: Callable[[Recipe, "Fingerprints"], Iterable[str]],
        site_index: SiteIndex,
        comment_index: CommentIndex,
        headlines: str,
    ) -> None:
        self.headlines = headlines
        self._base, self._inputs = base, inputs
        self._site_index, self._comment_index = site_index, comment_index
        self.card = cache(self._card)  # a post stands in a dozen lists
        self.text = cache(self._text)

    def of(self, recipe: Recipe) -> str:
        """Return the fingerprint of *recipe*; the paths that it names count too, for a partial build makes outputs by them."""
        parts = [recipe.name, recipe.kind, self._base(recipe), repr(recipe.more), *recipe.items]
        parts += self._inputs(recipe, self)
        return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

    def whole(self, path: str) -> str:
        """Return what a post with its thread, or a page, is made of."""
        row, _ = self._site_index.row(path)
        if not row.is_post:
            return f"{self.text(path)} "
        thread = self._comment_index.summary(row.id)
        return f"{self.text(path)} {thread.digest} {self._site_index.comments_state(row)}"

    def entry(self, path: str) -> str:
        """Return what a post's entry in a feed is made of: its text, and the number and time of its comments."""
        thread = self._comment_index.summary(self._site_index.row(path)[0].id)
        return f"{self.text(path)} {thread.count} {thread.updated}"

    def link(self, path: str) -> str:
        """Return what a link to a post shows."""
        return self._site_index.row(path)[0].link

    def placed_comments(self, placed: Sequence[Sequence[str]]) -> Iterator[str]:
        """Return what comments on several posts, given as (path, id), are made of."""
        for path, _ in placed:
            row, _ = self._site_index.row(path)
            yield from (row.link, row.id, self._comment_index.summary(row.id).digest)

    def _card(self, path: str) -> str:
        row, _ = self._site_index.row(path)
        shown = self._pictures(path, sources(row.summary)) if row.pictures else ""
        return f"{row.card} {self._comment_index.summary(row.id).count} {self._led(path)}{shown}"

    def _text(self, path: str) -> str:
        row, whole = self._site_index.row(path)
        return f"{whole} {self._led(path)}{self._pictures(path, row.pictures) if row.pictures else ''}"

    def _pictures(self, path: str, addresses: Iterable[str]) -> str:
        """Return what the pictures of a post or page are, as pages show them."""
        return f" {self._site_index.pictures.fingerprint(path, addresses)}"

    def _led(self, path: str) -> str:
        """Return where the links inside the site lead that a post has."""
        address = self._site_index.address
        return " ".join(address(path, what, target) or "" for what, target in self._site_index.row(path)[0].links)
