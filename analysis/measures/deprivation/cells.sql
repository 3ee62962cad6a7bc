-- School-age children in need, on plans and looked after on 31 March by the
-- deprivation of the small area where their pupil record says they live.
with pupil as materialized (
    -- each pupil's latest census of the year to 31 March
    select distinct on (t.person, c.year) t.person, c.year, t.authority, t.idaci_decile,
        research.age_at_31_march(t.birth_month, c.year) as age
    from research.pupil_term(@dataset_version, @tier) t
    cross join lateral (select research.collection_year(t.census_date) as year) c
    where c.year = any (@years)
    order by t.person, c.year, t.census_date desc, t.school
), need as materialized (
    select n.authority, n.year, n.need_group, p.person is not null as linked, p.idaci_decile
    from (
        select w.person, w.authority, w.year, k.need_group
        from research.need_on_31_march(@dataset_version, @tier) w
        cross join lateral (values
            (w.in_need, 'In need'), (w.on_plan, 'Protection plan'), (w.looked_after, 'Looked after')
        ) as k (counts, need_group)
        where k.counts and w.age between 5 and 15 and w.year = any (@years)
        group by w.person, w.authority, w.year, k.need_group
    ) n
    join research.reporting_authority(@dataset_version) using (authority, year)
    left join pupil p using (person, year)
), banded as (
    -- deciles for the country, fifths for an authority
    select 'national' as level, '' as authority, n.year, n.need_group,
        case when not n.linked then 'Not linked' when n.idaci_decile is null then 'No address' else n.idaci_decile::text end as band,
        'decile' as dim
    from need n
    union all
    select 'authority', n.authority, n.year, n.need_group,
        case when not n.linked then 'Not linked' when n.idaci_decile is null then 'No address'
            else ((n.idaci_decile + 1) / 2)::text end,
        'fifth'
    from need n
), pupils as (
    select 'national' as level, '' as authority, p.year, p.idaci_decile::text as band, 'decile' as dim, count(*) as pupils
    from pupil p join research.reporting_authority(@dataset_version) using (authority, year)
    where p.age between 5 and 15 and p.idaci_decile is not null
    group by p.year, p.idaci_decile
    union all
    select 'authority', p.authority, p.year, ((p.idaci_decile + 1) / 2)::text, 'fifth', count(*)
    from pupil p join research.reporting_authority(@dataset_version) using (authority, year)
    where p.age between 5 and 15 and p.idaci_decile is not null
    group by p.authority, p.year, (p.idaci_decile + 1) / 2
), frame as (
    -- every band that has children or pupils, for every group
    select b.level, b.authority, b.year, b.dim, b.band, g.need_group
    from (select level, authority, year, dim, band from banded union select level, authority, year, dim, band from pupils) b
    cross join (values ('In need'), ('Protection plan'), ('Looked after')) as g (need_group)
), counted as (
    select f.level, f.authority, f.year, f.dim, f.band, f.need_group, count(b.band) as children
    from frame f
    left join banded b using (level, authority, year, dim, band, need_group)
    group by f.level, f.authority, f.year, f.dim, f.band, f.need_group
)
select 'share_of_children' as indicator, c.year, c.level, c.authority,
    array['group=' || c.need_group, c.dim || '=' || c.band] as dims, 'percent' as unit,
    c.children as numerator,
    (sum(c.children) over (partition by c.level, c.authority, c.year, c.need_group))::bigint as denominator,
    c.children as contributors, null::float8 as value
from counted c
union all
select 'rate_of_pupils', c.year, c.level, c.authority,
    array['group=' || c.need_group, c.dim || '=' || c.band], 'per 10,000',
    c.children, p.pupils, c.children, null
from counted c
join pupils p using (level, authority, year, dim, band)
