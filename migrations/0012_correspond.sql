-- The queue's login writes reminders, so it must know whom a supplier's mail goes to.
grant usage on schema access to goldset_work;
grant select (id, supplier_id, email, role, disabled) on access.account to goldset_work;
