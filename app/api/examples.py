"""The examples in the description of the API. A test sees that they have the right shape.

None of them holds a null: FastAPI would leave it out, with its name.
"""

from typing import Any, Final

from pydantic import ConfigDict

ID: Final = "0199f3c2-6d1a-7c3e-9a55-0d5c8f1f2b7a"
NEW_USER: Final = {
    "email": "ann@example.org",
    "name": "Ann Lee",
    "password": "correct horse battery",
}
ROW: Final[dict[str, Any]] = {
    "id": ID,
    "name": "Ann Lee",
    "bio": "Sails.",
    "email": "ann@example.org",
    "status": "active",
    "post_count": 3,
    "follower_count": 12,
    "created_at": "2026-11-23T08:30:00Z",
}
PROFILE: Final = ROW | {
    "status": "suspended",
    "role": "member",
    "version": 3,
    "following_count": 7,
    "last_activity_at": "2026-11-23T09:00:00Z",
    "refreshed_at": "2026-11-23T09:00:00Z",
    "suspended_until": "2027-01-31T12:00:00Z",
    "suspension_reason": "Advertising.",
    "is_followed": False,
}
CONFLICT: Final = {
    "error": "The bio was changed while you were editing.",
    "code": "stale_version",
    "fields": {"bio": "Rows."},
}
META: Final = {
    "total": 9431,
    "total_is_exact": True,
    "page": 2,
    "last_page": 472,
    "page_size": 20,
    "newer": "0199f3d0-0c5e-7b14-8d27-5be1c0a9e3f6",
    "older": ID,
}
LINKS: Final = {
    "first": "/api/users",
    "previous": "/api/users?before=0199f3d0-0c5e-7b14-8d27-5be1c0a9e3f6",
    "next": f"/api/users?after={ID}",
    "last": "/api/users?page=472",
}
STATISTICS: Final = {
    "total_users": 12431,
    "active_users": 12400,
    "inactive_users": 30,
    "suspended_users": 1,
    "total_posts": 40210,
    "avg_posts_per_user": 3.23,
}


def of(body: dict[str, Any]) -> ConfigDict:
    """The settings of a model that is shown with this example."""
    return ConfigDict(json_schema_extra={"examples": [body]})
