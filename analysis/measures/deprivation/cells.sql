-- School-age children in need, on plans and looked after on 31 March by the
-- deprivation of the small area where their pupil record says they live.
with need as materialized (
    select distinct w.person, w.authority, w.year, k.need_group
    from research.need_on_31_march(@dataset_version, @tier) w
    join research.reporting_authority(@dataset_version) using (authority, year)
    cross join lateral (values
        (w.in_need, 'In need'), (w.on_plan, 'Protection plan'), (w.looked_after, 'Looked after')
    ) as k (counts, need_group)
    where k.counts and w.age between 5 and 15 and w.year = any (@years)
), record as (
    -- the child's latest pupil record of the year to 31 March
    select distinct on (n.person, n.year) n.person, n.year, t.submission_id, t.subject
    from (select distinct person, year from need) n
    join research.linked_pupil_term(@dataset_version, @tier) t using (person, year)
    order by n.person, n.year, t.census_date desc, t.main desc, t.submission_id, t.subject
), home as materialized (
    select r.person, r.year, min(g.idaci_decile) as decile
    from record r
    left join research.school_census_addresses a on (a.submission_id, a.subject) = (r.submission_id, r.subject)
    left join research.small_area g on g.small_area = a.postcode
    group by r.person, r.year
), pupil as materialized (
    select p.authority, p.year, p.idaci_decile as decile, count(*) as pupils
    from research.pupil_year(@dataset_version, @tier, @years) p
    join research.reporting_authority(@dataset_version) using (authority, year)
    where p.birth_month between make_date(p.year - 16, 4, 1) and make_date(p.year - 5, 3, 31) and p.idaci_decile is not null
    group by p.authority, p.year, p.idaci_decile
), child as (
    select n.authority, n.year, n.need_group, h.decile, h.person is not null as linked, count(*) as children
    from need n
    left join home h using (person, year)
    group by n.authority, n.year, n.need_group, h.decile, h.person is not null
), banded as (
    -- deciles for the country, fifths for an authority
    select b.level, b.authority, c.year, c.need_group, b.dim,
        case when not c.linked then 'Not linked' when b.band is null then 'No address' else b.band::text end as band,
        sum(c.children)::bigint as children
    from child c
    cross join lateral (values
        ('national', '', 'decile', c.decile), ('authority', c.authority, 'fifth', (c.decile + 1) / 2)
    ) as b (level, authority, dim, band)
    group by 1, 2, 3, 4, 5, 6
), pupils as (
    select b.level, b.authority, p.year, b.dim, b.band::text as band, sum(p.pupils)::bigint as pupils
    from pupil p
    cross join lateral (values
        ('national', '', 'decile', p.decile), ('authority', p.authority, 'fifth', (p.decile + 1) / 2)
    ) as b (level, authority, dim, band)
    group by 1, 2, 3, 4, 5
), counted as (
    -- every band that has children or pupils, for every group
    select f.level, f.authority, f.year, f.dim, f.band, g.need_group, coalesce(b.children, 0) as children
    from (
        select level, authority, year, dim, band from banded
        union select level, authority, year, dim, band from pupils
    ) f
    cross join (values ('In need'), ('Protection plan'), ('Looked after')) as g (need_group)
    left join banded b using (level, authority, year, dim, band, need_group)
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
