-- Who may come in, what they are asked for, what they sent and what is wrong with it.

create table intake.supplier (
    id    bigint generated always as identity primary key,
    code  text not null unique, -- three-figure authority code, DFE or NHS
    kind  text not null check (kind in ('authority', 'department', 'health')),
    name  text not null
);

-- Accounts. A supplier's people see that supplier; the others are the Commissioner's office.
create table access.account (
    id            bigint generated always as identity primary key,
    supplier_id   bigint references intake.supplier,
    email         text not null,
    name          text not null,
    role          text not null check (role in ('provider', 'signatory', 'analyst', 'reviewer', 'operator', 'governance', 'approver')),
    password_hash text,                     -- argon2id, PHC string; null until an invitation is taken up
    failed        int  not null default 0,
    locked_until  timestamptz,
    disabled      boolean not null default false,
    created_at    timestamptz not null default now(),
    check ((supplier_id is not null) = (role in ('provider', 'signatory')))
);
create unique index on access.account (lower(email));

create table access.session (
    token_hash bytea primary key,
    account_id bigint not null references access.account on delete cascade,
    csrf       bytea not null,
    created_at timestamptz not null,
    seen_at    timestamptz not null,
    expires_at timestamptz not null
);
create index on access.session (account_id);

create table access.invitation (
    token_hash bytea primary key,
    account_id bigint not null references access.account on delete cascade,
    expires_at timestamptz not null,
    used_at    timestamptz
);

-- Failures per network address, for throttling; the address is hashed.
create table access.attempt (
    address_hash bytea primary key,
    failed       int not null,
    since        timestamptz not null
);

grant select, insert, update, delete on access.account, access.session, access.invitation, access.attempt to goldset_intake;
grant select, insert, update on access.account, access.invitation to goldset_office;

-- The record that permits a source's columns to be used for a purpose. No live record, no job.
create table intake.permission (
    id               bigint generated always as identity primary key,
    return           text not null,
    purpose          text not null check (purpose in ('load', 'link', 'measure', 'extract')),
    columns          text[] not null default '{*}', -- table.field, or * for the whole layout
    controllers      text not null,
    agreement        text not null,
    dpia_version     text not null,
    legal_conditions text not null,
    opt_out          text not null,
    starts_on        date not null,
    ends_on          date not null,
    retain_until     date not null,
    check (starts_on <= ends_on)
);
create index on intake.permission (return, purpose);

-- A request under section 2F of the Children Act 2004.
create table intake.request (
    id               bigint generated always as identity primary key,
    supplier_id      bigint not null references intake.supplier,
    return           text   not null,
    year             int    not null,
    term             text   not null default '',
    purpose          text   not null,
    function         text   not null, -- the primary function, or section 2D
    fields           text   not null, -- what is asked for
    why_not_existing text   not null, -- why existing data will not do
    lawful_basis     text   not null, -- the holder's
    hypothetical     boolean not null default false,
    issued_on        date   not null,
    due_on           date   not null,
    extended_to      date,
    answer           text check (answer in ('supplied', 'part', 'not held', 'not lawful', 'refused')),
    answer_reason    text,
    answered_at      timestamptz,
    unique (supplier_id, return, year, term)
);

-- What happened to a request, in order: issued, reminded, extension asked for, granted, answered.
create table intake.request_event (
    id          bigint generated always as identity primary key,
    request_id  bigint not null references intake.request,
    supplier_id bigint not null references intake.supplier,
    at          timestamptz not null default now(),
    kind        text not null,
    note        text not null default '',
    account_id  bigint
);
create index on intake.request_event (request_id);

-- One upload. Its bytes are in the vault before this row exists.
create table intake.submission (
    id              bigint generated always as identity primary key,
    supplier_id     bigint not null references intake.supplier,
    request_id      bigint not null references intake.request,
    return          text   not null,
    year            int    not null,
    term            text   not null default '',
    state           text   not null default 'checking' check (state in
        ('checking', 'refused', 'answering', 'ready', 'signed', 'loading', 'loaded', 'withdrawn')),
    file_names      text[] not null,
    vault_object    uuid   not null,
    wrapped_key     bytea  not null, -- the submission's data key, wrapped by the key-encryption key
    sha256          bytea  not null,
    bytes           bigint not null,
    uploaded_by     bigint,          -- account; null when pulled by a job
    uploaded_at     timestamptz not null default now(),
    checked_at      timestamptz,
    refusal         text,            -- why the file was refused, in words for the supplier
    understood      jsonb not null default '{}', -- return, year, authority, tolerances
    layout_version  text,
    ruleset_version text,
    rows_digest     bytea,
    findings_digest bytea,
    replaces        bigint references intake.submission, -- the current version when it was signed
    signed_by       bigint,
    signed_at       timestamptz,
    loaded_at       timestamptz,
    current         boolean not null default false,
    unique (supplier_id, request_id, sha256)
);
create unique index submission_current on intake.submission (supplier_id, return, year, term) where current;
create index on intake.submission (request_id);

create table intake.submission_table (
    submission_id bigint not null references intake.submission on delete cascade,
    supplier_id   bigint not null references intake.supplier,
    name          text   not null,
    rows_in       bigint not null,
    rows_out      bigint not null,
    rows_refused  bigint not null,
    primary key (submission_id, name)
);

