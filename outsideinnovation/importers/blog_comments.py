"""The comments alone of a whole blog's export, for posts that came another way."""

from collections.abc import Iterator
from dataclasses import replace

from outsideinnovation.importers.blog.exported import ExportedBlog, ExportedPost
from outsideinnovation.importers.comment_export import ExportPlace, Foreign, Losses


class BlogComments:
    """The comments of *blog*; each is the very one that importing the whole blog would bring.

    They find their posts by the slugs, too, that these had there: whoever writes a post anew often keeps it.
    """

    def __init__(self, blog: ExportedBlog) -> None:
        self.system, self.losses = blog.system, Losses(blog.report)
        self._blog = blog

    def comments(self) -> Iterator[Foreign]:
        """Yield every comment. Raises UnreadableExportError and NotFoundError."""
        slugs: dict[ExportPlace, str] = {}
        for each in self._blog.read():
            if isinstance(each, ExportedPost) and each.slug:
                slugs[each.place] = each.slug
            elif isinstance(each, Foreign):
                slug = slugs.get(each.place)
                yield replace(each, place=replace(each.place, ids=(*each.place.ids, slug))) if slug else each
