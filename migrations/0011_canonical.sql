-- The tables that measures read: one meaning for each, whatever return and year
-- it came in. They are functions of a dataset version and a linkage tier, plain
-- selects that Postgres folds into the query around them, run with the caller's
-- own grants. A subject that the map does not know is a person of its own.
--
-- Months of birth are enough for ages at 31 March: whoever is born in March has
-- had the birthday by then.

-- A return's year runs from 1 April to 31 March and is named after its end.
create function research.collection_year(on_date date) returns int
language sql immutable parallel safe
return extract(year from on_date)::int + (extract(month from on_date) > 3)::int;

create function research.age_at_31_march(birth_month date, year int) returns int
language sql immutable parallel safe
return year - research.collection_year(birth_month);

-- A school is entered in mid-year after the first three weeks of September and
-- before August (Stability Index 2019).
create function research.mid_year(entry_date date) returns boolean
language sql immutable parallel safe
return not (extract(month from entry_date) = 8 or extract(month from entry_date) = 9 and extract(day from entry_date) <= 21);

-- The Department's bands; null for a child who is unborn, over 17 or of unknown age.
create function research.age_band(age int) returns text
language sql immutable parallel safe
return case
    when age < 0 or age > 17 then null
    when age = 0 then 'Under 1'
    when age < 5 then '1 to 4'
    when age < 10 then '5 to 9'
    when age < 16 then '10 to 15'
    when age < 18 then '16 and 17'
end;

create function research.sex_name(code text) returns text
language sql immutable parallel safe
return case when code in ('F', '2') then 'Female' when code in ('M', '1') then 'Male' end;

-- One row for each CINdetails episode of each year's census. An episode that
-- stays open comes again a year later.
create function research.referral(dataset_version bigint, tier text) returns table (
    person            uuid,
    subject           uuid,
    authority         text,
    year              int,
    referral_date     date,
    closure_date      date,
    closure_reason    text,
    no_further_action boolean,
    primary_need      text,
    source            text,
    birth_month       date, -- null when unborn
    expected_month    date,
    sex               text,
    flagged           boolean
)
language sql stable parallel safe
begin atomic
    select coalesce(m.person, d.subject), d.subject, s.supplier, d.collection_year,
        d.cin_referral_date, d.cin_closure_date, d.reason_for_closure, coalesce(d.referral_nfa, false),
        d.primary_need_code, d.referral_source,
        i.person_birth_date, i.expected_person_birth_date,
        research.sex_name(coalesce(i.sex, i.gender_current)), d.flagged
    from research.dataset_submission s
    join research.cin_cin_details d on d.submission_id = s.submission_id
    left join research.cin_child_identifiers i
        on i.submission_id = d.submission_id and i.collection_year = d.collection_year and i.row_no = d.parent_no
    left join research.person_map m
        on m.map_version = (select v.map_version from research.dataset_version v where v.id = referral.dataset_version)
        and m.tier = referral.tier and m.subject = d.subject
    where s.dataset_version = referral.dataset_version and s.return = 'cin';
end;

-- One row for each child protection plan of each year's census.
create function research.plan(dataset_version bigint, tier text) returns table (
    person      uuid,
    subject     uuid,
    authority   text,
    year        int,
    start_date  date,
    end_date    date,
    category    text, -- the latest category of abuse, else the first
    birth_month date,
    sex         text,
    flagged     boolean
)
language sql stable parallel safe
begin atomic
    select coalesce(m.person, p.subject), p.subject, s.supplier, p.collection_year,
        p.cpp_start_date, p.cpp_end_date, coalesce(p.latest_category_of_abuse, p.initial_category_of_abuse),
        i.person_birth_date, research.sex_name(coalesce(i.sex, i.gender_current)), p.flagged
    from research.dataset_submission s
    join research.cin_child_protection_plans p on p.submission_id = s.submission_id
    left join research.cin_cin_details d
        on d.submission_id = p.submission_id and d.collection_year = p.collection_year and d.row_no = p.parent_no
    left join research.cin_child_identifiers i
        on i.submission_id = d.submission_id and i.collection_year = d.collection_year and i.row_no = d.parent_no
    left join research.person_map m
        on m.map_version = (select v.map_version from research.dataset_version v where v.id = plan.dataset_version)
        and m.tier = plan.tier and m.subject = p.subject
    where s.dataset_version = plan.dataset_version and s.return = 'cin';
