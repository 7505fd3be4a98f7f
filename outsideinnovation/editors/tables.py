"""The tables that editors' accounts lie in."""

from typing import Final

TABLES: Final = """
CREATE TABLE IF NOT EXISTS editors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    password TEXT,                        -- argon2id; NULL until the invitation is taken up
    secret TEXT NOT NULL,                 -- of the app for codes; empty once that was removed
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
CREATE TABLE IF NOT EXISTS new_apps (
    editor INTEGER PRIMARY KEY REFERENCES editors ON DELETE CASCADE,
    secret TEXT NOT NULL,                 -- of an app that is being set up
    made REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS user_handles (
    editor INTEGER PRIMARY KEY REFERENCES editors ON DELETE CASCADE,
    handle BLOB NOT NULL UNIQUE           -- random: what authenticators know the editor by (WebAuthn, 5.4.3)
);
CREATE TABLE IF NOT EXISTS passkeys (
    id TEXT PRIMARY KEY,                  -- of the credential, in base64url
    editor INTEGER NOT NULL REFERENCES editors ON DELETE CASCADE,
    label TEXT NOT NULL,
    public_key BLOB NOT NULL,
    sign_count INTEGER NOT NULL,
    made REAL NOT NULL,
    used REAL
);
CREATE TABLE IF NOT EXISTS challenges (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    ceremony TEXT NOT NULL,
    editor INTEGER REFERENCES editors ON DELETE CASCADE,
    network TEXT NOT NULL,
    made REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS attempts_who ON attempts (who, at);
"""
