"""The direction in which a language is written."""

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


def direction(language: str) -> str:
    """Return the direction of writing of *language* (a BCP 47 tag): ``ltr`` or ``rtl``."""
    return "rtl" if language.replace("_", "-").partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"
