"""Three blogs as people make them with Pelican: a diary, a journal of several people, and one in two languages."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

DIARY = {
    "pelicanconf.py": """AUTHOR = 'Ann'
SITENAME = "Ann's diary"
SITEURL = ""
PATH = "content"
TIMEZONE = 'Europe/Berlin'
DEFAULT_LANG = 'en'
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
FILENAME_METADATA = r'(?P<date>\\d{4}-\\d{2}-\\d{2})-(?P<slug>.*)'
STATIC_PATHS = ['images', 'extra', 'papers']
EXTRA_PATH_METADATA = {
    'extra/robots.txt': {'path': 'robots.txt'},
    'extra/favicon.ico': {'path': 'favicon.ico'},
    'extra/CNAME': {'path': 'CNAME'},
}
LINKS = (("Pelican", "https://getpelican.com/"), ("You can modify those links", "#"))
SOCIAL = (("Mastodon", "https://social.example/@ann"),)
DEFAULT_PAGINATION = 2
PLUGINS = ["sitemap", "series"]
PLUGINS = []
THEME = "notmyidea"
""",
    "publishconf.py": """import os
import sys
sys.path.append(os.curdir)
from pelicanconf import *
SITEURL = "https://ann.example"
RELATIVE_URLS = False
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
DELETE_OUTPUT_DIRECTORY = True
""",
    "content/2019/05/2019-05-04-first-steps.md": (
        "Title: First steps\nTags: shoes, rain\nCategory: Walking\n\nTo the [second]({filename}../06/2019-06-01-second.md),"
        " with ![shoes]({static}/images/shoes.png) and a [map]({attach}map.txt).\n"
    ),
    "content/2019/05/map.txt": "here",
    "content/2019/06/2019-06-01-second.md": (
        "Title: Second!\nTags: rain\n\nBack to [the first]({filename}/2019/05/2019-05-04-first-steps.md).\n"
    ),
    "content/2019/06/2019-06-02-third.md": "Title: Third\nStatus: hidden\n\nHardly seen.\n",
    "content/2020/2020-01-01-new-year.md": (
        "Title: New Year\nDate: 1 January 2020 12:00\nSlug: happy\nSeries: Years\n\n`{filename}nowhere.md` is code.\n"
    ),
    "content/2020/2020-02-01-winter.md": "title: Winter\ntags: rain, snow\nmodified: 2020-02-03\n\nSnow.\n",
    "content/2020/2020-03-01-unfinished.md": "Title: Unfinished\nStatus: draft\n\nNot yet.\n",
    "content/2020/old.rst": "Old ways\n########\n\n:date: 2020-01-05\n:slug: old-ways\n\nIn another markup.\n",
    "content/pages/about.md": "Title: About\n\nI am Ann. [Papers]({static}/papers/one.txt)\n",
    "content/pages/plans.md": "Title: Plans\nStatus: draft\n\nLater.\n",
    "content/images/shoes.png": "png",
    "content/papers/one.txt": "one",
    "content/extra/robots.txt": "User-agent: *\n",
    "content/extra/favicon.ico": "ico",
    "content/extra/CNAME": "ann.example\n",
}
JOURNAL = {
    "pelicanconf.py": """import os
SITENAME = 'The journal'
SITEURL = 'https://journal.example'
BASE = 'writing'
PATH = BASE
ARTICLE_PATHS = ['blog']
PAGE_PATHS = ['fixed']
TIMEZONE = 'America/New_York'
AUTHOR = 'The board'
DEFAULT_LANG = 'en'
ARTICLE_URL = '{date:%Y}/{date:%m}/{slug}/'
ARTICLE_SAVE_AS = ARTICLE_URL + 'index.html'
PAGE_URL = '{slug}/'
PAGE_SAVE_AS = f'{PAGE_URL}index.html'
CATEGORY_URL = 'topics/{slug}/'
CATEGORY_SAVE_AS = 'topics/{slug}/index.html'
TAG_URL = 'tags/{slug}/'
TAG_SAVE_AS = 'tags/{slug}/index.html'
AUTHOR_URL = 'by/{slug}/'
AUTHOR_SAVE_AS = 'by/{slug}/index.html'
TAGS_SAVE_AS = 'tags/index.html'
CATEGORIES_SAVE_AS = 'topics/index.html'
ARCHIVES_SAVE_AS = 'all/index.html'
AUTHORS_SAVE_AS = ''
YEAR_ARCHIVE_SAVE_AS = 'when/{date:%Y}/index.html'
MONTH_ARCHIVE_SAVE_AS = 'when/{date:%Y}/{date:%m}/index.html'
DAY_ARCHIVE_SAVE_AS = 'when/{date:%Y}/{date:%m}/{date:%d}/index.html'
DEFAULT_PAGINATION = 1
PAGINATION_PATTERNS = (
    (1, '{base_name}/', '{base_name}/index.html'),
    (2, '{base_name}/page/{number}/', '{base_name}/page/{number}/index.html'),
)
USE_FOLDER_AS_CATEGORY = False
DEFAULT_CATEGORY = 'Essays'
PATH_METADATA = r'blog/(?P<category>[a-z]+)/.*'
DEFAULT_METADATA = {'comments': 'closed'}
SLUG_REGEX_SUBSTITUTIONS = [(r'C\\+\\+', 'cpp'), (r'[^\\w\\s-]', ''), (r'\\A\\s*', ''), (r'\\s*\\Z', ''), (r'[-\\s]+', '-')]
FEED_ALL_RSS = 'feeds/all.rss.xml'
CATEGORY_FEED_RSS = 'feeds/topics/{slug}.rss.xml'
TAG_FEED_ATOM = 'feeds/tags/{slug}.atom.xml'
STATIC_PATHS = ['blog', 'shared']
MENUITEMS = (('Home', '/'), ('Elsewhere', 'https://elsewhere.example/'))
PLUGINS = []
JINJA_FILTERS = {'upper': str.upper}
DISQUS_SITENAME = 'journal'
COPYRIGHT = 'all of us'
if os.environ.get('DRAFTS'):
    WITH_FUTURE_DATES = False
