-- Referrals to CAMHS by what social care knew of the child on the day: how many
-- were not accepted, and how long those accepted waited for a second contact.
with referral as materialized (
    select row_number() over () as id, r.person, r.year, r.referral_date, r.accepted, r.small_area,
        make_date(r.year, 3, 31) as year_end,
        -- a contact after closure belongs to another referral
        case when r.second_contact <= coalesce(r.closed_date, r.second_contact) then r.second_contact end as second_contact,
        r.closed_date
    from research.health_referral(@dataset_version, @tier) r
    where r.year = any (@years) and r.accepted is not null
        and r.referral_date between make_date(r.year - 1, 4, 1) and make_date(r.year, 3, 31)
), known as materialized (
    -- spells of need; one still open in a year's return lasts to that 31 March at least
    select c.person, 3 as need, c.start_date, coalesce(c.end_date, make_date(c.year, 4, 1)) as end_date
    from research.care_episode(@dataset_version, @tier) c
    where not coalesce(c.short_break, false)
    union all
    select p.person, 2, p.start_date, coalesce(p.end_date, make_date(p.year, 4, 1))
    from research.plan(@dataset_version, @tier) p
    union all
    select c.person, 1, c.referral_date, coalesce(c.closure_date, make_date(c.year, 4, 1))
    from research.referral(@dataset_version, @tier) c
    where not c.no_further_action
), status as (
    select r.id, max(k.need) as need
    from referral r
    join known k on k.person = r.person and k.start_date <= r.referral_date and k.end_date > r.referral_date
    group by r.id
), home as materialized (
    -- a small area is in the authority whose schools most of its pupils attend, at the January census
    select distinct on (c.year, a.postcode) c.year, a.postcode as small_area, left(a.native_id, 3) as authority
    from research.school_census(@dataset_version) c
    join research.school_census_addresses a using (submission_id)
    where c.term = 'spring' and c.year = any (@years) and a.postcode is not null and length(a.native_id) = 7
    group by c.year, a.postcode, left(a.native_id, 3)
    order by c.year, a.postcode, count(*) desc, left(a.native_id, 3)
), classified as materialized (
    select r.year, r.person, r.accepted, h.authority,
        case s.need when 3 then 'Looked after' when 2 then 'Protection plan' when 1 then 'In need' else 'None known' end as need,
        case when r.second_contact <= r.year_end then 'second contact' when r.closed_date <= r.year_end then 'closed' else 'waiting' end as ended,
        greatest(0, case when r.second_contact <= r.year_end then r.second_contact
            when r.closed_date <= r.year_end then r.closed_date else r.year_end end - r.referral_date) as days
    from referral r
    left join status s using (id)
    left join home h using (year, small_area)
)
select 'not_accepted' as indicator, c.year,
    case when grouping(c.authority) = 1 then 'national' else 'authority' end as level,
    case when grouping(c.authority) = 1 then '' else c.authority end as authority,
    array['need=' || case when grouping(c.need) = 1 then 'Total' else c.need end] as dims, 'percent' as unit,
    count(*) filter (where not c.accepted) as numerator, count(*) as denominator,
    count(distinct c.person) filter (where not c.accepted) as contributors, null::float8 as value
from classified c
group by c.year, grouping sets ((c.authority), ()), grouping sets ((c.need), ())
having grouping(c.authority) = 1 or c.authority is not null
union all
select 'spell', c.year,
    case when grouping(c.authority) = 1 then 'national' else 'authority' end,
    case when grouping(c.authority) = 1 then '' else c.authority end,
    array['need=' || case when grouping(c.need) = 1 then 'Total' else c.need end, 'ended=' || c.ended, 'days=' || c.days], 'days',
    count(*), 0, count(distinct c.person), null
from classified c
where c.accepted
group by c.year, c.ended, c.days, grouping sets ((c.authority), ()), grouping sets ((c.need), ())
having grouping(c.authority) = 1 or c.authority is not null
