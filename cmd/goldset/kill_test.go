package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// failpoints are where the process is killed, in the order in which a demo comes by.
var failpoints = []string{
	"submit:kept", "submit:recorded",
	"check:before-commit", "check:after-commit",
	"load:before-commit", "load:after-commit",
	"link:before-commit", "link:after-commit",
	"reconcile:before-commit",
	"measure:before-commit", "measure:after-commit",
	"release:before-commit", "release:after-commit",
	"publish:before-commit", "publish:after-commit",
}

// killChildren is small: what is tried here does not depend on size.
const killChildren = 6000

// TestKilledAtEveryStageTheNumbersComeOutTheSame kills one demo again and again,
// each time a stage further on, lets it go on from what it had kept, and compares
// what comes out in the end with a demo that nobody disturbed.
func TestKilledAtEveryStageTheNumbersComeOutTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the demo many times")
	}
	binary := filepath.Join(t.TempDir(), "goldset")
	build, err := exec.CommandContext(t.Context(), "go", "build", "-tags", "failpoint", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, string(build))

	undisturbed := runDemo(t, binary, "", "")
	dir := reachableDir(t)
	for _, point := range failpoints {
		require.Nil(t, runDemo(t, binary, dir, point), "the demo never came by %s", point)
	}
	require.Equal(t, undisturbed.numbers(), runDemo(t, binary, dir, "").numbers())
}

// reachableDir is a folder that the database's own user can reach.
func reachableDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "goldset-kill-") //nolint:usetesting // its parents must be open to another user
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	require.NoError(t, os.Chmod(dir, 0o711))
	return dir
}

// runDemo is the result of a demo, or nil when it was killed at the failpoint.
func runDemo(t *testing.T, binary, dir, failpoint string) *demoResult {
	t.Helper()
	args := []string{"demo", "--once", "--json", "--children", strconv.Itoa(killChildren)}
	if dir != "" {
		args = append(args, "--dir", dir)
	}
	run := exec.CommandContext(t.Context(), binary, args...)
	run.Env = append(os.Environ(), "GOLDSET_FAILPOINT="+failpoint)
	out, err := run.Output()
	exit, failed := errors.AsType[*exec.ExitError](err)
	if failed {
		status, _ := exit.Sys().(syscall.WaitStatus)
		require.True(t, status.Signaled() && status.Signal() == syscall.SIGKILL, "%s: %s", failpoint, exit.Stderr)
		return nil
	}
	require.NoError(t, err)
	var result demoResult
	require.NoError(t, json.Unmarshal(out, &result))
	return &result
}

// numbers are what must not depend on what happened on the way.
func (r *demoResult) numbers() demoResult {
	n := *r
	n.SecondsPerStage, n.Seconds, n.PeakMemoryBytes, n.ReleasedExamples = nil, 0, 0, nil
	return n
}
