"""Readers who come back by mail: who they are, what they asked for, what is due to them, and that one click stops it."""
