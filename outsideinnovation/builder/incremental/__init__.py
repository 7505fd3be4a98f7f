"""The incremental build: what has changed since the last one, and which outputs that touches (cache, fingerprints)."""
