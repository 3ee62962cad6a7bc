package jobs_test

import (
	"io"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/jobs"
	"github.com/goldset/goldset/report/feedback"
	"github.com/goldset/goldset/store"
)

const census = `<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2025</Year><ReferenceDate>2025-03-31</ReferenceDate></CollectionDetails>
<Source><SourceLevel>L</SourceLevel><LEA>301</LEA></Source></Header><Children>
<Child><ChildIdentifiers><LAchildID>A1</LAchildID><UPNunknown>UN2</UPNunknown><PersonBirthDate>2012-05-07</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>
<CINdetails><CINreferralDate>2024-06-01</CINreferralDate><ReferralSource>6</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>0</ReferralNFA></CINdetails></Child>
<Child><ChildIdentifiers><LAchildID>Z9</LAchildID><UPNunknown>UN2</UPNunknown><PersonBirthDate>2012-05-06</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>
<CINdetails><CINreferralDate>2024-06-01</CINreferralDate><ReferralSource>6</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>0</ReferralNFA>
<ChildProtectionPlans><CPPstartDate>2024-07-01</CPPstartDate></ChildProtectionPlans></CINdetails></Child>
</Children></Message>`

// asked is a request for another return, with permission to load it.
func (b *bundle) asked(name goldset.ReturnName, year goldset.CollectionYear) (id int64) {
	b.t.Helper()
	require.NoError(b.t, pgx.BeginFunc(b.t.Context(), b.Zones.Office, func(tx pgx.Tx) (err error) {
		id, err = store.AddRequest(b.t.Context(), tx, store.Request{
			Supplier: b.supplier, Return: name, Year: year, Purpose: "p", Function: "f", Fields: "x", WhyNotExisting: "w",
			LawfulBasis: "l", IssuedOn: noon.AddDate(0, -2, 0), DueOn: noon.AddDate(0, 0, 3),
		})
		return err
	}))
	_, err := store.AddPermission(b.t.Context(), b.Zones.Office, store.Permission{
		Return: name, Purpose: store.PurposeLoad, Controllers: "c", Agreement: "a", DPIAVersion: "1", LegalConditions: "l", OptOut: "o",
		StartsOn: noon.AddDate(-1, 0, 0), EndsOn: noon.AddDate(1, 0, 0), RetainUntil: noon.AddDate(2, 0, 0),
	})
	require.NoError(b.t, err)
	return id
}

// sendFor uploads one file for a request and waits for the check.
func (b *bundle) sendFor(request int64, name, text string) int64 {
	b.t.Helper()
	id, _, err := b.Submit(b.t.Context(), jobs.Door{Supplier: b.supplier, Request: request, Account: b.provider}, one(name, text))
	require.NoError(b.t, err)
	b.until("the check", func() bool { return b.state(id) != store.StateChecking })
	return id
}

// found are the findings of one rule, with the children they are about.
func (b *bundle) found(id int64, rule string) (all []store.Finding, about []jobs.Evidence) {
	b.t.Helper()
	require.NoError(b.t, store.AsSupplier(b.t.Context(), b.Zones.Intake, b.supplier, func(tx pgx.Tx) (err error) {
		all, err = store.FindingsOfRule(b.t.Context(), tx, id, rule, 100, 0)
		return err
	}))
	about, err := b.Values(b.t.Context(), b.supplier, id, all)
	require.NoError(b.t, err)
	return all, about
}

