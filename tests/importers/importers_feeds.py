"""Feeds of one blog in every format, as its system would write them, with each element that a reader must know."""

import json

SITE = "https://blog.example"
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:other="https://other.example/ns">
<channel><title>The Blog</title><atom:link href="{SITE}/feed/" rel="self" type="application/rss+xml"/><link>{SITE}</link>
<language>en-US</language><generator>https://example.org/generator</generator>
<item><title>Tools &amp;amp; &lt;em&gt;users&lt;/em&gt; of R&amp;D</title><link>https://feedproxy.google.com/~r/blog/~3/abc/</link>
 <feedburner:origLink>{SITE}/2005/12/tools.html?utm_source=feed&amp;utm_medium=rss</feedburner:origLink>
 <guid isPermaLink="false">{SITE}/?p=7</guid><dc:creator><![CDATA[Ann Ö'Hara]]></dc:creator>
 <pubDate>Fri, 09 Dec 2005 05:31:00 -0500</pubDate><category><![CDATA[Tools & users]]></category><category>Labs</category>
 <category>Labs</category><description><![CDATA[What users do with tools.]]></description>
 <content:encoded><![CDATA[<p>Users <a href="/about">make</a> &amp; share.</p>
<p><img src="pics/a.jpg" srcset="pics/a.jpg 1x, /b.jpg 2x" alt="A tool"><a href="#note">1</a></p>
<div class="feedflare">
<a href="https://feeds.feedburner.com/~ff/blog?a=1">Share</a></div>
<img src="http://feeds.feedburner.com/~r/blog/~4/abc" height="1">
<p>The post <a href="{SITE}/2005/12/tools.html">Tools</a>
 appeared first on <a href="{SITE}">The Blog</a>.</p>]]></content:encoded>
 <wfw:commentRss>{SITE}/2005/12/tools.html/feed/</wfw:commentRss><slash:comments>2</slash:comments><other:title>no</other:title>
 <media:thumbnail url="{SITE}/pics/thumb.jpg"/></item>
<item><title>Episode one</title><link>{SITE}/2005/11/episode.html</link><guid>{SITE}/2005/11/episode.html</guid>
 <author>ben@blog.example (Ben)</author><pubDate>Tue, 1 Nov 05 10:00 +0100</pubDate>
 <description>Listen to this.&#10;&#10;It is &quot;new&quot; &amp;amp; short</description>
 <enclosure url="{SITE}/audio/one.mp3" length="1234" type="audio/mpeg"/><itunes:keywords>audio, talk</itunes:keywords></item>
<item><title>Only the start</title><link>{SITE}/2005/10/start.html</link><pubDate>Sat, 01 Oct 2005 00:00:00 GMT</pubDate>
 <description>It begins so and goes on [&amp;#8230;]</description></item>
<item><title></title><description>No title, no address</description><pubDate>0000-00-00 00:00:00</pubDate></item>
</channel></rss>"""
ATOM = f"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xml:base="{SITE}/" xml:lang="en">
<title>The Blog</title><link rel="self" href="atom.xml"/><link href="{SITE}/"/><author><name>Ann</name></author>
<entry xml:base="2005/12/"><title type="html">Tools &amp;amp; &lt;b&gt;users&lt;/b&gt;</title><link href="tools.html"/>
 <link rel="enclosure" type="application/pdf" href="/tools.pdf" length="9"/>
 <link rel="replies" type="application/atom+xml" href="tools.html/comments.xml" thr:count="2"/>
 <id>tag:blog.example,2005:1</id><published>2005-12-09T10:31:00Z</published><updated>2006-01-01T00:00:00Z</updated>
 <category term="t1" label="Tools &amp; users"/><category scheme="http://schemas.google.com/g/2005#kind" term="post"/>
 <summary>What users do with tools.</summary>
 <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Users &amp; <a href="more">tools</a><br/>1 &lt; 2</p>
 <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg></div></content></entry>
<entry><title>Plain words</title><link href="2005/11/plain.html"/><id>urn:2</id><updated>2005-11-01T10:00:00+01:00</updated>
 <author><name>Ben</name><uri>https://ben.example/</uri><email>ben@blog.example</email></author>
 <content type="text">1 &lt; 2 &amp; so on

The end.</content></entry>
<entry xml:lang="de"><title>Nur der Anfang</title><link href="2005/10/anfang.html"/><id>urn:3</id>
 <updated>2005-10-01T00:00:00Z</updated>
 <summary type="html">&lt;p&gt;So beginnt es.&lt;/p&gt;</summary></entry>
<entry><title>Out of line</title><link href="2005/09/far.html"/><id>urn:4</id><updated>2005-09-01T00:00:00Z</updated>
 <content type="text/html" src="far-text.html"/></entry>
</feed>"""
RDF = f"""<?xml version="1.0" encoding="iso-8859-1"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="{SITE}/"><title>Caf\u00e9</title><link>{SITE}/</link>
<items><rdf:Seq><rdf:li resource="{SITE}/1"/></rdf:Seq></items>
</channel><item rdf:about="{SITE}/1">
<title>Caf\u00e9</title><dc:date>2005-12-09T10:31:00-05:00</dc:date>
<dc:subject>Tools; Labs</dc:subject>
<dc:creator>Ann</dc:creator><content:encoded><![CDATA[<p>Br\u00fble</p>]]></content:encoded></item></rdf:RDF>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1", "title": "The Blog", "home_page_url": f"{SITE}/", "language": "en",
        "feed_url": f"{SITE}/feed.json", "authors": [{"name": "Ann"}],
        "items": [
            {"id": 1, "url": f"{SITE}/2005/12/tools.html", "title": "Tools & <users>", "date_published": "2005-12-09T10:31:00Z",
             "content_html": "<p><a href='x.html'>Users</a></p>", "summary": "What users do.", "tags": ["Tools", 7, "Labs"],
             "image": f"{SITE}/pics/a.jpg", "attachments": [{"url": f"{SITE}/one.mp3", "mime_type": "audio/mpeg"}]},
            {"id": "2", "url": "/2005/11/plain.html", "content_text": "1 < 2\n\nThe end.",
             "date_modified": "2005-11-01T10:00:00Z"},
            {"id": "3", "url": f"{SITE}/2005/10/start.html", "title": "Start", "summary": "It begins so."},
            "no item",
        ],
    }
)  # fmt: skip
