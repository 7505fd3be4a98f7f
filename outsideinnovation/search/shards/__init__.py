"""Browser shards: the search index as static files, which a plain script fetches piece by piece (format 1).

Everything lies in one folder, ``search/`` of the site. ``manifest.json`` is the only file whose content changes under its
name; all the rest lies in ``shards/`` beside it, has a digest of its content in its path and may be cached for ever.

**Manifest** (JSON, UTF-8)::

    {"format": 1, "docs": 10000, "length": 4123456,
     "scoring": {"k1": …, "b": …, "all": …, "near": …, "common": …},
     "layers": [{"name": "shards/b3f0c…", "packed": 0, "docs": 10000, "card": 31, "comments": 112, "text": 834,
                 "spread": 25, "dead": [17, 4711], "replaced": {"t3": "t3-9c0f12ab"}}, …]}

``docs`` and ``length`` count what is live: documents, and the sum of their lengths (for ``ranking``). Layers are few (base,
middle, recent: oldest first). A document is known by its layer and its number there; ``dead`` lists the numbers that are
no longer live, since the document was removed, or stands in a later layer anew. A document id is live in one layer at most.
No documents at all: no layers.

**Parts.** A layer is made of parts, named by a letter and a number: ``i0 f0 y0 v0… p0… x0… d0… c0… t0…``. Part ``p12`` of
layer ``L`` is the file ``L/p12.bin``; if ``replaced`` names it, ``L/<that name>.bin``. Where ``packed`` is not 0, all parts of
the layer lie in ``L.bin``: so many bytes are JSON, ``{"p0": [offset, size], …}``, with offsets from the end of the JSON;
``replaced`` does not occur there. All kinds but x and t are zlib streams (``new DecompressionStream("deflate")``), so that a
host need not compress. x and t are not compressed as a whole, nor are packed layers: ask for the bytes you need with a Range
header, and cut them out yourself where the answer is the whole file (status 200).

**Bytes.** A *varint* is seven bits a byte, the lowest first, the high bit set on all but the last byte. A *text* is a
varint, its length in bytes, and UTF-8. A *list* is a varint, how many, then the items. Texts are ordered by code point
(JavaScript's ``<`` differs beyond U+FFFF). *Front-coded* texts are each a varint, how many bytes are those of the text
before, then a text, the rest. The *scale* is that of a small float: code c < 8 stands for c + 1; from 8 on, for
(5 + (c - 8) % 4) * 2 ** (1 + (c - 8) // 4): 1 … 8, 10, 12, 14, 16, 20, 24, 28, 32, 40 …

==== ===================================================================================================================
part what it holds
==== ===================================================================================================================
i0   the index of the layer: list of the first word of every v part; list of the first term of every p part (plain texts;
     the first of each is empty); varint documents; a byte for each, its length on the scale; then *orders*, below
v*   vocabulary, by word: varint entries; for each: front-coded word; varint, how many bytes of the word its stem begins
     with, and a text, how it goes on; zigzag varint, in how many live documents the word occurs. The sum over all layers
     counts: a later layer holds the difference to those before it. A word whose sum is 0 or less does not exist
p*   postings, by term: varint terms; for each a header: front-coded term, varints: documents, bytes of the numbers,
     remarks, bytes in x. Then for all terms in turn: the numbers, varints, each the difference to the one before (the
     first, to -1), minus 1. Then for all terms in turn: the codes, a byte a document. Then the sections, a byte a document
     Then the remarks, a byte for every document whose code has bit 5, in their order
x*   positions: part x of p part n is x ⌊n / spread⌋; it holds, for all terms of those p parts in turn, the positions in
     all documents in turn: a varint how many, then varints, each the difference to the one before (the first, to 0). Where
     a term's begin is the sum of the bytes in x of the terms before it in its p part, after ``x`` below
d*   cards, JSON: a row a document, [id, url, title, seconds since 1970, category, [tags], author, offset, size]: its text
     is the ``size`` bytes from ``offset`` of t part ⌊number / text⌋. Document n stands in part ⌊n / card⌋, row n % card;
     a row of a document that was replaced is null
c*   comments' ids, JSON: a row a document: the list of the ids of its comments, oldest first, to land at ``url +
     "#comment-" + id``. Document n stands in part ⌊n / comments⌋, row n % comments
t*   texts: a zlib stream a document: JSON [text, [[author, seconds, text] for each comment, oldest first], headings]
f0   facets, JSON: {"category": [[name, documents], …], "tag": …, "author": …} of this layer, by name
y0   days: for every document a varint: days since 1970 (UTC), the difference to the one before (the first to 0), zigzag
==== ===================================================================================================================

The header of a p part ends with one varint more, ``x``: where in its x part the positions of its first term begin.

**Orders.** Of equal scores the newer document wins; at one second, that with the lower id. Documents in the first layer are
numbered so that the higher number wins. A document in a later layer has in its ``i0`` an order: a varint, how many
documents of the first layer it wins against; a varint, seconds since 1970 plus 2 ** 40; a text, its id. Against one of the
first layer the first tells; two of later layers are compared by seconds and id. In the first layer there are no orders.

**Terms** are the stems of words; pairs of neighbours in a run of Chinese, Japanese or Korean characters (a run of one: that
one), which are in no vocabulary and stem to themselves; and filters: ``category:lead users``, ``tag:…``, ``author:…``, with
the words of the name, a space between them. Filters have codes and sections 0 and no positions.

**Codes.** Bits 0–4: the weighted frequency, on the scale. Bit 5: in a comment. Bit 6: outside of comments. Bit 7: in the
title. A *remark* is the number of the oldest comment that has the word (255: that or a later one). A hit lands at a
comment if no posting of it has bit 6: at that which most of its postings name, of those equal the oldest. *Sections*: a
bit for each quarter of the document in which the word stands.

**What a script does**, as ``engine`` does it here: cut the words (``words``), look each up in its v part. A word that is
there stands for its stem; an unfinished one while typing for those that begin so (of two stems at most: itself first, then
by count, then by alphabet); an unknown one for what it may have been meant to be (``suggestions``: of three stems at most;
the first four unknown words are asked about). A pair of characters stands for itself. Words with the same stems are one,
weighed by how often they were typed; its count is that of all words it stands for. Where others are left, those whose count
is above ``common`` of all documents are dropped, and the most frequent ones beyond 15,000 in all. Then the postings of each
stem, without dead documents, are scored together (``ranking``; the order of the operations is part of the format). Phrases,
filters and exclusions only take away (``query``, ``engine``). A test compares the two.
"""
