"""The history: athletes, sessions, recordings, analyses and measurements in a database, and what changed in them.

SQLAlchemy and Alembic come with the extra `history`; they are imported when a history is opened.
"""

from hiphinge.history.store import History, open_history

__all__ = ["History", "open_history"]
