package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// memoryTick is how often memory is looked at.
const memoryTick = 250 * time.Millisecond

// watchMemory follows the memory of this process and all it has started, and
// returns a function that says the most it has seen, in bytes.
func watchMemory(ctx context.Context) func() int64 {
	var peak atomic.Int64
	look := func() {
		if now := memoryOf(os.Getpid()); now > peak.Load() {
			peak.Store(now)
		}
	}
	go func() {
		ticker := time.NewTicker(memoryTick)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				look()
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() int64 {
		look()
		return peak.Load()
	}
}

// memoryOf adds up a process and its descendants: what each has for itself, and once
// the most that any of them shares, which for Postgres is its buffers. Proportional
// set size would be exact, but asking for it four times a second costs a quarter of
// a core. Where there is no /proc it is 0.
func memoryOf(root int) int64 {
	var own, shared int64
	for queue := []int{root}; len(queue) > 0; queue = queue[1:] {
		resident, common := pagesOf(queue[0])
		own += resident - common
		shared = max(shared, common)
		queue = append(queue, childrenOf(queue[0])...)
	}
	return (own + shared) * int64(os.Getpagesize())
}

// pagesOf is how many pages of a process are in memory, and how many of them it
// shares with a file or another process.
func pagesOf(pid int) (resident, shared int64) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, 0
	}
	if fields := strings.Fields(string(text)); len(fields) > 2 {
		resident, _ = strconv.ParseInt(fields[1], 10, 64)
		shared, _ = strconv.ParseInt(fields[2], 10, 64)
	}
	return resident, shared
}

// childrenOf are the processes that any thread of a process has started.
func childrenOf(pid int) []int {
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return nil
	}
	var children []int
	for _, thread := range threads {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", pid, thread.Name()))
		if err != nil {
			continue
		}
		for field := range strings.FieldsSeq(string(text)) {
			if child, err := strconv.Atoi(field); err == nil {
				children = append(children, child)
			}
		}
	}
	return children
}
