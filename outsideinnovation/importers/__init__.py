"""Other systems' exports: how they are read, and how posts and pages come of them. Comments are handed to the caller."""
