-- The audit chain, schedules, fences and progress.

create table audit.event (
    seq    bigint generated always as identity primary key,
    at     timestamptz not null default clock_timestamp(),
    actor  text  not null, -- login, and the account or job behind it
    action text  not null,
    object text  not null,
    detail jsonb not null default '{}' -- ids and counts, never a value
);

-- Sealed by one sealer in order, so that writers never wait for one another.
create table audit.seal (
    position bigint primary key,
    seq      bigint not null unique,
    hash     bytea  not null -- SHA-256(previous hash, event)
);

-- append is the only way in; it runs in the transaction that did what it records.
create function audit.append(actor text, action text, object text, detail jsonb) returns bigint
    language sql security definer set search_path = pg_catalog
    as $$ insert into audit.event (actor, action, object, detail)
          values (session_user || coalesce(':' || nullif(actor, ''), ''), action, object, detail) returning seq $$;
revoke all on function audit.append(text, text, text, jsonb) from public;
grant execute on function audit.append(text, text, text, jsonb) to
    goldset_intake, goldset_office, goldset_load, goldset_link, goldset_review,
    goldset_research, goldset_release, goldset_work;
grant select on audit.event to goldset_audit;
grant select, insert on audit.seal to goldset_audit;

-- Schedules outlive the process: due work is found in this table, not in memory.
create table work.schedule (
    name        text primary key,
    kind        text        not null,
    every       interval    not null,
    next_due    timestamptz not null,
    last_queued timestamptz,
    last_success timestamptz,
    paused      boolean     not null default false
);

-- A fencing token rises each time a job is taken up; an effect commits only under the newest.
create table work.fence (
    job_id bigint primary key,
    token  bigint not null
);

create table work.progress (
    job_id     bigint primary key,
    stage      text   not null,
    done       bigint not null default 0,
    total      bigint not null default 0,
    updated_at timestamptz not null default now()
);

grant select, insert, update, delete on work.schedule, work.fence, work.progress to goldset_work;
grant select on work.schedule to goldset_office, goldset_intake;
grant update (next_due, paused) on work.schedule to goldset_office;
grant select on work.fence to goldset_intake, goldset_load, goldset_link, goldset_review, goldset_research, goldset_release;
grant update on work.fence to goldset_intake, goldset_load, goldset_link, goldset_research, goldset_release; -- row lock while an effect commits
grant select on work.progress to goldset_office;
