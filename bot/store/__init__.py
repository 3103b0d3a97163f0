"""Everything that must outlive the process, in SQLite or PostgreSQL, through SQLAlchemy Core."""
