"""One example of every command and every query, for tests that go through all of them."""

import importlib
import inspect
import pkgutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import text

import commands
import queries
from commands.ask_email_change import AskEmailChange
from commands.ask_password_reset import AskPasswordReset
from commands.ask_verification import AskVerification
from commands.change_password import ChangePassword
from commands.change_role import ChangeRole
from commands.confirm_email import ConfirmEmail
from commands.confirm_password import ConfirmPassword
from commands.confirm_second_factor import ConfirmSecondFactor
from commands.create_admin import CreateAdmin
from commands.deactivate_user import DeactivateUser
from commands.delete_post import DeletePost
from commands.edit_post import EditPost
from commands.end_other_sessions import EndOtherSessions
from commands.end_session import EndSession
from commands.end_suspensions import EndSuspensions
from commands.follow_user import FollowUser
from commands.note_refusals import NoteRefusals, Refused
from commands.note_session_use import NoteSessionUse
from commands.publish_post import PublishPost
from commands.reactivate_user import ReactivateUser
from commands.register_user import RegisterUser
from commands.reinstate_users import ReinstateUsers
from commands.remove_second_factor import RemoveSecondFactor
from commands.renew_recovery_codes import RenewRecoveryCodes
from commands.reset_password import ResetPassword
from commands.retry_job import RetryJob
from commands.settle_mail import Outcome, SettleMail
from commands.sign_in import SignIn
from commands.sign_out import SignOut
from commands.start_second_factor import StartSecondFactor
from commands.suspend_users import SuspendUsers
from commands.take_mail import TakeMail
from commands.tidy import Tidy
from commands.try_writing import TryWriting
from commands.unfollow_user import UnfollowUser
from commands.update_profile import UpdateProfile
from commands.verify_email import VerifyEmail
from domain.access import GUEST, SYSTEM, Actor, Permission, Role
from domain.ids import new_id
from domain.mail import MailKind
from queries.activity_by_day import ActivityByDay
from queries.find_user_ids import FindUserIds
from queries.find_users import FindUsers
from queries.get_account_settings import GetAccountSettings
from queries.get_suspension import GetSuspension
from queries.get_user import GetUser
from queries.identify import Identify
from queries.list_active_users import ListActiveUsers
from queries.list_failed_jobs import ListFailedJobs
from queries.list_follows import ListFollows
from queries.list_history import ListHistory
from queries.list_mails import ListMails
from queries.list_posts import ListPosts
from queries.list_sign_ins import ListSignIns
from queries.most_followed import MostFollowed
from queries.sign_ups_over_time import SignUpsOverTime
from queries.user_statistics import UserStatistics
from tests.jobs import failed_job
from tests.mails import Change, link
from tests.second_factors import code, confirmed

PASSWORD = "correct horse battery"
ANN = {"email": "ann@example.org", "name": "Ann", "password": PASSWORD}
BOB = {"email": "bob@example.org", "name": "Bob", "password": PASSWORD}


def every(package: ModuleType, method: str) -> Iterator[type]:
    """The classes with a permission and this method: the commands or queries of the package."""
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for each in vars(module).values():
            own = inspect.isclass(each) and each.__module__ == module.__name__
            if own and hasattr(each, method) and "permission" in vars(each):
                yield each


def all_commands() -> list[type]:
    return list(every(commands, "execute"))


def all_queries() -> list[type]:
    return list(every(queries, "fetch"))


class NewestLogin:
    """Asks for the id of the session that began last, and changes nothing."""

    permission: ClassVar = Permission.SIGN_IN

    def execute(self, tx: Any) -> UUID:
        return tx.connection.scalar(text("select id from logins order by id desc limit 1"))


def signed_in(do: Callable, email: str, times: int = 1) -> UUID:
    """The newest session of the person, after signing in this often."""
    for _ in range(times):
        do(SignIn(email=email, password=PASSWORD))
    return do(NewestLogin())


def published(do: Callable, actor: Actor) -> UUID:
    """A post of the actor's."""
    return do(PublishPost(command_id=new_id(), text="Hello"), actor)


def bob_followed(do: Callable, actor: Actor) -> UUID:
    """Bob, whom the actor follows."""
    bob = do(RegisterUser(command_id=new_id(), **BOB))
    do(FollowUser(command_id=new_id(), user_id=bob), actor)
    return bob


