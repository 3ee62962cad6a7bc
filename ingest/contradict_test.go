package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// child is one child of a census message.
func censusChild(id, birth, upn, former, plans string) string {
	return fmt.Sprintf(`<Child><ChildIdentifiers><LAchildID>%s</LAchildID><UPN>%s</UPN><FormerUPN>%s</FormerUPN><PersonBirthDate>%s</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>
<CINdetails><CINreferralDate>2024-06-01</CINreferralDate><ReferralNFA>0</ReferralNFA>%s</CINdetails></Child>`, id, upn, former, birth, plans)
}

const openPlan = `<ChildProtectionPlans><CPPstartDate>2024-07-01</CPPstartDate></ChildProtectionPlans>`

func censusIn(t *testing.T, year int, children ...string) *ingest.Standing {
	t.Helper()
	text := fmt.Sprintf(`<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>%d</Year><ReferenceDate>%d-03-31</ReferenceDate></CollectionDetails><Source><LEA>301</LEA></Source></Header><Children>%s</Children></Message>`,
		year, year, strings.Join(children, "\n"))
	return standing(t, file("census.xml", text))
}

// careOf is an SSDA903 return; each child is id, date of birth, UPN and when care ended.
func careOf(t *testing.T, children ...[4]string) *ingest.Standing {
	t.Helper()
	header := []string{"CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"}
	episodes := []string{"CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"}
	for _, c := range children {
		header = append(header, c[0]+",F,"+c[1]+",WBRI,"+c[2]+",,")
		episodes = append(episodes, c[0]+",01/06/2024,S,C2,N1,U1,PR1,"+c[3]+",,,,,")
	}
	lines := func(list []string) string { return strings.Join(append(list, ""), "\n") }
	r, err := ingest.Open([]ingest.File{file("header.csv", lines(header)), file("episodes.csv", lines(episodes))}, ingest.Expected{Return: goldset.SSDA903, Year: 2025})
	require.NoError(t, err)
	s, err := r.Standing()
	require.NoError(t, err)
	return s
}

func standing(t *testing.T, files ...ingest.File) *ingest.Standing {
	t.Helper()
	r, err := ingest.Open(files, ingest.Expected{})
	require.NoError(t, err)
	if r.Layout.Return == goldset.Identifiers { // its rows do not tell the year
		r, err = ingest.Open(files, ingest.Expected{Year: 2025})
		require.NoError(t, err)
	}
	s, err := r.Standing()
	require.NoError(t, err)
	return s
}

// between tells what two returns contradict each other about, as "rule child row".
func between(this, other *ingest.Standing) []string {
	said := []string{}
	ingest.Contradict(this, other, func(f goldset.Finding, e ingest.Evidence) {
		said = append(said, fmt.Sprintf("%s %s %d", f.Rule, e.Child, f.Row))
	})
	return said
}