""",
    "writing/blog/design/of-pencils.md": (
        "Title: Of pencils & pens\nDate: 2012-03-01 10:00\nTags: C++, drawing\nAuthors: Cleo, Dan\n\n![p]({static}pencil.svg)\n"
    ),
    "writing/blog/design/pencil.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "writing/blog/design/of-paper.md": "Title: Größe\nDate: 2012-03-02 10:00\nTags: drawing\nAuthor: Cleo\n\nWords.\n",
    "writing/blog/tools/saws.md": (
        "---\nTitle: Saws\nDate: 2013-11-30 23:30\nTags: drawing; C++\n---\n\n"
        "Words. [paper]({filename}../design/of-paper.md#content)\n"
    ),
    "writing/blog/loose.md": "Title: Loose\nDate: 2014-01-01\nSave_as: special.html\nUrl: special.html\n\nWords.\n",
    "writing/blog/untitled.md": "Date: 2014-01-01\n\nNo title.\n",
    "writing/fixed/imprint.md": "Title: Imprint\n\nWho we are.\n",
    "writing/fixed/deep/rules.md": "Title: Rules\nSlug: rules/of-the-house\n\nBe kind.\n",
    "writing/shared/data.csv": "1;2\n",
}
LANGUAGES = {
    "pelicanconf.py": """SITENAME = 'Two tongues'
SITEURL = 'https://two.example/blog'
AUTHOR = 'Eli'
PATH = 'content'
TIMEZONE = 'UTC'
DEFAULT_LANG = 'en'
ARTICLE_LANG_URL = '{lang}/{slug}.html'
ARTICLE_LANG_SAVE_AS = '{lang}/{slug}.html'
SLUGIFY_SOURCE = 'basename'
DEFAULT_DATE = (2015, 5, 5)
DEFAULT_ORPHANS = 1
DEFAULT_PAGINATION = 2
OUTPUT_SOURCES = True
LOCALE = ['C']
PLUGINS = []
""",
    "content/tea/tea.md": "Title: Tea\nDate: 2016-01-01\nTags: water\n\nHot. [In German]({filename}tea-de.md)\n",
    "content/tea/tea-de.md": (
        "Title: Tee\nDate: 2016-01-02\nSlug: tea\nLang: de\nTags: Wasser\nCategory: Getränke\n\nHeiß.\n"
    ),
    "content/tea/tea-eo.md": "Title: Teo\nDate: 2016-01-03\nSlug: tea\nLang: eo\n\nVarma.\n",
    "content/milk.md": "Title: Milk\n\nCold.\n",
    "content/juice.md": "Title: Juice\nDate: 2017-01-01\n\nSweet.\n",
    "content/nur-deutsch.md": "Title: Nur deutsch\nDate: 2017-02-01\nLang: de\n\nAllein.\n",
    "content/unfertig.md": "Title: Unfertig\nDate: 2017-02-01\nLang: de\nStatus: draft\n\nAllein.\n",
    "content/pages/about.md": "Title: About\n\nEli.\n",
    "content/pages/about-de.md": "Title: Über\nSlug: about\nLang: de\n\nEli, deutsch.\n",
}
SITES: Mapping[str, tuple[Mapping[str, str], str]] = {
    "a diary": (DIARY, "publishconf.py"),
    "a journal": (JOURNAL, "pelicanconf.py"),
    "two languages": (LANGUAGES, "pelicanconf.py"),
}


def make(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a site into *folder*, and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def stock_output(folder: Path, settings: str, output: Path) -> set[str]:
    """Return the paths of what stock Pelican makes of the site in *folder*."""
    command = [sys.executable, "-m", "pelican", "-s", settings, "-o", str(output)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8", env=environment)
    return {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}
