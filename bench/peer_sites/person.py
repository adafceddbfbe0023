"""What all of them show; and the table as users of sqladmin and starlette-admin declare it."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ADDRESS: Final = "BENCH_PEERS_DATABASE"
PASSWORD: Final = "BENCH_PEERS_PASSWORD"  # noqa: S105 - the name of a variable
OWN_TABLES: Final = "BENCH_PEERS_SQLITE"
SHOWN: Final = (
    *("name", "email", "status", "role", "created_at"),
    *("last_activity_at", "post_count", "follower_count"),
)
SEARCHED: Final = ("name", "email")
ROWS: Final = 50  # on a page
KEY: Final = "only cookies of this bench are signed with it"


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "user_summaries"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    status: Mapped[str]
    role: Mapped[str]
    created_at: Mapped[datetime]
    last_activity_at: Mapped[datetime | None]
    post_count: Mapped[int]
    follower_count: Mapped[int]
