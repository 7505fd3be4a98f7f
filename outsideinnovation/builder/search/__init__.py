"""Search kept in step with the site: what a build published, as documents, into the index and the browser's shards."""
