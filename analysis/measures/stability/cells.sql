-- The Stability Index, first cut: changes of carer and mid-year changes of school
-- in the year to 31 March, among children looked after on that day.
with school_year as (
    -- years for which an earlier census can show the school before
    select distinct c.year
    from research.school_census(@dataset_version) c
    join research.school_census(@dataset_version) before on before.year = c.year - 1
), cohort as materialized (
    select n.person, n.subject, n.authority, n.year, n.age
    from research.need_on_31_march(@dataset_version, @tier) n
    where n.looked_after and n.year = any (@years)
), change as (
    -- a change of carer is an episode that starts care (S) or brings a new carer
    -- (P, B); the entry of a child who was not in care when the year began is none
    select c.authority, c.year, c.subject,
        count(*) filter (where c.start_date >= make_date(c.year - 1, 4, 1) and c.reason_new in ('S', 'P', 'B'))
            - (not bool_or(c.start_date < make_date(c.year - 1, 4, 1)
                and (c.end_date is null or c.end_date >= make_date(c.year - 1, 4, 1))))::int as changes
    from research.care_episode(@dataset_version, @tier) c
    where not coalesce(c.short_break, false) and c.start_date <= make_date(c.year, 3, 31) and c.year = any (@years)
    group by c.authority, c.year, c.subject
), term as materialized (
    select t.person, t.year, t.school, t.entry_date
    from (select distinct person from cohort) c
    join research.linked_pupil_term(@dataset_version, @tier) t using (person)
    where t.main
), entry as (
    -- one entry to each school, the earliest; a child's first school is no move
    select t.person, min(t.entry_date) as entry_date,
        row_number() over (partition by t.person order by min(t.entry_date), t.school) > 1 as moved
    from term t
    where t.entry_date is not null
    group by t.person, t.school
), move as (
    select distinct e.person, research.collection_year(e.entry_date) as year
    from entry e
    where e.moved and research.mid_year(e.entry_date)
), everybody as materialized (
    -- all pupils of the January census, by the school's authority; no link is read
    select p.subject, p.authority, p.year, research.age_at_31_march(p.birth_month, p.year) as age
    from research.pupil_year(@dataset_version, @tier, @years) p
    where @tier = 'base' and p.birth_month <= make_date(p.year - 5, 3, 31)
), candidate as (
    -- the few who entered a school in mid-year, as some census of the year tells
    select distinct t.subject, t.school, t.entry_date, t.year
    from research.pupil_term(@dataset_version, @tier) t
    where @tier = 'base' and t.main and t.year = any (@years)
        and t.entry_date >= make_date(t.year - 1, 4, 1) and t.entry_date <= make_date(t.year, 3, 31) and research.mid_year(t.entry_date)
), moved as (
    select distinct c.subject, c.year
    from candidate c
    join research.school_census_pupilonroll o on o.subject = c.subject
    join research.dataset_submission s on s.submission_id = o.submission_id and s.dataset_version = @dataset_version
    where o.native_id <> c.school and o.entrydate < c.entry_date and o.enrolstatus is distinct from 'S'
), observed as (
    select c.authority, c.year, c.age, k.indicator, k.counts
    from cohort c
    left join change g using (authority, year, subject)
    left join (select distinct person, year from term) e on (e.person, e.year) = (c.person, c.year)
    left join move m on (m.person, m.year) = (c.person, c.year)
    left join school_year y on y.year = c.year
    cross join lateral (values
        ('any_placement_change', coalesce(g.changes, 0) >= 1),
        ('two_placement_changes', coalesce(g.changes, 0) >= 2),
        ('mid_year_school_move', case when c.age >= 5 and e.person is not null and y.year is not null then m.person is not null end),
        ('pupil_record_linked', case when c.age between 5 and 15 then e.person is not null end)
    ) as k (indicator, counts)
    where k.counts is not null
    union all
    select e.authority, e.year, e.age, 'mid_year_school_move_all_pupils', m.subject is not null
    from everybody e
    join school_year using (year)
    left join moved m using (subject, year)
), counted as (
    select o.year, o.indicator,
        case when grouping(o.authority) = 1 then 'national' else 'authority' end as level,
        case when grouping(o.authority) = 1 then '' else o.authority end as authority,
        grouping(research.age_band(o.age)) = 1 as any_age, research.age_band(o.age) as age,
        count(*) filter (where o.counts) as numerator, count(*) as denominator
    from observed o
    group by o.year, o.indicator, grouping sets ((o.authority), (), (research.age_band(o.age)))
)
select c.indicator, c.year, c.level, c.authority,
    array['age=' || case when c.any_age then 'Total' else c.age end] as dims, 'percent' as unit,
    c.numerator, c.denominator, c.numerator as contributors, null::float8 as value
from counted c
where c.authority is not null and (c.any_age or c.age is not null)
