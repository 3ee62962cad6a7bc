-- What links facts to persons, and what a result cites. The statutory fact
-- tables themselves are generated from the layouts in reference/.

-- A map version says which subjects are one person, at three tiers of readiness.
create table research.map_version (
    id          bigint generated always as identity primary key,
    made_at     timestamptz not null default now(),
    model       jsonb       not null,            -- the trained model, numbers only
    summary     jsonb       not null,            -- counts, expected matches, quality by subgroup
    previous    bigint      references research.map_version,
    current     boolean     not null default false
);
create unique index map_version_current on research.map_version (current) where current;

create table research.person_map (
    map_version bigint not null references research.map_version on delete cascade,
    tier        text   not null check (tier in ('strict', 'base', 'loose')),
    subject     uuid   not null, -- the subject's pseudonym
    person      uuid   not null,
    primary key (map_version, tier, subject)
);

-- Merges and splits between one map and the next, with their cause.
create table research.map_history (
    map_version bigint not null references research.map_version on delete cascade,
    change      text   not null check (change in ('merge', 'split')),
    person      uuid   not null,
    other       uuid   not null,
    cause       text   not null
);
create index on research.map_history (map_version);

-- Why a subject joined nobody, in words that carry no identifier.
create table research.unlinked (
    map_version bigint not null references research.map_version on delete cascade,
    subject     uuid   not null,
    reason      text   not null,
    primary key (map_version, subject)
);

-- A dataset version fixes everything a number rests on, so it can be made again.
create table research.dataset_version (
    id           bigint generated always as identity primary key,
    made_at      timestamptz not null default now(),
    map_version  bigint      not null references research.map_version,
    definitions  jsonb       not null, -- measure -> definition version
    reference    jsonb       not null, -- reference set -> digest
    fingerprint  bytea       not null unique -- of submissions, map and definitions
);

create table research.dataset_submission (
    dataset_version bigint not null references research.dataset_version on delete cascade,
    submission_id   bigint not null,
    supplier        text   not null, -- three-figure code, DFE or NHS
    return          text   not null,
    year            int    not null,
    term            text   not null default '',
    primary key (dataset_version, submission_id)
);
create index on research.dataset_submission (dataset_version, return);

-- Reference sets that are imported.
create table research.population (
    authority text   not null,
    year      int    not null, -- mid-year estimate used for this collection year
    age       int    not null,
    sex       text   not null,
    count     bigint not null,
    primary key (authority, year, age, sex)
);

create table research.small_area (
    small_area    text primary key,
    idaci_decile  int not null check (idaci_decile between 1 and 10) -- 1 is the most deprived
);

-- Postcode to small area. Read while loading; no child is in it.
create table research.postcode (
    postcode   text primary key,
    small_area text not null
);

create table research.reference_set (
    name        text primary key,
    rows        bigint      not null,
    sha256      bytea       not null,
    imported_at timestamptz not null default now()
);

grant select, insert, update, delete on research.map_version, research.person_map, research.map_history,
    research.unlinked to goldset_link;
grant select, insert on research.dataset_version, research.dataset_submission to goldset_link, goldset_release;
grant select on research.map_version, research.map_history, research.dataset_version, research.dataset_submission,
    research.reference_set to goldset_office, goldset_release;
grant select, insert, update, delete on research.population, research.small_area, research.postcode,
    research.reference_set to goldset_load;
grant select on research.reference_set to goldset_link;
revoke insert on research.map_version, research.person_map, research.map_history, research.unlinked,
    research.dataset_version, research.dataset_submission from goldset_load;
