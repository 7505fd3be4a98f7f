"""What authors write today beyond Markdown's first description and PHP Markdown Extra, as extensions of Python-Markdown.

Task lists, strikethrough, bare addresses, lists nested as CommonMark nests them, admonitions, formulas, fenced code inside
lists and quotes. ``triggers`` says whether a text can need any of it; where it does not, none of this is loaded.
"""
