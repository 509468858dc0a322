"""Migrations of the database, run by Alembic when a history is opened."""