end;

-- One row for each episode of care of each year's SSDA903, short breaks among them.
create function research.care_episode(dataset_version bigint, tier text) returns table (
    person        uuid,
    subject       uuid,
    authority     text,
    year          int,
    start_date    date,
    end_date      date,
    reason_new    text, -- S, L, P, T, B or U
    legal_status  text,
    short_break   boolean, -- legal status V3 or V4
    placement     text,
    provider      text,
    reason_ended  text,
    reason_moved  text,
    primary_need  text,
    birth_month   date,
    sex           text,
    flagged       boolean
)
language sql stable parallel safe
begin atomic
    select coalesce(m.person, e.subject), e.subject, s.supplier, e.collection_year,
        e.decom, e.dec, e.rne, e.ls, e.ls in ('V3', 'V4'), e.place, e.place_provider, e.rec,
        e.reason_place_change, e.cin, h.dob, research.sex_name(h.sex), e.flagged
    from research.dataset_submission s
    join research.ssda903_episodes e on e.submission_id = s.submission_id
    left join (
        select distinct on (x.submission_id, x.subject) x.submission_id, x.subject, x.dob, x.sex
        from research.ssda903_header x
        order by x.submission_id, x.subject, x.row_no
    ) h on h.submission_id = e.submission_id and h.subject = e.subject
    left join research.person_map m
        on m.map_version = (select v.map_version from research.dataset_version v where v.id = care_episode.dataset_version)
        and m.tier = care_episode.tier and m.subject = e.subject
    where s.dataset_version = care_episode.dataset_version and s.return = 'ssda903';
end;

-- A placement is a child's time with one carer in one year's return: an episode
-- that starts care or changes the carer (S, P, B) and those after it that do not.
create function research.placement(dataset_version bigint, tier text) returns table (
    person     uuid,
    subject    uuid,
    authority  text,
    year       int,
    number     bigint, -- in order within the child's year
    start_date date,
    end_date   date, -- null while it lasts
    entry      boolean, -- the child came into care with it
    placement  text,
    provider   text
)
language sql stable parallel safe
begin atomic
    select e.person, e.subject, e.authority, e.year, e.number, min(e.start_date),
        case when bool_and(e.end_date is not null) then max(e.end_date) end,
        bool_or(e.reason_new = 'S'),
        (array_agg(e.placement order by e.start_date))[1], (array_agg(e.provider order by e.start_date))[1]
    from (
        select c.*, count(*) filter (where c.reason_new in ('S', 'P', 'B'))
            over (partition by c.authority, c.year, c.subject order by c.start_date, c.end_date) as number
        from research.care_episode(placement.dataset_version, placement.tier) c
        where not coalesce(c.short_break, false)
    ) e
    group by e.person, e.subject, e.authority, e.year, e.number;
end;

-- The school census is named after the calendar year of its day, which is about
-- the fifteenth of October, January or May.
create function research.census_date(year int, term text) returns date
language sql immutable parallel safe
return make_date(year, case term when 'autumn' then 10 when 'spring' then 1 else 5 end, 15);

-- The school censuses of a dataset version, by the collection year that their day
-- falls in. The offset keeps Postgres from working the year out for every pupil.
create function research.school_census(dataset_version bigint) returns table (
    submission_id bigint,
    year          int,
    term          text,
    census_date   date
)
language sql stable parallel safe
begin atomic
    select s.submission_id, research.collection_year(research.census_date(s.year, s.term)), s.term,
        research.census_date(s.year, s.term)
    from research.dataset_submission s
    where s.dataset_version = school_census.dataset_version and s.return = 'school_census'
    offset 0;
