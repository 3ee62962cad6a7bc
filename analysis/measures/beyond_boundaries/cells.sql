-- What no authority can see by itself: referrals that follow one to another
-- authority, children in need on no state-school roll, children two authorities know.
with referral as materialized (
    -- an episode that stays open is in two years' returns: count it once
    select distinct on (r.subject, r.referral_date) r.person, r.subject, r.authority, r.referral_date,
        research.collection_year(r.referral_date) as year
    from research.referral(@dataset_version, @tier) r
    where r.referral_date is not null
    order by r.subject, r.referral_date, r.year
), reporting as (
    -- a year counts where the year before was sent too: else there is nothing to follow
    select s.supplier as authority, s.year
    from research.dataset_submission s
    join research.dataset_submission before
        on (before.dataset_version, before.return, before.supplier, before.year) = (s.dataset_version, 'cin', s.supplier, s.year - 1)
    where s.dataset_version = @dataset_version and s.return = 'cin' and s.year = any (@years)
    group by s.supplier, s.year
), crossing as materialized (
    select distinct r.subject, r.referral_date
    from referral r
    join referral e on e.person = r.person and e.authority <> r.authority
        and e.referral_date < r.referral_date and e.referral_date >= r.referral_date - interval '12 months'
), need as materialized (
    -- 5 to 15 on 31 August before, in need, on a plan or looked after on 31 March
    select n.person, n.subject, n.authority, n.year
    from research.need_on_31_march(@dataset_version, @tier) n
    join research.reporting_authority(@dataset_version) using (authority, year)
    where n.year = any (@years)
        and n.year - 1 - extract(year from n.birth_month) - (extract(month from n.birth_month) > 8)::int between 5 and 15
        -- without a pupil census nobody is on a roll
        and exists (
            select from research.school_census(@dataset_version) c where c.year = n.year
        )
), enrolled as (
    select distinct n.person, n.year
    from need n
    join research.linked_pupil_term(@dataset_version, @tier) t using (person, year)
), school_age as materialized (
    select n.authority, n.year, e.person is null as absent,
        coalesce(u.reason, 'Linked, but to no pupil of the year') as reason
    from need n
    left join enrolled e using (person, year)
    left join research.unlinked u on u.subject = n.subject
        and u.map_version = (select v.map_version from research.dataset_version v where v.id = @dataset_version)
), known as materialized (
    select distinct r.person, r.authority, r.year
    from research.referral(@dataset_version, @tier) r where r.year = any (@years)
    union
    select c.person, c.authority, c.year
    from research.care_episode(@dataset_version, @tier) c where c.year = any (@years)
), shared as materialized (
    select k.person, k.year, k.authority, count(*) over (partition by k.person, k.year) > 1 as two
    from known k
    join research.reporting_authority(@dataset_version) using (authority, year)
), counted as (
    select 'cross_boundary_re_referrals' as indicator, r.year, r.authority,
        null as dim,
        count(x.subject) as numerator, count(*) as denominator, count(distinct r.person) filter (where x.subject is not null) as contributors
    from referral r
    join reporting using (authority, year)
    left join crossing x using (subject, referral_date)
    group by r.year, grouping sets ((r.authority), ())
    union all
    select 'on_no_roll', s.year, s.authority,
        'reason=' || case when k.reason is null then 'Total' else k.reason end,
        count(*) filter (where s.absent and s.reason is not distinct from coalesce(k.reason, s.reason)),
        count(*),
        count(*) filter (where s.absent and s.reason is not distinct from coalesce(k.reason, s.reason))
    from school_age s
    cross join (select null as reason union select distinct a.reason from school_age a where a.absent) k
    group by s.year, k.reason, grouping sets ((s.authority), ())
    -- reasons for the country only: an authority's would be a few children each
    having grouping(s.authority) = 1 or k.reason is null
    union all
    select 'two_authorities', s.year, s.authority, null,
        count(distinct s.person) filter (where s.two), count(distinct s.person), count(distinct s.person) filter (where s.two)
    from shared s
    group by s.year, grouping sets ((s.authority), ())
)
select c.indicator, c.year,
    case when c.authority is null then 'national' else 'authority' end as level, coalesce(c.authority, '') as authority,
    case when c.dim is null then '{}' else array[c.dim] end as dims, 'percent' as unit, c.numerator, c.denominator, c.contributors, null::float8 as value
from counted c
