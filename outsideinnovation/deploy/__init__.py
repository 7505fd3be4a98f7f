"""Bringing a built site out: releases and rollback, targets, and what is live now."""
