package ingest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// child is one child of a payload, with what a test puts inside.
func child(id, details, rest string) string {
	return `{"la_child_id":"` + id + `","child_details":{"first_name":"A","surname":"B","date_of_birth":"2015-01-02","sex":"F"` + details + `},` +
		`"social_care_episodes":[{"social_care_episode_id":"e` + id + `","referral_date":"2024-06-14","referral_source":"1C",` +
		`"child_and_family_assessments":[{"child_and_family_assessment_id":"a` + id + `","start_date":"2024-06-15","factors":["1C","4A"]}],` +
		`"care_leavers":{"contact_date":"2024-07-01","activity":"F2","accommodation":"D"}` + rest + `}]}`
}

func openPayload(t *testing.T, texts ...string) *ingest.Return {
	t.Helper()
	var files []ingest.File
	for _, text := range texts {
		files = append(files, file("payload.json", text))
	}
	r, err := ingest.Open(files, ingest.Expected{})
	require.NoError(t, err)
	return r
}

// ids lists the rows as table, child and parent.
func ids(t *testing.T, r *ingest.Return) []string {
	t.Helper()
	var list []string
	for row, err := range r.Rows() {
		require.NoError(t, err)
		list = append(list, row.Table.Name+" "+row.LocalID)
	}
	return list
}

func TestAPayloadIsReadInEveryShapeItComesIn(t *testing.T) {
	one, two := child("1", "", ""), child("2", "", "")
	want := ids(t, openPayload(t, "["+one+","+two+"]"))
	require.Equal(t, []string{
		"child_details 1", "social_care_episodes 1", "child_and_family_assessments 1", "factors 1", "factors 1", "care_leavers 1",
		"child_details 2", "social_care_episodes 2", "child_and_family_assessments 2", "factors 2", "factors 2", "care_leavers 2",
	}, want)
	for _, c := range []struct {
		name  string
		texts []string
	}{
		{"beside the authority's code", []string{`{"la_code":301,"Children":[` + one + `,` + two + `]}`}},
		{"one object after another", []string{one + "\n" + two}},
		{"in batches", []string{"[" + one + "]", "[" + two + "]"}},
		{"a single child beside the code, twice", []string{`[{"la_code":"301","children":` + one + `},{"la_code":"301","children":` + two + `}]`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := openPayload(t, c.texts...)
			require.Equal(t, want, ids(t, r))
			require.Empty(t, checked(t, r))
		})
	}
}

func TestABlockThatAsksToBePurgedIsNotLoaded(t *testing.T) {
	r := openPayload(t, `{"la_code":301,"Children":[`+child("1", "", `,"purge":true`)+`,`+child("2", `,"purge":true`, "")+`]}`)
	require.Equal(t, "301", r.Authority)
	found := checked(t, r)
	require.Len(t, found, 1)
	require.Len(t, found["purged"], 5+6, "an episode and all of a child")
	require.Equal(t, goldset.SeverityNotice, found["purged"][0].Severity)
	for _, c := range r.Counts() {
		require.Equal(t, map[bool]int{true: 1, false: 0}[c.Table == "child_details"], c.Out, c.Table)
	}
}

func TestFaultsOfAPayloadAreToldWithTheirPlace(t *testing.T) {
	for _, c := range []struct{ name, text, rule string }{
		{"a member given twice", "[" + child("1", `,"sex":"M"`, "") + "]", "repeated"},
		{"an object where a value is wanted", "[" + child("1", `,"postcode":{"x":1}`, "") + "]", "not-a-value"},
		{"no id", `[{"child_details":{"sex":"F"}},` + child("1", "", "") + "]", "no-child"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := openPayload(t, c.text)
			found := checked(t, r)
			require.Contains(t, found, c.rule)
			require.Equal(t, 1, found[c.rule][0].Line)
		})
	}
	r := openPayload(t, "[\n"+child("1", "", `,"colour":"red"`)+"\n]")
	require.Contains(t, r.Tolerances, `"colour" is not part of the payload: left out 1 times`)
	r = openPayload(t, "["+child("1", `,"A123":{},"Jane Doe":1`, "")+"]")
	require.Contains(t, r.Tolerances, `"..." is not part of the payload: left out 2 times`)
}

func TestWhatIsNoPayloadIsRefused(t *testing.T) {
	for _, c := range []struct{ name, text, says string }{
		{"another file", `{"name":"x"}`, "the file is JSON, but no return that is known"},
		{"cut in half", "[" + child("1", "", ""), "line 1: it ends in the middle of a value"},
		{"not JSON", "[\n{la_child_id:1}]", "line 2: a sign stands where JSON allows none"},
		{"a pit", strings.Repeat("[", 100) + strings.Repeat("]", 100), "more than 40 deep"},
		{"a child without end", `[{"la_child_id":"` + strings.Repeat("x", 9<<20) + `"}]`, "larger than 8 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ingest.Open([]ingest.File{file("a.json", c.text)}, ingest.Expected{})
			require.ErrorContains(t, err, c.says)
		})
	}
	_, err := ingest.Open([]ingest.File{file("a.json", `{"la_code":301,"Children":[`+child("1", "", "")+`]}`)}, ingest.Expected{Authority: "302"})
	require.ErrorContains(t, err, "authority 301 and not from 302")
}

func FuzzPayload(f *testing.F) {
	f.Add(`{"la_code":301,"Children":[` + child("1", "", `,"purge":true`) + `]}`)
	f.Add("[" + child("1", `,"sex":null,"disabilities":["HAND",null,["VIS"]]`, "") + "," + child("1", "", "") + "]")
	f.Add(`{"la_child_id":1,"social_care_episodes":{"care_worker_details":[[{}]]}} 7 "x" [null]`)
	f.Add(`{"Children":{"Children":{"la_child_id":"1","Children":[{"purge":1}]}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		law(t, []ingest.File{file("a.json", text)}, ingest.Expected{Return: goldset.SocialCareAPI, Year: 2026})
	})
}
