-- Made from the layouts by go generate ./reference. Do not edit: change a layout
-- file and generate again.

-- Contacts
create table research.annex_a_list_1 (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    gender          text,
    ethnicity       text,
    date_of_birth   date,
    date_of_contact date,
    contact_source  text
) partition by list (collection_year);
create table research.annex_a_list_1_2024 partition of research.annex_a_list_1 for values in (2024);
create table research.annex_a_list_1_2025 partition of research.annex_a_list_1 for values in (2025);
create table research.annex_a_list_1_2026 partition of research.annex_a_list_1 for values in (2026);
create index on research.annex_a_list_1 (submission_id);
create index on research.annex_a_list_1 (subject);

-- Early help
create table research.annex_a_list_2 (
    submission_id                      bigint not null,
    collection_year                    int not null,
    row_no                             int not null,
    parent_no                          int not null,
    subject                            uuid not null,
    flagged                            boolean not null,
    gender                             text,
    ethnicity                          text,
    date_of_birth                      date,
    assessment_start_date              date,
    assessment_completion_date         date,
    organisation_completing_assessment text
) partition by list (collection_year);
create table research.annex_a_list_2_2024 partition of research.annex_a_list_2 for values in (2024);
create table research.annex_a_list_2_2025 partition of research.annex_a_list_2 for values in (2025);
create table research.annex_a_list_2_2026 partition of research.annex_a_list_2 for values in (2026);
create index on research.annex_a_list_2 (submission_id);
create index on research.annex_a_list_2 (subject);

-- Referrals
create table research.annex_a_list_3 (
    submission_id     bigint not null,
    collection_year   int not null,
    row_no            int not null,
    parent_no         int not null,
    subject           uuid not null,
    flagged           boolean not null,
    gender            text,
    ethnicity         text,
    date_of_birth     date,
    date_of_referral  date,
    referral_source   text,
    referral_nfa      text,
    referrals_in_year bigint
) partition by list (collection_year);
create table research.annex_a_list_3_2024 partition of research.annex_a_list_3 for values in (2024);
create table research.annex_a_list_3_2025 partition of research.annex_a_list_3 for values in (2025);
create table research.annex_a_list_3_2026 partition of research.annex_a_list_3 for values in (2026);
create index on research.annex_a_list_3 (submission_id);
create index on research.annex_a_list_3 (subject);

-- Assessments
create table research.annex_a_list_4 (
    submission_id                    bigint not null,
    collection_year                  int not null,
    row_no                           int not null,
    parent_no                        int not null,
    subject                          uuid not null,
    flagged                          boolean not null,
    gender                           text,
    ethnicity                        text,
    date_of_birth                    date,
    does_the_child_have_a_disability text,
    assessment_start_date            date,
    seen_during_assessment           text,
    assessment_authorisation_date    date,
    social_care_support_required     text
) partition by list (collection_year);
create table research.annex_a_list_4_2024 partition of research.annex_a_list_4 for values in (2024);
create table research.annex_a_list_4_2025 partition of research.annex_a_list_4 for values in (2025);
create table research.annex_a_list_4_2026 partition of research.annex_a_list_4 for values in (2026);
create index on research.annex_a_list_4 (submission_id);
create index on research.annex_a_list_4 (subject);

-- Section 47 enquiries and conferences
create table research.annex_a_list_5 (
    submission_id                    bigint not null,
    collection_year                  int not null,
    row_no                           int not null,
    parent_no                        int not null,
    subject                          uuid not null,
    flagged                          boolean not null,
    gender                           text,
    ethnicity                        text,
    date_of_birth                    date,
    does_the_child_have_a_disability text,
    section47_start_date             date,
    conference_unnecessary           text,
    date_of_initial_conference       date,
    conference_led_to_plan           text,
    section47_in_year                bigint,
    conferences_in_year              bigint
) partition by list (collection_year);
create table research.annex_a_list_5_2024 partition of research.annex_a_list_5 for values in (2024);
create table research.annex_a_list_5_2025 partition of research.annex_a_list_5 for values in (2025);
create table research.annex_a_list_5_2026 partition of research.annex_a_list_5 for values in (2026);
create index on research.annex_a_list_5 (submission_id);
create index on research.annex_a_list_5 (subject);

-- Children in need
create table research.annex_a_list_6 (
    submission_id                    bigint not null,
    collection_year                  int not null,
    row_no                           int not null,
    parent_no                        int not null,
    subject                          uuid not null,
    flagged                          boolean not null,
    gender                           text,
    ethnicity                        text,
    date_of_birth                    date,
    does_the_child_have_a_disability text,
    cin_start_date                   date,
    primary_need_code                text,
    date_child_was_last_seen         date,
    cin_closure_date                 date,
    reason_for_closure               text,
    case_status                      text
) partition by list (collection_year);
create table research.annex_a_list_6_2024 partition of research.annex_a_list_6 for values in (2024);
create table research.annex_a_list_6_2025 partition of research.annex_a_list_6 for values in (2025);
create table research.annex_a_list_6_2026 partition of research.annex_a_list_6 for values in (2026);
create index on research.annex_a_list_6 (submission_id);
create index on research.annex_a_list_6 (subject);

-- Child protection plans
create table research.annex_a_list_7 (
    submission_id                             bigint not null,
    collection_year                           int not null,
    row_no                                    int not null,
    parent_no                                 int not null,
    subject                                   uuid not null,
    flagged                                   boolean not null,
    gender                                    text,
    ethnicity                                 text,
    date_of_birth                             date,
    does_the_child_have_a_disability          text,
    child_protection_plan_start_date          date,
    initial_category_of_abuse                 text,
    latest_category_of_abuse                  text,
    date_of_the_last_statutory_visit          date,
    was_the_child_seen_alone                  text,
    date_of_latest_review_conference          date,
    child_protection_plan_end_date            date,
    emergency_protection                      text,
    number_of_previous_child_protection_plans bigint
) partition by list (collection_year);
create table research.annex_a_list_7_2024 partition of research.annex_a_list_7 for values in (2024);
create table research.annex_a_list_7_2025 partition of research.annex_a_list_7 for values in (2025);
create table research.annex_a_list_7_2026 partition of research.annex_a_list_7 for values in (2026);
create index on research.annex_a_list_7 (submission_id);
create index on research.annex_a_list_7 (subject);

-- Children in care
create table research.annex_a_list_8 (
    submission_id                       bigint not null,
    collection_year                     int not null,
    row_no                              int not null,
    parent_no                           int not null,
    subject                             uuid not null,
    flagged                             boolean not null,
    gender                              text,
    ethnicity                           text,
    date_of_birth                       date,
    uasc                                text,
    does_the_child_have_a_disability    text,
    date_started_to_be_looked_after     date,
    child_category_of_need              text,
    second_period                       text,
    start_date_of_current_legal_status  date,
    child_legal_status                  text,
    date_of_latest_statutory_review     date,
    date_of_last_social_work_visit      date,
    permanence_plan                     text,
    date_of_last_iro_visit              date,
    date_of_last_health_assessment      date,
    date_of_last_dental_check           date,
    placements_in_year                  bigint,
    date_ceased_to_be_looked_after      date,
    reason_ceased_to_be_looked_after    text,
    start_date_of_most_recent_placement date,
    placement_type                      text,
    placement_provider                  text,
    placement_postcode                  text,
    placement_location                  text,
    la_of_placement                     text,
    episodes_missing                    bigint,
    episodes_absent                     bigint,
    return_interview_offered            text,
    return_interview_accepted           text
) partition by list (collection_year);
create table research.annex_a_list_8_2024 partition of research.annex_a_list_8 for values in (2024);
create table research.annex_a_list_8_2025 partition of research.annex_a_list_8 for values in (2025);
create table research.annex_a_list_8_2026 partition of research.annex_a_list_8 for values in (2026);
create index on research.annex_a_list_8 (submission_id);
create index on research.annex_a_list_8 (subject);

-- Care leavers
create table research.annex_a_list_9 (
    submission_id                    bigint not null,
    collection_year                  int not null,
    row_no                           int not null,
    parent_no                        int not null,
    subject                          uuid not null,
    flagged                          boolean not null,
    gender                           text,
    ethnicity                        text,
    date_of_birth                    date,
    uasc                             text,
    does_the_child_have_a_disability text,
    eligibility_category             text,
    latest_pathway_plan_review_date  date,
    la_in_touch                      text,
    latest_date_of_contact           date,
    type_of_accommodation            text,
    suitability_of_accommodation     text,
    activity_status                  text
) partition by list (collection_year);
create table research.annex_a_list_9_2024 partition of research.annex_a_list_9 for values in (2024);
create table research.annex_a_list_9_2025 partition of research.annex_a_list_9 for values in (2025);
create table research.annex_a_list_9_2026 partition of research.annex_a_list_9 for values in (2026);
create index on research.annex_a_list_9 (submission_id);
create index on research.annex_a_list_9 (subject);

-- Adoption
create table research.annex_a_list_10 (
    submission_id                    bigint not null,
    collection_year                  int not null,
    row_no                           int not null,
    parent_no                        int not null,
    subject                          uuid not null,
    flagged                          boolean not null,
    gender                           text,
    ethnicity                        text,
    date_of_birth                    date,
    does_the_child_have_a_disability text,
    date_the_child_entered_care      date,
    date_of_adoption_decision        date,
    date_of_placement_order          date,
    date_matched                     date,
    date_placed_for_adoption         date,
    date_of_adoption_order           date,
    date_decision_reversed           date,
    reason_decision_reversed         text,
    date_placed_for_fostering        date
) partition by list (collection_year);
create table research.annex_a_list_10_2024 partition of research.annex_a_list_10 for values in (2024);
create table research.annex_a_list_10_2025 partition of research.annex_a_list_10 for values in (2025);
create table research.annex_a_list_10_2026 partition of research.annex_a_list_10 for values in (2026);
create index on research.annex_a_list_10 (submission_id);
create index on research.annex_a_list_10 (subject);

-- Children and young people with an education, health and care plan
create table research.annex_a_sen_list_1 (
    submission_id           bigint not null,
    collection_year         int not null,
    row_no                  int not null,
    parent_no               int not null,
    subject                 uuid not null,
    flagged                 boolean not null,
    date_of_birth           date,
    gender                  text,
    ethnicity               text,
    initial_plan_issued     date,
    updated_plan_issued     date,
    plan_last_reviewed      date,
    primary_need            text,
    main_school_phase       text,
    subsidiary_school_phase text,
    elective_home_education text,
    suspensions             float8,
    permanent_exclusions    float8,
    absence                 float8,
    pupil_premium           text,
    known_to_social_care    text,
    disability              text
) partition by list (collection_year);
create table research.annex_a_sen_list_1_2025 partition of research.annex_a_sen_list_1 for values in (2025);
create table research.annex_a_sen_list_1_2026 partition of research.annex_a_sen_list_1 for values in (2026);
create index on research.annex_a_sen_list_1 (submission_id);
create index on research.annex_a_sen_list_1 (subject);

