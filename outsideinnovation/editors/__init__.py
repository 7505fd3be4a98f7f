"""The people who decide: their accounts, how they sign in, and their sessions."""

from outsideinnovation.editors.accounts import Accounts, Editor, Invitation, Welcome

__all__ = ["Accounts", "Editor", "Invitation", "Welcome"]
