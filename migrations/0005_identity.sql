-- Identity: ciphertext and tokens only, and who decided what about a pair.

create table identity.subject (
    id          uuid   primary key,      -- random; says nothing
    supplier_id bigint not null,
    family      text   not null,         -- returns that share a local child id
    token       bytea  not null unique,  -- HMAC(supplier, family, local id)
    pseudonym   uuid   not null unique,  -- in the research zone
    barrier     text   not null default '' check (barrier in ('', 'C', 'N')), -- closed or new identity: adoption, protection
    created_at  timestamptz not null default now()
);
create index on identity.subject (supplier_id, family);

-- The identifiers one submission gave for a subject, sealed under that submission's data key.
create table identity.identifier (
    submission_id bigint not null,
    subject_id    uuid   not null references identity.subject on delete cascade,
    sealed        bytea  not null,
    primary key (submission_id, subject_id)
);
create index on identity.identifier (subject_id);

-- A submission's data key, wrapped; copied at load so that destroying it destroys the identifiers.
create table identity.data_key (
    submission_id bigint primary key,
    wrapped       bytea  not null
);

-- Pairs too close to call, and what reviewers decided.
create table identity.pair (
    id          bigint generated always as identity primary key,
    map_version bigint not null,
    left_id     uuid   not null references identity.subject on delete cascade,
    right_id    uuid   not null references identity.subject on delete cascade,
    weight      double precision not null,
    probability double precision not null,
    pattern     text   not null,
    leased_to   bigint,
    leased_until timestamptz,
    decided_at  timestamptz,
    unique (left_id, right_id),
    check (left_id < right_id)
);
create index on identity.pair (decided_at, probability);

create table identity.decision (
    id         bigint generated always as identity primary key,
    pair_id    bigint not null references identity.pair on delete cascade,
    account_id bigint not null,
    decision   text   not null check (decision in ('same', 'different', 'cannot tell')),
    reason     text   not null,
    at         timestamptz not null default now()
);
create index on identity.decision (pair_id);

-- Subjects erased, as tokens, so that an erasure survives a restore.
create table identity.erasure (
    token     bytea primary key,
    reason    text  not null,
    erased_at timestamptz not null default now()
);

grant select, insert, update (barrier) on identity.subject to goldset_load;
grant select, insert, delete on identity.identifier to goldset_load;
grant select, insert on identity.data_key to goldset_load;
grant select on identity.erasure to goldset_load;
grant select on identity.subject, identity.identifier, identity.data_key to goldset_link;
grant delete on identity.identifier to goldset_link; -- retention: pupils who match nobody in need
grant select, insert, update, delete on identity.pair to goldset_link;
grant select on identity.decision to goldset_link;
grant select, insert on identity.erasure to goldset_link;
grant select on identity.subject, identity.identifier, identity.data_key to goldset_review;
grant select, update (leased_to, leased_until, decided_at) on identity.pair to goldset_review;
grant select, insert on identity.decision to goldset_review;