-- Children and young people with SEN support
create table research.annex_a_sen_list_2 (
    submission_id           bigint not null,
    collection_year         int not null,
    row_no                  int not null,
    parent_no               int not null,
    subject                 uuid not null,
    flagged                 boolean not null,
    date_of_birth           date,
    gender                  text,
    ethnicity               text,
    primary_need            text,
    main_school_phase       text,
    subsidiary_school_phase text,
    suspensions             float8,
    permanent_exclusions    float8,
    absence                 float8,
    pupil_premium           text,
    known_to_social_care    text,
    disability              text
) partition by list (collection_year);
create table research.annex_a_sen_list_2_2025 partition of research.annex_a_sen_list_2 for values in (2025);
create table research.annex_a_sen_list_2_2026 partition of research.annex_a_sen_list_2 for values in (2026);
create index on research.annex_a_sen_list_2 (submission_id);
create index on research.annex_a_sen_list_2 (subject);

-- Children in alternative provision the authority arranged
create table research.ap_census_pupil (
    submission_id    bigint not null,
    collection_year  int not null,
    row_no           int not null,
    parent_no        int not null,
    subject          uuid not null,
    flagged          boolean not null,
    dob              date,
    sex              text,
    ethnicity        text,
    language         text,
    fsmeligible      boolean,
    senprovision     text,
    senunitindicator boolean,
    postcode         text
) partition by list (collection_year);
create table research.ap_census_pupil_2024 partition of research.ap_census_pupil for values in (2024);
create table research.ap_census_pupil_2025 partition of research.ap_census_pupil for values in (2025);
create table research.ap_census_pupil_2026 partition of research.ap_census_pupil for values in (2026);
create index on research.ap_census_pupil (submission_id);
create index on research.ap_census_pupil (subject);

-- Kinds of special educational need
create table research.ap_census_senneeds (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    sentyperank     bigint,
    sentype         text
) partition by list (collection_year);
create table research.ap_census_senneeds_2024 partition of research.ap_census_senneeds for values in (2024);
create table research.ap_census_senneeds_2025 partition of research.ap_census_senneeds for values in (2025);
create table research.ap_census_senneeds_2026 partition of research.ap_census_senneeds for values in (2026);
create index on research.ap_census_senneeds (submission_id);
create index on research.ap_census_senneeds (subject);

-- Placements
create table research.ap_census_placement (
    submission_id       bigint not null,
    collection_year     int not null,
    row_no              int not null,
    parent_no           int not null,
    subject             uuid not null,
    flagged             boolean not null,
    urn                 text,
    ukprn               text,
    apsettingtype       text,
    placementreason     text,
    entrydate           date,
    leavingdate         date,
    apattendancepattern text,
    apsessionsperweek   bigint
) partition by list (collection_year);
create table research.ap_census_placement_2024 partition of research.ap_census_placement for values in (2024);
create table research.ap_census_placement_2025 partition of research.ap_census_placement for values in (2025);
create table research.ap_census_placement_2026 partition of research.ap_census_placement for values in (2026);
create index on research.ap_census_placement (submission_id);
create index on research.ap_census_placement (subject);

-- Referrals to child and adolescent mental health services
create table research.camhs_referrals (
    submission_id       bigint not null,
    collection_year     int not null,
    row_no              int not null,
    parent_no           int not null,
    subject             uuid not null,
    flagged             boolean not null,
    birth_date          date,
    sex                 text,
    postcode            text,
    referral_date       date,
    referral_source     text,
    accepted            boolean,
    not_accepted_reason text,
    first_contact_date  date,
    second_contact_date date,
    closed_date         date
) partition by list (collection_year);
create table research.camhs_referrals_2024 partition of research.camhs_referrals for values in (2024);
create table research.camhs_referrals_2025 partition of research.camhs_referrals for values in (2025);
create table research.camhs_referrals_2026 partition of research.camhs_referrals for values in (2026);
create index on research.camhs_referrals (submission_id);
create index on research.camhs_referrals (subject);

-- The child
create table research.cin_child_identifiers (
    submission_id              bigint not null,
    collection_year            int not null,
    row_no                     int not null,
    parent_no                  int not null,
    subject                    uuid not null,
    flagged                    boolean not null,
    upn_unknown                text,
    person_birth_date          date,
    expected_person_birth_date date,
    gender_current             text,
    person_death_date          date,
    sex                        text
) partition by list (collection_year);
create table research.cin_child_identifiers_2021 partition of research.cin_child_identifiers for values in (2021);
create table research.cin_child_identifiers_2022 partition of research.cin_child_identifiers for values in (2022);
create table research.cin_child_identifiers_2023 partition of research.cin_child_identifiers for values in (2023);
create table research.cin_child_identifiers_2024 partition of research.cin_child_identifiers for values in (2024);
create table research.cin_child_identifiers_2025 partition of research.cin_child_identifiers for values in (2025);
create table research.cin_child_identifiers_2026 partition of research.cin_child_identifiers for values in (2026);
create index on research.cin_child_identifiers (submission_id);
create index on research.cin_child_identifiers (subject);

-- The child's characteristics
create table research.cin_child_characteristics (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    ethnicity       text
) partition by list (collection_year);
create table research.cin_child_characteristics_2021 partition of research.cin_child_characteristics for values in (2021);
create table research.cin_child_characteristics_2022 partition of research.cin_child_characteristics for values in (2022);
create table research.cin_child_characteristics_2023 partition of research.cin_child_characteristics for values in (2023);
create table research.cin_child_characteristics_2024 partition of research.cin_child_characteristics for values in (2024);
create table research.cin_child_characteristics_2025 partition of research.cin_child_characteristics for values in (2025);
create table research.cin_child_characteristics_2026 partition of research.cin_child_characteristics for values in (2026);
create index on research.cin_child_characteristics (submission_id);
create index on research.cin_child_characteristics (subject);

-- The child's disabilities, one row each
create table research.cin_disabilities (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    disability      text
) partition by list (collection_year);
create table research.cin_disabilities_2021 partition of research.cin_disabilities for values in (2021);
create table research.cin_disabilities_2022 partition of research.cin_disabilities for values in (2022);
create table research.cin_disabilities_2023 partition of research.cin_disabilities for values in (2023);
create table research.cin_disabilities_2024 partition of research.cin_disabilities for values in (2024);
create table research.cin_disabilities_2025 partition of research.cin_disabilities for values in (2025);
create table research.cin_disabilities_2026 partition of research.cin_disabilities for values in (2026);
create index on research.cin_disabilities (submission_id);
create index on research.cin_disabilities (subject);

-- Episodes of need
create table research.cin_cin_details (
    submission_id       bigint not null,
    collection_year     int not null,
    row_no              int not null,
    parent_no           int not null,
    subject             uuid not null,
    flagged             boolean not null,
    cin_referral_date   date,
    referral_source     text,
    primary_need_code   text,
    cin_closure_date    date,
    reason_for_closure  text,
    date_of_initial_cpc date,
    referral_nfa        boolean
) partition by list (collection_year);
create table research.cin_cin_details_2021 partition of research.cin_cin_details for values in (2021);
create table research.cin_cin_details_2022 partition of research.cin_cin_details for values in (2022);
create table research.cin_cin_details_2023 partition of research.cin_cin_details for values in (2023);
create table research.cin_cin_details_2024 partition of research.cin_cin_details for values in (2024);
create table research.cin_cin_details_2025 partition of research.cin_cin_details for values in (2025);
create table research.cin_cin_details_2026 partition of research.cin_cin_details for values in (2026);
create index on research.cin_cin_details (submission_id);
create index on research.cin_cin_details (subject);

-- Assessments
create table research.cin_assessments (
    submission_id                   bigint not null,
    collection_year                 int not null,
    row_no                          int not null,
    parent_no                       int not null,
    subject                         uuid not null,
    flagged                         boolean not null,
    assessment_actual_start_date    date,
    assessment_internal_review_date date,
    assessment_authorisation_date   date
) partition by list (collection_year);
create table research.cin_assessments_2021 partition of research.cin_assessments for values in (2021);
create table research.cin_assessments_2022 partition of research.cin_assessments for values in (2022);
create table research.cin_assessments_2023 partition of research.cin_assessments for values in (2023);
create table research.cin_assessments_2024 partition of research.cin_assessments for values in (2024);
create table research.cin_assessments_2025 partition of research.cin_assessments for values in (2025);
create table research.cin_assessments_2026 partition of research.cin_assessments for values in (2026);
create index on research.cin_assessments (submission_id);
create index on research.cin_assessments (subject);

-- Factors identified at the end of an assessment, one row each
create table research.cin_assessment_factors_list (
    submission_id     bigint not null,
    collection_year   int not null,
    row_no            int not null,
    parent_no         int not null,
    subject           uuid not null,
    flagged           boolean not null,
    assessment_factor text
) partition by list (collection_year);
create table research.cin_assessment_factors_list_2021 partition of research.cin_assessment_factors_list for values in (2021);
create table research.cin_assessment_factors_list_2022 partition of research.cin_assessment_factors_list for values in (2022);
create table research.cin_assessment_factors_list_2023 partition of research.cin_assessment_factors_list for values in (2023);
create table research.cin_assessment_factors_list_2024 partition of research.cin_assessment_factors_list for values in (2024);
create table research.cin_assessment_factors_list_2025 partition of research.cin_assessment_factors_list for values in (2025);
create table research.cin_assessment_factors_list_2026 partition of research.cin_assessment_factors_list for values in (2026);
create index on research.cin_assessment_factors_list (submission_id);
create index on research.cin_assessment_factors_list (subject);

-- Section 47 enquiries
create table research.cin_section47 (
    submission_id         bigint not null,
    collection_year       int not null,
    row_no                int not null,
    parent_no             int not null,
    subject               uuid not null,
    flagged               boolean not null,
    s47_actual_start_date date,
    initial_cpc_target    date,
    date_of_initial_cpc   date,
    icpc_not_required     boolean
) partition by list (collection_year);
create table research.cin_section47_2021 partition of research.cin_section47 for values in (2021);
create table research.cin_section47_2022 partition of research.cin_section47 for values in (2022);
create table research.cin_section47_2023 partition of research.cin_section47 for values in (2023);
create table research.cin_section47_2024 partition of research.cin_section47 for values in (2024);
create table research.cin_section47_2025 partition of research.cin_section47 for values in (2025);
create table research.cin_section47_2026 partition of research.cin_section47 for values in (2026);
create index on research.cin_section47 (submission_id);
create index on research.cin_section47 (subject);

