"""The service: what readers send and editors decide, over HTTP."""
