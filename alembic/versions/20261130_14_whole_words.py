"""The whole words of names: who has those of a search comes first."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_14"
down_revision = "20261130_13"

INDEX, SEARCH = "ix_user_search_words", "user_search"
# What stands between spaces, and what stands between the other signs as well: of "Anne-Lise" that
# is "anne-lise", "anne" and "lise". Named as the fragments are, by the period of joining.
WHOLE_WORDS = """
create function whole_words(id uuid, name text) returns text[]
language sql immutable strict parallel safe cost 100000 as $$
    select public.in_period(public.id_period(id), array_remove(
        string_to_array(name, ' ')
            || string_to_array(translate(name, '-.,;:/()[]"', repeat(' ', 11)), ' '),
        ''
    ))
$$
"""


def upgrade() -> None:
    op.execute(WHOLE_WORDS)
    words = [sa.text("whole_words(id, name)")]
    at_once = {"fastupdate": False}
    op.create_index(INDEX, SEARCH, words, postgresql_using="gin", postgresql_with=at_once)


def downgrade() -> None:
    op.drop_index(INDEX, SEARCH)
    op.execute("drop function whole_words(uuid, text)")
