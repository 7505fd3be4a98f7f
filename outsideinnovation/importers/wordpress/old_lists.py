"""The addresses that WordPress gave to lists and feeds, for those that published posts stand in.

The export does not tell which words a blog put before them; these are WordPress' own: ``/category/``, ``/tag/``, ``/author/``.
"""

from collections import Counter
from urllib.parse import unquote, urlsplit

from outsideinnovation.importers.blog.exported import ExportedPost, OldLists, Visibility
from outsideinnovation.importers.wordpress.records import ItemRecord
from outsideinnovation.importers.wordpress.site_index import ExportIndex
from outsideinnovation.importers.wordpress.terms import Terms


class OldListReader:
    """Gathers in *lists* and *hosts* what posts tell of them while they go by."""

    def __init__(self, index: ExportIndex, terms: Terms, lists: OldLists, hosts: dict[str, int]) -> None:
        self._terms, self._lists, self._hosts = terms, lists, hosts
        self._authors = index.authors
        self._root = index.root
        self._met = Counter[str]()
        self._categories: set[str] = set()
        self._tags: set[str] = set()
        self._host(index.base)
        for attachment in index.attachments.values():
            self._host(attachment.address)

    def remember(self, post: ExportedPost, record: ItemRecord) -> None:
        """Note the lists of a published post; *record* is what the export says of it."""
        self._host(post.address)
        if post.visibility is not Visibility.PUBLISHED or post.is_page:
            return
        self._categories.update(post.categories)
        self._tags.update(post.tags)
        login = record.value("dc:creator")
        if login and post.authors:
            self._lists.authors[f"{self._root}/author/{_nicename(login)}/"] = post.authors[0]
            if author := self._authors.get(login):
                self._lists.authors[f"{self._root}/?author={author.number}"] = author.name
        dated = record.value("wp:post_date")
        year, month = dated[:4], dated[5:7]
        if post.date and (year + month).isdigit() and year != "0000":
            self._lists.archives[f"{self._root}/{year}/"] = year
            self._lists.archives[f"{self._root}/{year}/{month}/"] = f"{year}/{month}"
            self._lists.archives[f"{self._root}/?m={year}{month}"] = f"{year}/{month}"

    def finish(self) -> None:
        """Write down where all those lists were."""
        for name in sorted(self._categories):
            for path in self._terms.category_paths(name):
                self._lists.categories[f"{self._root}/category/{unquote(path)}/"] = name
                self._lists.feeds[f"{self._root}/category/{unquote(path)}/feed/"] = name
            for number in self._terms.category_numbers(name):
                self._lists.categories[f"{self._root}/?cat={number}"] = name
        for name in sorted(self._tags):
            for path in self._terms.tag_paths(name):
                self._lists.tags[f"{self._root}/tag/{unquote(path)}/"] = name
                self._lists.tags[f"{self._root}/?tag={unquote(path)}"] = name
        for feed in ("feed/", "feed/rss2/", "feed/atom/", "?feed=rss2", "?feed=atom"):
            self._lists.feeds[f"{self._root}/{feed}"] = ""
        self._lists.comment_feeds += [f"{self._root}/comments/feed/", f"{self._root}/comments/feed/atom/"]
        self._hosts.update(self._met)

    def _host(self, address: str) -> None:
        try:
            host = urlsplit(address).hostname
        except ValueError:
            return
        if host:
            self._met[host] += 1


def _nicename(login: str) -> str:
    """Return what an author's list was called; WordPress makes it of the login."""
    return "-".join(login.lower().replace("@", "").replace(".", "-").split())
