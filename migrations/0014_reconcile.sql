-- Reconciliation replaces the queries of its last run.
grant delete on intake.finding to goldset_load;
