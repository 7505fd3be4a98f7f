"""Addresses: what each output is called, what was once published, redirects, headers and the sitemap."""
