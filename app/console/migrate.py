"""Migrations, run by the owner of the tables."""

from alembic import command
from alembic.config import Config

from app.console.places import ROOT


def upgrade() -> None:
    """Bring the database of the settings to the newest schema."""
    command.upgrade(Config(ROOT / "alembic.ini"), "head")
