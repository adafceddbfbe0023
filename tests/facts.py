"""What tests look up and set behind the product's back."""

from sqlalchemy import text

from projections import maintenance


def differences(database):
    """What summaries say and should not."""
    with database.owner.connect() as connection:
        return list(maintenance.verify(connection))


def rows(database, query, **values):
    """As tuples, read by the role of the queries."""
    with database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


def history(database, user_id):
    """What happened to the person since joining, with the values before and after."""
    query = (
        "select name, before, after from history"
        " where user_id = :id and name <> 'UserRegistered' order by id"
    )
    return rows(database, query, id=user_id)


def set_status(database, user_id, status):
    """In the write table alone: the command must see it there, whatever the summaries say."""
    with database.owner.begin() as connection:
        change = text("update users set status = :status where id = :id")
        connection.execute(change, {"status": status, "id": user_id})
