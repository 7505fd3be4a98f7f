"""Outside Innovation: a home that lasts for a blog whose readers talk back."""

__version__ = "0.1.0"
