"""Writing what differs from the definitions, while commands go on."""

from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from domain.user import User
from projections.comparison import WRITTEN, Projection, Some, key_of, lacking, true_rows

# The planner takes a range of ids for one row, and would compare each person with all of a batch;
# and to compile a statement takes longer than to carry it out.
_PLAN = "set local enable_nestloop = off; set local jit = off"
# One after another, and vacuum: commands and the worker go on.
_IN_TURN = "lock table {} in share update exclusive mode"
_USERS = User.metadata.tables["users"]


def write(connection: Connection, projection: Projection, people: Some) -> int:
    connection.execute(text(_PLAN))
    table, source = projection.TABLE, true_rows(projection, people)
    names = source.selected_columns.keys()
    upsert = insert(table).from_select(names, source)
    new: dict[str, Any] = {name: upsert.excluded[name] for name in names if name != "id"}
    if WRITTEN in table.c:
        new[WRITTEN] = func.greatest(func.now(), upsert.excluded.inserted_at)
    repair = upsert.on_conflict_do_update(index_elements=["id"], set_=new)
    return connection.execute(repair, execution_options={"preserve_rowcount": True}).rowcount


def lock_wrong(connection: Connection, projection: Projection, people: Some) -> Some:
    """Those of them whose rows differ, with their rows: as the commands do, in order of the ids."""
    wrong = true_rows(projection, people).subquery()
    ids = connection.scalars(select(wrong.c.id)).all()
    for table in (_USERS, projection.TABLE):
        theirs = select(table.c.id).where(table.c.id.in_(ids)).order_by(table.c.id)
        connection.execute(theirs.with_for_update(key_share=True))
    return lambda column: column.in_(ids)


def move(connection: Connection, projection: Projection) -> int:
    """Move counters by what they lack at one instant: what is counted meanwhile stays counted."""
    table, key = projection.TABLE, key_of(projection.TABLE)
    connection.execute(text(_IN_TURN.format(table.name)))
    rows = connection.execute(lacking(projection)).mappings().all()
    if not rows:
        return 0
    names = [name for name in rows[0] if name not in (key, "superfluous")]
    zeros = [{key: row[key], **dict.fromkeys(names, 0)} for row in rows]
    connection.execute(insert(table).on_conflict_do_nothing(), zeros)
    # What is proposed for insertion may not be negative, even where a row is updated instead.
    sums = {name: table.c[name] + bindparam(f"by_{name}") for name in names}
    steps = [{"of": row[key], **{f"by_{name}": row[name] for name in names}} for row in rows]
    # In order of the keys, so that no two can deadlock.
    connection.execute(update(table).where(table.c[key] == bindparam("of")).values(sums), steps)
    superfluous = table.c[key].in_([row[key] for row in rows if row["superfluous"]])
    zero = and_(*(column == 0 for column in table.c if column.name != key))
    connection.execute(delete(table).where(superfluous, zero))
    return len(rows)
