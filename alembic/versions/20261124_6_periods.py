"""Fragments apart for each period of joining; orders of those who are not active."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_6"
down_revision = "20261123_5"

# The first two bytes of an id, which is a UUIDv7: 2^32 milliseconds, about 50 days.
PERIOD = """
create function id_period(id uuid) returns integer
language sql immutable strict parallel safe as $$
    select get_byte(uuid_send(id), 0) << 8 | get_byte(uuid_send(id), 1)
$$
"""
# What the fragments are called in the index, where each period has its own.
IN_PERIOD = """
create function in_period(period integer, fragments text[]) returns text[]
language sql immutable strict parallel safe as $$
    select array(select period || ':' || fragment from unnest(fragments) as fragment)
$$
"""
# All 1-, 2- and 3-character fragments: what a search of any length can start from. The planner
# learns that taking texts apart is dear, so that it asks the index.
FRAGMENTS = """
create function fragments(id uuid, line text) returns text[]
language sql immutable strict parallel safe cost 100000 as $$
    select array(
        select period || ':' || substr(line, start, size)
        from (select public.id_period(id) as period offset 0) as joined,
            generate_series(1, 3) as size,
            generate_series(1, length(line) - size + 1) as start
    )
$$
"""
OF_ALL_TIMES = """
create function fragments(name text, email text) returns text[]
language sql immutable strict parallel safe cost 100000 as $$
    select coalesce(array_agg(distinct substr(line, start, size)), '{}')
    from unnest(array[name, email]) as line,
        generate_series(1, 3) as size,
        generate_series(1, length(line) - size + 1) as start
$$
"""
INDEX, SEARCH = "ix_user_search_fragments", "user_search"
SUMMARIES, LAST_ACTIVITY = "user_summaries", "ix_user_summaries_last_activity_at"
BY_ACTIVITY = sa.text("coalesce(last_activity_at, '-infinity'::timestamptz)")
SEEN = ["last_activity_at"]  # without it nothing is read of the expression in the index alone
AWAY = {
    "ix_user_summaries_status_follower_count": ("follower_count", []),
    "ix_user_summaries_status_last_activity_at": (BY_ACTIVITY, SEEN),
}


def upgrade() -> None:
    op.drop_index(INDEX, SEARCH)
    op.execute("drop function fragments(text, text)")
    for function in (PERIOD, IN_PERIOD, FRAGMENTS):
        op.execute(function)
    _index("fragments(id, name)", "fragments(id, email)")
    op.drop_index(LAST_ACTIVITY, SUMMARIES)
    op.create_index(LAST_ACTIVITY, SUMMARIES, [BY_ACTIVITY, "id"], postgresql_include=SEEN)
    for name, (by, include) in AWAY.items():
        only = {"postgresql_where": sa.text("status <> 'active'"), "postgresql_include": include}
        op.create_index(name, SUMMARIES, ["status", by, "id"], **only)


def downgrade() -> None:
    for name in AWAY:
        op.drop_index(name, SUMMARIES)
    op.drop_index(LAST_ACTIVITY, SUMMARIES)
    op.create_index(LAST_ACTIVITY, SUMMARIES, [BY_ACTIVITY, "id"])
    op.drop_index(INDEX, SEARCH)
    for function in ("fragments(uuid, text)", "in_period(integer, text[])", "id_period(uuid)"):
        op.execute(f"drop function {function}")
    op.execute(OF_ALL_TIMES)
    _index("fragments(name, '')", "fragments('', email)")


def _index(*parts: str) -> None:
    texts = [sa.text(part) for part in parts]
    pending = {"gin_pending_list_limit": 256}  # kB
    op.create_index(INDEX, SEARCH, texts, postgresql_using="gin", postgresql_with=pending)
