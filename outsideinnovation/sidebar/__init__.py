"""The sidebar: modules that are Markdown files in ``content/sidebar``, ordered by the number their name begins with."""
