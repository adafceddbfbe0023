"""User statistics: how many people and posts there are at this instant."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection, func, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from projections.user_statistics import TABLE as SLOTS


@dataclass(frozen=True, slots=True)
class Statistics:
    total_users: int  # active + inactive + suspended
    active_users: int
    inactive_users: int
    suspended_users: int
    total_posts: int
    avg_posts_per_user: float  # total_posts / total_users, 2 decimals; 0 when there is nobody


@parsed
class UserStatistics:
    permission: ClassVar = Permission.READ_DIRECTORY
    one_statement: ClassVar = True

    def fetch(self, connection: Connection, actor: Actor) -> Statistics:
        """The sum of 32 rows: as fast with a million people as with ten."""
        names = "total_users", "active_users", "inactive_users", "suspended_users", "total_posts"
        sums = [func.coalesce(func.sum(SLOTS.c[name]), 0) for name in names]
        figures = dict(zip(names, map(int, connection.execute(select(*sums)).one()), strict=True))
        posts, users = figures["total_posts"], figures["total_users"]
        return Statistics(**figures, avg_posts_per_user=round(posts / users, 2) if users else 0.0)