end;

-- One row for each pupil on the roll of each school at each termly census.
create function research.pupil_term(dataset_version bigint, tier text) returns table (
    person      uuid,
    subject     uuid,
    year        int, -- the collection year that the census day falls in
    term        text,
    census_date date,
    authority   text, -- where the school is: the first three figures of its number
    school      text,
    entry_date  date,
    main        boolean, -- not the second school of a pupil registered at two
    birth_month date,
    sex         text
)
language sql stable parallel safe
begin atomic
    select coalesce(m.person, p.subject), p.subject, s.year, s.term, s.census_date,
        case when length(p.native_id) = 7 then left(p.native_id, 3) end, p.native_id, p.entrydate,
        p.enrolstatus is distinct from 'S', p.dob, research.sex_name(p.sex)
    from research.school_census(pupil_term.dataset_version) s
    join research.school_census_pupilonroll p on p.submission_id = s.submission_id
    left join research.person_map m
        on m.map_version = (select v.map_version from research.dataset_version v where v.id = pupil_term.dataset_version)
        and m.tier = pupil_term.tier and m.subject = p.subject;
end;

-- The same for pupils whom the map joins to somebody, to be joined on person: the
-- map leads from a few persons to their rows without reading everybody's.
create function research.linked_pupil_term(dataset_version bigint, tier text) returns table (
    person        uuid,
    subject       uuid,
    year          int,
    census_date   date,
    authority     text,
    school        text,
    entry_date    date,
    main          boolean,
    birth_month   date,
    submission_id bigint
)
language sql stable parallel safe
begin atomic
    select m.person, p.subject, s.year, s.census_date,
        case when length(p.native_id) = 7 then left(p.native_id, 3) end, p.native_id, p.entrydate,
        p.enrolstatus is distinct from 'S', p.dob, p.submission_id
    from research.person_map m
    join research.school_census_pupilonroll p on p.subject = m.subject
    join research.school_census(linked_pupil_term.dataset_version) s on s.submission_id = p.submission_id
    where m.map_version = (select v.map_version from research.dataset_version v where v.id = linked_pupil_term.dataset_version)
        and m.tier = linked_pupil_term.tier;
end;