func TestTwoReturnsOfOneSupplierAreHeldAgainstEachOther(t *testing.T) {
	const upn, another = "H801200001001", "A801200002001"
	sound := censusChild("A1", "2015-05-01", upn, "", "")
	for _, c := range []struct {
		name  string
		this  *ingest.Standing
		other *ingest.Standing
		said  []string
	}{
		{"both agree", censusIn(t, 2025, sound), careOf(t, [4]string{"A1", "01/05/2015", upn, ""}), []string{}},
		{"an id in small letters is the same id", censusIn(t, 2025, sound), careOf(t, [4]string{"a1", "01/05/2015", upn, ""}), []string{}},
		{"looked after and not in the census", careOf(t, [4]string{"A1", "01/05/2015", upn, ""}), censusIn(t, 2025, censusChild("B1", "2015-05-01", "", "", "")), []string{"X001 A1 0"}},
		{"the census is asked too, at no row", censusIn(t, 2025, censusChild("B1", "2015-05-01", "", "", "")), careOf(t, [4]string{"A1", "01/05/2015", upn, ""}), []string{"X001 A1 -1"}},
		{"care that ended in the year needs no episode of need", careOf(t, [4]string{"A1", "01/05/2015", upn, "01/02/2025"}), censusIn(t, 2025), []string{}},
		{"another birth date and UPN", censusIn(t, 2025, sound), careOf(t, [4]string{"A1", "02/05/2015", another, ""}), []string{"X002 A1 0", "X003 A1 0"}},
		{"the UPN was given as a former one", censusIn(t, 2025, censusChild("A1", "2015-05-01", upn, another, "")), careOf(t, [4]string{"A1", "01/05/2015", another, ""}), []string{}},
		{"a reason in place of a UPN is none", censusIn(t, 2025, sound), careOf(t, [4]string{"A1", "01/05/2015", "UN1", ""}), []string{}},
		{"drift since last year", censusIn(t, 2026, sound), censusIn(t, 2025, censusChild("A1", "2015-05-02", another, "", "")), []string{"X005 A1 0", "X006 A1 0"}},
		{"a plan of last year that is in neither", censusIn(t, 2026, sound), censusIn(t, 2025, censusChild("A1", "2015-05-01", upn, "", openPlan), censusChild("A2", "2015-05-01", "", "", openPlan)), []string{"X007 A1 0", "X007 A2 -1"}},
		{"a plan that goes on", censusIn(t, 2026, censusChild("A1", "2015-05-01", upn, "", openPlan)), censusIn(t, 2025, censusChild("A1", "2015-05-01", upn, "", openPlan)), []string{}},
		{"a plan and no identifiers", censusIn(t, 2025, censusChild("A1", "2015-05-01", upn, "", openPlan)), standing(t, file("i.csv", identifierHeader+strings.Replace(identifierRow, "A1", "A2", 1))), []string{"X004 A1 0"}},
		{"two years apart say nothing of each other", censusIn(t, 2026, sound), careOf(t, [4]string{"A9", "01/05/2015", upn, ""}), []string{}},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.said, between(c.this, c.other)) })
	}
}

func TestBothSidesOfAContradictionHaveTheSameEvidence(t *testing.T) {
	census, care := censusIn(t, 2025, censusChild("A1", "2015-05-01", "", "", "")), careOf(t, [4]string{"A1", "02/05/2015", "", ""})
	var here, there []string
	ingest.Contradict(census, care, func(_ goldset.Finding, e ingest.Evidence) { here = append(here, e.Values...) })
	ingest.Contradict(care, census, func(_ goldset.Finding, e ingest.Evidence) { there = append(there, e.Values...) })
	require.Equal(t, []string{"2015-05-01", "2015-05-02"}, here)
	require.Equal(t, here, there, "an answer to one side is known on the other")
}

func TestAChecksLackOfAnotherReturnIsTold(t *testing.T) {
	var codes []string
	for _, n := range ingest.ContradictionsNotRun(goldset.SSDA903, 2025, []ingest.Beside{{Return: goldset.CINCensus, Year: 2025}}) {
		codes = append(codes, n.Rule)
		require.Equal(t, "there is no Children looked after (SSDA903) of 2024 to hold it against", n.Reason)
	}
	require.Equal(t, []string{"X005", "X006"}, codes)
}

func TestAPlanIsInTheCensusAndInAnnexA(t *testing.T) {
	annexA := func(plans map[string]*ingest.ChildStanding) *ingest.Standing {
		return &ingest.Standing{Return: goldset.AnnexA, Year: 2025, Children: plans}
	}
	census := censusIn(t, 2025, censusChild("A1", "2015-05-01", "", "", openPlan), censusChild("A2", "2015-05-01", "", "", ""))
	require.Empty(t, between(census, annexA(map[string]*ingest.ChildStanding{"A1": {ID: "A1", Plan: true}})))
	require.Equal(t, []string{"X004 A1 0", "X004 A2 1"}, between(census, annexA(map[string]*ingest.ChildStanding{"A2": {ID: "A2", Plan: true}})))
	require.Equal(t, []string{"X004 A1 -1"}, between(annexA(nil), census), "the list is asked about the child it lacks")
}
