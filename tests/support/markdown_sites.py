"""Small sites as Hugo, Jekyll and Eleventy have them, with the addresses at which the real programs publish their texts."""

from pathlib import Path

HUGO = {
    "hugo.toml": 'baseURL = "https://bread.example/"\ntitle = "Bread"\ntimeZone = "Europe/Berlin"\n'
    '[permalinks]\nnotes = "/:year/:month/:slug/"\n',
    "layouts/_default/single.html": "{{ .RelPermalink }}|{{ .Content }}\n",
    "layouts/_default/list.html": "{{ .RelPermalink }}|\n",
    "layouts/shortcodes/video.html": "<b></b>",
    "static/img/loaf.png": "loaf",
    "static/robots.txt": "User-agent: *\n",
    "content/_index.md": "---\ntitle: Home\n---\nWelcome.\n",
    "content/about.md": "---\ntitle: About\n---\nWho we are.\n",
    "content/posts/first.md": '---\ntitle: "First: a loaf"\ndate: 2024-01-02\ntags: [Bread, "Übung & Co", "flour, fine"]\n'
    'categories: [Baking, "Slow Food"]\naliases: [/old/first/, older, "../x.html"]\nweight: 3\ncover: {image: x}\n---\n'
    '![A loaf](/img/loaf.png) and [the next]({{< ref "bundle" >}}).\n\n'
    '{{< highlight go "linenos=table" >}}\nfunc main() {}\n{{< /highlight >}}\n\n{{< video "x" >}}\n\n'
    '{{< figure src="/img/loaf.png" caption="Loaf & knife" >}}\n\nType {{</* video */>}}.\n',
    "content/posts/Größe des Brots.md": "---\ntitle: G\ndate: 2024-01-03T23:30:00\n---\nx\n",
    "content/posts/slugged.md": '---\ntitle: S\nslug: "My Slug: Ünder_score & More!"\ndate: 2024-01-03\n---\nx\n',
    "content/posts/url.md": "---\ntitle: S\nurl: /custom/Place.html\ndate: 2024-01-03\n---\nx\n",
    "content/posts/url2.md": "---\ntitle: S\nurl: custom/Two\ndate: 2024-01-03\n---\nx\n",
    "content/posts/bundle/index.md": '+++\ntitle = "Bundle"\ndate = 2024-01-03T10:00:00\n+++\n![](pic.png)\n',
    "content/posts/bundle/pic.png": "pic",
    "content/posts/draft.md": "---\ntitle: Draft\ndate: 2024-01-03\ndraft: true\n---\nQuetzalcoatlus\n",
    "content/posts/tagstring.md": "---\ntitle: T\ndate: 2024-01-03\ntags: one, two three\n---\nx\n",
    "content/posts/sub/Deep.md": '+++\ntitle = "Deep"\ndate = 2024-01-04T10:00:00\n+++\nx\n',
    "content/posts/What's up? 100%.md": "---\ntitle: W\ndate: 2024-01-03\n---\nx\n",
    "content/posts/a_b--c  d.e.md": "---\ntitle: W\ndate: 2024-01-03\n---\nx\n",
    "content/posts/gone.md": "---\ntitle: Gone\ndate: 2024-01-03\nexpiryDate: 2024-02-01\n---\nQuetzalcoatlus\n",
    "content/notes/n1.md": '---\ntitle: "A Note: with Ümlaut, and_under.dot"\ndate: 2024-01-03T00:30:00\n---\nx\n',
    "content/notes/n2.md": "---\ntitle: N2\nslug: n-two\ndate: 2024-01-03T00:30:00+02:00\n---\nx\n",
}
HUGO_ADDRESSES = [
    "/about/", "/posts/first/", "/posts/größe-des-brots/", "/posts/my-slug-ünder_score-more/", "/custom/Place.html",
    "/custom/Two/",
    "/posts/bundle/", "/posts/tagstring/", "/posts/sub/deep/", "/posts/whats-up-100/", "/posts/a_b--c--d.e/",
    "/2024/01/a-note-with-ümlaut-and_under.dot/", "/2024/01/n-two/",
]  # fmt: skip

