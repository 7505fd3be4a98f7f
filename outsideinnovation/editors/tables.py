"""The tables that editors' accounts lie in."""

from typing import Final

TABLES: Final = """
CREATE TABLE IF NOT EXISTS editors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    password TEXT,                        -- argon2id; NULL until the invitation is taken up
    secret TEXT NOT NULL,                 -- of the second step
    step INTEGER NOT NULL DEFAULT 0,      -- of the last code that was accepted
    shortcuts INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS recovery (
    hash TEXT PRIMARY KEY,
    editor INTEGER NOT NULL REFERENCES editors ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS passes (
    hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    editor INTEGER NOT NULL REFERENCES editors ON DELETE CASCADE,
    made REAL NOT NULL,
    seen REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS networks (
    editor INTEGER NOT NULL REFERENCES editors ON DELETE CASCADE,
    pseudonym TEXT NOT NULL,              -- of a network from which the editor has signed in
    seen REAL NOT NULL,
    PRIMARY KEY (editor, pseudonym)
);
CREATE TABLE IF NOT EXISTS attempts (
    id INTEGER PRIMARY KEY,
    who TEXT NOT NULL,
    at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS attempts_who ON attempts (who, at);
"""
