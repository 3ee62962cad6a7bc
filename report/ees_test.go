package report

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// The checks below are those of the explore education statistics screener that can
// be judged from a file and the published lists, by their own names.

const eesFolder = "../../shared/data/ees"

// eesTable is a CSV file by column.
type eesTable struct {
	header []string
	rows   [][]string
}

func readEES(t *testing.T, content []byte) eesTable {
	t.Helper()
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	records, err := reader.ReadAll()
	require.NoError(t, err)
	return eesTable{records[0], records[1:]}
}

func (e *eesTable) has(column string) bool { return slices.Contains(e.header, column) }

func (e *eesTable) value(row []string, column string) string {
	if i := slices.Index(e.header, column); i >= 0 {
		return row[i]
	}
	return ""
}

func (e *eesTable) distinct(column string) []string {
	var list []string
	for _, row := range e.rows {
		if v := e.value(row, column); !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

// eesLists are the published code lists.
type eesLists struct{ las, regions map[string]bool }

func readEESLists(t *testing.T) eesLists {
	t.Helper()
	lists := eesLists{map[string]bool{}, map[string]bool{}}
	for _, l := range []struct {
		file    string
		columns []string
		into    map[string]bool
	}{{"las.csv", []string{"old_la_code", "new_la_code", "la_name"}, lists.las}, {"regions.csv", []string{"region_code", "region_name"}, lists.regions}} {
		content, err := os.ReadFile(filepath.Join(eesFolder, "reference", l.file))
		if os.IsNotExist(err) {
			t.Skip("the screener's lists are not beside the repository")
		}
		require.NoError(t, err)
		table := readEES(t, content)
		for _, row := range table.rows {
			var parts []string
			for _, c := range l.columns {
				parts = append(parts, table.value(row, c))
			}
			l.into[strings.Join(parts, "|")] = true
		}
	}
	return lists
}

var (
	eesGeography = regexp.MustCompile(`^(time_|geographic_level|country_|region_|old_la|new_la|la_name|lad_|rsc_|pcon_|lsip_|local_enterprise|english_devolved|opportunity_area|ward_|trust_|sponsor_|pfa_)`)
	eesSmushed   = regexp.MustCompile(`(^|_)(male|female|asian|black|white|mixed)(_|$)`)
	eesSix       = regexp.MustCompile(`^(Academic|Financial|Tax) year$`)
)

// screen names every check that the pair of files fails.
func screen(name string, data, meta *eesTable, lists eesLists) (failed []string) {
	check := func(id string, passes bool) {
		if !passes && !slices.Contains(failed, id) {
			failed = append(failed, id)
		}
	}
	check("filename_spaces", !strings.Contains(name, " "))
	check("filename_special", regexp.MustCompile(`^[A-Za-z0-9_.-]+$`).MatchString(name))
	for _, c := range []string{"col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "indicator_dp", "filter_hint", "filter_grouping_column"} {
		check("col_req_meta", meta.has(c))
	}
	for _, c := range []string{"time_period", "time_identifier", "geographic_level", "country_code", "country_name"} {
		check("col_req_data", data.has(c))
	}
	check("col_to_rows", len(data.header) >= len(meta.rows)+5)
	for _, c := range data.header {
		check("col_names_spaces", !strings.Contains(c, " "))
	}
	check("geog_la_col_present", data.has("la_name") == data.has("new_la_code") && data.has("la_name") == data.has("old_la_code"))
	check("geog_region_col_present", data.has("region_code") == data.has("region_name"))
	screenMeta(data, meta, check)
	screenRows(data, meta, lists, check)
	return failed
}

func screenMeta(data, meta *eesTable, check func(string, bool)) {
	labels, names := map[string]bool{}, map[string]bool{}
	for _, row := range meta.rows {
		get := func(c string) string { return meta.value(row, c) }
		filter := get("col_type") == "Filter"
		check("meta_col_type", filter || get("col_type") == "Indicator")
		check("meta_col_name", get("col_name") != "")
		check("meta_col_name_dupe", !names[get("col_name")])
		check("meta_col_name_spaces", !strings.Contains(get("col_name"), " "))
		check("meta_label", strings.TrimSpace(get("label")) != "")
		check("meta_dupe_label", !labels[get("label")])
		names[get("col_name")], labels[get("label")] = true, true
		check("cross_meta_to_data", data.has(get("col_name")))
		check("meta_ob_unit", !slices.Contains(geography, get("col_name")))
		check("meta_ind_unit_validation", slices.Contains([]string{"", "%", "pp", "£", "£m", "numberstring"}, get("indicator_unit")))
		if filter {
			check("meta_geog_catch", !eesGeography.MatchString(get("col_name")))
			check("meta_indicator_grouping", get("indicator_grouping") == "")
			check("meta_ind_unit", get("indicator_unit") == "")
			check("meta_indicator_dp", get("indicator_dp") == "")
			items := data.distinct(get("col_name"))
			check("filter_not_singular", len(items) > 1)
			check("filter_item_limit", len(items) <= 25_000)
			for _, v := range items {
				check("filter_blanks", v != "")
				check("filter_whitespace", v == strings.TrimSpace(v))
			}
			continue
		}
		check("meta_fil_grp", get("filter_grouping_column") == "")
		check("meta_filter_hint", get("filter_hint") == "")
		check("col_ind_smushed", !eesSmushed.MatchString(get("col_name")))
		if dp := get("indicator_dp"); dp != "" {
			n, err := strconv.Atoi(dp)
			check("meta_ind_dp_values", err == nil && n >= 0)
		}
	}
}

func screenRows(data, meta *eesTable, lists eesLists, check func(string, bool)) {
	keys := map[string]bool{}
	for _, row := range data.rows {
		get := func(c string) string { return data.value(row, c) }
		period, identifier := get("time_period"), get("time_identifier")
		_, err := strconv.Atoi(period)
		check("time_period_num", err == nil)
		if eesSix.MatchString(identifier) {
			check("time_period", len(period) == 6)
			if len(period) == 6 {
				first, _ := strconv.Atoi(period[2:4])
				second, _ := strconv.Atoi(period[4:])
				check("time_period_six", second == (first+1)%100)
			}
		} else {
			check("time_period", len(period) == 4 || len(period) == 6)
		}
		level := get("geographic_level")
		if level == "Local authority" {
			check("geog_la_combos", lists.las[get("old_la_code")+"|"+get("new_la_code")+"|"+get("la_name")] || get("new_la_code") == "x" || get("new_la_code") == "z" || get("new_la_code") == "")
			check("geog_level_completed", get("la_name") != "" && get("old_la_code") != "")
		}
		if level == "National" {
			check("geog_overcompleted_cols", get("la_name") == "" && get("region_name") == "")
		}
		if region := get("region_code"); region != "" && region != "x" && region != "z" {
			check("geog_region_combos", lists.regions[region+"|"+get("region_name")])
		}
		check("geog_country_combos", get("country_code") != "E92000001" || get("country_name") == "England")
		var key []string
		for i, c := range data.header {
			if m := slices.IndexFunc(meta.rows, func(m []string) bool { return meta.value(m, "col_name") == c }); m >= 0 && meta.value(meta.rows[m], "col_type") == "Indicator" {
				v := get(c)
				check("ind_invalid_entry", v != "" && v != "~" && v != ":")
				check("general_null", !slices.Contains([]string{"NULL", "NA", "NaN", "null"}, v))
				continue
			}
			if eesGeography.MatchString(c) {
				check("filter_ob_total", !slices.Contains([]string{"Total", "total", "All", "all"}, row[i]))
			}
			key = append(key, row[i])
		}
		check("general_dupes", !keys[strings.Join(key, "\x00")])
		keys[strings.Join(key, "\x00")] = true
	}
}

func TestTheScreenerPassesWhatThePublishedOnePasses(t *testing.T) {
	lists := readEESLists(t)
	paths, err := filepath.Glob(filepath.Join(eesFolder, "pass", "*.meta.csv"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		base := strings.TrimSuffix(path, ".meta.csv")
		t.Run(filepath.Base(base), func(t *testing.T) {
			content, err := os.ReadFile(base + ".csv")
			require.NoError(t, err)
			data := readEES(t, content)
			content, err = os.ReadFile(path)
			require.NoError(t, err)
			meta := readEES(t, content)
			failed := screen(filepath.Base(base)+".csv", &data, &meta, lists)
			// Schools and providers repeat by design; the published check treats them apart.
			failed = slices.DeleteFunc(failed, func(id string) bool {
				return id == "general_dupes" && data.has("school_urn") || data.has("provider_ukprn")
			})
			require.Empty(t, failed)
		})
	}
}

// packed reads the pairs of files that a release packs.
func packed(t *testing.T, content []byte) map[string]eesTable {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	require.NoError(t, err)
	tables := map[string]eesTable{}
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		var b bytes.Buffer
		_, err = b.ReadFrom(r)
		require.NoError(t, err)
		tables[f.Name] = readEES(t, b.Bytes())
	}
	return tables
}

func TestDataFilesPassTheScreener(t *testing.T) {
	lists := readEESLists(t)
	tables := packed(t, drawn(t, fixture(t, 5))["drivers-of-need-data.zip"])
	require.Greater(t, len(tables), 20)
	for name, data := range tables {
		if strings.HasSuffix(name, ".meta.csv") {
			continue
		}
		meta := tables[strings.TrimSuffix(name, ".csv")+".meta.csv"]
		require.Empty(t, screen(name, &data, &meta, lists), name)
		for _, c := range data.header {
			require.Regexp(t, `^[a-z][a-z0-9_]*$`, c)
		}
	}
}

func TestEveryAuthorityIsInTheScreenersList(t *testing.T) {
	lists := readEESLists(t)
	r := small(t)
	cell := r.Cells[0]
	r.Cells = nil
	for i, a := range reference.Authorities() {
		for _, age := range []string{"5-9", goldset.Total} {
			c := cell
			c.ID, c.Authority, c.Level, c.Dims = int64(i), a.Code, goldset.LevelAuthority, []goldset.Dim{{Name: "age", Value: age}}
			r.Cells = append(r.Cells, c)
		}
	}
	tables := packed(t, drawn(t, r)["drivers-of-need-data.zip"])
	data, meta := tables["stability_two_placement_changes.csv"], tables["stability_two_placement_changes.meta.csv"]
	require.Len(t, data.distinct("la_name"), 153)
	require.Empty(t, screen("stability_two_placement_changes.csv", &data, &meta, lists))
}

func TestTheScreenerFiresOnWhatIsWrong(t *testing.T) {
	lists := readEESLists(t)
	for _, test := range []struct {
		want  string
		spoil func(data, meta *eesTable)
	}{
		{"general_dupes", func(d, _ *eesTable) { d.rows = append(d.rows, d.rows[0]) }},
		{"ind_invalid_entry", func(d, _ *eesTable) { d.rows[0][len(d.header)-1] = "" }},
		{"time_period_six", func(d, _ *eesTable) { d.rows[0][0] = "202527" }},
		{"geog_la_combos", func(d, _ *eesTable) {
			i := slices.IndexFunc(d.rows, func(r []string) bool { return r[2] == "Local authority" })
			d.rows[i][9] = "Atlantis"
		}},
		{"meta_dupe_label", func(_, m *eesTable) { m.rows[1][2] = m.rows[0][2] }},
		{"filter_not_singular", func(d, _ *eesTable) {
			for _, row := range d.rows {
				row[10] = "Total"
			}
		}},
	} {
		t.Run(test.want, func(t *testing.T) {
			tables := packed(t, drawn(t, small(t))["drivers-of-need-data.zip"])
			data, meta := tables["stability_two_placement_changes.csv"], tables["stability_two_placement_changes.meta.csv"]
			test.spoil(&data, &meta)
			require.Contains(t, screen("a.csv", &data, &meta, lists), test.want)
		})
	}
}
