"""What pages, the service and mails say, in the language of the blog: catalogs of labels, and dates as people write them.

English is what the templates and the code say themselves; every other language is a folder below ``locale/``.
"""
