//go:build failpoint

package jobs

import (
	"os"
	"syscall"
)

// failpoint kills the process, as a power cut would, when GOLDSET_FAILPOINT names
// this point. It exists in test builds only.
func failpoint(name string) {
	if os.Getenv("GOLDSET_FAILPOINT") == name {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}
