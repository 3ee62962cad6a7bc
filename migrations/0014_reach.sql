-- Reconciliation replaces the queries of its last run.
grant delete on intake.finding to goldset_load;

-- A release cites how many rows each of its submissions gave.
grant select on intake.submission_table to goldset_release;
