"""Whatever is commanded, in whatever order: incremental = definition = the Python model."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from sqlalchemy import text

from commands.ask_email_change import AskEmailChange
from commands.change_role import ChangeRole
from commands.confirm_email import ConfirmEmail
from commands.create_admin import CreateAdmin
from commands.deactivate_user import DeactivateUser
from commands.delete_post import DeletePost
from commands.edit_post import EditPost
from commands.follow_user import FollowUser
from commands.publish_post import PublishPost
from commands.reactivate_user import ReactivateUser
from commands.register_user import RegisterUser
from commands.reinstate_users import ReinstateUsers
from commands.sign_in import SignIn
from commands.sign_out import SignOut
from commands.suspend_users import SuspendUsers
from commands.unfollow_user import UnfollowUser
from commands.update_profile import UpdateProfile
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.ids import new_id
from domain.values import words
from projections import daily_activity, maintenance
from queries.get_user import GetUser
from queries.identify import Identify
from queries.list_active_users import ListActiveUsers
from queries.user_statistics import UserStatistics
from tests.examples import all_commands
from tests.mails import Change, sent
from tests.model import Directory, Person

# Few addresses and letters: they must collide, within one script and across several.
EMAILS = st.sampled_from([f"{name}@ex.org" for name in ("a", "B", "b", "ab", "c_d", "e.f")])
NAMES = st.text("aAåÅßΣσςéÉ%_\\' 李小ｋİ한", min_size=1, max_size=6).filter(str.strip)
TEXTS = st.sampled_from(["Hello", "Good morning", "Καλημέρα"])
ROLES = list(Role)
PASSWORD = "correct horse battery"
STATUS_COMMANDS = {
    SuspendUsers: ("active", "suspended", {"reason": "Spam"}),
    ReinstateUsers: ("suspended", "active", {}),
    DeactivateUser: ("active", "inactive", {}),
    ReactivateUser: ("inactive", "active", {}),
}


def member(user_id):
    """Commands decide by the role in the row, whatever was true before."""
    return Actor(Role.MEMBER, user_id)


def test_summaries_never_drift(attempt, do, ask, database, times):  # noqa: C901 - one class
    class Machine(RuleBasedStateMachine):
        people = Bundle("people")
        posts = Bundle("posts")
        tokens = Bundle("tokens")
        follows = Bundle("follows")

        def __init__(self):
            super().__init__()
            database.empty()
            self.model = Directory()

        def succeeds(self, command, actor):
            """Whether it was done; twice, because a repeat must change nothing."""
            before = len(self.events())
            attempt(command, actor)
            done = len(self.events())
            attempt(command, actor)
            assert len(self.events()) == done
            return done > before

        def events(self):
            with database.owner.connect() as connection:
                return connection.execute(text("select id from events")).all()

        @initialize(target=people)
        def three_people(self):
            return multiple(
                *(self.add(f"{name}@ex.org", name, admin=name == "z") for name in "xyz")
            )

        def add(self, email, name, *, admin):
            kind, actor = (CreateAdmin, SYSTEM) if admin else (RegisterUser, GUEST)
            command = kind(command_id=new_id(), email=email, name=name, password=PASSWORD)
            if user_id := attempt(command, actor):
                assert do(command, actor) == user_id  # a repeat gets the first answer
                role = "admin" if admin else "member"
                self.model.people[user_id] = Person(user_id, command.name, email, role)
                self.model.sign_ups += 1
            return user_id

        @rule(target=people, email=EMAILS, name=NAMES, admin=st.booleans())
        def register(self, email, name, admin):
            is_taken = self.model.has_email(email)
            user_id = self.add(email, name, admin=admin)
            assert (user_id is None) == is_taken
            return user_id or multiple()

        @rule(user_id=people, version=st.integers(1, 3), name=NAMES, bio=st.sampled_from(["", "b"]))
        def edit(self, user_id, version, name, bio):
            command = UpdateProfile(
                command_id=new_id(), user_id=user_id, version=version, name=name, bio=bio
            )
            attempt(command, member(user_id))
            person = self.model.people[user_id]
            if person.is_active:
                person.edit(version, name=command.name, bio=bio)

        @rule(target=tokens, user_id=people, right=st.booleans())
        def sign_in(self, user_id, right):
            person = self.model.people[user_id]
            password = PASSWORD if right else "wrong"
            elsewhere = Actor(
                address=new_id().hex
            )  # too many wrong ones from one place are refused
            token = attempt(SignIn(email=person.email.upper(), password=password), elsewhere)
            assert (token is not None) == (right and person.is_active)
            if token is None:
                return multiple()
            person.was_active = True
            self.model.sign_ins += 1
            assert ask(Identify(token=token), GUEST).user_id == user_id
            return token

        @rule(token=tokens)
        def sign_out(self, token):
            do(SignOut(token=token))
            assert ask(Identify(token=token), GUEST) == GUEST

        @rule(target=posts, user_id=people, words=TEXTS)
        def publish(self, user_id, words):
            person = self.model.people[user_id]
            post_id = attempt(PublishPost(command_id=new_id(), text=words), member(user_id))
            assert (post_id is not None) == person.is_active
            if post_id is None:
                return multiple()
            person.posts[post_id], person.was_active = words, True
            self.model.published += 1
            return post_id

        @rule(post_id=posts, user_id=people, words=TEXTS)
        def edit_post(self, post_id, user_id, words):
            person = self.model.people[user_id]
            changes = person.is_active and person.posts.get(post_id, words) != words
            command = EditPost(command_id=new_id(), post_id=post_id, text=words)
            assert self.succeeds(command, member(user_id)) == changes
            if changes:
                person.posts[post_id], person.was_active = words, True

        @rule(post_id=posts, other=people, by_author=st.booleans())
        def delete_post(self, post_id, other, by_author):
            author = self.model.author(post_id)
            person = author if author and by_author else self.model.people[other]
            done = self.succeeds(
                DeletePost(command_id=new_id(), post_id=post_id), member(person.id)
            )
            assert done == bool(author and person.may_remove_posts_of(author))
            if author and done:
                del author.posts[post_id]

        @rule(target=follows, follower=people, followed=people)
        def follow(self, follower, followed):
            one, other = self.model.people[follower], self.model.people[followed]
            command = FollowUser(command_id=new_id(), user_id=followed)
            possible = one.is_active and other.is_active and one is not other
            done = self.succeeds(command, member(follower))
            assert done == (possible and followed not in one.follows)
            if done:
                one.follows.add(followed)
                one.was_active = True
            return follower, followed

        @rule(follow=follows)
        def unfollow(self, follow):
            follower, followed = follow
            one = self.model.people[follower]
            command = UnfollowUser(command_id=new_id(), user_id=followed)
            done = self.succeeds(command, member(follower))
            assert done == (one.is_active and followed in one.follows)
            one.follows -= {followed} if done else set()

        @rule(
            chosen=st.frozensets(people, min_size=1, max_size=3),
            kind=st.sampled_from(list(STATUS_COMMANDS)),
        )
        def change_status(self, chosen, kind):
            source, target, more = STATUS_COMMANDS[kind]
            command = kind(command_id=new_id(), user_ids=chosen, **more)
            assert self.succeeds(command, SYSTEM) == self.model.move(chosen, source, target)

        @rule(user_id=people, role=st.sampled_from(ROLES))
        def change_role(self, user_id, role):
            person = self.model.people[user_id]
            last = person.is_active and role != "admin" and self.model.loses_its_admins({user_id})
            done = self.succeeds(
                ChangeRole(command_id=new_id(), user_id=user_id, role=role), SYSTEM
            )
            assert done == (person.role != role and not last)
            if done:
                person.role = str(role)
                person.version += 1

        @rule(user_id=people, email=EMAILS)
        def change_email(self, user_id, email):
            do(Change("delete from tries"), SYSTEM)
            person = self.model.people[user_id]
            possible = person.is_active and not self.model.has_email(email)
            asking = Actor(user_id=user_id, is_system=True)  # it needs no recent password
            attempt(AskEmailChange(command_id=new_id(), email=email), asking)
            tokens = [token for *_, token in sent(do) if token]
            confirmed = [ConfirmEmail(command_id=new_id(), token=token) for token in tokens]
            assert sum(self.succeeds(command, GUEST) for command in confirmed) == possible
            if possible:
                person.email = email
                person.version += 1

        @rule()
        def fold(self):
            daily_activity.fold(database.writing)
            with database.owner.connect() as connection:
                total = "select coalesce(sum(sign_ups), 0), coalesce(sum(posts), 0),"
                total += " coalesce(sum(sign_ins), 0) from daily_activity"
                row = connection.execute(text(total)).one()
            assert tuple(row) == (self.model.sign_ups, self.model.published, self.model.sign_ins)

        @rule(search=NAMES | EMAILS)
        def search(self, search):
            searched = " ".join(words(search))
            query = ListActiveUsers(search=search, sort="joined", page_size=100)
            found = [row.id for row in ask(query).rows]
            assert found == [person.id for person in self.model.active(searched)]

        def teardown(self):
            """Every sequence is a prefix of others, so that looking at its end is enough."""
            with database.owner.connect() as connection:
                assert list(maintenance.verify(connection)) == []
                sums = (f"coalesce(sum({role}s), 0)" for role in ROLES)
                by_role = connection.execute(text(f"select {', '.join(sums)} from user_statistics"))
                counts = tuple(by_role.one())
            people = list(self.model.people.values())
            figures = ask(UserStatistics())
            assert figures.total_users == len(people)
            assert figures.total_posts == sum(len(person.posts) for person in people)
            for status in ("active", "inactive", "suspended"):
                number = sum(person.status == status for person in people)
                assert getattr(figures, f"{status}_users") == number
            assert counts == tuple(sum(p.role == role for p in people) for role in ROLES)
            for person in people:
                profile = ask(GetUser(user_id=person.id))
                assert (profile.name, profile.bio) == (person.name, person.bio)
                assert (profile.version, profile.role) == (person.version, person.role)
                assert profile.status == person.status
                assert profile.post_count == len(person.posts)
                assert profile.following_count == len(person.follows)
                assert profile.follower_count == self.model.followers(person)
                assert (profile.last_activity_at is not None) == person.was_active

    run_machine(Machine, settings=settings(max_examples=times(12, 400), stateful_step_count=25))


def test_the_machine_knows_every_command_that_shows_in_a_summary():
    elsewhere = {"ChangePassword", "EndOtherSessions", "EndSession", "EndSuspensions", "RetryJob"}
    elsewhere |= {"AskVerification", "VerifyEmail", "AskPasswordReset", "ResetPassword"}
    elsewhere |= {"TakeMail", "SettleMail", "Tidy", "ConfirmPassword", "NoteSessionUse"}
    elsewhere |= {"StartSecondFactor", "ConfirmSecondFactor", "RemoveSecondFactor"}
    elsewhere |= {"RenewRecoveryCodes", "NoteRefusals", "TryWriting"}

    missing = {kind.__name__ for kind in all_commands()} - elsewhere - globals().keys()
    assert missing == set(), "add a rule to the machine"
