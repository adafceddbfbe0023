"""Whatever is commanded, in whatever order: incremental = definition = the Python model."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from commands.create_admin import CreateAdmin
from commands.register_user import RegisterUser
from commands.sign_in import SignIn
from commands.sign_out import SignOut
from commands.update_profile import UpdateProfile
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.ids import new_id
from domain.values import words
from projections import maintenance
from queries.get_user import GetUser
from queries.identify import Identify
from queries.list_active_users import ListActiveUsers
from queries.user_statistics import UserStatistics
from tests.model import Directory, Person

# Few addresses and letters: they must collide, within one script and across several.
EMAILS = st.sampled_from([f"{name}@ex.org" for name in ("a", "B", "b", "ab", "c_d", "e.f")])
NAMES = st.text("aAåÅßΣσςéÉ%_\\' 李小ｋİ한", min_size=1, max_size=6).filter(str.strip)
PASSWORD = "correct horse battery"


def test_summaries_never_drift(attempt, do, ask, database):  # noqa: C901 - a machine is one class
    class Machine(RuleBasedStateMachine):
        people = Bundle("people")
        tokens = Bundle("tokens")

        def __init__(self):
            super().__init__()
            database.empty()
            self.model = Directory()

        @rule(target=people, email=EMAILS, name=NAMES, admin=st.booleans(), repeat=st.booleans())
        def register(self, email, name, admin, repeat):
            kind, actor = (CreateAdmin, SYSTEM) if admin else (RegisterUser, GUEST)
            command = kind(command_id=new_id(), email=email, name=name, password=PASSWORD)
            user_id = attempt(command, actor)
            if repeat and user_id:
                assert do(command, actor) == user_id
            assert (user_id is None) == self.model.has_email(email)
            if user_id is None:
                return multiple()
            self.model.people[user_id] = Person(user_id, command.name, email)
            return user_id

        @rule(user_id=people, version=st.integers(1, 3), name=NAMES, bio=st.sampled_from(["", "b"]))
        def edit(self, user_id, version, name, bio):
            command = UpdateProfile(
                command_id=new_id(), user_id=user_id, version=version, name=name, bio=bio
            )
            attempt(command, Actor(Role.MEMBER, user_id))
            person = self.model.people[user_id]
            changed = (person.name, person.bio) != (command.name, bio)
            if person.version == version and changed:
                person.name, person.bio = command.name, bio
                person.version += 1

        @rule(target=tokens, user_id=people, right=st.booleans())
        def sign_in(self, user_id, right):
            person = self.model.people[user_id]
            password = PASSWORD if right else "wrong"
            token = attempt(SignIn(email=person.email.upper(), password=password))
            assert (token is not None) == right
            if token is None:
                return multiple()
            person.signed_in = True
            assert ask(Identify(token=token), GUEST).user_id == user_id
            return token

        @rule(token=tokens)
        def sign_out(self, token):
            do(SignOut(token=token))
            assert ask(Identify(token=token), GUEST) == GUEST

        @rule(search=NAMES | EMAILS)
        def search(self, search):
            searched = " ".join(words(search))
            found = [row.id for row in ask(ListActiveUsers(search=search, page_size=100)).rows]
            assert found == [person.id for person in self.model.active(searched)]

        @invariant()
        def summaries_equal_their_definition_and_the_model(self):
            with database.owner.connect() as connection:
                assert list(maintenance.verify(connection)) == []
            figures = ask(UserStatistics())
            assert figures.total_users == figures.active_users == len(self.model.people)
            for person in self.model.people.values():
                profile = ask(GetUser(user_id=person.id))
                assert (profile.name, profile.bio) == (person.name, person.bio)
                assert profile.version == person.version
                assert (profile.last_activity_at is not None) == person.signed_in

    run_machine(Machine, settings=settings(max_examples=25, stateful_step_count=15))
