-- Children in need, on plans and looked after on 31 March per 10,000 children.
-- Counts each authority's own children, so national counts are sums over authorities.
with need as materialized (
    select n.authority, n.year, n.in_need, n.on_plan, n.looked_after, n.sex,
        research.age_band(n.age) as age,
        case when n.looked_after then 'Looked after' when n.on_plan then 'Protection plan' else 'In need only' end as need_group
    from research.need_on_31_march(@dataset_version, @tier) n
    join research.reporting_authority(@dataset_version) using (authority, year)
    where n.year = any (@years)
), counted as (
    select n.year, n.authority, n.age, n.sex, k.indicator, k.need_group, count(*) as children
    from need n
    cross join lateral (values
        (n.in_need, 'children_in_need', null), (n.on_plan, 'protection_plans', null),
        (n.looked_after, 'looked_after', null), (true, 'need_group', n.need_group)
    ) as k (counts, indicator, need_group)
    where k.counts
    group by n.year, n.authority, n.age, n.sex, k.indicator, k.need_group
), frame as (
    -- every cell that could be counted, so that nought is a number and not a gap
    select r.authority, r.year, a.age, s.sex, k.indicator, k.need_group
    from research.reporting_authority(@dataset_version) r
    cross join (values ('Under 1'), ('1 to 4'), ('5 to 9'), ('10 to 15'), ('16 and 17'), (null)) as a (age)
    cross join (values ('Female'), ('Male'), (null)) as s (sex)
    cross join (values
        ('children_in_need', null), ('protection_plans', null), ('looked_after', null),
        ('need_group', 'Looked after'), ('need_group', 'Protection plan'), ('need_group', 'In need only')
    ) as k (indicator, need_group)
    where r.year = any (@years)
), population as (
    select p.authority, p.year, research.age_band(p.age) as age, research.sex_name(p.sex) as sex, sum(p.count) as people
    from research.population p
    where p.age between 0 and 17 and p.year = any (@years)
    group by 1, 2, 3, 4
), cells as (
    select f.year, f.indicator,
        case when grouping(f.authority) = 1 then 'national' else 'authority' end as level,
        case when grouping(f.authority) = 1 then '' else f.authority end as authority,
        grouping(f.need_group) = 1 as any_group, f.need_group,
        grouping(f.age) = 1 as any_age, f.age, grouping(f.sex) = 1 as any_sex, f.sex,
        coalesce(sum(c.children), 0) as numerator,
        -- groups share one population: count it once
        coalesce(sum(p.people) filter (where f.need_group is null or f.need_group = 'In need only'), 0) as people,
        coalesce(sum(p.people), 0) as group_people
    from frame f
    left join counted c
        on (c.authority, c.year, c.indicator) = (f.authority, f.year, f.indicator)
        and c.age is not distinct from f.age and c.sex is not distinct from f.sex
        and c.need_group is not distinct from f.need_group
    left join population p on (p.authority, p.year, p.age, p.sex) = (f.authority, f.year, f.age, f.sex)
    group by f.year, f.indicator, grouping sets ((f.authority), ()), grouping sets ((f.need_group), ()),
        grouping sets ((f.age), (f.sex), (f.age, f.sex), ())
)
select c.indicator, c.year, c.level, c.authority,
    case when c.indicator = 'need_group' then array['group=' || case when c.any_group then 'Total' else c.need_group end] else '{}' end
        || array['age=' || case when c.any_age then 'Total' else c.age end, 'sex=' || case when c.any_sex then 'Total' else c.sex end] as dims,
    'per 10,000' as unit,
    c.numerator::bigint as numerator,
    (case when c.any_group then c.people else c.group_people end)::bigint as denominator,
    c.numerator::bigint as contributors,
    null::float8 as value
from cells c
-- unborn children, those over 17 and those of unknown sex are in the totals only
where (c.any_age or c.age is not null) and (c.any_sex or c.sex is not null)
    and (c.any_group or c.indicator = 'need_group')
    -- an authority's children by age or by sex; by both at once only for the country
    and (c.level = 'national' or c.any_age or c.any_sex)
