"""Where the rooms meet: posts, comments, feeds and sidebar become the outputs of one site.

The domains do not know each other; what one of them needs of another, this layer hands it. Pelican's plugins use it too.
"""
