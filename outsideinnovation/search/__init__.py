"""Search: documents in; a Whoosh index, answers to queries, and static shards for the browser out.

``Index`` is updated by whoever publishes, ``Search`` answers, ``write_shards`` writes what a browser fetches. How words are cut
is said in ``words``, how a query is read in ``query``, how documents are scored in ``ranking``, and the shards' format in
``shards``.
"""
