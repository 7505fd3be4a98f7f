"""Outside Innovation: a home that lasts for a blog whose readers talk back."""

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Find ``Builder``, the PELICAN_CLASS: Pelican looks for it in a top-level module, and only a build needs Pelican."""
    if name == "Builder":
        from outsideinnovation.builder.pelican_class import Builder  # noqa: PLC0415 - see above

        return Builder
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
