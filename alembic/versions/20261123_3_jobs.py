"""The tables of the worker, in a schema of their own, and what administrators see of them."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "20261123_3"
down_revision = "20261123_2"

# These functions name the tables without the schema. So they find them whoever calls.
BIND_FUNCTIONS = """
do $$
declare
    called regprocedure;
begin
    for called in select oid from pg_proc where pronamespace = 'jobs'::regnamespace loop
        execute format('alter function %s set search_path = jobs', called);
    end loop;
end $$
"""
# Of the jobs with one queueing lock only one may wait, but the next one comes in while the first is
# being done. So a job that is put back takes the place of the one that waits; in the library
# alone, it could not be put back. The lock makes them queue who would do both at once.
TAKE_PLACE = """
create function jobs.take_place() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(new.queueing_lock, 0));
    if tg_op = 'UPDATE' then
        delete from procrastinate_jobs
        where queueing_lock = new.queueing_lock and status = 'todo' and id <> new.id;
    end if;
    return new;
end $$
"""
TAKES_PLACE = """
create trigger take_place before insert or update of status on jobs.procrastinate_jobs
for each row when (new.status = 'todo' and new.queueing_lock is not null)
execute function jobs.take_place()
"""
# Why a job failed the last time; the library only logs it.
ERRORS = """
create table jobs.errors (
    job_id bigint primary key references jobs.procrastinate_jobs on delete cascade,
    error text not null
)
"""
FAILED_JOBS = """
create view failed_jobs as
select jobs.id, jobs.task_name as task, jobs.attempts,
    coalesce(errors.error, 'The reason stands in the log.') as error,
    (
        select max(at) from jobs.procrastinate_events
        where job_id = jobs.id and type = 'failed'
    ) as failed_at
from jobs.procrastinate_jobs as jobs
left join jobs.errors on errors.job_id = jobs.id
where jobs.status = 'failed'
"""
GRANTS = (
    "grant usage on schema jobs to rollcall_writer",
    "grant select, insert, update, delete on all tables in schema jobs to rollcall_writer",
    "grant usage on all sequences in schema jobs to rollcall_writer",
    "grant select on failed_jobs to rollcall_reader",
)


def upgrade() -> None:
    """The schema is that of procrastinate 3.10.

    Before the library is upgraded, its schema of 3.10 has to be copied here; what changes is then
    a migration of its own.
    """
    op.execute("create schema jobs")
    op.execute("set local search_path = jobs")
    # As the driver takes it: many statements at once, and no parameters in them.
    op.get_bind().connection.driver_connection.execute(SchemaManager.get_schema())
    op.execute("set local search_path to default")
    for statement in (TAKE_PLACE, TAKES_PLACE, BIND_FUNCTIONS, ERRORS, FAILED_JOBS, *GRANTS):
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop schema jobs cascade")
