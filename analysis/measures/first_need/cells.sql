-- First recorded need within a year among pupils with clear years before it, by
-- what the pupil censuses of the year before say. One row for each pattern.
with index_year as (
    select y.year, count(distinct s.year) as prior_years
    from unnest(@years::int[]) as y (year)
    join research.dataset_submission s
        on s.dataset_version = @dataset_version and s.return = 'cin' and s.year between y.year - 3 and y.year - 1
    group by y.year
    having count(distinct s.year) >= 2
), reporting as (
    -- authorities that sent the census for the year and for every year looked back on
    select y.year, y.prior_years, s.supplier as authority
    from index_year y
    join research.dataset_submission s
        on s.dataset_version = @dataset_version and s.return = 'cin' and s.year between y.year - 3 and y.year
    group by y.year, y.prior_years, s.supplier
    having count(distinct s.year) = y.prior_years + 1 and bool_or(s.year = y.year)
), first_need as materialized (
    select n.person, min(n.start_date) as start_date
    from (
        select r.person, r.referral_date as start_date
        from research.referral(@dataset_version, @tier) r where not r.no_further_action
        union all
        select p.person, p.start_date from research.plan(@dataset_version, @tier) p
        union all
        select c.person, c.start_date
        from research.care_episode(@dataset_version, @tier) c where not coalesce(c.short_break, false)
    ) n
    group by n.person
), pupil as (
    -- a pupil on two main rolls counts at one
    select y.*, row_number() over (partition by y.person, y.year order by y.school, y.subject) as number
    from (
        select t.person, t.subject, t.year + 1 as year, t.authority, t.school, t.sex, t.free_meals, t.sen, t.idaci_decile,
            research.age_at_31_march(t.birth_month, t.year) as age, t.sessions, t.absences, t.exclusions
        from research.pupil_year(@dataset_version, @tier, research.years_before_onset(@dataset_version, @years)) t
        join index_year i on i.year = t.year + 1
    ) y
), pattern as (
    select t.year, r.prior_years, t.authority, t.sex, t.age >= 11 as elder, t.free_meals, t.sen, t.idaci_decile,
        t.sessions > 0 and t.absences >= 0.1 * t.sessions as absent, t.exclusions > 0 as excluded,
        count(*) filter (where n.start_date is not null) as numerator, count(*) as denominator
    from pupil t
    join reporting r using (year, authority)
    left join first_need n on n.person = t.person and n.start_date <= make_date(t.year, 3, 31)
    where t.number = 1 and t.age between 5 and 15
        and (n.start_date is null or n.start_date >= make_date(t.year - 1, 4, 1))
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
)
select 'pattern' as indicator, p.year, 'authority' as level, p.authority,
    array[
        'prior years=' || p.prior_years, 'sex=' || coalesce(p.sex, ''),
        'age=' || case when p.elder then '11 to 15' else '5 to 10' end,
        'free school meals=' || case when p.free_meals then 'Yes' else 'No' end,
        'special needs=' || p.sen, 'deprivation decile=' || coalesce(p.idaci_decile::text, ''),
        'persistent absence=' || case when p.absent then 'Yes' else 'No' end,
        'suspension or exclusion=' || case when p.excluded then 'Yes' else 'No' end
    ] as dims,
    'count' as unit, p.numerator, p.denominator, p.numerator as contributors, null::float8 as value
from pattern p
