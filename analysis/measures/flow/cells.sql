-- From rows to cohort, step by step, and who is linked to a pupil record.
with child as materialized (
    select n.authority, n.year, n.person, n.subject, n.age, n.in_need, n.looked_after
    from research.need_on_31_march(@dataset_version, @tier) n
    where n.year = any (@years)
), enrolled as (
    select distinct c.person, c.year
    from child c
    join research.linked_pupil_term(@dataset_version, @tier) t using (person, year)
), need as materialized (
    select c.authority, c.year, c.age, c.in_need, c.looked_after, e.person is not null as linked,
        coalesce(u.reason, 'Linked, but to no pupil of the year') as reason
    from child c
    left join enrolled e using (person, year)
    left join research.unlinked u on u.subject = c.subject
        and u.map_version = (select v.map_version from research.dataset_version v where v.id = @dataset_version)
), referral as materialized (
    select r.authority, r.year, r.subject, r.no_further_action,
        r.referral_date <= make_date(r.year, 3, 31)
            and (r.closure_date is null or r.closure_date > make_date(r.year, 3, 31)) as open,
        row_number() over (partition by r.authority, r.year, r.subject, r.referral_date
            order by r.no_further_action, r.closure_date desc nulls first) as copy
    from research.referral(@dataset_version, @tier) r
    where r.year = any (@years)
), episode as materialized (
    select c.authority, c.year, coalesce(c.short_break, false) as short_break,
        c.start_date <= make_date(c.year, 3, 31) and (c.end_date is null or c.end_date > make_date(c.year, 3, 31)) as open
    from research.care_episode(@dataset_version, @tier) c
    where c.year = any (@years)
), patient as materialized (
    select r.person, r.subject, r.year, r.accepted,
        r.referral_date between make_date(r.year - 1, 4, 1) and make_date(r.year, 3, 31) as in_year
    from research.health_referral(@dataset_version, @tier) r
    where r.year = any (@years)
), shared as (
    -- patients who are one person with a child of another source
    select distinct p.subject
    from (select distinct subject, person from patient) p
    join research.person_map m on m.person = p.person and m.subject <> p.subject and m.tier = @tier
        and m.map_version = (select v.map_version from research.dataset_version v where v.id = @dataset_version)
), health as (
    select p.year, p.accepted, p.in_year, s.subject is not null as linked
    from patient p
    left join shared s using (subject)
), pupil as (
    select t.year, t.term, t.main, t.birth_month is not null as born
    from research.pupil_term(@dataset_version, @tier) t
    where t.year = any (@years)
), step as (
    -- remaining rows or children at each step; what a step drops is the difference
    select 'Children in need on 31 March' as source, authority, year, k.number, k.step, k.remaining
    from (
        select authority, year, count(*) as rows, count(*) filter (where copy = 1) as once,
            count(*) filter (where copy = 1 and not no_further_action) as acted,
            count(*) filter (where copy = 1 and not no_further_action and open) as open,
            count(distinct subject) filter (where not no_further_action and open) as children
        from referral group by authority, year
    ) r
    cross join lateral (values
        (1, 'Episode rows loaded', r.rows), (2, 'One row for each referral', r.once),
        (3, 'Not ended in no further action', r.acted), (4, 'Open on 31 March', r.open),
        (5, 'One for each child', r.children)
    ) as k (number, step, remaining)
    union all
    select 'Children in need on 31 March', authority, year, 6, 'Linked to a pupil record of the year', count(*) filter (where linked)
    from need where in_need group by authority, year
    union all
    select 'Children looked after on 31 March', authority, year, k.number, k.step, k.remaining
    from (
        select authority, year, count(*) as rows, count(*) filter (where not short_break) as care,
            count(*) filter (where not short_break and open) as open
        from episode group by authority, year
    ) e
    cross join lateral (values
        (1, 'Episode rows loaded', e.rows), (2, 'Not a short break', e.care), (3, 'Open on 31 March', e.open)
    ) as k (number, step, remaining)
    union all
    select 'Children looked after on 31 March', authority, year, k.number, k.step, k.remaining
    from (select authority, year, count(*) as children, count(*) filter (where linked) as linked
        from need where looked_after group by authority, year) n
    cross join lateral (values (4, 'One for each child', n.children), (5, 'Linked to a pupil record of the year', n.linked)) as k (number, step, remaining)
    union all
    select 'Referrals to CAMHS', null, year, k.number, k.step, k.remaining
    from (
        select year, count(*) as rows, count(*) filter (where in_year) as in_year,
            count(*) filter (where in_year and accepted is not null) as said,
            count(*) filter (where in_year and accepted is not null and linked) as linked
        from health group by year
    ) h
    cross join lateral (values
        (1, 'Referral rows loaded', h.rows), (2, 'Dated in the year', h.in_year),
        (3, 'Accepted or not is said', h.said), (4, 'Linked to a child of another source', h.linked)
    ) as k (number, step, remaining)
    union all
    select 'Pupils at the January census', null, year, k.number, k.step, k.remaining
    from (
        select year, count(*) as rows, count(*) filter (where term = 'spring') as january,
            count(*) filter (where term = 'spring' and main) as main,
            count(*) filter (where term = 'spring' and main and born) as born
        from pupil group by year
    ) p
    cross join lateral (values
        (1, 'Pupil rows loaded, all terms', p.rows), (2, 'Of the January census', p.january),
        (3, 'Not a second registration', p.main), (4, 'Month of birth known', p.born)
    ) as k (number, step, remaining)
), total as (
    select source, number, step, year, authority, remaining::bigint from step where authority is not null
    union all
    select source, number, step, year, null, sum(remaining)::bigint from step group by source, number, step, year
), chain as (
    select t.*, coalesce(lag(t.remaining) over (partition by t.source, t.year, t.authority order by t.number) - t.remaining, 0) as lost
    from total t
)
select k.indicator, c.year,
    case when c.authority is null then 'national' else 'authority' end as level, coalesce(c.authority, '') as authority,
    array['source=' || c.source, 'step=' || c.number || ' ' || c.step] as dims, 'count' as unit,
    k.count as numerator, 0::bigint as denominator, k.count as contributors, null::float8 as value
from chain c
cross join lateral (values ('remaining', c.remaining), ('lost', c.lost)) as k (indicator, count)
union all
-- children in need, on a plan or looked after on 31 March, by single year of age
select 'match_rate', m.year,
    case when grouping(m.authority) = 1 then 'national' else 'authority' end,
    case when grouping(m.authority) = 1 then '' else m.authority end,
    array['age=' || case when grouping(m.age) = 1 then 'Total' else m.age::text end], 'percent',
    count(*) filter (where m.linked), count(*), count(*) filter (where m.linked), null
from need m
group by m.year, grouping sets ((m.authority), (m.age), ())
having grouping(m.age) = 1 or m.age between 0 and 17
union all
select 'unlinked', m.year, 'national', '',
    array['reason=' || case when grouping(m.reason) = 1 then 'Total' else m.reason end,
        'age=' || case when grouping(m.age) = 1 then 'Total' else m.age::text end], 'count',
    count(*), 0, count(*), null
from need m
where not m.linked
group by m.year, grouping sets ((m.reason), ()), grouping sets ((m.age), ())
having grouping(m.age) = 1 or m.age between 0 and 17
