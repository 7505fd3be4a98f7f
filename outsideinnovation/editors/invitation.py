"""What somebody needs to set up an app for codes: at an invitation, or when they change their app."""

from dataclasses import dataclass, field

from outsideinnovation.editors import second_step


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an editor called ``name`` puts into an app; ``secret`` by hand, or as a drawing."""

    name: str
    secret: str = field(repr=False)

    def drawing(self, issuer: str) -> str:
        """Return the secret as a QR code, an SVG image in a ``data:`` address; apps show it under *issuer*."""
        return second_step.drawing(second_step.address(self.secret, self.name, issuer))