def command(kind: type, ann: UUID, do: Callable) -> tuple[Any, Actor]:
    """A command of this kind that succeeds in a directory where Ann is the only person."""
    member = Actor(Role.MEMBER, ann)
    edit = {"user_id": ann, "version": 1, "name": "Ann Lee", "bio": "Sails."}
    sign_in = SignIn(email=ANN["email"], password=PASSWORD)

    makers: dict[type, Callable[[], tuple[Any, Actor]]] = {
        RegisterUser: lambda: (RegisterUser(command_id=new_id(), **BOB), GUEST),
        CreateAdmin: lambda: (CreateAdmin(command_id=new_id(), **BOB), SYSTEM),
        SignIn: lambda: (sign_in, GUEST),
        SignOut: lambda: (SignOut(token=do(sign_in)), GUEST),
        UpdateProfile: lambda: (UpdateProfile(command_id=new_id(), **edit), member),
        PublishPost: lambda: (PublishPost(command_id=new_id(), text="Hello"), member),
        EditPost: lambda: (
            EditPost(command_id=new_id(), post_id=published(do, member), text="Hi"),
            member,
        ),
        DeletePost: lambda: (
            DeletePost(command_id=new_id(), post_id=published(do, member)),
            member,
        ),
        FollowUser: lambda: (
            FollowUser(command_id=new_id(), user_id=do(RegisterUser(command_id=new_id(), **BOB))),
            member,
        ),
        UnfollowUser: lambda: (
            UnfollowUser(command_id=new_id(), user_id=bob_followed(do, member)),
            member,
        ),
        **_on_accounts(ann, do),
        **_by_mail(ann, do),
        **_by_password(ann, do),
    }
    return _made(makers, kind)


def _made(makers: dict[type, Callable[[], Any]], kind: type) -> Any:
    if kind not in makers:
        raise LookupError(f"add an example of {kind.__name__} to tests/examples.py")
    return makers[kind]()


def _on_accounts(ann: UUID, do: Callable) -> dict[type, Callable[[], tuple[Any, Actor]]]:
    """Examples of what is done to accounts and their sessions."""
    member, admin = Actor(Role.MEMBER, ann), SYSTEM

    def on_ann(kind: type, **values: Any) -> Any:
        return kind(command_id=new_id(), user_ids=[ann], **values)

    def reactivate() -> ReactivateUser:
        do(on_ann(DeactivateUser), admin)
        return on_ann(ReactivateUser)

    def reinstate() -> ReinstateUsers:
        do(on_ann(SuspendUsers, reason="Spam"), admin)
        return on_ann(ReinstateUsers)

    def end_suspensions() -> EndSuspensions:
        until = datetime.now(UTC) + timedelta(seconds=0.2)
        do(on_ann(SuspendUsers, reason="Spam", until=until), admin)
        time.sleep(0.2)
        return EndSuspensions()

    return {
        DeactivateUser: lambda: (
            on_ann(DeactivateUser),
            Actor(Role.MEMBER, ann, login_id=signed_in(do, ANN["email"])),
        ),
        ReactivateUser: lambda: (reactivate(), admin),
        SuspendUsers: lambda: (on_ann(SuspendUsers, reason="Spam"), admin),
        ReinstateUsers: lambda: (reinstate(), admin),
        EndSuspensions: lambda: (end_suspensions(), SYSTEM),
        NoteRefusals: lambda: (
            NoteRefusals(refused=(Refused(datetime.now(UTC), "SignIn", "forbidden", ann, 1),)),
            SYSTEM,
        ),
        RetryJob: lambda: (RetryJob(command_id=new_id(), job_id=failed_job(do)), SYSTEM),
        ChangeRole: lambda: (ChangeRole(command_id=new_id(), user_id=ann, role="auditor"), admin),
        EndSession: lambda: (
            EndSession(command_id=new_id(), login_id=signed_in(do, ANN["email"])),
            member,
        ),
        EndOtherSessions: lambda: (
            EndOtherSessions(command_id=new_id()),
            Actor(Role.MEMBER, ann, login_id=signed_in(do, ANN["email"], times=2)),
        ),
    }