JEKYLL = {
    "_config.yml": "timezone: Europe/Berlin\ncollections:\n  recipes:\n    output: true\n",
    "_layouts/x.html": "{{ page.url }}|{{ content }}\n",
    "_includes/note.html": "<b></b>\n",
    "css/site.css": "body {}\n",
    "index.html": "---\nlayout: x\n---\n{% for post in site.posts %}{% endfor %}\n",
    "about.md": "---\nlayout: x\ntitle: About\n---\n{:.lead}\nWho we are.\n",
    "docs/index.md": "---\nlayout: x\ntitle: Docs\n---\nx\n",
    "docs/My Page.md": "---\nlayout: x\ntitle: Mine\nredirect_from: [/mine, /my/page/]\n---\nx\n",
    "plain.md": "No head.\n",
    "_recipes/soup.md": "---\nlayout: x\ntitle: Soup\n---\nx\n",
    "_posts/2024-01-02-First-Post.md": '---\nlayout: x\ntags: bread sour\ncategories: [Food, "Slow Food"]\n---\n'
    "[css]({{ site.baseurl }}/css/site.css), [next]({% post_url 2024-01-05-day-only %})\n\n"
    "{% highlight ruby %}\nputs 1\n{% endhighlight %}\n\n{% raw %}{{ kept }}{% endraw %}\n\n{% include note.html %}\n",
    "_posts/2024-01-03-seconds.md": "---\nlayout: x\ntitle: Z\ndate: 2024-03-01 23:30:00\ncategory: Big One\n---\nx\n",
    "_posts/2024-01-04-minutes.md": "---\nlayout: x\ntitle: Z\ndate: 2024-03-01 23:30\ncategories: a B\n---\nx\n",
    "_posts/2024-01-05-day-only.md": '---\nlayout: x\ntitle: Z\ndate: 2024-03-01\ntags: [one, "two three"]\n---\nx\n',
    "_posts/2024-01-06-zone.md": "---\nlayout: x\ntitle: Z\ndate: 2024-03-01 23:30:00 +0000\n---\nx\n",
    "_posts/2024-01-07-größe & Co_x.y.md": "---\nlayout: x\ntitle: Z\n---\nx\n",
    "_posts/2024-01-08-slug.md": "---\nlayout: x\ntitle: Z\nslug: My Slug_Ü\n---\nx\n",
    "_posts/2024-01-09-perma.md": "---\nlayout: x\ntitle: Z\npermalink: /custom/:title/:year.html\n---\nx\n",
    "_posts/2024-01-09-perma2.md": "---\nlayout: x\ntitle: Z\npermalink: /custom/two\n---\nx\n",
    "_posts/2024-01-10-hidden.md": "---\nlayout: x\ntitle: Z\npublished: false\n---\nQuetzalcoatlus\n",
    "_posts/sub/2024-01-12-below.md": "---\nlayout: x\ntitle: Z\n---\nx\n",
    "cat/_posts/2024-01-13-in-category.md": "---\nlayout: x\ntitle: Z\ncategories: other\n---\nx\n",
    "_drafts/later.md": "---\nlayout: x\ntitle: Later\n---\nQuetzalcoatlus\n",
}  # fmt: skip
JEKYLL_ADDRESSES = [
    "/about.html", "/docs/", "/docs/My Page.html", "/recipes/soup.html", "/food/slow food/2024/01/02/First-Post.html",
    "/big one/2024/03/02/seconds.html", "/a/b/2024/03/01/minutes.html", "/2024/03/01/day-only.html", "/2024/03/02/zone.html",
    "/2024/01/07/größe-&-Co_x.y.html", "/2024/01/08/My-Slug_Ü.html", "/custom/perma/2024.html", "/custom/two",
    "/2024/01/12/below.html", "/cat/other/2024/01/13/in-category.html",
]  # fmt: skip

ELEVENTY = {
    "eleventy.config.mjs": 'export default (c) => { c.addPassthroughCopy({"site/img": "img"}); '
    'return { dir: { input: "site" } }; };\n',
    "package.json": "{}\n",
    "site/_includes/x.liquid": "{{ page.url }}|{{ content }}\n",
    "site/img/loaf.png": "loaf",
    "site/posts/posts.json": '{"layout": "x.liquid", "tags": ["posts"]}\n',
    "site/posts/2024-01-02-first.md": '---\ntitle: First\ntags: [bread, "Sour Dough"]\n---\n![A loaf](/img/loaf.png)\n\n'
    '[two]({{ "/custom/two/" | url }})\n\n{% if true %}x{% endif %}\n',
    "site/posts/2024-01-05-dated.md": '---\ntitle: Z\ndate: 2024-03-01\ntags: "one, two"\n---\nx\n',
    "site/posts/sub/2024-01-02-deep.md": "---\ntitle: Deep\n---\nx\n",
    "site/posts/perma.md": "---\ntitle: P and Q\ndate: 2024-03-01 10:00:00\n"
    "permalink: /custom/{{ title | slugify }}/index.html\n---\nx\n",
    "site/posts/perma2.md": "---\ntitle: P\ndate: 2024-03-01T10:00:00\npermalink: /custom/two/\n---\nx\n",
    "site/posts/perma3.md": "---\ntitle: P\ndate: 2024-03-01T10:00:00\npermalink: custom/three.html\n---\nx\n",
    "site/posts/perma4.md": '---\ntitle: P\ndate: 2024-03-01T10:00:00\npermalink: "/x/{{ page.fileSlug }}/"\n---\nx\n',
    "site/posts/hidden.md": "---\ntitle: P\ndate: 2024-03-01\npermalink: false\n---\nQuetzalcoatlus\n",
    "site/posts/apart.md": "---\ntitle: Apart\ndate: 2024-03-01\neleventyExcludeFromCollections: true\n---\nx\n",
    "site/posts/My Größe & co.md": "---\ntitle: P\ndate: 2024-03-01\n---\nx\n",
    "site/blog/blog.md": "---\ntitle: B\nlayout: x.liquid\n---\nx\n",
    "site/about.md": "---\ntitle: About\nlayout: x.liquid\n---\nx\n",
    "site/index.md": "---\ntitle: Home\nlayout: x.liquid\n---\nx\n",
    "site/plain.md": "No head.\n",
}
ELEVENTY_ADDRESSES = [
    "/about/", "/blog/", "/plain/", "/posts/2024-01-02-first/", "/posts/2024-01-05-dated/", "/posts/sub/2024-01-02-deep/",
    "/custom/p-and-q/", "/custom/two/", "/custom/three.html", "/x/perma4/", "/posts/apart/", "/posts/My Größe & co/",
]  # fmt: skip

SITES = {
    "hugo": (HUGO, HUGO_ADDRESSES),
    "jekyll": (JEKYLL, JEKYLL_ADDRESSES),
    "eleventy": (ELEVENTY, ELEVENTY_ADDRESSES),
}


def write_site(folder: Path, files: dict[str, str]) -> Path:
    """Write *files* below *folder*, and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
