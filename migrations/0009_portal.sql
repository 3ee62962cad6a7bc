-- What the pages need: who handed a return over for sign-off, and which findings
-- are about one child.

alter table intake.submission
    add sent_by bigint,      -- account that handed the checked return to the signatory
    add sent_at timestamptz,
    add declined text,       -- why the signatory sent it back
    add constraint signatory_is_not_uploader
        check (signed_by is null or uploaded_by is null or signed_by <> uploaded_by);

alter table intake.finding
    add child bytea; -- HMAC(child): gathers, and names nobody

create index on intake.finding (submission_id, child) where child is not null;

-- A return that is checked again after sign-off, because the rules changed
-- meanwhile, is signed again: its receipt is then the new one.
grant update on intake.receipt to goldset_intake;
