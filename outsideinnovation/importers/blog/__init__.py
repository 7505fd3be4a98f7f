"""Whole blogs of other systems: what any of their exports holds, and the one way in that all of them share."""
