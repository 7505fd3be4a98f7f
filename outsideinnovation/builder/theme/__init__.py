"""Templates: loading and compiling them, their filters, and what they are shown."""
