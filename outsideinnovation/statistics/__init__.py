"""The blog in numbers, from its own files and tables: counts and titles of posts, and nothing of any reader.

``source`` puts them together, ``figures`` is what comes out, ``as_rows`` and ``in_words`` write it down, ``plots`` draws it.
"""
