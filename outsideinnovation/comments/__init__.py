"""The conversation: comments as files, their states, and how they are read and shown."""
