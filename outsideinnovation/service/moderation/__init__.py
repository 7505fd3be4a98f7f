"""The editors' pages: sign-in, the queue, and decisions."""