-- Child protection plans
create table research.cin_child_protection_plans (
    submission_id             bigint not null,
    collection_year           int not null,
    row_no                    int not null,
    parent_no                 int not null,
    subject                   uuid not null,
    flagged                   boolean not null,
    cpp_start_date            date,
    cpp_end_date              date,
    initial_category_of_abuse text,
    latest_category_of_abuse  text,
    number_of_previous_cpp    bigint
) partition by list (collection_year);
create table research.cin_child_protection_plans_2021 partition of research.cin_child_protection_plans for values in (2021);
create table research.cin_child_protection_plans_2022 partition of research.cin_child_protection_plans for values in (2022);
create table research.cin_child_protection_plans_2023 partition of research.cin_child_protection_plans for values in (2023);
create table research.cin_child_protection_plans_2024 partition of research.cin_child_protection_plans for values in (2024);
create table research.cin_child_protection_plans_2025 partition of research.cin_child_protection_plans for values in (2025);
create table research.cin_child_protection_plans_2026 partition of research.cin_child_protection_plans for values in (2026);
create index on research.cin_child_protection_plans (submission_id);
create index on research.cin_child_protection_plans (subject);

-- Reviews of a child protection plan
create table research.cin_reviews (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    cpp_review_date date
) partition by list (collection_year);
create table research.cin_reviews_2021 partition of research.cin_reviews for values in (2021);
create table research.cin_reviews_2022 partition of research.cin_reviews for values in (2022);
create table research.cin_reviews_2023 partition of research.cin_reviews for values in (2023);
create table research.cin_reviews_2024 partition of research.cin_reviews for values in (2024);
create table research.cin_reviews_2025 partition of research.cin_reviews for values in (2025);
create table research.cin_reviews_2026 partition of research.cin_reviews for values in (2026);
create index on research.cin_reviews (submission_id);
create index on research.cin_reviews (subject);

-- Child in need plans
create table research.cin_cin_plan_dates (
    submission_id       bigint not null,
    collection_year     int not null,
    row_no              int not null,
    parent_no           int not null,
    subject             uuid not null,
    flagged             boolean not null,
    cin_plan_start_date date,
    cin_plan_end_date   date
) partition by list (collection_year);
create table research.cin_cin_plan_dates_2022 partition of research.cin_cin_plan_dates for values in (2022);
create table research.cin_cin_plan_dates_2023 partition of research.cin_cin_plan_dates for values in (2023);
create table research.cin_cin_plan_dates_2024 partition of research.cin_cin_plan_dates for values in (2024);
create table research.cin_cin_plan_dates_2025 partition of research.cin_cin_plan_dates for values in (2025);
create table research.cin_cin_plan_dates_2026 partition of research.cin_cin_plan_dates for values in (2026);
create index on research.cin_cin_plan_dates (submission_id);
create index on research.cin_cin_plan_dates (subject);

-- Pre-proceedings and family group decision making
create table research.cin_pre_proceedingsand_fgdm (
    submission_id           bigint not null,
    collection_year         int not null,
    row_no                  int not null,
    parent_no               int not null,
    subject                 uuid not null,
    flagged                 boolean not null,
    pp_start_date           date,
    lbp_sent_date           date,
    fgdm_meeting_offer      boolean,
    fgdm_meeting_fac        boolean,
    initial_pp_meeting_date date,
    review_meetings_count   bigint,
    step_decision_date      date,
    pp_outcome              text,
    court_app_date          date,
    letter_init_cp_date     date
) partition by list (collection_year);
create table research.cin_pre_proceedingsand_fgdm_2026 partition of research.cin_pre_proceedingsand_fgdm for values in (2026);
create index on research.cin_pre_proceedingsand_fgdm (submission_id);
create index on research.cin_pre_proceedingsand_fgdm (subject);

-- The child
create table research.csc_api_child_details (
    submission_id                      bigint not null,
    collection_year                    int not null,
    row_no                             int not null,
    parent_no                          int not null,
    subject                            uuid not null,
    flagged                            boolean not null,
    unique_pupil_number_unknown_reason text,
    date_of_birth                      date,
    expected_date_of_birth             date,
    sex                                text,
    ethnicity                          text,
    postcode                           text,
    uasc_flag                          boolean,
    uasc_end_date                      date
) partition by list (collection_year);
create table research.csc_api_child_details_2025 partition of research.csc_api_child_details for values in (2025);
create table research.csc_api_child_details_2026 partition of research.csc_api_child_details for values in (2026);
create index on research.csc_api_child_details (submission_id);
create index on research.csc_api_child_details (subject);

-- The child's disabilities, one row each
create table research.csc_api_disabilities (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    disability      text
) partition by list (collection_year);
create table research.csc_api_disabilities_2025 partition of research.csc_api_disabilities for values in (2025);
create table research.csc_api_disabilities_2026 partition of research.csc_api_disabilities for values in (2026);
create index on research.csc_api_disabilities (submission_id);
create index on research.csc_api_disabilities (subject);

-- Strengths and difficulties scores
create table research.csc_api_sdq_assessments (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    date            date,
    score           bigint
) partition by list (collection_year);
create table research.csc_api_sdq_assessments_2025 partition of research.csc_api_sdq_assessments for values in (2025);
create table research.csc_api_sdq_assessments_2026 partition of research.csc_api_sdq_assessments for values in (2026);
create index on research.csc_api_sdq_assessments (submission_id);
create index on research.csc_api_sdq_assessments (subject);

-- Episodes of need
create table research.csc_api_social_care_episodes (
    submission_id                   bigint not null,
    collection_year                 int not null,
    row_no                          int not null,
    parent_no                       int not null,
    subject                         uuid not null,
    flagged                         boolean not null,
    referral_date                   date,
    referral_source                 text,
    referral_no_further_action_flag boolean,
    closure_date                    date,
    closure_reason                  text
) partition by list (collection_year);
create table research.csc_api_social_care_episodes_2025 partition of research.csc_api_social_care_episodes for values in (2025);
create table research.csc_api_social_care_episodes_2026 partition of research.csc_api_social_care_episodes for values in (2026);
create index on research.csc_api_social_care_episodes (submission_id);
create index on research.csc_api_social_care_episodes (subject);

-- Care workers of an episode
create table research.csc_api_care_worker_details (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    start_date      date,
    end_date        date
) partition by list (collection_year);
create table research.csc_api_care_worker_details_2025 partition of research.csc_api_care_worker_details for values in (2025);
create table research.csc_api_care_worker_details_2026 partition of research.csc_api_care_worker_details for values in (2026);
create index on research.csc_api_care_worker_details (submission_id);
create index on research.csc_api_care_worker_details (subject);

-- Assessments
create table research.csc_api_child_and_family_assessments (
    submission_id      bigint not null,
    collection_year    int not null,
    row_no             int not null,
    parent_no          int not null,
    subject            uuid not null,
    flagged            boolean not null,
    start_date         date,
    authorisation_date date
) partition by list (collection_year);
create table research.csc_api_child_and_family_assessments_2025 partition of research.csc_api_child_and_family_assessments for values in (2025);
create table research.csc_api_child_and_family_assessments_2026 partition of research.csc_api_child_and_family_assessments for values in (2026);
create index on research.csc_api_child_and_family_assessments (submission_id);
create index on research.csc_api_child_and_family_assessments (subject);

-- Factors found at the end of an assessment, one row each
create table research.csc_api_factors (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    factor          text
) partition by list (collection_year);
create table research.csc_api_factors_2025 partition of research.csc_api_factors for values in (2025);
create table research.csc_api_factors_2026 partition of research.csc_api_factors for values in (2026);
create index on research.csc_api_factors (submission_id);
create index on research.csc_api_factors (subject);

-- Child in need plans
create table research.csc_api_child_in_need_plans (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    start_date      date,
    end_date        date
) partition by list (collection_year);
create table research.csc_api_child_in_need_plans_2025 partition of research.csc_api_child_in_need_plans for values in (2025);
create table research.csc_api_child_in_need_plans_2026 partition of research.csc_api_child_in_need_plans for values in (2026);
create index on research.csc_api_child_in_need_plans (submission_id);
create index on research.csc_api_child_in_need_plans (subject);

-- Section 47 enquiries
create table research.csc_api_section_47_assessments (
    submission_id      bigint not null,
    collection_year    int not null,
    row_no             int not null,
    parent_no          int not null,
    subject            uuid not null,
    flagged            boolean not null,
    start_date         date,
    icpc_required_flag boolean,
    icpc_date          date,
    end_date           date
) partition by list (collection_year);
create table research.csc_api_section_47_assessments_2025 partition of research.csc_api_section_47_assessments for values in (2025);
create table research.csc_api_section_47_assessments_2026 partition of research.csc_api_section_47_assessments for values in (2026);
create index on research.csc_api_section_47_assessments (submission_id);
create index on research.csc_api_section_47_assessments (subject);

-- Child protection plans
create table research.csc_api_child_protection_plans (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    start_date      date,
    end_date        date
) partition by list (collection_year);
create table research.csc_api_child_protection_plans_2025 partition of research.csc_api_child_protection_plans for values in (2025);
create table research.csc_api_child_protection_plans_2026 partition of research.csc_api_child_protection_plans for values in (2026);
create index on research.csc_api_child_protection_plans (submission_id);
create index on research.csc_api_child_protection_plans (subject);

-- Placements of looked-after children
create table research.csc_api_child_looked_after_placements (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    start_date      date,
    start_reason    text,
    placement_type  text,
    postcode        text,
    end_date        date,
    end_reason      text,
    change_reason   text
) partition by list (collection_year);
create table research.csc_api_child_looked_after_placements_2025 partition of research.csc_api_child_looked_after_placements for values in (2025);
create table research.csc_api_child_looked_after_placements_2026 partition of research.csc_api_child_looked_after_placements for values in (2026);
create index on research.csc_api_child_looked_after_placements (submission_id);
create index on research.csc_api_child_looked_after_placements (subject);

-- Adoption
create table research.csc_api_adoption (
    submission_id         bigint not null,
    collection_year       int not null,
    row_no                int not null,
    parent_no             int not null,
    subject               uuid not null,
    flagged               boolean not null,
    initial_decision_date date,
    matched_date          date,
    placed_date           date
) partition by list (collection_year);
create table research.csc_api_adoption_2025 partition of research.csc_api_adoption for values in (2025);
create table research.csc_api_adoption_2026 partition of research.csc_api_adoption for values in (2026);
create index on research.csc_api_adoption (submission_id);
create index on research.csc_api_adoption (subject);

-- Care leavers
create table research.csc_api_care_leavers (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    contact_date    date,
    activity        text,
    accommodation   text
) partition by list (collection_year);
create table research.csc_api_care_leavers_2025 partition of research.csc_api_care_leavers for values in (2025);
create table research.csc_api_care_leavers_2026 partition of research.csc_api_care_leavers for values in (2026);
create index on research.csc_api_care_leavers (submission_id);
create index on research.csc_api_care_leavers (subject);

-- Who each child is, as the authority knows it
create table research.identifiers_identifiers (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    postcode        text
) partition by list (collection_year);
create table research.identifiers_identifiers_2024 partition of research.identifiers_identifiers for values in (2024);
create table research.identifiers_identifiers_2025 partition of research.identifiers_identifiers for values in (2025);
create table research.identifiers_identifiers_2026 partition of research.identifiers_identifiers for values in (2026);
create index on research.identifiers_identifiers (submission_id);
create index on research.identifiers_identifiers (subject);

