"""A post that was changed says so on its page and in feeds, and stays where it was among the others."""

import json
import re

from tests_support import Blog


def test_a_change_is_told_and_moves_nothing(blog: Blog) -> None:
    """Atom's updated and JSON Feed's date_modified are the change; published dates and the order are as they were."""
    blog.post("old", date="2005-01-01 10:00", modified="2009-09-09 09:00")
    blog.post("new", date="2006-01-01 10:00")
    blog.build()
    assert 'dt-updated" datetime="2009-09-09T09:00:00+00:00"' in blog.page("2005/01/old.html")
    assert "dt-updated" not in blog.page("2006/01/new.html")
    items = json.loads(blog.page("feeds/feed.json"))["items"]
    assert [(item["title"], item["date_published"][:10], item["date_modified"][:10]) for item in items] == [
        ("New", "2006-01-01", "2006-01-01"),
        ("Old", "2005-01-01", "2009-09-09"),
    ]
    atom, rss = blog.page("feeds/atom.xml"), blog.page("feeds/rss.xml")
    assert re.findall(r"<updated>(\d{4})", atom) == ["2009", "2006", "2009"]
    assert re.findall(r"<published>(\d{4})", atom) == ["2006", "2005"]
    assert re.findall(r"<pubDate>[^<]*(\d{4}) \d\d:", rss) == ["2006", "2005"]
