-- What the outside was told of each count of a published cell: the number, or the
-- range that rounding leaves. A later release is protected against all of it.
alter table release.cell add told jsonb not null default '{}';