-- Patients
create table research.mhsds_mhs001_mpi (
    submission_id           bigint not null,
    collection_year         int not null,
    row_no                  int not null,
    parent_no               int not null,
    subject                 uuid not null,
    flagged                 boolean not null,
    org_id_edu_estab        text,
    nhs_number_status       text,
    person_birth_date       date,
    postcode                text,
    gender_id_code          text,
    gender_same_at_birth    text,
    gender                  text,
    marital_status          text,
    ethnic_category         text,
    language_code_preferred text,
    pers_death_date         date
) partition by list (collection_year);
create table research.mhsds_mhs001_mpi_2025 partition of research.mhsds_mhs001_mpi for values in (2025);
create table research.mhsds_mhs001_mpi_2026 partition of research.mhsds_mhs001_mpi for values in (2026);
create index on research.mhsds_mhs001_mpi (submission_id);
create index on research.mhsds_mhs001_mpi (subject);

-- Status of patients: looked after, protection plan, young carer
create table research.mhsds_mhs005_pat_ind (
    submission_id              bigint not null,
    collection_year            int not null,
    row_no                     int not null,
    parent_no                  int not null,
    subject                    uuid not null,
    flagged                    boolean not null,
    const_super_req_due_to_dis text,
    parental_resp              text,
    young_carer                text,
    lac_status                 text,
    lac_legal_status           text,
    educational_assess_outcome text,
    cpp                        text,
    ex_baf_indicator           text,
    offence_history            text,
    pro_psych_date             date,
    emer_psych_date            date,
    man_psych_date             date,
    psych_presc_date           date,
    psych_treat_date           date,
    reasonable_adjustment_ind  text,
    imca_required              text,
    imha_required              text,
    imca_assigned              text,
    imha_assigned              text,
    ld_status                  text,
    autism_status              text
) partition by list (collection_year);
create table research.mhsds_mhs005_pat_ind_2025 partition of research.mhsds_mhs005_pat_ind for values in (2025);
create table research.mhsds_mhs005_pat_ind_2026 partition of research.mhsds_mhs005_pat_ind for values in (2026);
create index on research.mhsds_mhs005_pat_ind (submission_id);
create index on research.mhsds_mhs005_pat_ind (subject);

-- Referrals to a service or team
create table research.mhsds_mhs101_referral (
    submission_id                    bigint not null,
    collection_year                  int not null,
    row_no                           int not null,
    parent_no                        int not null,
    subject                          uuid not null,
    flagged                          boolean not null,
    org_id_comm                      text,
    referral_request_received_date   date,
    specialised_mh_service_code      text,
    source_of_referral_mh            text,
    org_id_referring_org             text,
    referring_care_professional_type text,
    clin_resp_priority_type          text,
    prim_reason_referral_mh          text,
    reason_oat                       text,
    decision_to_treat_date           date,
    disch_plan_creation_date         date,
    disch_plan_last_updated_date     date,
    serv_disch_date                  date,
    refer_rejection_date             date,
    refer_reject_reason              text,
    refer_clos_reason                text
) partition by list (collection_year);
create table research.mhsds_mhs101_referral_2025 partition of research.mhsds_mhs101_referral for values in (2025);
create table research.mhsds_mhs101_referral_2026 partition of research.mhsds_mhs101_referral for values in (2026);
create index on research.mhsds_mhs101_referral (submission_id);
create index on research.mhsds_mhs101_referral (subject);

-- Services or teams a referral went to
create table research.mhsds_mhs102_other_service_type (
    submission_id        bigint not null,
    collection_year      int not null,
    row_no               int not null,
    parent_no            int not null,
    subject              uuid not null,
    flagged              boolean not null,
    refer_closure_date   date,
    refer_rejection_date date,
    refer_clos_reason    text,
    refer_reject_reason  text
) partition by list (collection_year);
create table research.mhsds_mhs102_other_service_type_2025 partition of research.mhsds_mhs102_other_service_type for values in (2025);
create table research.mhsds_mhs102_other_service_type_2026 partition of research.mhsds_mhs102_other_service_type for values in (2026);
create index on research.mhsds_mhs102_other_service_type (submission_id);
create index on research.mhsds_mhs102_other_service_type (subject);

-- Contacts
create table research.mhsds_mhs201_care_contact (
    submission_id                     bigint not null,
    collection_year                   int not null,
    row_no                            int not null,
    parent_no                         int not null,
    subject                           uuid not null,
    flagged                           boolean not null,
    care_cont_date                    date,
    org_id_comm                       text,
    admin_cat_code                    text,
    specialised_mh_service_code       text,
    clin_cont_dur_of_care_cont        bigint,
    cons_type                         text,
    care_cont_subj                    text,
    cons_mechanism_mh                 text,
    act_loc_type_code                 text,
    place_of_safety_ind               text,
    site_id_of_treat                  text,
    language_code_treat               text,
    interpreter_present_ind           text,
    com_peri_mh_part_assess_offer_ind text,
    planned_care_cont_indicator       text,
    care_cont_patient_ther_mode       text,
    attend_status                     text,
    earliest_reason_offer_date        date,
    earliest_clin_app_date            date,
    care_cont_cancel_date             date,
    care_cont_cancel_reas             text,
    reasonable_adjustment_made        text,
    reason_patient_no_imca            text,
    reason_patient_no_imha            text
) partition by list (collection_year);
create table research.mhsds_mhs201_care_contact_2025 partition of research.mhsds_mhs201_care_contact for values in (2025);
create table research.mhsds_mhs201_care_contact_2026 partition of research.mhsds_mhs201_care_contact for values in (2026);
create index on research.mhsds_mhs201_care_contact (submission_id);
create index on research.mhsds_mhs201_care_contact (subject);

-- Hospital spells
create table research.mhsds_mhs501_hosp_prov_spell (
    submission_id                        bigint not null,
    collection_year                      int not null,
    row_no                               int not null,
    parent_no                            int not null,
    subject                              uuid not null,
    flagged                              boolean not null,
    decided_to_admit_date                date,
    start_date_hosp_prov_spell           date,
    source_adm_mh_hosp_prov_spell        text,
    meth_adm_mh_hosp_prov_spell          text,
    estimated_disch_date_hosp_prov_spell date,
    planned_disch_date_hosp_prov_spell   date,
    planned_dest_disch                   text,
    disch_date_hosp_prov_spell           date,
    meth_of_disch_mh_hosp_prov_spell     text,
    dest_of_disch_hosp_prov_spell        text
) partition by list (collection_year);
create table research.mhsds_mhs501_hosp_prov_spell_2025 partition of research.mhsds_mhs501_hosp_prov_spell for values in (2025);
create table research.mhsds_mhs501_hosp_prov_spell_2026 partition of research.mhsds_mhs501_hosp_prov_spell for values in (2026);
create index on research.mhsds_mhs501_hosp_prov_spell (submission_id);
create index on research.mhsds_mhs501_hosp_prov_spell (subject);

-- Ward stays
create table research.mhsds_mhs502_ward_stay (
    submission_id               bigint not null,
    collection_year             int not null,
    row_no                      int not null,
    parent_no                   int not null,
    subject                     uuid not null,
    flagged                     boolean not null,
    ward_code                   text,
    start_date_ward_stay        date,
    end_date_mh_trial_leave     date,
    end_date_ward_stay          date,
    mh_admitted_patient_class   text,
    specialised_mh_service_code text
) partition by list (collection_year);
create table research.mhsds_mhs502_ward_stay_2025 partition of research.mhsds_mhs502_ward_stay for values in (2025);
create table research.mhsds_mhs502_ward_stay_2026 partition of research.mhsds_mhs502_ward_stay for values in (2026);
create index on research.mhsds_mhs502_ward_stay (submission_id);
create index on research.mhsds_mhs502_ward_stay (subject);

-- Pupils on roll
create table research.school_census_pupilonroll (
    submission_id                                 bigint not null,
    collection_year                               int not null,
    term                                          text not null,
    row_no                                        int not null,
    parent_no                                     int not null,
    subject                                       uuid not null,
    flagged                                       boolean not null,
    native_id                                     text,
    dob                                           date,
    hoursatsetting                                float8,
    schoollunchtaken                              boolean,
    parttime                                      boolean,
    entrydate                                     date,
    topupfunding                                  boolean,
    termlysessionspossible                        bigint,
    termlysessionsauthorised                      bigint,
    termlysessionsunauthorised                    bigint,
    qualhrs                                       bigint,
    nonqualhrs                                    bigint,
    ftemp                                         boolean,
    fundedhours                                   float8,
    summerhalfterm2sessionspossible               bigint,
    summerhalfterm2sessionsauthorised             bigint,
    summerhalfterm2sessionsunauthorised           bigint,
    sex                                           text,
    yssa                                          text,
    language                                      text,
    classtype                                     text,
    enrolstatus                                   text,
    boarder                                       text,
    plaa                                          text,
    senprovision                                  text,
    ncyearactual                                  text,
    mathsgcsehighestpriorattainment               text,
    mathsgcsepriorattainmentyear11                text,
    englishgcsehighestpriorattainment             text,
    englishgcsepriorattainmentyear11              text,
    mathsgcsefundingexemption                     text,
    englishgcsefundingexemption                   text,
    dafindicator                                  boolean,
    extendedhours                                 float8,
    resourcedprovisionindicator                   boolean,
    senunitindicator                              boolean,
    servicechild                                  text,
    englishgcsehighestpriorattainmentpreviousyear text,
    mathsgcsehighestpriorattainmentpreviousyear   text,
    nonqualhrspreviousyear                        bigint,
    qualhrspreviousyear                           bigint,
    tlevelnonqualhrs                              bigint,
    tlevelqualhrs                                 bigint,
    eyppr                                         text,
    eyppbf                                        text,
    unitcontacttime                               bigint,
    ethnicity                                     text,
    termlysessionseducational                     bigint,
    termlysessionsexceptional                     bigint,
    youngcarer                                    text,
    expandedhours                                 float8
) partition by list (collection_year);
create table research.school_census_pupilonroll_2024 partition of research.school_census_pupilonroll for values in (2024);
create table research.school_census_pupilonroll_2025 partition of research.school_census_pupilonroll for values in (2025);
create table research.school_census_pupilonroll_2026 partition of research.school_census_pupilonroll for values in (2026);
create index on research.school_census_pupilonroll (submission_id);
create index on research.school_census_pupilonroll (subject);

