-- Referrals within 12 months of an earlier one, seen by one authority and by all.
with reporting as (
    -- a year counts where the year before was sent too: else there is nothing to be a repeat of
    select s.supplier as authority, s.year
    from research.dataset_submission s
    join research.dataset_submission before
        on (before.dataset_version, before.return, before.supplier, before.year) = (s.dataset_version, 'cin', s.supplier, s.year - 1)
    where s.dataset_version = @dataset_version and s.return = 'cin' and s.year = any (@years)
    group by s.supplier, s.year
), referral as materialized (
    -- an episode that stays open is in two years' returns: count it once
    select distinct on (r.subject, r.referral_date) r.person, r.subject, r.authority, r.referral_date,
        research.collection_year(r.referral_date) as year,
        extract(year from age(r.referral_date, r.birth_month))::int as age, r.sex
    from research.referral(@dataset_version, @tier) r
    where r.referral_date is not null
    order by r.subject, r.referral_date, r.year
), earlier as (
    select r.*,
        max(r.referral_date) over (partition by r.subject order by r.referral_date
            range between unbounded preceding and '1 day' preceding) >= r.referral_date - interval '12 months' as same_authority,
        max(r.referral_date) over (partition by r.person order by r.referral_date
            range between unbounded preceding and '1 day' preceding) >= r.referral_date - interval '12 months' as any_authority
    from referral r
), counted as (
    select e.year,
        case when grouping(e.authority) = 1 then 'national' else 'authority' end as level,
        case when grouping(e.authority) = 1 then '' else e.authority end as authority,
        grouping(research.age_band(e.age)) = 1 as any_age, research.age_band(e.age) as age,
        k.indicator,
        count(*) filter (where k.again) as numerator, count(*) as denominator,
        count(distinct e.person) filter (where k.again) as contributors
    from earlier e
    join reporting using (authority, year)
    cross join lateral (values
        ('same_authority', coalesce(e.same_authority, false)), ('any_authority', coalesce(e.any_authority, false))
    ) as k (indicator, again)
    group by e.year, k.indicator, grouping sets ((e.authority), (), (research.age_band(e.age)))
)
select c.indicator, c.year, c.level, c.authority,
    array['age=' || case when c.any_age then 'Total' else c.age end] as dims, 'percent' as unit,
    c.numerator, c.denominator, c.contributors, null::float8 as value
from counted c
where c.any_age or c.age is not null
