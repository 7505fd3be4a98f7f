"""What kind of comment it is: named steps with scores and reasons, all of them worked out offline.

The score only sorts and explains, an editor looks at everything; but for what is over a limit, which is not even queued.
"""

from outsideinnovation.comments.spam.model import Model
from outsideinnovation.comments.spam.repetition import Repetition
from outsideinnovation.comments.spam.steps import score
from outsideinnovation.comments.spam.verdict import Known, Verdict, trusted

__all__ = ["Known", "Model", "Repetition", "Verdict", "score", "trusted"]
