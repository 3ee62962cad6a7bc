package reference

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"sync"

	"github.com/goldset/goldset"
)

// PublishedCount is one count that the Department published about one authority.
type PublishedCount struct {
	Measure   string // the stable name of the count in a return's summary, or PopulationMeasure
	Year      goldset.CollectionYear
	Authority string // three-figure code
	Count     int    // rounded to 10 in later years, by the publisher
}

// PopulationMeasure is the measure that holds an authority's children under 18.
const PopulationMeasure = "population"

// published holds the counts and an index of them. They are those of Children in
// need and Children looked after in England including adoption, both 2025.
type published struct {
	list []PublishedCount
	at   map[PublishedCount]int // Count left out of the key
}

var publishedCounts = sync.OnceValues(func() (published, error) {
	p := published{at: map[PublishedCount]int{}}
	rows, err := readCSV("data/published.csv", 4)
	if err != nil {
		return p, err
	}
	for _, r := range rows {
		year, badYear := strconv.Atoi(r[1])
		count, badCount := strconv.Atoi(r[3])
		if badYear != nil || badCount != nil {
			return p, fmt.Errorf("read published counts: %s of %s in %s is no count", r[0], r[2], r[1])
		}
		key := PublishedCount{Measure: r[0], Year: goldset.CollectionYear(year), Authority: r[2]}
		p.at[key] = count
		key.Count = count
		p.list = append(p.list, key)
	}
	return p, nil
})

// Published lists every published count. The list is shared: do not modify it.
func Published() []PublishedCount {
	p, err := publishedCounts()
	if err != nil {
		return nil
	}
	return p.list
}

// FindPublished is one published count.
func FindPublished(measure, authority string, year goldset.CollectionYear) (count int, ok bool) {
	p, err := publishedCounts()
	if err != nil {
		return 0, false
	}
	count, ok = p.at[PublishedCount{Measure: measure, Year: year, Authority: authority}]
	return count, ok
}

var neighbours = sync.OnceValues(func() (map[string][]string, error) {
	rows, err := readCSV("data/neighbours.csv", 11)
	if err != nil {
		return nil, err
	}
	list := map[string][]string{}
	for _, r := range rows {
		list[r[0]] = r[1:]
	}
	return list, nil
})

// Neighbours are the ten authorities whose populations the Department's statistical
// neighbour model of 2025 holds to be most like the given one's, nearest first.
func Neighbours(authority string) []string {
	list, err := neighbours()
	if err != nil {
		return nil
	}
	return list[authority]
}

// readCSV reads a table of facts without its header.
func readCSV(name string, columns int) ([][]string, error) {
	text, err := data.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = columns
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return rows[1:], nil
}
