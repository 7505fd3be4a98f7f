"""Lists of subscribers as files (CSV): those of other systems come in, and ours go out, a line at a time."""
