"""A comment's words: from the HTML, or half of it, that another system kept, to the Markdown that comments are kept in."""
