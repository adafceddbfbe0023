"""What happened to the demo people: the journal that commands would have left of them."""

from sqlalchemy import Connection, text

# One row an event. What began it has the event's own id; so only one of two events of a command
# leaves a command.
_HAPPENED = """
create temporary table happened on commit drop as
select id, id as command_id, 'RegisterUser' as command, null::uuid as actor_id, id as answer,
    inserted_at as at, 'UserRegistered' as event, id as user_id, '{}'::jsonb as before,
    jsonb_build_object('email', email, 'name', name, 'role', role) as after
from users where role = 'member'
union all
select id, id, 'PublishPost', author_id, id, inserted_at, 'PostPublished', author_id, '{}',
    jsonb_build_object('text', text)
from posts
union all
select id, id, 'FollowUser', follower_id, null, inserted_at, 'FollowingStarted', follower_id,
    '{}', jsonb_build_object('followed', followed_id)
from follows
union all
select uuidv7(inserted_at - clock_timestamp()), id, null, null, null, inserted_at,
    'FollowerGained', followed_id, '{}', jsonb_build_object('follower', follower_id)
from follows
"""
# Up to eight for each person, more of them lately.
_SIGN_INS = """
insert into happened (id, command, at, event, user_id)
select uuidv7(at - clock_timestamp()), 'SignIn', at, 'SignedIn', user_id
from (
    select id as user_id, now() - (now() - inserted_at) * power(random(), 1.5) as at
    from users cross join lateral generate_series(0, statistics_slot(id) % 8)
    where role = 'member' and status = 'active'
)
"""
_ENDINGS = """
insert into happened (id, command, at, event, user_id, before, after)
select uuidv7(at - clock_timestamp()),
    case status when 'inactive' then 'DeactivateUser' else 'SuspendUsers' end, at,
    case status when 'inactive' then 'UserDeactivated' else 'UserSuspended' end, user_id,
    jsonb_build_object('status', 'active'),
    jsonb_strip_nulls(jsonb_build_object('status', status, 'reason', suspension_reason))
from (
    select id as user_id, status, suspension_reason,
        now() - (now() - inserted_at) * random() as at
    from users where role = 'member' and status <> 'active'
)
"""
_COMMANDS = """
insert into commands (id, name, actor_id, fingerprint, answer, executed_at)
select id, command, actor_id, '', answer, at from happened where command is not null
"""
_EVENTS = """
insert into events (id, command_id, name, user_id)
select id, coalesce(command_id, id), event, user_id from happened
"""
_DETAILS = """
insert into event_details (event_id, before, after)
select id, before, after from happened where after is not null
"""
_LAST_ACTIVITY = """
update users set last_activity_at = last.at from (
    select user_id, max(at) as at from happened
    where event in ('SignedIn', 'PostPublished', 'FollowingStarted') group by user_id
) as last
where users.id = last.user_id
"""
# Until PostgreSQL has seen how many rows these are, it plans as for an empty directory.
_COUNT = "analyze users, posts, follows, commands, events"


def write(connection: Connection) -> None:
    """Sign-ups, posts and follows as they are in their tables; also sign-ins, and who left."""
    for statement in (_HAPPENED, _SIGN_INS, _ENDINGS, _COMMANDS, _EVENTS, _DETAILS):
        connection.execute(text(statement))
    connection.execute(text(_LAST_ACTIVITY))
    connection.execute(text(_COUNT))
