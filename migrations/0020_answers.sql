-- What a data provider gets back: consequences of one cell stand under the cell's
-- own finding, answers belong to a year, and the office can dispense.

alter table intake.finding
    add own   boolean not null default false, -- of the cell alone
    add under text    not null default '';    -- the rule of the cell's own finding that this is only a consequence of
create index on intake.finding (submission_id, tbl, row_no) where under <> '';

-- An answer meets the same finding in later uploads of its year. In the next year
-- it is offered and not applied: somebody says that it still holds.
alter table intake.answer add year int;
update intake.answer a
set year = coalesce((select max(s.year) from intake.finding f join intake.submission s on s.id = f.submission_id
                     where f.supplier_id = a.supplier_id and f.answer_to = a.answer_to and s.return = a.return), 0);
alter table intake.answer
    alter year set not null,
    drop constraint answer_supplier_id_return_answer_to_key,
    add unique (supplier_id, return, year, answer_to);
create index on intake.answer (supplier_id, return, answer_to);

-- The stable name of a count, so that next year's can be held against it.
alter table intake.submission_summary add name text not null default '';

-- A dispensation lets an error stand. The office grants it for a rule of a
-- submission and never sees which children it is about, so this writes for it.
create function intake.dispense(of_submission bigint, of_rule text, why text, by_account bigint, moment timestamptz) returns bigint
    language plpgsql security definer set search_path = pg_catalog
    as $$
declare
    written bigint;
begin
    perform from intake.submission where id = of_submission and state in ('answering', 'ready') for update;
    if not found then
        return -1;
    end if;
    insert into intake.answer (supplier_id, return, year, rule, answer_to, reason, note, dispensed, account_id, at)
    select distinct on (f.answer_to) f.supplier_id, s.return, s.year, f.rule, f.answer_to, 'dispensed', why, true, by_account, moment
    from intake.finding f
    join intake.submission s on s.id = f.submission_id
    where f.submission_id = of_submission and f.rule = of_rule and f.severity = 'error' and f.under = '' and f.answer_to is not null
      and not exists (select from intake.answer a
                      where a.supplier_id = f.supplier_id and a.return = s.return and a.year = s.year and a.answer_to = f.answer_to)
    order by f.answer_to, f.id;
    get diagnostics written = row_count;
    update intake.submission s
    set state = 'ready'
    where s.id = of_submission and s.state = 'answering' and not exists (
        select from intake.finding f
        where f.submission_id = s.id and f.severity in ('error', 'query') and f.under = ''
          and not exists (select from intake.answer a
                          where a.supplier_id = f.supplier_id and a.return = s.return and a.year = s.year and a.answer_to = f.answer_to));
    return written;
end $$;
revoke execute on function intake.dispense from public;
grant execute on function intake.dispense to goldset_office;

-- What could be dispensed: open errors by rule, counted, without saying about whom.
create function intake.dispensable() returns table (submission_id bigint, rule text, message text, findings bigint)
    language sql stable security definer set search_path = pg_catalog
    as $$
select f.submission_id, f.rule, min(f.message collate "C"), count(*)
from intake.finding f
join intake.submission s on s.id = f.submission_id
where s.state = 'answering' and f.severity = 'error' and f.under = '' and f.answer_to is not null
  and not exists (select from intake.answer a
                  where a.supplier_id = f.supplier_id and a.return = s.return and a.year = s.year and a.answer_to = f.answer_to)
group by f.submission_id, f.rule
$$;
revoke execute on function intake.dispensable from public;
grant execute on function intake.dispensable to goldset_office;
