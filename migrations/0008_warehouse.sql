-- What loading, linking and forgetting need beyond the tables themselves.

-- A file too large to hold in memory gives a subject's identifiers in parts.
alter table identity.identifier
    add part smallint not null default 0,
    drop constraint identifier_pkey,
    add primary key (submission_id, subject_id, part),
    -- A load finds or mints every subject before it writes its identifiers; checking
    -- that again for each row would double what they cost. Erasing deletes both.
    drop constraint identifier_subject_id_fkey;

-- Nothing looks subjects up by supplier, and every load would pay for the index.
drop index identity.subject_supplier_id_family_idx;

-- A data key is bound to the vault object it was made for.
alter table identity.data_key
    add object uuid not null;

-- A rotated wrapping key rewraps data keys; a rotated token key makes new tokens.
grant update (wrapped) on identity.data_key to goldset_link;
grant update (token) on identity.subject to goldset_link;
grant delete on identity.data_key to goldset_load, goldset_link;
grant delete on identity.subject to goldset_link; -- erasure

-- Whether a pair was shown is part of the record: lease and view are one call.
grant select on intake.supplier to goldset_review;
grant usage on schema intake to goldset_review;

-- A map is written in one transaction with its version; checking each of its million
-- rows against the one version would take longer than writing them. Pruning deletes both.
alter table research.person_map drop constraint person_map_map_version_fkey;
alter table research.unlinked drop constraint unlinked_map_version_fkey;

-- Which submissions a map was made of: linkage has nothing to do until they change.
alter table research.map_version add submissions bigint[] not null default '{}';
