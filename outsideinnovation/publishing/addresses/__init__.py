"""Every address: kept, redirected, described to crawlers and servers."""
