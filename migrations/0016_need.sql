-- What measures share beyond the canonical tables: who is in need on 31 March, and
-- for which authorities and years that can be said.

-- Each child whom an authority's returns show in need, on a plan or looked after
-- on 31 March. in_need is the census's open episode, which plans nest in;
-- looked_after leaves out short breaks.
create function research.need_on_31_march(dataset_version bigint, tier text) returns table (
    person       uuid,
    subject      uuid,
    authority    text,
    year         int,
    in_need      boolean,
    on_plan      boolean,
    looked_after boolean,
    age          int, -- null when unborn or not known
    birth_month  date,
    sex          text
)
language sql stable parallel safe
begin atomic
    select coalesce(m.person, n.subject), n.subject, n.authority, n.year, n.in_need, n.on_plan, n.looked_after,
        research.age_at_31_march(n.birth_month, n.year), n.birth_month, n.sex
    from (
        select k.subject, k.authority, k.year, bool_or(k.kind <= 2) as in_need, bool_or(k.kind = 2) as on_plan,
            bool_or(k.kind = 3) as looked_after, max(k.birth_month) as birth_month, max(k.sex) as sex
        from (
            select r.subject, r.authority, r.year, 1 as kind, r.birth_month, r.sex
            from research.referral(need_on_31_march.dataset_version, need_on_31_march.tier) r
            where not r.no_further_action and r.referral_date <= make_date(r.year, 3, 31)
                and (r.closure_date is null or r.closure_date > make_date(r.year, 3, 31))
            union all
            select p.subject, p.authority, p.year, 2, p.birth_month, p.sex
            from research.plan(need_on_31_march.dataset_version, need_on_31_march.tier) p
            where p.start_date <= make_date(p.year, 3, 31)
                and (p.end_date is null or p.end_date > make_date(p.year, 3, 31))
            union all
            select c.subject, c.authority, c.year, 3, c.birth_month, c.sex
            from research.care_episode(need_on_31_march.dataset_version, need_on_31_march.tier) c
            where not coalesce(c.short_break, false) and c.start_date <= make_date(c.year, 3, 31)
                and (c.end_date is null or c.end_date > make_date(c.year, 3, 31))
        ) k
        group by k.subject, k.authority, k.year
    ) n
    left join research.person_map m
        on m.map_version = (select v.map_version from research.dataset_version v where v.id = need_on_31_march.dataset_version)
        and m.tier = need_on_31_march.tier and m.subject = n.subject;
end;

-- The authorities that sent both the census and the SSDA903 for a year: a return
-- that is missing is not a count of nought.
create function research.reporting_authority(dataset_version bigint) returns table (authority text, year int)
language sql stable parallel safe
begin atomic
    select s.supplier, s.year
    from research.dataset_submission s
    where s.dataset_version = reporting_authority.dataset_version and s.return in ('cin', 'ssda903')
    group by s.supplier, s.year
    having count(distinct s.return) = 2;
end;

-- The years before those, among years, that have the census and two at least of
-- the three years before it: what a first need can be looked for in.
create function research.years_before_onset(dataset_version bigint, years int[]) returns int[]
language sql stable parallel safe
begin atomic
    select array(
        select y.year - 1
        from unnest(years_before_onset.years) as y (year)
        join research.dataset_submission s on s.dataset_version = years_before_onset.dataset_version
            and s.return = 'cin' and s.year between y.year - 3 and y.year
        group by y.year
        having bool_or(s.year = y.year) and count(distinct s.year) >= 3
    );
end;
