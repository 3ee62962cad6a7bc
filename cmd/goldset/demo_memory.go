package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// memoryTick is how often memory is looked at.
const memoryTick = 250 * time.Millisecond

// watchMemory follows the memory of this process and all it has started, and
// returns a function that says the most it has seen, in bytes. Memory that
// processes share is counted once, by proportional set size where the kernel says it.
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

// memoryOf adds up a process and its descendants. Where there is no /proc it is 0.
func memoryOf(root int) int64 {
	children := map[int][]int{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path) //nolint:gosec // the kernel's own
		if err != nil {
			continue
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		// The name stands in brackets and may hold anything; the parent is the second field after it.
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		if len(fields) > 1 {
			parent, _ := strconv.Atoi(fields[1])
			children[parent] = append(children[parent], pid)
		}
	}
	total := int64(0)
	for queue := []int{root}; len(queue) > 0; queue = queue[1:] {
		total += proportional(queue[0])
		queue = append(queue, children[queue[0]]...)
	}
	return total
}

func proportional(pid int) int64 {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "smaps_rollup"))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
			kib, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return kib << 10
		}
	}
	return 0
}
