"""Which post a comment was left on: those of the export first, then those that are here."""

from collections.abc import Mapping

from outsideinnovation.importers.blog.exported import ExportedPost
from outsideinnovation.importers.comment_export import ExportPlace
from outsideinnovation.importers.post_lookup import PostLookup, address_key
from outsideinnovation.site import Site


class PostIndex:
    """The posts of one export by what their comments say of them, and behind them those of *site*.

    *renamed* says which post here is meant by a name, address or id there. Only hashes are held, for exports are large.
    """

    def __init__(self, site: Site, renamed: Mapping[str, str]) -> None:
        self._site, self._renamed = site, renamed
        self._places: dict[int, str] = {}
        self._addresses: dict[int, str] = {}
        self._keys: dict[int, str] = {}
        self._found: dict[ExportPlace, str | None] = {}
        self._lookup: PostLookup | None = None

    def add(self, post: ExportedPost, identifier: str) -> None:
        """Remember where the comments of *post* belong."""
        place = post.place
        self._places.setdefault(hash(place), identifier)
        self._keys.setdefault(hash(post.key), identifier)
        for address in place.addresses:
            self._addresses.setdefault(hash(address_key(address)), identifier)

    def find(self, place: ExportPlace) -> str | None:
        """Return the id of the post that *place* means, or None. Raises ContentError where content cannot be read."""
        for name in (place.name, *place.addresses, *place.ids):
            if name in self._renamed:
                return self._renamed[name]
        return self._places.get(hash(place)) or self._of_export(place) or self._of_site(place)

    def _of_export(self, place: ExportPlace) -> str | None:
        found = (self._addresses.get(hash(address_key(each))) for each in place.addresses)
        return next((each for each in found if each), None) or next(
            (self._keys[hash(key)] for key in place.ids if hash(key) in self._keys), None
        )

    def _of_site(self, place: ExportPlace) -> str | None:
        if place not in self._found:
            self._lookup = self._lookup or PostLookup(self._site)
            self._found[place] = self._lookup.find(place.addresses, ())
        return self._found[place]
