package main

import (
	"os"
	"runtime/debug"

	"github.com/goldset/goldset/ingest"
)

// smallReturn is up to how many bytes of files a check may be wasteful.
const smallReturn = 32 << 20

// spendMemory lets the check of a small return, which ends within a second, collect
// its rubbish when the heap has grown fivefold and not twofold: a fifth less to do.
// What the operator has set in GOGC stands. A large return keeps the default, so
// that its memory stays bound to what must be held.
func spendMemory(files ...[]ingest.File) {
	size := int64(0)
	for _, list := range files {
		for _, f := range list {
			size += f.Size
		}
	}
	if size <= smallReturn && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}
