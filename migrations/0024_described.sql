-- Requests that an analyst describes on site need no migration of their own: the
-- description is kept as it was written, its answers are kept as JSON, and each of
-- its tables is read through a view whose columns have their types.

create table intake.description (
    return        text  not null,
    version       int   not null check (version > 0),
    years         int[] not null,
    title         text  not null,
    body          text  not null, -- YAML
    registered_by bigint,         -- account; null from the command line
    registered_at timestamptz not null default now(),
    primary key (return, version)
);
grant select on intake.description to goldset_intake, goldset_office, goldset_load, goldset_link, goldset_release, goldset_work;

create table research.answer (
    submission_id   bigint  not null,
    collection_year int     not null,
    row_no          int     not null,
    parent_no       int     not null,
    subject         uuid    not null, -- pseudonym
    flagged         boolean not null,
    return          text    not null,
    version         int     not null,
    tbl             text    not null,
    facts           jsonb   not null -- facts and coarsened quasi-identifiers only
);
create index on research.answer (return, version, collection_year, tbl);
create index on research.answer (submission_id);
create index on research.answer (subject);

-- Run-time logins own nothing and make nothing: this makes a view of answers, and can
-- make nothing else. Every name is held against what names may be and then quoted; a
-- view that is there already is never replaced. The views are those of one version
-- of a description: [{"view", "year", "table", "columns": [[name, type]...]}...].
create function intake.register_description(name text, edition int, covers int[], heading text, written text, account bigint, views jsonb)
    returns void
    language plpgsql security definer set search_path = pg_catalog
    as $$
declare
    made    jsonb;
    col     jsonb;
    columns text;
begin
    if name !~ '^[a-z][a-z0-9_]{0,30}$' then
        raise exception 'a return is named by a word';
    end if;
    insert into intake.description (return, version, years, title, body, registered_by)
    values (name, edition, covers, heading, written, account);
    for made in select jsonb_array_elements(views) loop
        if coalesce(made ->> 'view', '') !~ '^[a-z][a-z0-9_]{0,62}$' or not starts_with(made ->> 'view', name || '_')
            or made ->> 'view' !~ ('_v' || edition || '$') then
            raise exception 'a view is named by its return, table, year and version';
        end if;
        columns := '';
        for col in select jsonb_array_elements(made -> 'columns') loop
            if coalesce(col ->> 0, '') !~ '^[a-z][a-z0-9_]{0,62}$' or coalesce(col ->> 1, '') not in ('text', 'date', 'bigint', 'float8', 'boolean') then
                raise exception 'a column is a word of a known type';
            end if;
            columns := columns || format(', (facts ->> %L)::%s as %I', col ->> 0, col ->> 1, col ->> 0);
        end loop;
        execute format(
            'create view research.%I as
             select submission_id, collection_year, row_no, parent_no, subject, flagged%s
             from research.answer
             where return = %L and version = %s and collection_year = %s and tbl = %L',
            made ->> 'view', columns, name, edition, (made ->> 'year')::int, made ->> 'table');
        execute format('revoke insert on research.%I from goldset_load', made ->> 'view');
    end loop;
end $$;
revoke all on function intake.register_description(text, int, int[], text, text, bigint, jsonb) from public;
grant execute on function intake.register_description(text, int, int[], text, text, bigint, jsonb) to goldset_office;
