"""The people who decide: their accounts, how they sign in, and their sessions."""

from outsideinnovation.editors.accounts import Accounts, Editor, Welcome
from outsideinnovation.editors.invitation import Invitation

__all__ = ["Accounts", "Editor", "Invitation", "Welcome"]
