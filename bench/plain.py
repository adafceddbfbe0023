"""The endpoints that a tutorial of FastAPI and SQLModel would write, over the same summaries."""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import (  # as the tutorials do; the product does not
    Field,
    Session,  # noqa: TID251
    SQLModel,
    create_engine,
    select,  # noqa: TID251
)

engine = create_engine(os.environ["PLAIN_URL"])
app = FastAPI()


class Person(SQLModel, table=True):
    __tablename__ = "user_summaries"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    name: str
    bio: str
    email: str
    status: str
    role: str
    version: int
    created_at: datetime
    post_count: int
    follower_count: int
    following_count: int


def session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


Opened = Annotated[Session, Depends(session)]


@app.get("/users/{user_id}")
def get_user(user_id: UUID, session: Opened) -> Person:
    if person := session.get(Person, user_id):
        return person
    raise HTTPException(404)


@app.get("/users")
def list_users(session: Opened) -> list[Person]:
    active = select(Person).where(Person.status == "active")
    newest = active.order_by(Person.id.desc())  # pyright: ignore[reportAttributeAccessIssue]
    return list(session.exec(newest.limit(20)))
