package store_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/store"
)

func testPool(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), storetest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

func TestOnlyTheLatestTakingUpMayCommit(t *testing.T) {
	tx := storetest.Tx(t)
	first, err := store.RaiseFence(t.Context(), tx, 7)
	require.NoError(t, err)
	require.NoError(t, first.Hold(t.Context(), tx))

	second, err := store.RaiseFence(t.Context(), tx, 7)
	require.NoError(t, err)
	require.ErrorIs(t, first.Hold(t.Context(), tx), store.ErrFenced, "a worker that was thought dead came back")
	require.NoError(t, second.Hold(t.Context(), tx))
}

func TestEachLoginThatCommitsEffectsCanHoldTheFence(t *testing.T) {
	for _, login := range []store.Login{
		store.LoginIntake, store.LoginLoad, store.LoginLink, store.LoginResearch, store.LoginRelease, store.LoginWork,
	} {
		t.Run(string(login), func(t *testing.T) {
			tx := storetest.Tx(t)
			fence, err := store.RaiseFence(t.Context(), tx, 8)
			require.NoError(t, err)
			storetest.As(t, tx, string(login))
			require.NoError(t, fence.Hold(t.Context(), tx))
		})
	}
}

func TestLockEndsWithItsHolder(t *testing.T) {
	pool := testPool(t)
	lock, free, err := store.TryLock(t.Context(), pool, 9)
	require.NoError(t, err)
	require.True(t, free)
	_, free, err = store.TryLock(t.Context(), pool, 9)
	require.NoError(t, err)
	require.False(t, free, "one at a time")

	lock.Release()
	again, free, err := store.TryLock(t.Context(), pool, 9)
	require.NoError(t, err)
	require.True(t, free)
	again.Release()
}

const runningJobSQL = `
insert into river.river_job (state, attempt, attempted_at, attempted_by, args, kind, max_attempts, priority, queue, scheduled_at)
values ('running', 1, now() - interval '1 minute', '{gone}', '{}', $1, 5, 1, 'long', now() - interval '1 minute')
returning id`

func TestJobsOfDeadWorkersAreHandedOn(t *testing.T) {
	pool := testPool(t)
	var orphan, held, other int64
	require.NoError(t, pool.QueryRow(t.Context(), runningJobSQL, "load").Scan(&orphan))
	require.NoError(t, pool.QueryRow(t.Context(), runningJobSQL, "load").Scan(&held))
	require.NoError(t, pool.QueryRow(t.Context(), runningJobSQL, "unknown").Scan(&other))
	lock, _, err := store.TryLock(t.Context(), pool, held)
	require.NoError(t, err)
	defer lock.Release()

	requeued, err := store.RequeueOrphans(t.Context(), pool, []string{"load"}, 5)
	require.NoError(t, err)
	require.Equal(t, 1, requeued)
	rows, _ := pool.Query(t.Context(), "select id from river.river_job where state = 'available' and attempt = 0")
	available, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	require.NoError(t, err)
	require.Equal(t, []int64{orphan}, available, "its worker is gone, and the death is not its fault")
}

func TestMissedRoundsAreMadeUpOnce(t *testing.T) {
	tx := storetest.Tx(t)
	start := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	require.NoError(t, store.AddSchedule(t.Context(), tx, store.Schedule{Name: "weekly", Kind: "measure", Every: 7 * 24 * time.Hour, NextDue: start}))

	due, err := store.DueSchedules(t.Context(), tx, start.Add(-time.Second))
	require.NoError(t, err)
	require.Empty(t, due)

	late := start.Add(24 * 24 * time.Hour) // down across three ticks
	due, err = store.DueSchedules(t.Context(), tx, late)
	require.NoError(t, err)
	require.Len(t, due, 1)
	require.NoError(t, store.ScheduleQueued(t.Context(), tx, "weekly", late))

	due, err = store.DueSchedules(t.Context(), tx, late)
	require.NoError(t, err)
	require.Empty(t, due)
	all, err := store.Schedules(t.Context(), tx)
	require.NoError(t, err)
	require.True(t, all[0].NextDue.Equal(start.Add(28*24*time.Hour)), "the rhythm stays: %s", all[0].NextDue)
}

func TestOperatorsChangesToAScheduleStay(t *testing.T) {
	tx := storetest.Tx(t)
	start := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	require.NoError(t, store.AddSchedule(t.Context(), tx, store.Schedule{Name: "pull", Kind: "pull", Every: time.Hour, NextDue: start}))
	_, err := tx.Exec(t.Context(), "update work.schedule set paused = true where name = 'pull'")
	require.NoError(t, err)
	require.NoError(t, store.AddSchedule(t.Context(), tx, store.Schedule{Name: "pull", Kind: "pull", Every: time.Minute, NextDue: start}))

	due, err := store.DueSchedules(t.Context(), tx, start.Add(time.Hour))
	require.NoError(t, err)
	require.Empty(t, due)
}
