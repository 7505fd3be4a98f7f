"""What a build remembers, and how it sees that something has changed."""
