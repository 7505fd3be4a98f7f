"""The tables of subscribers, issues and deliveries; nothing outside this package knows SQLAlchemy.

One module a table's worth of questions; ``database`` opens SQLite or PostgreSQL, ``migration`` brings old tables up.
"""
