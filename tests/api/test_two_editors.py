"""Two editors of one profile, by whatever way: nobody's change is lost or brought back.

The model knows no versions: it remembers who looked when, and what was changed since.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.pages.profile.state import Profile
from commands.change_role import ChangeRole
from commands.update_profile import UpdateProfile
from domain.access import SYSTEM, Actor, Role
from domain.errors import StaleFields
from domain.ids import new_id
from tests.api.conftest import Program
from tests.app.conftest import Tab
from tests.database import Database

Texts = dict[str, str]
Save = Callable[[int, Texts], Texts | None]  # from a version; what others made, if it was refused

TYPED = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Ann", "Ann Lee", "Lee"]),
        "bio": st.sampled_from(["", "Sails.", "Rows."]),
    },
)
EDITOR = st.integers(0, 1)
WAY = st.sampled_from(["command", "page", "json"])
STEP = st.one_of(
    st.tuples(st.just("look"), EDITOR),
    st.tuples(st.just("save"), EDITOR, WAY, TYPED),
    st.tuples(st.just("promote")),
)


@dataclass
class Editor:
    """What stands in front of one of them, and how many changes there had been."""

    shown: Texts
    version: int
    after: int


@dataclass
class Truth:
    """The texts that are right, and the fields that were changed, one after the other."""

    texts: Texts
    changes: list[str] = field(default_factory=list)

    def save(self, editor: Editor, typed: Texts) -> Texts | None:
        """The texts of now of those fields that both changed to different ones."""
        since = self.changes[editor.after :]
        asked = {name for name in typed if name in since and typed[name] != self.texts[name]}
        if asked:
            return {name: self.texts[name] for name in asked}
        self.changes += [name for name in typed if typed[name] != self.texts[name]]
        self.texts |= typed
        return None


def by_command(ann: Program, do: Callable) -> Save:
    def save(version: int, typed: Texts) -> Texts | None:
        named = {"command_id": new_id(), "user_id": ann.id, "version": version}
        try:
            do(UpdateProfile(**named, **typed), Actor(Role.MEMBER, ann.id))
        except StaleFields as refused:
            return refused.theirs
        return None

    return save


def by_page(ann: Program) -> Save:
    tab = Tab()

    def save(version: int, typed: Texts) -> Texts | None:
        form = {"command_id": str(new_id()), "version": str(version), **typed}
        state = tab.sends(Profile.save(form), ann.cookie, "/profile").state(Profile)
        assert state.answered == form["command_id"]
        if state.accepted == state.answered:
            return None
        assert state.errors.keys() == state.theirs.keys()  # each is asked about beside its field
        return state.theirs

    return save


def by_json(ann: Program) -> Save:
    def save(version: int, typed: Texts) -> Texts | None:
        answer = ann("PATCH", f"/users/{ann.id}", {"user": typed, "version": version})
        if answer.status_code == 200:
            return None
        assert (answer.status_code, answer.json()["code"]) == (409, "stale_version")
        return answer.json()["fields"]

    return save


def test_two_editors_lose_nothing_and_are_asked_about_what_both_changed(
    ann: Program, do: Callable, database: Database, times: Callable[[int, int], int]
) -> None:
    ways = {"command": by_command(ann, do), "page": by_page(ann), "json": by_json(ann)}

    def stored() -> dict:
        with database.owner.connect() as connection:
            row = connection.execute(text("select name, bio, version, role from users"))
            return dict(row.mappings().one())

    def look(truth: Truth) -> Editor:
        row = stored()
        return Editor(dict(truth.texts), row["version"], len(truth.changes))

    @settings(max_examples=times(25, 1_000))
    @given(st.lists(STEP, max_size=12))
    def holds(steps: list[tuple]) -> None:
        row = stored()
        truth = Truth({"name": row["name"], "bio": row["bio"]})
        editors = [look(truth), look(truth)]
        for kind, *more in steps:
            if kind == "promote":  # the version goes up, and no field has changed
                role = {"member": "auditor"}.get(stored()["role"], "member")
                do(ChangeRole(command_id=new_id(), user_id=ann.id, role=role), SYSTEM)
                continue
            number, *how = more
            if kind == "save":
                way, typed = how
                editor = editors[number]
                # A form sends what differs from what stood there.
                touched = {n: each for n, each in typed.items() if each != editor.shown[n]}
                assert ways[way](editor.version, touched) == truth.save(editor, touched)
            editors[number] = look(truth)
            row = stored()
            assert {name: row[name] for name in truth.texts} == truth.texts

    holds()
