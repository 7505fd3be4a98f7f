"""Where the rooms meet: the outputs of one site, who is told what about a comment, comments from elsewhere, and erasure.

The domains do not know each other; what one of them needs of another, this layer hands it. Pelican's plugins use it too.
"""
