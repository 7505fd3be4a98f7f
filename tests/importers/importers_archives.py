"""Exports of many files, as Tumblr and Medium make them, and zips of such."""

import zipfile
from pathlib import Path

TUMBLR_PAGE = """<!DOCTYPE HTML>
<html>
    <head><title>x</title><link rel="stylesheet" type="text/css" href="../style.css"/></head>
    <body>
        {body}
        <div id="footer">
            <span id="timestamp"> {date} </span>{tags}
        </div>
    </body>
</html>
"""
TUMBLR_BODIES = {
    "101": "<h1>Tools &amp; users of today, with many more words than fit</h1><p>What users <em>make</em>.</p>",  # text
    "102": '<img src="../../media/102_0.jpg"/><img src="../../media/102_1.png"><div class="caption"><p>Two pictures</p></div>',
    "103": "&ldquo;Less is more.&rdquo;<p>&mdash; Mies</p>",  # quote
    "104": '<a href="https://elsewhere.example/">Elsewhere</a><p>Why to read it</p>',  # link
    "105": "<h1>A talk</h1><ul><li><b>A:</b> Hello</li><li><b>B:</b> Hi</li></ul>",  # chat
    "106": '<audio controls src="../../media/106.mp3"></audio><p>Listen</p>',
    "107": '<video controls><source src="../../media/107.mp4" type="video/mp4"></video>',
    "108": '<p><a class="tumblr_blog" href="https://asker.tumblr.com/">asker</a> asked: Why?</p><p>Because.</p>',  # answer
    "109": '<p><a class="tumblr_blog" href="https://b.tumblr.com/post/1">b</a>:</p><blockquote><h1>Theirs</h1></blockquote>',
}
MEDIUM_PAGE = """<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{title}</title>
<style>* {{ font-family: Georgia }}</style></head><body><article class="h-entry">
<header><h1 class="p-name">{title}</h1></header>
<section data-field="subtitle" class="p-summary">{subtitle}</section>
<section data-field="body" class="e-content">
<section name="a1" class="section section--body section--first"><div class="section-divider"><hr class="section-divider"></div>
<div class="section-content"><div class="section-inner sectionLayout--insetColumn">{body}</div></div></section>
</section>
<footer>{footer}<p><a href="https://medium.com/@ann/{slug}" class="p-canonical">Canonical link</a></p>
<p>Exported from <a href="https://medium.com">Medium</a> on January 3, 2021.</p></footer></article></body></html>
"""
MEDIUM_FOOTER = (
    '<p>By <a href="https://medium.com/@ann" class="p-author h-card">Ann &amp; Co</a> on <a href="https://medium.com/p/0a1b2c3d4e5f">'
    '<time class="dt-published" datetime="2020-01-02T10:31:00.000Z">January 2, 2020</time></a>.</p>'
)
MEDIUM_BODY = """<h3 name="1" id="1" class="graf graf--h3 graf--leading graf--title">Tools &amp; users</h3>
<h4 class="graf graf--h4 graf--subtitle">What they make</h4>
<p name="2" id="2" class="graf graf--p graf-after--h3"><span class="graf-dropCap">U</span>sers
 <strong class="markup--strong">make</strong>
 <a href="https://elsewhere.example/?a=1&amp;b=2" data-href="https://elsewhere.example/" class="markup--anchor">things</a>.</p>
<figure name="3" class="graf graf--figure"><div class="aspectRatioPlaceholder is-locked">
<div class="aspectRatioPlaceholder-fill"></div>
<img class="graf-image" data-image-id="1*Ab-c_d.jpeg" data-width="1600" src="https://cdn-images-1.medium.com/max/800/1*Ab-c_d.jpeg"></div>
<figcaption class="imageCaption">A tool</figcaption></figure>
<div class="section-inner sectionLayout--outsetRow" data-paragraph-count="2"><figure class="graf graf--layoutOutsetRow">
<img src="https://cdn-images-1.medium.com/max/600/1*one.png"></figure><figure class="graf graf--layoutOutsetRowContinue">
<img src="https://cdn-images-1.medium.com/max/600/1*two.png"></figure></div>
<pre name="4" class="graf graf--pre" data-code-block-lang="python"><span class="pre--content">a = 1<br>b = 2</span></pre>
<pre class="graf graf--pre">one</pre>
<pre class="graf graf--pre">two</pre>
<blockquote class="graf graf--pullquote">Pulled</blockquote>
<div class="graf graf--mixtapeEmbed"><a href="https://card.example/" class="markup--mixtapeEmbed-anchor">
<strong>Card</strong><br><em>of it</em></a>
<a href="https://card.example/" class="js-mixtapeImage mixtapeImage" style="background-image: url(x.png)"></a></div>
<figure class="graf graf--iframe">
<iframe src="https://www.youtube.com/embed/x" width="700" height="393" ></iframe></figure>
<figure class="graf graf--iframe"><script src="https://gist.github.com/ann/1.js"></script></figure>
</div></div></section><section class="section section--body"><div class="section-divider"><hr class="section-divider"></div>
<div class="section-content"><div class="section-inner"><h3 class="graf graf--h3">Part two</h3>
<p class="graf graf--p">The end.</p>"""


def tumblr(payload: str = '[{"data": {"email": "x@y.example", "blogs": [{"name": "toolblog"}]}}]') -> dict[str, bytes]:
    """Return the files of a Tumblr export with a post of each type."""
    files = {"payload-0.json": payload.encode(), "posts/posts_index.html": b"<html><a href=html/101.html>1</a></html>"}
    for number, (name, body) in enumerate(TUMBLR_BODIES.items(), 1):
        tags = '<span class="tag">user tools</span><span class="tag">#labs</span>' if name == "101" else ""
        page = TUMBLR_PAGE.format(
            body=body, date=f"January {number}{'st' if number == 1 else 'th'}, 2020 3:04pm", tags=tags
        )
        files[f"posts/html/{name}.html"] = page.encode()
    return files | {"media/102_0.jpg": b"\xff\xd8", "media/106.mp3": b"ID3"}


def medium() -> dict[str, bytes]:
    """Return the files of a Medium export: a story, a draft, a response, and what is nobody's business."""
    story = {"title": "Tools &amp; users", "subtitle": "What they make", "body": MEDIUM_BODY, "footer": MEDIUM_FOOTER}
    draft = {
        "title": "Not yet",
        "subtitle": "",
        "body": '<p class="graf graf--p">Not yet.</p>',
        "footer": "<p>Draft</p>",
    }
    response = {
        "title": "So true, thank you",
        "subtitle": "",
        "body": '<p class="graf">So true, thank you.</p>',
        "footer": MEDIUM_FOOTER,
    }
    return {
        "README.html": b"<html></html>", "profile/profile.html": b"<html>mail@example.org</html>",
        "posts/2020-01-02_Tools---users-0a1b2c3d4e5f.html": MEDIUM_PAGE.format(slug="tools-users-0a1b2c3d4e5f", **story).encode(),
        "posts/draft_Not-yet-1a1b2c3d4e5f.html": MEDIUM_PAGE.format(slug="p-1a1b2c3d4e5f", **draft).encode(),
        "posts/2020-02-03_So-true-2a1b2c3d4e5f.html": MEDIUM_PAGE.format(slug="so-true-2a1b2c3d4e5f", **response).encode(),
    }  # fmt: skip


def as_folder(path: Path, files: dict[str, bytes]) -> Path:
    """Write *files* below *path*."""
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def as_zip(path: Path, files: dict[str, bytes]) -> Path:
    """Write a zip of *files* at *path*."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return path
