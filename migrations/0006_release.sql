-- The ledger keeps every cell that ever left, in truth; release keeps what was published.

create table release.report (
    id              bigint generated always as identity primary key,
    name            text   not null,
    title           text   not null,
    dataset_version bigint not null references research.dataset_version,
    policy          text   not null,
    state           text   not null default 'draft' check (state in ('draft', 'approved', 'published', 'refused', 'withdrawn')),
    made_at         timestamptz not null default now(),
    scheduled_for   timestamptz,
    approved_by     bigint,
    approved_at     timestamptz,
    published_at    timestamptz,
    attack          jsonb  not null default '{}', -- what the attacker could and could not learn
    snapshot        bytea  not null default ''    -- everything the files are drawn from
);

-- True values. Nothing outside release work reads this table.
create table ledger.cell (
    id                 bigint generated always as identity primary key,
    report_id          bigint not null references release.report,
    dataset_version    bigint not null,
    measure            text   not null,
    definition_version text   not null,
    indicator          text   not null,
    year               int    not null,
    level              text   not null,
    authority          text   not null default '',
    dims               jsonb  not null default '[]',
    unit               text   not null,
    numerator          bigint not null,
    denominator        bigint not null,
    contributors       bigint not null,
    value              double precision not null,
    lower              double precision,
    upper              double precision,
    link_low           double precision,
    link_high          double precision
);
create index on ledger.cell (report_id);
create index on ledger.cell (measure, indicator, year, level, authority);

-- What was published of it.
create table release.cell (
    cell_id   bigint primary key references ledger.cell,
    report_id bigint not null references release.report,
    published text   not null, -- the number or symbol as shown
    mask      text   not null default '' -- why it is not shown: primary, secondary, ...
);
create index on release.cell (report_id);

create table release.file (
    report_id bigint not null references release.report,
    name      text   not null,
    media     text   not null,
    sha256    bytea  not null,
    content   bytea  not null,
    primary key (report_id, name)
);

grant select, insert, update on release.report to goldset_release;
grant select, insert on ledger.cell, release.cell, release.file to goldset_release;
grant select on release.report, release.cell, release.file to goldset_office;
grant update (state, approved_by, approved_at) on release.report to goldset_office;
revoke all on ledger.cell from goldset_office;