-- Pupils no longer on roll
create table research.school_census_pupilnolongeronroll (
    submission_id                                 bigint not null,
    collection_year                               int not null,
    term                                          text not null,
    row_no                                        int not null,
    parent_no                                     int not null,
    subject                                       uuid not null,
    flagged                                       boolean not null,
    native_id                                     text,
    dob                                           date,
    entrydate                                     date,
    leavingdate                                   date,
    parttime                                      boolean,
    termlysessionspossible                        bigint,
    termlysessionsauthorised                      bigint,
    termlysessionsunauthorised                    bigint,
    summerhalfterm2sessionsauthorised             bigint,
    summerhalfterm2sessionspossible               bigint,
    summerhalfterm2sessionsunauthorised           bigint,
    qualhrs                                       bigint,
    nonqualhrs                                    bigint,
    sex                                           text,
    boarder                                       text,
    language                                      text,
    ncyearleaving                                 text,
    mathsgcsehighestpriorattainment               text,
    mathsgcsepriorattainmentyear11                text,
    englishgcsehighestpriorattainment             text,
    englishgcsepriorattainmentyear11              text,
    mathsgcsefundingexemption                     text,
    englishgcsefundingexemption                   text,
    englishgcsehighestpriorattainmentpreviousyear text,
    mathsgcsehighestpriorattainmentpreviousyear   text,
    nonqualhrspreviousyear                        bigint,
    qualhrspreviousyear                           bigint,
    tlevelnonqualhrs                              bigint,
    tlevelqualhrs                                 bigint,
    ethnicity                                     text,
    termlysessionseducational                     bigint,
    termlysessionsexceptional                     bigint
) partition by list (collection_year);
create table research.school_census_pupilnolongeronroll_2024 partition of research.school_census_pupilnolongeronroll for values in (2024);
create table research.school_census_pupilnolongeronroll_2025 partition of research.school_census_pupilnolongeronroll for values in (2025);
create table research.school_census_pupilnolongeronroll_2026 partition of research.school_census_pupilnolongeronroll for values in (2026);
create index on research.school_census_pupilnolongeronroll (submission_id);
create index on research.school_census_pupilnolongeronroll (subject);

-- Addresses of pupils on roll
create table research.school_census_addresses (
    submission_id   bigint not null,
    collection_year int not null,
    term            text not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    native_id       text,
    postcode        text
) partition by list (collection_year);
create table research.school_census_addresses_2024 partition of research.school_census_addresses for values in (2024);
create table research.school_census_addresses_2025 partition of research.school_census_addresses for values in (2025);
create table research.school_census_addresses_2026 partition of research.school_census_addresses for values in (2026);
create index on research.school_census_addresses (submission_id);
create index on research.school_census_addresses (subject);

-- Addresses of pupils no longer on roll
create table research.school_census_addressesoffroll (
    submission_id   bigint not null,
    collection_year int not null,
    term            text not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    native_id       text,
    postcode        text
) partition by list (collection_year);
create table research.school_census_addressesoffroll_2024 partition of research.school_census_addressesoffroll for values in (2024);
create table research.school_census_addressesoffroll_2025 partition of research.school_census_addressesoffroll for values in (2025);
create table research.school_census_addressesoffroll_2026 partition of research.school_census_addressesoffroll for values in (2026);
create index on research.school_census_addressesoffroll (submission_id);
create index on research.school_census_addressesoffroll (subject);

-- Free school meal periods of pupils on roll
create table research.school_census_fsmperiod (
    submission_id   bigint not null,
    collection_year int not null,
    term            text not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    native_id       text,
    fsmstartdate    date,
    fsmenddate      date,
    ukcountry       text
) partition by list (collection_year);
create table research.school_census_fsmperiod_2024 partition of research.school_census_fsmperiod for values in (2024);
create table research.school_census_fsmperiod_2025 partition of research.school_census_fsmperiod for values in (2025);
create table research.school_census_fsmperiod_2026 partition of research.school_census_fsmperiod for values in (2026);
create index on research.school_census_fsmperiod (submission_id);
create index on research.school_census_fsmperiod (subject);

-- Exclusions of pupils on roll
create table research.school_census_termlyexclusionsonroll (
    submission_id   bigint not null,
    collection_year int not null,
    term            text not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    native_id       text,
    startdate       date,
    sessions        bigint,
    category        text,
    senprovision    text,
    reason1         text,
    reason2         text,
    reason3         text
) partition by list (collection_year);
create table research.school_census_termlyexclusionsonroll_2024 partition of research.school_census_termlyexclusionsonroll for values in (2024);
create table research.school_census_termlyexclusionsonroll_2025 partition of research.school_census_termlyexclusionsonroll for values in (2025);
create table research.school_census_termlyexclusionsonroll_2026 partition of research.school_census_termlyexclusionsonroll for values in (2026);
create index on research.school_census_termlyexclusionsonroll (submission_id);
create index on research.school_census_termlyexclusionsonroll (subject);

-- Exclusions of pupils no longer on roll
create table research.school_census_termlyexclusionsoffroll (
    submission_id   bigint not null,
    collection_year int not null,
    term            text not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    native_id       text,
    startdate       date,
    sessions        bigint,
    category        text,
    senprovision    text,
    reason1         text,
    reason2         text,
    reason3         text
) partition by list (collection_year);
create table research.school_census_termlyexclusionsoffroll_2024 partition of research.school_census_termlyexclusionsoffroll for values in (2024);
create table research.school_census_termlyexclusionsoffroll_2025 partition of research.school_census_termlyexclusionsoffroll for values in (2025);
create table research.school_census_termlyexclusionsoffroll_2026 partition of research.school_census_termlyexclusionsoffroll for values in (2026);
create index on research.school_census_termlyexclusionsoffroll (submission_id);
create index on research.school_census_termlyexclusionsoffroll (subject);

-- Sessions missed by pupils on roll
create table research.school_census_termlysessiondetailsonroll (
    submission_id    bigint not null,
    collection_year  int not null,
    term             text not null,
    row_no           int not null,
    parent_no        int not null,
    subject          uuid not null,
    flagged          boolean not null,
    native_id        text,
    sessions         bigint,
    attendancereason text
) partition by list (collection_year);
create table research.school_census_termlysessiondetailsonroll_2024 partition of research.school_census_termlysessiondetailsonroll for values in (2024);
create table research.school_census_termlysessiondetailsonroll_2025 partition of research.school_census_termlysessiondetailsonroll for values in (2025);
create table research.school_census_termlysessiondetailsonroll_2026 partition of research.school_census_termlysessiondetailsonroll for values in (2026);
create index on research.school_census_termlysessiondetailsonroll (submission_id);
create index on research.school_census_termlysessiondetailsonroll (subject);

-- Sessions missed by pupils no longer on roll
create table research.school_census_termlysessiondetailsoffroll (
    submission_id    bigint not null,
    collection_year  int not null,
    term             text not null,
    row_no           int not null,
    parent_no        int not null,
    subject          uuid not null,
    flagged          boolean not null,
    native_id        text,
    sessions         bigint,
    attendancereason text
) partition by list (collection_year);
create table research.school_census_termlysessiondetailsoffroll_2024 partition of research.school_census_termlysessiondetailsoffroll for values in (2024);
create table research.school_census_termlysessiondetailsoffroll_2025 partition of research.school_census_termlysessiondetailsoffroll for values in (2025);
create table research.school_census_termlysessiondetailsoffroll_2026 partition of research.school_census_termlysessiondetailsoffroll for values in (2026);
create index on research.school_census_termlysessiondetailsoffroll (submission_id);
create index on research.school_census_termlysessiondetailsoffroll (subject);

-- Sessions missed in the second half of summer term, on roll
create table research.school_census_summerhalfterm2sessiondetailsonroll (
    submission_id    bigint not null,
    collection_year  int not null,
    term             text not null,
    row_no           int not null,
    parent_no        int not null,
    subject          uuid not null,
    flagged          boolean not null,
    native_id        text,
    sessions         bigint,
    attendancereason text
) partition by list (collection_year);
create table research.school_census_summerhalfterm2sessiondetailsonroll_2024 partition of research.school_census_summerhalfterm2sessiondetailsonroll for values in (2024);
create table research.school_census_summerhalfterm2sessiondetailsonroll_2025 partition of research.school_census_summerhalfterm2sessiondetailsonroll for values in (2025);
create table research.school_census_summerhalfterm2sessiondetailsonroll_2026 partition of research.school_census_summerhalfterm2sessiondetailsonroll for values in (2026);
create index on research.school_census_summerhalfterm2sessiondetailsonroll (submission_id);
create index on research.school_census_summerhalfterm2sessiondetailsonroll (subject);

-- Sessions missed in the second half of summer term, no longer on roll
create table research.school_census_summerhalfterm2sessiondetailsoffroll (
    submission_id    bigint not null,
    collection_year  int not null,
    term             text not null,
    row_no           int not null,
    parent_no        int not null,
    subject          uuid not null,
    flagged          boolean not null,
    native_id        text,
    sessions         bigint,
    attendancereason text
) partition by list (collection_year);
create table research.school_census_summerhalfterm2sessiondetailsoffroll_2024 partition of research.school_census_summerhalfterm2sessiondetailsoffroll for values in (2024);
create table research.school_census_summerhalfterm2sessiondetailsoffroll_2025 partition of research.school_census_summerhalfterm2sessiondetailsoffroll for values in (2025);
create table research.school_census_summerhalfterm2sessiondetailsoffroll_2026 partition of research.school_census_summerhalfterm2sessiondetailsoffroll for values in (2026);
create index on research.school_census_summerhalfterm2sessiondetailsoffroll (submission_id);
create index on research.school_census_summerhalfterm2sessiondetailsoffroll (subject);

-- Programmes of learning of pupils no longer on roll
create table research.school_census_programmeaimsoffroll (
    submission_id                bigint not null,
    collection_year              int not null,
    term                         text not null,
    row_no                       int not null,
    parent_no                    int not null,
    subject                      uuid not null,
    flagged                      boolean not null,
    native_id                    text,
    qn                           text,
    programmestartdate           date,
    programmeplannedenddate      date,
    programmeactualenddate       date,
    traineeship                  boolean,
    programmeaimstatus           text,
    programmeaimwithdrawalreason text,
    progtype                     text
) partition by list (collection_year);
create table research.school_census_programmeaimsoffroll_2024 partition of research.school_census_programmeaimsoffroll for values in (2024);
create table research.school_census_programmeaimsoffroll_2025 partition of research.school_census_programmeaimsoffroll for values in (2025);
create table research.school_census_programmeaimsoffroll_2026 partition of research.school_census_programmeaimsoffroll for values in (2026);
create index on research.school_census_programmeaimsoffroll (submission_id);
create index on research.school_census_programmeaimsoffroll (subject);

-- Programmes of learning of pupils on roll
create table research.school_census_programmeaimsonroll (
    submission_id                bigint not null,
    collection_year              int not null,
    term                         text not null,
    row_no                       int not null,
    parent_no                    int not null,
    subject                      uuid not null,
    flagged                      boolean not null,
    native_id                    text,
    qn                           text,
    programmestartdate           date,
    programmeplannedenddate      date,
    programmeactualenddate       date,
    programmeaimstatus           text,
    programmeaimwithdrawalreason text,
    traineeship                  boolean,
    progtype                     text
) partition by list (collection_year);
create table research.school_census_programmeaimsonroll_2024 partition of research.school_census_programmeaimsonroll for values in (2024);
create table research.school_census_programmeaimsonroll_2025 partition of research.school_census_programmeaimsonroll for values in (2025);
create table research.school_census_programmeaimsonroll_2026 partition of research.school_census_programmeaimsonroll for values in (2026);
create index on research.school_census_programmeaimsonroll (submission_id);
create index on research.school_census_programmeaimsonroll (subject);

