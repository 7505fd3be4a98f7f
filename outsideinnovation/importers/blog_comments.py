"""The comments alone of a whole blog's export, for posts that came another way."""

from collections.abc import Iterator

from outsideinnovation.importers.blog.exported import ExportedBlog
from outsideinnovation.importers.comment_export import Foreign, Losses


class BlogComments:
    """The comments of *blog*; each is the very one that importing the whole blog would bring."""

    def __init__(self, blog: ExportedBlog) -> None:
        self.system, self.losses = blog.system, Losses(blog.report)
        self._blog = blog

    def comments(self) -> Iterator[Foreign]:
        """Yield every comment. Raises UnreadableExportError and NotFoundError."""
        return (each for each in self._blog.read() if isinstance(each, Foreign))
