"""What editors and commenters are told by mail, and what they answer by its links."""

from outsideinnovation.assembly.correspondence.links import Stop
from outsideinnovation.assembly.correspondence.office import Correspondence

__all__ = ["Correspondence", "Stop"]