def _by_mail(ann: UUID, do: Callable) -> dict[type, Callable[[], tuple[Any, Actor]]]:
    """Examples of what mails and their links are for."""
    member = Actor(Role.MEMBER, ann)
    forgot = {"command_id": new_id(), "email": ANN["email"]}

    def ask_change() -> tuple[AskEmailChange, Actor]:
        login = Actor(Role.MEMBER, ann, login_id=signed_in(do, ANN["email"]))
        return AskEmailChange(command_id=new_id(), email="ann@example.net"), login

    def verify() -> VerifyEmail:
        do(AskVerification(command_id=new_id()), member)
        return VerifyEmail(command_id=new_id(), token=link(do, MailKind.VERIFY_EMAIL))

    def reset() -> ResetPassword:
        do(AskPasswordReset(**forgot))
        token = link(do, MailKind.RESET_PASSWORD)
        return ResetPassword(command_id=new_id(), token=token, new_password="a new battery horse")

    def confirm() -> ConfirmEmail:
        do(*ask_change())
        return ConfirmEmail(command_id=new_id(), token=link(do, MailKind.CONFIRM_NEW_EMAIL))

    def take() -> TakeMail:
        do(AskPasswordReset(**forgot))
        return TakeMail()

    def settle() -> SettleMail:
        return SettleMail(mail_id=do(take(), SYSTEM).id, outcome=Outcome.SENT)

    return {
        AskVerification: lambda: (AskVerification(command_id=new_id()), member),
        VerifyEmail: lambda: (verify(), GUEST),
        AskPasswordReset: lambda: (AskPasswordReset(**forgot), GUEST),
        ResetPassword: lambda: (reset(), GUEST),
        AskEmailChange: ask_change,
        ConfirmEmail: lambda: (confirm(), GUEST),
        TakeMail: lambda: (take(), SYSTEM),
        SettleMail: lambda: (settle(), SYSTEM),
        Tidy: lambda: (Tidy(), SYSTEM),
        TryWriting: lambda: (TryWriting(), SYSTEM),
    }


def _by_password(ann: UUID, do: Callable) -> dict[type, Callable[[], tuple[Any, Actor]]]:
    """Examples of what takes a password that was given lately, and of giving it."""
    passwords = {"current_password": PASSWORD, "new_password": "another battery horse"}

    def ann_signed_in() -> Actor:
        return Actor(Role.MEMBER, ann, login_id=signed_in(do, ANN["email"]))

    def confirm_factor() -> tuple[ConfirmSecondFactor, Actor]:
        member = ann_signed_in()
        secret = do(StartSecondFactor(), member).secret
        return ConfirmSecondFactor(command_id=new_id(), code=code(secret)), member

    def with_factor(command: Any) -> tuple[Any, Actor]:
        member = ann_signed_in()
        confirmed(do, member)
        return command, member

    def note_use() -> NoteSessionUse:
        login_id = signed_in(do, ANN["email"])
        do(Change("update logins set last_used_at = last_used_at - interval '2 minutes'"), SYSTEM)
        return NoteSessionUse(login_id=login_id)

    return {
        ChangePassword: lambda: (
            ChangePassword(command_id=new_id(), **passwords),
            ann_signed_in(),
        ),
        ConfirmPassword: lambda: (
            ConfirmPassword(command_id=new_id(), password=PASSWORD),
            ann_signed_in(),
        ),
        StartSecondFactor: lambda: (StartSecondFactor(), ann_signed_in()),
        ConfirmSecondFactor: confirm_factor,
        RenewRecoveryCodes: lambda: with_factor(RenewRecoveryCodes()),
        RemoveSecondFactor: lambda: with_factor(RemoveSecondFactor(command_id=new_id())),
        NoteSessionUse: lambda: (note_use(), SYSTEM),
    }


def query(kind: type, ann: UUID) -> Any:
    """A query of this kind that finds Ann."""
    makers: dict[type, Callable[[], Any]] = {
        ActivityByDay: ActivityByDay,
        FindUserIds: lambda: FindUserIds(search="ann"),
        FindUsers: lambda: FindUsers(search="ann"),
        GetAccountSettings: GetAccountSettings,
        GetSuspension: lambda: GetSuspension(token="unknown"),
        GetUser: lambda: GetUser(user_id=ann),
        Identify: lambda: Identify(token="unknown"),
        ListActiveUsers: lambda: ListActiveUsers(search="ann"),
        ListFailedJobs: ListFailedJobs,
        ListFollows: lambda: ListFollows(user_id=ann, side="followers"),
        ListHistory: lambda: ListHistory(user_id=ann),
        ListMails: ListMails,
        ListPosts: lambda: ListPosts(user_id=ann),
        ListSignIns: ListSignIns,
        MostFollowed: MostFollowed,
        SignUpsOverTime: SignUpsOverTime,
        UserStatistics: UserStatistics,
    }
    return _made(makers, kind)