-- One row for each pupil at the main school on the January census of each year
-- asked for, with the absence and exclusions that the year's censuses tell of.
create function research.pupil_year(dataset_version bigint, tier text, years int[]) returns table (
    person       uuid,
    subject      uuid,
    year         int,
    authority    text,
    school       text,
    birth_month  date,
    sex          text,
    sen          text, -- None, Support or Plan
    free_meals   boolean, -- eligible on the census day
    small_area   text, -- of the home address
    idaci_decile int, -- of the small area; 1 is the most deprived
    sessions     bigint, -- possible in the year
    absences     bigint,
    exclusions   bigint -- suspensions and permanent ones in the year
)
language sql stable parallel safe
begin atomic
    select coalesce(m.person, p.subject), p.subject, s.year,
        case when length(p.native_id) = 7 then left(p.native_id, 3) end, p.native_id,
        p.dob, research.sex_name(p.sex),
        case when p.senprovision = 'E' then 'Plan' when p.senprovision in ('K', 'S', 'A', 'P') then 'Support' else 'None' end,
        coalesce(f.eligible, false), a.small_area, g.idaci_decile,
        t.sessions, greatest(coalesce(t.absences, 0), coalesce(d.absences, 0)), coalesce(x.exclusions, 0)
    from research.school_census(pupil_year.dataset_version) s
    join research.school_census_pupilonroll p on p.submission_id = s.submission_id
    left join (
        -- a pupil may have several addresses: take one
        select y.submission_id, y.parent_no, min(y.postcode) as small_area
        from research.school_census(pupil_year.dataset_version) b
        join research.school_census_addresses y on y.submission_id = b.submission_id
        where b.term = 'spring' and b.year = any (pupil_year.years)
        group by y.submission_id, y.parent_no
    ) a on a.submission_id = p.submission_id and a.parent_no = p.row_no
    left join research.small_area g on g.small_area = a.small_area
    left join (
        select y.submission_id, y.parent_no, bool_or(y.fsmenddate is null or y.fsmenddate >= b.census_date) as eligible
        from research.school_census(pupil_year.dataset_version) b
        join research.school_census_fsmperiod y on y.submission_id = b.submission_id
        where b.term = 'spring' and b.year = any (pupil_year.years)
        group by y.submission_id, y.parent_no
    ) f on f.submission_id = p.submission_id and f.parent_no = p.row_no
    left join (
        select y.subject, b.year,
            sum(y.termlysessionspossible)::bigint as sessions,
            sum(coalesce(y.termlysessionsauthorised, 0) + coalesce(y.termlysessionsunauthorised, 0))::bigint as absences
        from research.school_census(pupil_year.dataset_version) b
        join research.school_census_pupilonroll y on y.submission_id = b.submission_id
        where b.year = any (pupil_year.years)
        group by y.subject, b.year
    ) t on t.subject = p.subject and t.year = s.year
    left join (
        -- absence by its code, which the censuses went over to; where one gives totals
        -- too they tell of the same sessions. The codes of absence, with leave and
        -- without, are those of Working together to improve school attendance (2024);
        -- H is an older one for a holiday with leave.
        select y.subject, b.year, sum(y.sessions)::bigint as absences
        from research.school_census(pupil_year.dataset_version) b
        join research.school_census_termlysessiondetailsonroll y on y.submission_id = b.submission_id
        where b.year = any (pupil_year.years)
            and y.attendancereason in ('C', 'C1', 'C2', 'E', 'H', 'I', 'J1', 'M', 'R', 'S', 'T', 'G', 'N', 'O', 'U')
        group by y.subject, b.year
    ) d on d.subject = p.subject and d.year = s.year
    left join (
        select y.subject, b.year, count(*) as exclusions
        from research.school_census(pupil_year.dataset_version) b
        join research.school_census_termlyexclusionsonroll y on y.submission_id = b.submission_id
        where b.year = any (pupil_year.years) and y.category in ('SUSP', 'FIXD', 'PERM')
        group by y.subject, b.year
    ) x on x.subject = p.subject and x.year = s.year
    left join research.person_map m
        on m.map_version = (select v.map_version from research.dataset_version v where v.id = pupil_year.dataset_version)
        and m.tier = pupil_year.tier and m.subject = p.subject
    where s.term = 'spring' and s.year = any (pupil_year.years)
        and p.enrolstatus is distinct from 'S';
end;

-- One row for each referral to child and adolescent mental health services.
create function research.health_referral(dataset_version bigint, tier text) returns table (
    person              uuid,
    subject             uuid,
    year                int,
    referral_date       date,
    source              text,
    accepted            boolean,
    not_accepted_reason text,
    first_contact       date,
    second_contact      date,
    closed_date         date,
    small_area          text,
    birth_month         date,
    sex                 text,
    flagged             boolean
)
language sql stable parallel safe
begin atomic
    select coalesce(m.person, r.subject), r.subject, r.collection_year,
        r.referral_date, r.referral_source, r.accepted, r.not_accepted_reason,
        r.first_contact_date, r.second_contact_date, r.closed_date,
        r.postcode, r.birth_date, research.sex_name(r.sex), r.flagged
    from research.dataset_submission s
    join research.camhs_referrals r on r.submission_id = s.submission_id
    left join research.person_map m
        on m.map_version = (select v.map_version from research.dataset_version v where v.id = health_referral.dataset_version)
        and m.tier = health_referral.tier and m.subject = r.subject
    where s.dataset_version = health_referral.dataset_version and s.return = 'camhs';
end;