-- Learning aims of pupils no longer on roll
create table research.school_census_learningaimsoffroll (
    submission_id               bigint not null,
    collection_year             int not null,
    term                        text not null,
    row_no                      int not null,
    parent_no                   int not null,
    subject                     uuid not null,
    flagged                     boolean not null,
    native_id                   text,
    qn                          text,
    learningstartdate           date,
    learningplannedenddate      date,
    learningactualenddate       date,
    scc                         text,
    coreaim                     boolean,
    partnerukprn                bigint,
    learningaimstatus           text,
    learningaimwithdrawalreason text,
    traineeship                 boolean,
    progtype                    text
) partition by list (collection_year);
create table research.school_census_learningaimsoffroll_2024 partition of research.school_census_learningaimsoffroll for values in (2024);
create table research.school_census_learningaimsoffroll_2025 partition of research.school_census_learningaimsoffroll for values in (2025);
create table research.school_census_learningaimsoffroll_2026 partition of research.school_census_learningaimsoffroll for values in (2026);
create index on research.school_census_learningaimsoffroll (submission_id);
create index on research.school_census_learningaimsoffroll (subject);

-- Learning aims of pupils on roll
create table research.school_census_learningaimsonroll (
    submission_id               bigint not null,
    collection_year             int not null,
    term                        text not null,
    row_no                      int not null,
    parent_no                   int not null,
    subject                     uuid not null,
    flagged                     boolean not null,
    native_id                   text,
    qn                          text,
    coreaim                     boolean,
    partnerukprn                bigint,
    learningstartdate           date,
    learningplannedenddate      date,
    learningactualenddate       date,
    scc                         text,
    learningaimwithdrawalreason text,
    learningaimstatus           text,
    traineeship                 boolean,
    progtype                    text
) partition by list (collection_year);
create table research.school_census_learningaimsonroll_2024 partition of research.school_census_learningaimsonroll for values in (2024);
create table research.school_census_learningaimsonroll_2025 partition of research.school_census_learningaimsonroll for values in (2025);
create table research.school_census_learningaimsonroll_2026 partition of research.school_census_learningaimsonroll for values in (2026);
create index on research.school_census_learningaimsonroll (submission_id);
create index on research.school_census_learningaimsonroll (subject);

-- Work placements of pupils no longer on roll
create table research.school_census_workplaceentityoffroll (
    submission_id   bigint not null,
    collection_year int not null,
    term            text not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    native_id       text,
    wpstartdate     date,
    wpenddate       date,
    wphours         bigint,
    wpmode          text
) partition by list (collection_year);
create table research.school_census_workplaceentityoffroll_2024 partition of research.school_census_workplaceentityoffroll for values in (2024);
create table research.school_census_workplaceentityoffroll_2025 partition of research.school_census_workplaceentityoffroll for values in (2025);
create table research.school_census_workplaceentityoffroll_2026 partition of research.school_census_workplaceentityoffroll for values in (2026);
create index on research.school_census_workplaceentityoffroll (submission_id);
create index on research.school_census_workplaceentityoffroll (subject);

-- Work placements of pupils on roll
create table research.school_census_workplaceentityonroll (
    submission_id   bigint not null,
    collection_year int not null,
    term            text not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    native_id       text,
    wpstartdate     date,
    wpenddate       date,
    wphours         bigint,
    wpmode          text
) partition by list (collection_year);
create table research.school_census_workplaceentityonroll_2024 partition of research.school_census_workplaceentityonroll for values in (2024);
create table research.school_census_workplaceentityonroll_2025 partition of research.school_census_workplaceentityonroll for values in (2025);
create table research.school_census_workplaceentityonroll_2026 partition of research.school_census_workplaceentityonroll for values in (2026);
create index on research.school_census_workplaceentityonroll (submission_id);
create index on research.school_census_workplaceentityonroll (subject);

-- Alternative provision of pupils no longer on roll
create table research.school_census_approvisiondetailoffroll (
    submission_id     bigint not null,
    collection_year   int not null,
    term              text not null,
    row_no            int not null,
    parent_no         int not null,
    subject           uuid not null,
    flagged           boolean not null,
    native_id         text,
    prevurn           text,
    apreason          text,
    senprovisionentry text
) partition by list (collection_year);
create table research.school_census_approvisiondetailoffroll_2024 partition of research.school_census_approvisiondetailoffroll for values in (2024);
create table research.school_census_approvisiondetailoffroll_2025 partition of research.school_census_approvisiondetailoffroll for values in (2025);
create table research.school_census_approvisiondetailoffroll_2026 partition of research.school_census_approvisiondetailoffroll for values in (2026);
create index on research.school_census_approvisiondetailoffroll (submission_id);
create index on research.school_census_approvisiondetailoffroll (subject);

-- Alternative provision of pupils on roll
create table research.school_census_approvisiondetailonroll (
    submission_id     bigint not null,
    collection_year   int not null,
    term              text not null,
    row_no            int not null,
    parent_no         int not null,
    subject           uuid not null,
    flagged           boolean not null,
    native_id         text,
    prevurn           text,
    apreason          text,
    senprovisionentry text
) partition by list (collection_year);
create table research.school_census_approvisiondetailonroll_2024 partition of research.school_census_approvisiondetailonroll for values in (2024);
create table research.school_census_approvisiondetailonroll_2025 partition of research.school_census_approvisiondetailonroll for values in (2025);
create table research.school_census_approvisiondetailonroll_2026 partition of research.school_census_approvisiondetailonroll for values in (2026);
create index on research.school_census_approvisiondetailonroll (submission_id);
create index on research.school_census_approvisiondetailonroll (subject);

-- Learner funding and monitoring of pupils no longer on roll
create table research.school_census_learnerfamoffroll (
    submission_id   bigint not null,
    collection_year int not null,
    term            text not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    native_id       text,
    learnerfamtype  text,
    learnerfamcode  text,
    learnerfamhours bigint
) partition by list (collection_year);
create table research.school_census_learnerfamoffroll_2024 partition of research.school_census_learnerfamoffroll for values in (2024);
create table research.school_census_learnerfamoffroll_2025 partition of research.school_census_learnerfamoffroll for values in (2025);
create table research.school_census_learnerfamoffroll_2026 partition of research.school_census_learnerfamoffroll for values in (2026);
create index on research.school_census_learnerfamoffroll (submission_id);
create index on research.school_census_learnerfamoffroll (subject);

-- Learner funding and monitoring of pupils on roll
create table research.school_census_learnerfamonroll (
    submission_id   bigint not null,
    collection_year int not null,
    term            text not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    native_id       text,
    learnerfamtype  text,
    learnerfamcode  text,
    learnerfamhours bigint
) partition by list (collection_year);
create table research.school_census_learnerfamonroll_2024 partition of research.school_census_learnerfamonroll for values in (2024);
create table research.school_census_learnerfamonroll_2025 partition of research.school_census_learnerfamonroll for values in (2025);
create table research.school_census_learnerfamonroll_2026 partition of research.school_census_learnerfamonroll for values in (2026);
create index on research.school_census_learnerfamonroll (submission_id);
create index on research.school_census_learnerfamonroll (subject);

-- Alternative provision the school arranged of pupils no longer on roll
create table research.school_census_schoolarrangedapdetailoffroll (
    submission_id       bigint not null,
    collection_year     int not null,
    term                text not null,
    row_no              int not null,
    parent_no           int not null,
    subject             uuid not null,
    flagged             boolean not null,
    native_id           text,
    urn                 bigint,
    ukprn               bigint,
    entrydate           date,
    leavingdate         date,
    apsessionsperweek   bigint,
    apsettingtype       text,
    placementreason     text,
    senprovisionentry   text,
    senprovisionleaving text,
    apattendancepattern text,
    applacementpostcode text,
    companynumber       text
) partition by list (collection_year);
create table research.school_census_schoolarrangedapdetailoffroll_2024 partition of research.school_census_schoolarrangedapdetailoffroll for values in (2024);
create table research.school_census_schoolarrangedapdetailoffroll_2025 partition of research.school_census_schoolarrangedapdetailoffroll for values in (2025);
create table research.school_census_schoolarrangedapdetailoffroll_2026 partition of research.school_census_schoolarrangedapdetailoffroll for values in (2026);
create index on research.school_census_schoolarrangedapdetailoffroll (submission_id);
create index on research.school_census_schoolarrangedapdetailoffroll (subject);

-- Alternative provision the school arranged of pupils on roll
create table research.school_census_schoolarrangedapdetailonroll (
    submission_id       bigint not null,
    collection_year     int not null,
    term                text not null,
    row_no              int not null,
    parent_no           int not null,
    subject             uuid not null,
    flagged             boolean not null,
    native_id           text,
    urn                 bigint,
    ukprn               bigint,
    entrydate           date,
    leavingdate         date,
    apsessionsperweek   bigint,
    apsettingtype       text,
    placementreason     text,
    senprovisionentry   text,
    senprovisionleaving text,
    apattendancepattern text,
    applacementpostcode text,
    companynumber       text
) partition by list (collection_year);
create table research.school_census_schoolarrangedapdetailonroll_2024 partition of research.school_census_schoolarrangedapdetailonroll for values in (2024);
create table research.school_census_schoolarrangedapdetailonroll_2025 partition of research.school_census_schoolarrangedapdetailonroll for values in (2025);
create table research.school_census_schoolarrangedapdetailonroll_2026 partition of research.school_census_schoolarrangedapdetailonroll for values in (2026);
create index on research.school_census_schoolarrangedapdetailonroll (submission_id);
create index on research.school_census_schoolarrangedapdetailonroll (subject);

-- Special educational needs of pupils on roll
create table research.school_census_senneeds (
    submission_id   bigint not null,
    collection_year int not null,
    term            text not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    native_id       text,
    sentyperank     bigint,
    sentype         text
) partition by list (collection_year);
create table research.school_census_senneeds_2024 partition of research.school_census_senneeds for values in (2024);
create table research.school_census_senneeds_2025 partition of research.school_census_senneeds for values in (2025);
create table research.school_census_senneeds_2026 partition of research.school_census_senneeds for values in (2026);
create index on research.school_census_senneeds (submission_id);
create index on research.school_census_senneeds (subject);