func TestAReturnIsHeldAgainstTheSuppliersOwnBeforeSignOff(t *testing.T) {
	b := setup(t)
	b.allow()
	children, _ := b.send(identifierFile)
	b.checked(children)
	b.sign(children)
	b.until("the load", func() bool { return b.state(children) == store.StateLoaded })

	sub := b.sendFor(b.asked(goldset.CINCensus, 2025), "census.xml", census)
	_, about := b.found(sub, "X002")
	require.Equal(t, []jobs.Evidence{{Child: "A1", Values: []string{"2012-05-07"}}}, about)
	_, about = b.found(sub, "X004")
	require.Equal(t, "Z9", about[0].Child)
	s, err := store.ReadSubmission(t.Context(), b.Zones.Work, sub)
	require.NoError(t, err)
	require.Contains(t, s.Understood["not_run"], map[string]any{"rule": "X001", "reason": "there is none of these of the same year to hold it against: Children looked after (SSDA903)"})

	b.checked(sub)
	b.sign(sub)
	b.until("the load", func() bool { return b.state(sub) == store.StateLoaded })

	again := b.sendFor(b.request, "identifiers.csv", identifierFile+"A3,Cy,,Example,,2014-05-06,,M,WBRI,,,,ZE9 9ZX,,\n")
	missing, about := b.found(again, "X004")
	require.Equal(t, -1, missing[0].Row)
	require.Equal(t, "Z9", about[0].Child, "a child this return does not have is named from the one that has")
	require.NoError(t, b.Feedback(t.Context(), b.supplier, again, func(r *feedback.Report, _ []ingest.File) error {
		for _, f := range r.Findings {
			if f.Rule == "X004" {
				require.Equal(t, "Z9", f.Child)
			}
		}
		return nil
	}))
}

const (
	careHeader   = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA1,F,07/05/2012,WBRI,UN2,,\nQ7,F,06/05/2012,WBRI,UN2,,\n"
	careEpisodes = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n" +
		"A1,01/06/2024,S,C2,N1,U1,PR1,,,,,,\nQ7,01/06/2024,S,C2,N1,U1,PR1,,,,,,\n"
)

func (b *bundle) reconcile() (found int64) {
	b.t.Helper()
	require.NoError(b.t, pgx.BeginFunc(b.t.Context(), b.Zones.Load, func(tx pgx.Tx) (err error) {
		found, err = b.ReconcileIn(b.t.Context(), tx)
		return err
	}))
	return found
}

// Neither check could see the other return, since neither was accepted yet.
func TestWhatReconciliationFindsInLoadedReturnsIsExplainedOnce(t *testing.T) {
	b := setup(t)
	need := b.sendFor(b.asked(goldset.CINCensus, 2025), "census.xml", census)
	files := []jobs.Upload{{Name: "header.csv", Data: strings.NewReader(careHeader)}, {Name: "episodes.csv", Data: strings.NewReader(careEpisodes)}}
	care, _, err := b.Submit(t.Context(), jobs.Door{Supplier: b.supplier, Request: b.asked(goldset.SSDA903, 2025), Account: b.provider}, func() (jobs.Upload, error) {
		if len(files) == 0 {
			return jobs.Upload{}, io.EOF
		}
		next := files[0]
		files = files[1:]
		return next, nil
	})
	require.NoError(t, err)
	b.until("the check", func() bool { return b.state(care) != store.StateChecking })
	for _, id := range []int64{need, care} {
		b.checked(id)
		b.sign(id)
		b.until("the load", func() bool { return b.state(id) == store.StateLoaded })
	}
	require.EqualValues(t, 1, b.reconcile())
	late, about := b.found(care, "X001")
	require.Equal(t, "Q7", about[0].Child)
	require.NotEmpty(t, late[0].AnswerTo)
	require.NoError(t, store.AsSupplier(t.Context(), b.Zones.Intake, b.supplier, func(tx pgx.Tx) error {
		written, err := store.Explain(t.Context(), tx, store.Answer{Submission: care, Finding: late[0].ID, Reason: "correct", Note: "n", Account: b.provider, At: noon})
		require.EqualValues(t, 1, written)
		return err
	}))
	require.Equal(t, store.StateLoaded, b.state(care), "an answer takes nothing back")

	require.EqualValues(t, 1, b.reconcile(), "it still stands")
	late, _ = b.found(care, "X001")
	require.Equal(t, "correct", late[0].Reason, "and is answered")
}

func TestCountsAreHeldAgainstWhatWasPublished(t *testing.T) {
	b := setup(t)
	sub := b.sendFor(b.asked(goldset.CINCensus, 2025), "census.xml", census)
	found, _ := b.found(sub, "Y101")
	require.Len(t, found, 1)
	require.Contains(t, found[0].Message, "Children in need at 31 March: 2. The Department published")
	require.NotEmpty(t, found[0].AnswerTo, "answerable like any other")
}
