-- Who may do what. Logins own nothing and hold only the grants listed here and
-- beside each table; goldset_owner owns everything and cannot log in.
do $$
declare
    login text;
begin
    -- Roles belong to the cluster, so another database may have made them already.
    begin
        create role goldset_owner nologin;
    exception when duplicate_object or unique_violation then null;
    end;
    foreach login in array array[
        'goldset_intake',   -- supplier pages: one supplier's rows at a time
        'goldset_office',   -- the Commissioner's office: requests and progress, never identifiers
        'goldset_load',     -- from intake to identity and research
        'goldset_link',     -- reads identifiers, writes the person map
        'goldset_review',   -- one leased pair at a time
        'goldset_research', -- reads facts
        'goldset_release',  -- the ledger and what is published
        'goldset_audit',    -- seals the audit chain
        'goldset_work'      -- the queue, schedules and progress
    ] loop
        begin
            execute format('create role %I login nosuperuser nobypassrls', login);
        exception when duplicate_object or unique_violation then null;
        end;
    end loop;
    begin
        execute format('grant goldset_owner to %I with inherit true', current_user);
    exception when others then
        execute format('grant goldset_owner to %I', current_user);
    end;
    execute format('grant create, temporary on database %I to goldset_owner', current_database());
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to goldset_intake, goldset_office, goldset_load, goldset_link, goldset_review, goldset_research, goldset_release, goldset_audit, goldset_work', current_database());
    revoke all on schema public from public;
end $$;

create schema access authorization goldset_owner;
create schema intake authorization goldset_owner;
create schema identity authorization goldset_owner;
create schema research authorization goldset_owner;
create schema ledger authorization goldset_owner;
create schema release authorization goldset_owner;
create schema audit authorization goldset_owner;
create schema work authorization goldset_owner;
create schema river authorization goldset_owner;

grant usage on schema access to goldset_intake, goldset_office;
grant usage on schema intake to goldset_intake, goldset_office, goldset_load, goldset_link, goldset_release, goldset_work;
grant usage on schema identity to goldset_load, goldset_link, goldset_review;
grant usage on schema research to goldset_load, goldset_link, goldset_research, goldset_release, goldset_office;
grant usage on schema ledger, release to goldset_release, goldset_office;
grant usage on schema audit, work, river to
    goldset_intake, goldset_office, goldset_load, goldset_link, goldset_review,
    goldset_research, goldset_release, goldset_audit, goldset_work;

-- Any login may queue, take and finish work; job arguments hold ids only.
alter default privileges for role goldset_owner in schema river
    grant select, insert, update, delete on tables to
    goldset_intake, goldset_office, goldset_load, goldset_link, goldset_review,
    goldset_research, goldset_release, goldset_audit, goldset_work;
alter default privileges for role goldset_owner in schema river
    grant usage on sequences to
    goldset_intake, goldset_office, goldset_load, goldset_link, goldset_review,
    goldset_research, goldset_release, goldset_audit, goldset_work;

-- Facts are loaded by one login and read by another. Neither may change them.
alter default privileges for role goldset_owner in schema research
    grant select on tables to goldset_research;
alter default privileges for role goldset_owner in schema research
    grant select, insert on tables to goldset_load;
