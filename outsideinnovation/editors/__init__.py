"""The people who decide: their accounts, how they sign in, and their sessions."""