-- Basis of top-up funding
create table research.school_census_fundingbasisitems (
    submission_id   bigint not null,
    collection_year int not null,
    term            text not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    native_id       text,
    fundingbasis    text
) partition by list (collection_year);
create table research.school_census_fundingbasisitems_2024 partition of research.school_census_fundingbasisitems for values in (2024);
create table research.school_census_fundingbasisitems_2025 partition of research.school_census_fundingbasisitems for values in (2025);
create table research.school_census_fundingbasisitems_2026 partition of research.school_census_fundingbasisitems for values in (2026);
create index on research.school_census_fundingbasisitems (submission_id);
create index on research.school_census_fundingbasisitems (subject);

-- Learner support of pupils no longer on roll
create table research.school_census_learnersupportoffroll (
    submission_id   bigint not null,
    collection_year int not null,
    term            text not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    native_id       text,
    supportcode     text
) partition by list (collection_year);
create table research.school_census_learnersupportoffroll_2024 partition of research.school_census_learnersupportoffroll for values in (2024);
create table research.school_census_learnersupportoffroll_2025 partition of research.school_census_learnersupportoffroll for values in (2025);
create table research.school_census_learnersupportoffroll_2026 partition of research.school_census_learnersupportoffroll for values in (2026);
create index on research.school_census_learnersupportoffroll (submission_id);
create index on research.school_census_learnersupportoffroll (subject);

-- Learner support of pupils on roll
create table research.school_census_learnersupportonroll (
    submission_id   bigint not null,
    collection_year int not null,
    term            text not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    native_id       text,
    supportcode     text
) partition by list (collection_year);
create table research.school_census_learnersupportonroll_2024 partition of research.school_census_learnersupportonroll for values in (2024);
create table research.school_census_learnersupportonroll_2025 partition of research.school_census_learnersupportonroll for values in (2025);
create table research.school_census_learnersupportonroll_2026 partition of research.school_census_learnersupportonroll for values in (2026);
create index on research.school_census_learnersupportonroll (submission_id);
create index on research.school_census_learnersupportonroll (subject);

-- Children and young people
create table research.sen2_person (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    personbirthdate date,
    gendercurrent   text,
    sex             text,
    ethnicity       text,
    postcode        text,
    upnunknown      text
) partition by list (collection_year);
create table research.sen2_person_2024 partition of research.sen2_person for values in (2024);
create table research.sen2_person_2025 partition of research.sen2_person for values in (2025);
create table research.sen2_person_2026 partition of research.sen2_person for values in (2026);
create index on research.sen2_person (submission_id);
create index on research.sen2_person (subject);

-- Requests for a needs assessment
create table research.sen2_requests (
    submission_id      bigint not null,
    collection_year    int not null,
    row_no             int not null,
    parent_no          int not null,
    subject            uuid not null,
    flagged            boolean not null,
    receiveddate       date,
    requestsource      bigint,
    rya                boolean,
    requestoutcomedate date,
    requestoutcome     text,
    requestmediation   boolean,
    requesttribunal    boolean,
    exported           text
) partition by list (collection_year);
create table research.sen2_requests_2024 partition of research.sen2_requests for values in (2024);
create table research.sen2_requests_2025 partition of research.sen2_requests for values in (2025);
create table research.sen2_requests_2026 partition of research.sen2_requests for values in (2026);
create index on research.sen2_requests (submission_id);
create index on research.sen2_requests (subject);

-- Needs assessments
create table research.sen2_assessment (
    submission_id         bigint not null,
    collection_year       int not null,
    row_no                int not null,
    parent_no             int not null,
    subject               uuid not null,
    flagged               boolean not null,
    assessmentoutcome     text,
    assessmentoutcomedate date,
    assessmentmediation   boolean,
    assessmenttribunal    boolean,
    othermediation        boolean,
    othertribunal         boolean,
    week20                boolean
) partition by list (collection_year);
create table research.sen2_assessment_2024 partition of research.sen2_assessment for values in (2024);
create table research.sen2_assessment_2025 partition of research.sen2_assessment for values in (2025);
create table research.sen2_assessment_2026 partition of research.sen2_assessment for values in (2026);
create index on research.sen2_assessment (submission_id);
create index on research.sen2_assessment (subject);

-- Plans as first named
create table research.sen2_namedplan (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    startdate       date,
    planres         text,
    planwbp         text,
    pb              boolean,
    oa              boolean,
    dp              text,
    ceasedate       date,
    ceasereason     text
) partition by list (collection_year);
create table research.sen2_namedplan_2024 partition of research.sen2_namedplan for values in (2024);
create table research.sen2_namedplan_2025 partition of research.sen2_namedplan for values in (2025);
create table research.sen2_namedplan_2026 partition of research.sen2_namedplan for values in (2026);
create index on research.sen2_namedplan (submission_id);
create index on research.sen2_namedplan (subject);

-- Settings a plan first named
create table research.sen2_plandetail (
    submission_id               bigint not null,
    collection_year             int not null,
    row_no                      int not null,
    parent_no                   int not null,
    subject                     uuid not null,
    flagged                     boolean not null,
    urn                         text,
    ukprn                       text,
    sensetting                  text,
    sensettingother             text,
    placementrank               bigint,
    senunitindicator            boolean,
    resourcedprovisionindicator boolean
) partition by list (collection_year);
create table research.sen2_plandetail_2024 partition of research.sen2_plandetail for values in (2024);
create table research.sen2_plandetail_2025 partition of research.sen2_plandetail for values in (2025);
create table research.sen2_plandetail_2026 partition of research.sen2_plandetail for values in (2026);
create index on research.sen2_plandetail (submission_id);
create index on research.sen2_plandetail (subject);

-- Plans in force at the census
create table research.sen2_activeplans (
    submission_id          bigint not null,
    collection_year        int not null,
    row_no                 int not null,
    parent_no              int not null,
    subject                uuid not null,
    flagged                boolean not null,
    transferla             text,
    res                    text,
    wbp                    text,
    reviewmeeting          date,
    reviewoutcome          text,
    reviewdraft            date,
    phasetransferduedate   date,
    phasetransferfinaldate date,
    lastreview             date
) partition by list (collection_year);
create table research.sen2_activeplans_2024 partition of research.sen2_activeplans for values in (2024);
create table research.sen2_activeplans_2025 partition of research.sen2_activeplans for values in (2025);
create table research.sen2_activeplans_2026 partition of research.sen2_activeplans for values in (2026);
create index on research.sen2_activeplans (submission_id);
create index on research.sen2_activeplans (subject);

-- Placements of plans in force
create table research.sen2_placementdetail (
    submission_id               bigint not null,
    collection_year             int not null,
    row_no                      int not null,
    parent_no                   int not null,
    subject                     uuid not null,
    flagged                     boolean not null,
    urn                         text,
    ukprn                       text,
    sensetting                  text,
    sensettingother             text,
    placementrank               bigint,
    entrydate                   date,
    leavingdate                 date,
    attendancepattern           text,
    senunitindicator            boolean,
    resourcedprovisionindicator boolean,
    res                         text,
    wbp                         text
) partition by list (collection_year);
create table research.sen2_placementdetail_2024 partition of research.sen2_placementdetail for values in (2024);
create table research.sen2_placementdetail_2025 partition of research.sen2_placementdetail for values in (2025);
create table research.sen2_placementdetail_2026 partition of research.sen2_placementdetail for values in (2026);
create index on research.sen2_placementdetail (submission_id);
create index on research.sen2_placementdetail (subject);

-- Kinds of need of plans in force
create table research.sen2_senneed (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    sentype         text,
    sentyperank     bigint
) partition by list (collection_year);
create table research.sen2_senneed_2024 partition of research.sen2_senneed for values in (2024);
create table research.sen2_senneed_2025 partition of research.sen2_senneed for values in (2025);
create table research.sen2_senneed_2026 partition of research.sen2_senneed for values in (2026);
create index on research.sen2_senneed (submission_id);
create index on research.sen2_senneed (subject);

-- Children and young people
create table research.ssd_ssd_person (
    submission_id     bigint not null,
    collection_year   int not null,
    row_no            int not null,
    parent_no         int not null,
    subject           uuid not null,
    flagged           boolean not null,
    pers_sex          text,
    pers_gender       text,
    pers_ethnicity    text,
    pers_dob          date,
    pers_upn_unknown  text,
    pers_send_flag    boolean,
    pers_expected_dob date,
    pers_death_date   date,
    pers_is_mother    boolean,
    pers_nationality  text
) partition by list (collection_year);
create table research.ssd_ssd_person_2025 partition of research.ssd_ssd_person for values in (2025);
create table research.ssd_ssd_person_2026 partition of research.ssd_ssd_person for values in (2026);
create index on research.ssd_ssd_person (submission_id);
create index on research.ssd_ssd_person (subject);

-- Care leavers
create table research.ssd_ssd_care_leavers (
    submission_id                   bigint not null,
    collection_year                 int not null,
    row_no                          int not null,
    parent_no                       int not null,
    subject                         uuid not null,
    flagged                         boolean not null,
    clea_care_leaver_eligibility    text,
    clea_care_leaver_in_touch       text,
    clea_care_leaver_latest_contact date,
    clea_care_leaver_accommodation  text,
    clea_care_leaver_accom_suitable text,
    clea_care_leaver_activity       text,
    clea_pathway_plan_review_date   date
) partition by list (collection_year);
create table research.ssd_ssd_care_leavers_2025 partition of research.ssd_ssd_care_leavers for values in (2025);
create table research.ssd_ssd_care_leavers_2026 partition of research.ssd_ssd_care_leavers for values in (2026);
create index on research.ssd_ssd_care_leavers (submission_id);
create index on research.ssd_ssd_care_leavers (subject);

-- Social workers' episodes
create table research.ssd_ssd_involvements (
    submission_id               bigint not null,
    collection_year             int not null,
    row_no                      int not null,
    parent_no                   int not null,
    subject                     uuid not null,
    flagged                     boolean not null,
    invo_professional_role_id   text,
    invo_involvement_start_date date,
    invo_involvement_end_date   date,
    invo_worker_change_reason   text
) partition by list (collection_year);
create table research.ssd_ssd_involvements_2025 partition of research.ssd_ssd_involvements for values in (2025);
create table research.ssd_ssd_involvements_2026 partition of research.ssd_ssd_involvements for values in (2026);
create index on research.ssd_ssd_involvements (submission_id);
create index on research.ssd_ssd_involvements (subject);

-- Children
create table research.ssda903_header (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    sex             text,
    dob             date,
    ethnic          text,
    mother          boolean,
    mc_dob          date
) partition by list (collection_year);
create table research.ssda903_header_2023 partition of research.ssda903_header for values in (2023);
create table research.ssda903_header_2024 partition of research.ssda903_header for values in (2024);
create table research.ssda903_header_2025 partition of research.ssda903_header for values in (2025);
create table research.ssda903_header_2026 partition of research.ssda903_header for values in (2026);
create table research.ssda903_header_2027 partition of research.ssda903_header for values in (2027);
create index on research.ssda903_header (submission_id);
create index on research.ssda903_header (subject);

