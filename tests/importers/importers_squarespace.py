"""An export as Squarespace makes it for WordPress: addresses without a host, blocks, pictures twice, comments."""

CDN = "https://images.squarespace-cdn.com/content/v1/5a/1-AB"
PICTURE = (
    '<div class="sqs-block image-block sqs-block-image" data-block-type="5" id="block-2">'
    '<div class="sqs-block-content"><figure class="x">'
    '<div class="image-block-wrapper" data-animation-role="image"><noscript><img src="{url}" alt="A &amp; B" /></noscript>'
    '<img class="thumb-image" data-src="{url}" data-image="{url}"'
    ' data-image-dimensions="2500x1667" data-load="false" alt="A &amp; B" />'
    '</div><figcaption class="image-caption-wrapper"><div class="image-caption">'
    '<p class="">A tool</p></div></figcaption></figure></div></div>'
)
BODY = (
    '<div class="sqs-layout sqs-grid-12 columns-12" data-type="item" id="item-1">'
    '<div class="row sqs-row"><div class="col sqs-col-12 span-12">'
    '<div class="sqs-block html-block sqs-block-html" data-block-type="2" id="block-1"><div class="sqs-block-content">'
    '<h2 style="white-space:pre-wrap;">Part one</h2><p class="" style="white-space:pre-wrap;">Users <strong>make</strong>\n\n'
    '<a href="/s/plan.pdf" target="_blank">things</a> [caption] here.</p>'
    '<p class="" data-rte-preserve-empty="true"></p></div></div>'
    + PICTURE.format(url=f"{CDN}/a.jpg")
    + '<div class="sqs-block gallery-block sqs-block-gallery"><div class="sqs-gallery"><div class="slide"><noscript>'
    f'<img src="{CDN}/only.png?format=500w" alt="Only"/></noscript></div></div></div>'
    '<div class="sqs-block video-block sqs-block-video" data-block-json="{&quot;url&quot;:&quot;//youtu.be/x&quot;}">'
    '<div class="sqs-video-wrapper"'
    ' data-html="&lt;iframe src=&quot;//www.youtube.com/embed/x&quot;&gt;&lt;/iframe&gt;"></div></div>'
    '<div class="sqs-block embed-block sqs-block-embed">'
    '<div data-html="&lt;iframe src=&quot;https://player.example/1&quot;&gt;"></div></div>'
    '<div class="sqs-block audio-block sqs-block-audio">'
    f'<div class="sqs-audio-embed" data-url="{CDN}/t.mp3" data-title="Talk"></div></div>'
    '<div class="sqs-block code-block sqs-block-code">'
    '<div class="sqs-block-content"><pre class="source-code">a = 1\n\n\nb = 2</pre></div></div>'
    '<div class="sqs-block quote-block sqs-block-quote">'
    "<figure><blockquote><span>&#8220;</span>Less<span>&#8221;</span></blockquote>"
    '<figcaption class="source">&mdash; Mies</figcaption></figure></div>'
    '<div class="sqs-block button-block sqs-block-button"><a class="sqs-block-button-element" href="/shop">Shop</a></div>'
    '<div class="sqs-block form-block sqs-block-form"><form><input name="email"></form></div>'
    '<div class="sqs-block summary-v2-block sqs-block-summary-v2"><p>Others</p></div>'
    '<div class="sqs-block spacer-block sqs-block-spacer"><div>&nbsp;</div></div><script>Static = 1</script></div></div></div>'
)
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/" version="2.0"><channel><title>Tools</title><link>https://tools.squarespace.com</link>
<pubDate>Thu, 02 Jan 2020 12:00:00 +0000</pubDate><description/><language>en-US</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_id>7</wp:author_id><wp:author_login>ann@tools.example</wp:author_login>
<wp:author_email>ann@tools.example</wp:author_email><wp:author_display_name><![CDATA[Ann]]></wp:author_display_name></wp:author>
"""
ITEM = """<item><title>{title}</title><link>{link}</link><content:encoded><![CDATA[{body}]]></content:encoded>
<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded><wp:post_name>{name}</wp:post_name><wp:post_type>{kind}</wp:post_type>
<wp:post_id>{number}</wp:post_id><wp:status>{status}</wp:status><pubDate>Thu, 02 Jan 2020 10:31:00 +0000</pubDate>
<wp:post_date>2020-01-02 10:31:00</wp:post_date><wp:post_date_gmt>2020-01-02 10:31:00</wp:post_date_gmt>
<dc:creator>{creator}</dc:creator><wp:comment_status>open</wp:comment_status>{more}</item>
"""
COMMENT = """<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author><![CDATA[Dana]]></wp:comment_author>
<wp:comment_author_email>dana@example.org</wp:comment_author_email><wp:comment_author_url>https://dana.example</wp:comment_author_url>
<wp:comment_author_IP>192.0.2.1</wp:comment_author_IP><wp:comment_date>2020-01-03 08:00:00</wp:comment_date>
<wp:comment_date_gmt>2020-01-03 08:00:00</wp:comment_date_gmt><wp:comment_content><![CDATA[{text}]]></wp:comment_content>
<wp:comment_approved>{approved}</wp:comment_approved><wp:comment_type/><wp:comment_parent>{parent}</wp:comment_parent></wp:comment>
"""


def item(number: int, **fields: str) -> str:
    """Return an item: a published post unless *fields* say otherwise."""
    name = f"2020/1/2/post-{number}"
    given = {
        "title": f"Post {number}",
        "link": f"/blog/{name}",
        "body": "<p>Words.</p>",
        "excerpt": "",
        "name": name,
        "kind": "post",
    }
    given |= {"status": "publish", "creator": "ann@tools.example", "more": ""}
    return ITEM.format(**(given | fields), number=number)


def comment(number: int, text: str = "So true", approved: str = "1", parent: int = 0) -> str:
    """Return a comment."""
    return COMMENT.format(number=number, text=text, approved=approved, parent=parent)


def export() -> str:
    """Return a whole export, with everything once."""
    terms = (
        '<category domain="category" nicename="user-tools"><![CDATA[User Tools]]></category>'
        '<category domain="post_tag" nicename="labs"><![CDATA[labs]]></category>'
    )
    talk = comment(11, "First\n\nand second") + comment(12, "Answer", parent=11) + comment(13, "Waits", approved="0")
    items = [
        item(1, body=BODY, excerpt="<p>What users make.</p>", more=terms + talk),
        item(2, status="draft", creator="ben@tools.example"),
        item(3, kind="page", link="/about", name="about", title="About"),
        item(4, kind="attachment", link=f"{CDN}/a.jpg", more=f"<wp:attachment_url>{CDN}/a.jpg</wp:attachment_url>"),
    ]
    return HEAD + "".join(items) + "</channel></rss>\n"
