package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
)

// comparison is a run of goldset and its peers over the same files.
type comparison struct {
	records, few, rounds   int
	seed                   uint64
	python, folder, binary string
}

// a set is records and rules.
type set struct {
	name, rules string
	distinct    bool
	records     int
	peers       []string
}

// measured is one run of one tool.
type measured struct {
	Wall      map[string]float64 `json:"wall"`      // seconds by phase
	Processor map[string]float64 `json:"processor"` // the same, of processor time
	Pairs     int64              `json:"candidate_pairs"`
	Links     int                `json:"links"`
	Options   string             `json:"options"`

	wall, processor float64 // of the whole command, its start included
	peak            int64   // bytes
	links           string  // file
}

const splink, recordlinkage, dedupe = "splink", "recordlinkage", "dedupe" // peer_NAME.py

func (c *comparison) run(ctx context.Context, out io.Writer) error {
	if err := os.MkdirAll(c.folder, 0o750); err != nil {
		return err
	}
	c.binary = filepath.Join(c.folder, "goldset")
	if text, err := exec.CommandContext(ctx, "go", "build", "-o", c.binary, "./cmd/goldset").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w: %s", err, text)
	}
	sets := []set{
		{"wide", "wide.json", false, c.records, []string{splink}},
		{"wide, distinct names", "wide.json", true, c.records, []string{splink}},
		{"narrow", "narrow.json", false, c.records, []string{splink}},
	}
	if c.few > 0 {
		sets = append(sets, set{"few", "wide.json", false, c.few, []string{splink, recordlinkage, dedupe}})
	}
	for _, s := range sets {
		if err := c.set(ctx, out, s); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

// set times every tool on one set and prints a table.
func (c *comparison) set(ctx context.Context, out io.Writer, s set) error {
	data := filepath.Join(c.folder, fmt.Sprintf("people%d-%d-%t.csv", s.records, c.seed, s.distinct))
	if err := c.make(data, s); err != nil {
		return err
	}
	rules := filepath.Join("bench", "linkage", s.rules)
	if err := c.describe(out, s, data, rules); err != nil {
		return err
	}
	tools := append([]string{"goldset"}, s.peers...)
	runs := map[string][]*measured{}
	for range c.rounds { // alternately, so that a busy moment strikes all alike
		for _, tool := range tools {
			m, err := c.time(ctx, tool, data, rules)
			if err != nil {
				return fmt.Errorf("%s: %w", tool, err)
			}
			runs[tool] = append(runs[tool], m)
		}
	}
	middle := map[string]*measured{}
	for tool, list := range runs {
		slices.SortFunc(list, func(a, b *measured) int { return cmp.Compare(a.processor, b.processor) })
		middle[tool] = list[len(list)/2]
	}
	table(out, tools, middle)
	if other := middle[splink]; other != nil {
		same, err := sameLinks(middle["goldset"].links, other.links)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, same)
	}
	return nil
}

func (c *comparison) make(path string, s set) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	f, err := os.Create(path + ".part")
	if err != nil {
		return err
	}
	if err := write(f, s.records, c.seed, s.distinct); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

// time runs one tool once, with two threads.
func (c *comparison) time(ctx context.Context, tool, data, rules string) (*measured, error) {
	m := &measured{links: filepath.Join(c.folder, tool+".csv")}
	cmd := exec.CommandContext(ctx, c.python, filepath.Join("bench", "linkage", "peer_"+tool+".py"), data, rules, m.links)
	if tool == "goldset" {
		folder := filepath.Join(c.folder, "out")
		m.links = filepath.Join(folder, "links.csv")
		cmd = exec.CommandContext(ctx, c.binary, "link", "--model", rules, "--out", folder, "--threads", "2", "--json", data)
	}
	cmd.Env = append(os.Environ(), "GOMAXPROCS=2", "OMP_NUM_THREADS=2", "OPENBLAS_NUM_THREADS=2")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	wall, err := stopwatch(cmd.Run)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, stderr.Bytes())
	}
	m.wall, m.processor = wall, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		m.peak = usage.Maxrss << 10
	}
	lines := bytes.Split(bytes.TrimSpace(stdout.Bytes()), []byte("\n"))
	if tool == "goldset" {
		return m, m.readSummary(lines[len(lines)-1])
	}
	return m, json.Unmarshal(lines[len(lines)-1], m)
}

// readSummary takes the phases from what goldset link prints.
func (m *measured) readSummary(text []byte) error {
	var s struct {
		Pairs     int64              `json:"candidate_pairs"`
		Links     int                `json:"links"`
		Wall      map[string]float64 `json:"seconds"`
		Processor map[string]float64 `json:"processor_seconds"`
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	predict := func(phases map[string]float64) map[string]float64 {
		return map[string]float64{"load": phases["load"], "predict": phases["train"] + phases["score"], "write": phases["cluster"] + phases["write"]}
	}
	m.Pairs, m.Links, m.Wall, m.Processor = s.Pairs, s.Links, predict(s.Wall), predict(s.Processor)
	m.Options = "threads 2, threshold .5, clusters and a report included; predict is blocking, comparing and scoring"
	return nil
}
