//go:build !failpoint

package jobs

// failpoint does nothing outside test builds.
func failpoint(string) {}