-- Episodes of care
create table research.ssda903_episodes (
    submission_id       bigint not null,
    collection_year     int not null,
    row_no              int not null,
    parent_no           int not null,
    subject             uuid not null,
    flagged             boolean not null,
    decom               date,
    rne                 text,
    ls                  text,
    cin                 text,
    place               text,
    place_provider      text,
    dec                 date,
    rec                 text,
    reason_place_change text,
    home_post           text,
    pl_post             text,
    urn                 text
) partition by list (collection_year);
create table research.ssda903_episodes_2023 partition of research.ssda903_episodes for values in (2023);
create table research.ssda903_episodes_2024 partition of research.ssda903_episodes for values in (2024);
create table research.ssda903_episodes_2025 partition of research.ssda903_episodes for values in (2025);
create table research.ssda903_episodes_2026 partition of research.ssda903_episodes for values in (2026);
create table research.ssda903_episodes_2027 partition of research.ssda903_episodes for values in (2027);
create index on research.ssda903_episodes (submission_id);
create index on research.ssda903_episodes (subject);

-- Reviews
create table research.ssda903_reviews (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    review          date,
    review_code     text
) partition by list (collection_year);
create table research.ssda903_reviews_2023 partition of research.ssda903_reviews for values in (2023);
create table research.ssda903_reviews_2024 partition of research.ssda903_reviews for values in (2024);
create table research.ssda903_reviews_2025 partition of research.ssda903_reviews for values in (2025);
create table research.ssda903_reviews_2026 partition of research.ssda903_reviews for values in (2026);
create table research.ssda903_reviews_2027 partition of research.ssda903_reviews for values in (2027);
create index on research.ssda903_reviews (submission_id);
create index on research.ssda903_reviews (subject);

-- Unaccompanied asylum-seeking children
create table research.ssda903_uasc (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    duc             date
) partition by list (collection_year);
create table research.ssda903_uasc_2023 partition of research.ssda903_uasc for values in (2023);
create table research.ssda903_uasc_2024 partition of research.ssda903_uasc for values in (2024);
create table research.ssda903_uasc_2025 partition of research.ssda903_uasc for values in (2025);
create table research.ssda903_uasc_2026 partition of research.ssda903_uasc for values in (2026);
create table research.ssda903_uasc_2027 partition of research.ssda903_uasc for values in (2027);
create index on research.ssda903_uasc (submission_id);
create index on research.ssda903_uasc (subject);

-- Children looked after for twelve months
create table research.ssda903_oc2 (
    submission_id         bigint not null,
    collection_year       int not null,
    row_no                int not null,
    parent_no             int not null,
    subject               uuid not null,
    flagged               boolean not null,
    sdq_score             bigint,
    sdq_reason            text,
    convicted             boolean,
    health_check          boolean,
    immunisations         boolean,
    teeth_check           boolean,
    health_assessment     boolean,
    substance_misuse      boolean,
    intervention_received boolean,
    intervention_offered  boolean
) partition by list (collection_year);
create table research.ssda903_oc2_2023 partition of research.ssda903_oc2 for values in (2023);
create table research.ssda903_oc2_2024 partition of research.ssda903_oc2 for values in (2024);
create table research.ssda903_oc2_2025 partition of research.ssda903_oc2 for values in (2025);
create table research.ssda903_oc2_2026 partition of research.ssda903_oc2 for values in (2026);
create table research.ssda903_oc2_2027 partition of research.ssda903_oc2 for values in (2027);
create index on research.ssda903_oc2 (submission_id);
create index on research.ssda903_oc2 (subject);

-- Care leavers
create table research.ssda903_oc3 (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    in_touch        text,
    activ           text,
    accom           text
) partition by list (collection_year);
create table research.ssda903_oc3_2023 partition of research.ssda903_oc3 for values in (2023);
create table research.ssda903_oc3_2024 partition of research.ssda903_oc3 for values in (2024);
create table research.ssda903_oc3_2025 partition of research.ssda903_oc3 for values in (2025);
create table research.ssda903_oc3_2026 partition of research.ssda903_oc3 for values in (2026);
create table research.ssda903_oc3_2027 partition of research.ssda903_oc3 for values in (2027);
create index on research.ssda903_oc3 (submission_id);
create index on research.ssda903_oc3 (subject);

-- Adoptions
create table research.ssda903_ad1 (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    date_int        date,
    date_match      date,
    foster_care     boolean,
    nb_adoptr       bigint,
    sex_adoptr      text,
    ls_adoptr       text
) partition by list (collection_year);
create table research.ssda903_ad1_2023 partition of research.ssda903_ad1 for values in (2023);
create table research.ssda903_ad1_2024 partition of research.ssda903_ad1 for values in (2024);
create table research.ssda903_ad1_2025 partition of research.ssda903_ad1 for values in (2025);
create table research.ssda903_ad1_2026 partition of research.ssda903_ad1 for values in (2026);
create table research.ssda903_ad1_2027 partition of research.ssda903_ad1 for values in (2027);
create index on research.ssda903_ad1 (submission_id);
create index on research.ssda903_ad1 (subject);

-- Decisions to place for adoption
create table research.ssda903_placed_adoption (
    submission_id        bigint not null,
    collection_year      int not null,
    row_no               int not null,
    parent_no            int not null,
    subject              uuid not null,
    flagged              boolean not null,
    date_placed          date,
    date_placed_ceased   date,
    reason_placed_ceased text
) partition by list (collection_year);
create table research.ssda903_placed_adoption_2023 partition of research.ssda903_placed_adoption for values in (2023);
create table research.ssda903_placed_adoption_2024 partition of research.ssda903_placed_adoption for values in (2024);
create table research.ssda903_placed_adoption_2025 partition of research.ssda903_placed_adoption for values in (2025);
create table research.ssda903_placed_adoption_2026 partition of research.ssda903_placed_adoption for values in (2026);
create table research.ssda903_placed_adoption_2027 partition of research.ssda903_placed_adoption for values in (2027);
create index on research.ssda903_placed_adoption (submission_id);
create index on research.ssda903_placed_adoption (subject);

-- Previous permanence
create table research.ssda903_prev_perm (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    prev_perm       text,
    la_perm         text,
    date_perm       text
) partition by list (collection_year);
create table research.ssda903_prev_perm_2023 partition of research.ssda903_prev_perm for values in (2023);
create table research.ssda903_prev_perm_2024 partition of research.ssda903_prev_perm for values in (2024);
create table research.ssda903_prev_perm_2025 partition of research.ssda903_prev_perm for values in (2025);
create table research.ssda903_prev_perm_2026 partition of research.ssda903_prev_perm for values in (2026);
create table research.ssda903_prev_perm_2027 partition of research.ssda903_prev_perm for values in (2027);
create index on research.ssda903_prev_perm (submission_id);
create index on research.ssda903_prev_perm (subject);

-- Missing and away without authorisation
create table research.ssda903_missing (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    missing         text,
    mis_start       date,
    mis_end         date
) partition by list (collection_year);
create table research.ssda903_missing_2023 partition of research.ssda903_missing for values in (2023);
create table research.ssda903_missing_2024 partition of research.ssda903_missing for values in (2024);
create table research.ssda903_missing_2025 partition of research.ssda903_missing for values in (2025);
create table research.ssda903_missing_2026 partition of research.ssda903_missing for values in (2026);
create table research.ssda903_missing_2027 partition of research.ssda903_missing for values in (2027);
create index on research.ssda903_missing (submission_id);
create index on research.ssda903_missing (subject);

-- Social worker episodes
create table research.ssda903_sw_episodes (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    sw_decom        date,
    sw_dec          date,
    sw_reason       text
) partition by list (collection_year);
create table research.ssda903_sw_episodes_2024 partition of research.ssda903_sw_episodes for values in (2024);
create table research.ssda903_sw_episodes_2025 partition of research.ssda903_sw_episodes for values in (2025);
create table research.ssda903_sw_episodes_2026 partition of research.ssda903_sw_episodes for values in (2026);
create table research.ssda903_sw_episodes_2027 partition of research.ssda903_sw_episodes for values in (2027);
create index on research.ssda903_sw_episodes (submission_id);
create index on research.ssda903_sw_episodes (subject);

-- Deprivation of liberty orders
create table research.ssda903_dolo (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    dolo_start      date,
    dolo_end        date
) partition by list (collection_year);
create table research.ssda903_dolo_2027 partition of research.ssda903_dolo for values in (2027);
create index on research.ssda903_dolo (submission_id);
create index on research.ssda903_dolo (subject);

-- Young people the team worked with
create table research.youth_justice_persons (
    submission_id     bigint not null,
    collection_year   int not null,
    row_no            int not null,
    parent_no         int not null,
    subject           uuid not null,
    flagged           boolean not null,
    date_of_birth     date,
    sex               text,
    ethnicity         text,
    postcode          text,
    local_other       text,
    looked_after      boolean,
    transfer_in_date  date,
    transfer_out_date date
) partition by list (collection_year);
create table research.youth_justice_persons_2025 partition of research.youth_justice_persons for values in (2025);
create table research.youth_justice_persons_2026 partition of research.youth_justice_persons for values in (2026);
create index on research.youth_justice_persons (submission_id);
create index on research.youth_justice_persons (subject);

-- Offences
create table research.youth_justice_offences (
    submission_id     bigint not null,
    collection_year   int not null,
    row_no            int not null,
    parent_no         int not null,
    subject           uuid not null,
    flagged           boolean not null,
    offence_date      date,
    offence_category  text,
    seriousness_score bigint,
    plea              text
) partition by list (collection_year);
create table research.youth_justice_offences_2025 partition of research.youth_justice_offences for values in (2025);
create table research.youth_justice_offences_2026 partition of research.youth_justice_offences for values in (2026);
create index on research.youth_justice_offences (submission_id);
create index on research.youth_justice_offences (subject);

-- Outcomes, in court and out of court
create table research.youth_justice_outcomes (
    submission_id   bigint not null,
    collection_year int not null,
    row_no          int not null,
    parent_no       int not null,
    subject         uuid not null,
    flagged         boolean not null,
    outcome_date    date,
    outcome_type    text,
    court           text,
    start_date      date,
    end_date        date
) partition by list (collection_year);
create table research.youth_justice_outcomes_2025 partition of research.youth_justice_outcomes for values in (2025);
create table research.youth_justice_outcomes_2026 partition of research.youth_justice_outcomes for values in (2026);
create index on research.youth_justice_outcomes (submission_id);
create index on research.youth_justice_outcomes (subject);

-- Interventions
create table research.youth_justice_interventions (
    submission_id           bigint not null,
    collection_year         int not null,
    row_no                  int not null,
    parent_no               int not null,
    subject                 uuid not null,
    flagged                 boolean not null,
    intervention_type       text,
    intervention_start_date date,
    intervention_end_date   date
) partition by list (collection_year);
create table research.youth_justice_interventions_2025 partition of research.youth_justice_interventions for values in (2025);
create table research.youth_justice_interventions_2026 partition of research.youth_justice_interventions for values in (2026);
create index on research.youth_justice_interventions (submission_id);
create index on research.youth_justice_interventions (subject);

