package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"time"
)

// stopwatch is how many seconds of the clock do took.
func stopwatch(do func() error) (float64, error) {
	start := time.Now()
	err := do()
	return time.Since(start).Seconds(), err
}

// describe prints what a set is: seed, records, distinct values and rules.
func (c *comparison) describe(out io.Writer, s set, data, rules string) error {
	names, distinct, err := distinctValues(data)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n## %s: %d records, seed %d\n\nDistinct values:", s.name, s.records, c.seed)
	for i, name := range names {
		fmt.Fprintf(out, " %s %d", name, distinct[i])
	}
	text, err := os.ReadFile(rules)
	if err != nil {
		return err
	}
	var settings struct {
		Rules []struct {
			Rule string `json:"blocking_rule"`
		} `json:"blocking_rules_to_generate_predictions"`
	}
	if err := json.Unmarshal(text, &settings); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n\nBlocking rules (%s):\n\n", s.rules)
	for i, r := range settings.Rules {
		fmt.Fprintf(out, "%d. `%s`\n", i+1, r.Rule)
	}
	return nil
}

func distinctValues(path string) (names []string, counts []int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	reader := csv.NewReader(bufio.NewReaderSize(f, 1<<20))
	header, err := reader.Read()
	if err != nil {
		return nil, nil, err
	}
	seen := make([]map[string]bool, len(header))
	for i := range seen {
		seen[i] = map[string]bool{}
	}
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		for i, text := range record {
			if text != "" {
				seen[i][text] = true
			}
		}
	}
	for i, name := range header {
		if !slices.Contains([]string{"unique_id", "cluster"}, name) {
			names, counts = append(names, name), append(counts, len(seen[i]))
		}
	}
	return names, counts, nil
}

// table prints the middle run of each tool, and how many times goldset is better.
func table(out io.Writer, tools []string, runs map[string]*measured) {
	fmt.Fprintln(out, "\n| | candidate pairs | links | predict, processor s | predict, clock s | whole, processor s | whole, clock s | peak memory, MB |\n|---|---|---|---|---|---|---|---|")
	us := runs["goldset"]
	for _, tool := range tools {
		m := runs[tool]
		fmt.Fprintf(out, "| %s | %s | %d | %.2f | %.2f | %.2f | %.2f | %d |\n", tool, count(m.Pairs), m.Links,
			m.Processor["predict"], m.Wall["predict"], m.processor, m.wall, m.peak>>20)
	}
	for _, tool := range tools[1:] {
		m := runs[tool]
		fmt.Fprintf(out, "| %s / goldset | | | %.1f | %.1f | %.1f | %.1f | %.2f |\n", tool,
			m.Processor["predict"]/us.Processor["predict"], m.Wall["predict"]/us.Wall["predict"],
			m.processor/us.processor, m.wall/us.wall, float64(m.peak)/float64(us.peak))
	}
	fmt.Fprintln(out)
	for _, tool := range tools {
		fmt.Fprintf(out, "- %s: %s\n", tool, runs[tool].Options)
	}
}

func count(pairs int64) string {
	if pairs == 0 {
		return "not told"
	}
	return strconv.FormatInt(pairs, 10)
}

// sameLinks compares the pairs and weights that two tools wrote.
func sameLinks(ours, theirs string) (string, error) {
	a, err := readLinks(ours, "id_l", "id_r")
	if err != nil {
		return "", err
	}
	b, err := readLinks(theirs, "unique_id_l", "unique_id_r")
	if err != nil {
		return "", err
	}
	both, apart := 0, 0.0
	for pair, weight := range a {
		if other, ok := b[pair]; ok {
			both++
			apart = max(apart, math.Abs(weight-other))
		}
	}
	return fmt.Sprintf("- links of goldset %d, of Splink %d, of both %d; largest difference of a match weight %.1g", len(a), len(b), both, apart), nil
}

func readLinks(path, left, right string) (map[[2]string]float64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(bufio.NewReaderSize(f, 1<<20)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	l, r, w := slices.Index(rows[0], left), slices.Index(rows[0], right), slices.Index(rows[0], "match_weight")
	out := make(map[[2]string]float64, len(rows))
	for _, row := range rows[1:] {
		weight, err := strconv.ParseFloat(row[w], 64)
		if err != nil {
			return nil, err
		}
		out[[2]string{min(row[l], row[r]), max(row[l], row[r])}] = weight
	}
	return out, nil
}
