-- Made from the layouts by go generate ./reference. Do not edit: change a layout
-- file and generate again.

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

