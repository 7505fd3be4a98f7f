"""Other systems' exports: how they are read, and what posts and pages come of them. Comments go to the caller."""
