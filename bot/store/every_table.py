"""Every table, as the migrations and their test compare them with a database."""

from bot.store.machine_tables import MACHINES_OWN
from bot.store.schema import metadata
from bot.store.tables import MEMBERS_DATA
from bot.store.turn_tables import TURNS

__all__ = ["EVERY_TABLE", "metadata"]

EVERY_TABLE = (*MEMBERS_DATA, *MACHINES_OWN, *TURNS)
