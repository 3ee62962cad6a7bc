-- A planner that knows nothing of what was just loaded plans for empty tables.
-- Only an owner may gather statistics, so this does it for those who measure.
create function research.refresh_statistics() returns void
    language plpgsql security definer set search_path = pg_catalog
    as $$
declare
    tbl regclass;
begin
    for tbl in
        select c.oid::regclass
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'research' and c.relkind in ('r', 'p') and not c.relispartition
    loop
        execute format('analyze %s', tbl);
    end loop;
end $$;
revoke all on function research.refresh_statistics() from public;
grant execute on function research.refresh_statistics() to goldset_link, goldset_research, goldset_release;