-- The counts an officer knows from the Department's own summary.
create table intake.submission_summary (
    submission_id bigint not null references intake.submission on delete cascade,
    supplier_id   bigint not null references intake.supplier,
    position      int    not null,
    label         text   not null,
    count         bigint not null,
    primary key (submission_id, position)
);

create table intake.finding (
    id            bigint generated always as identity primary key,
    submission_id bigint not null references intake.submission on delete cascade,
    supplier_id   bigint not null references intake.supplier,
    rule          text   not null,
    severity      text   not null,
    tbl           text   not null default '',
    row_no        int    not null, -- -1: the table or the whole return
    line          int    not null default 0,
    fields        text[] not null default '{}',
    message       text   not null,
    passes        text   not null default '',
    cause         text   not null default '',
    answer_to     bytea  -- HMAC(rule, child, values)
);
create index on intake.finding (submission_id, rule, id);
create index on intake.finding (supplier_id, answer_to);

-- An explanation is given once: it meets the same finding in later uploads and years.
create table intake.answer (
    id          bigint generated always as identity primary key,
    supplier_id bigint not null references intake.supplier,
    return      text   not null,
    rule        text   not null,
    answer_to   bytea  not null,
    reason      text   not null,
    note        text   not null default '',
    dispensed   boolean not null default false, -- by the Commissioner's office
    account_id  bigint,
    at          timestamptz not null default now(),
    unique (supplier_id, return, answer_to)
);

create table intake.receipt (
    submission_id bigint primary key references intake.submission,
    supplier_id   bigint not null references intake.supplier,
    reference     text   not null unique,
    body          jsonb  not null,
    signature     bytea  not null, -- Ed25519 over body
    issued_at     timestamptz not null default now()
);

-- Messages wait here in the transaction that caused them.
create table intake.outbox (
    id          bigint generated always as identity primary key,
    supplier_id bigint references intake.supplier,
    recipient   text not null,
    subject     text not null,
    body        text not null,
    created_at  timestamptz not null default now(),
    sent_at     timestamptz,
    attempts    int  not null default 0,
    error       text not null default ''
);
create index on intake.outbox (id) where sent_at is null;

-- A supplier's login sees that supplier's rows and no others; an unset supplier sees none.
do $$
declare
    tbl text;
begin
    foreach tbl in array array['request', 'request_event', 'submission', 'submission_table',
        'submission_summary', 'finding', 'answer', 'receipt', 'outbox'] loop
        execute format('alter table intake.%I enable row level security', tbl);
        execute format('alter table intake.%I force row level security', tbl);
        execute format('create policy supplier on intake.%I to goldset_intake
            using (supplier_id = nullif(current_setting(''goldset.supplier'', true), '''')::bigint)
            with check (supplier_id = nullif(current_setting(''goldset.supplier'', true), '''')::bigint)', tbl);
        execute format('create policy house on intake.%I to goldset_office, goldset_load, goldset_link, goldset_release, goldset_work
            using (true) with check (true)', tbl);
        execute format('create policy owner on intake.%I to goldset_owner using (true) with check (true)', tbl);
        execute format('grant select on intake.%I to goldset_intake', tbl);
    end loop;
end $$;

grant select on intake.supplier to goldset_intake, goldset_office, goldset_load, goldset_link, goldset_release, goldset_work;
grant select on intake.permission to goldset_intake, goldset_office, goldset_load, goldset_link, goldset_release, goldset_work;
grant insert on intake.supplier, intake.permission to goldset_office;
grant update on intake.permission to goldset_office;

grant insert, update on intake.submission to goldset_intake;
grant insert, update, delete on intake.submission_table, intake.submission_summary, intake.finding to goldset_intake;
grant insert, update on intake.answer to goldset_intake;
grant insert on intake.request_event, intake.receipt, intake.outbox to goldset_intake;
grant update (answer, answer_reason, answered_at) on intake.request to goldset_intake;

grant select on intake.request, intake.request_event, intake.submission, intake.submission_table,
    intake.submission_summary, intake.answer, intake.receipt, intake.outbox to goldset_office;
grant select (id, submission_id, supplier_id, rule, severity, tbl, message) on intake.finding to goldset_office;
grant insert, update on intake.request, intake.request_event to goldset_office;
grant insert, update on intake.answer to goldset_office; -- dispensations
grant insert on intake.outbox to goldset_office;

grant select, update on intake.submission to goldset_load, goldset_work;
grant select, insert on intake.submission_table, intake.finding to goldset_load;
grant select on intake.request, intake.answer, intake.receipt to goldset_load;
grant update (answer, answer_reason, answered_at) on intake.request to goldset_load;
grant insert on intake.request_event, intake.outbox to goldset_load;

grant select on intake.submission to goldset_link, goldset_release;
grant select, insert on intake.finding to goldset_link; -- reconcile: contradictions go back as queries
grant select on intake.request, intake.receipt to goldset_release;
grant select on intake.request, intake.request_event to goldset_work;
grant insert on intake.request_event to goldset_work;
grant select, insert, update on intake.outbox to goldset_work;
