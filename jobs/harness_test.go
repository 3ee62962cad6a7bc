package jobs_test

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/jobs"
	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/store"
)

// noon is when every test takes place.
var noon = time.Date(2025, time.June, 2, 12, 0, 0, 0, time.UTC)

const identifierFile = `LAchildID,Forename,MiddleName,Surname,FormerSurname,BirthDate,ExpectedBirthDate,Sex,Ethnicity,UPN,FormerUPN,NHSNumber,Postcode,PreviousPostcode,IdentityBarrier
A1,Ann,,Example,,2012-05-06,,F,WBRI,H801200001001,,,ZE9 9ZX,,
A2,Ben,,Example,,2013-05-06,,M,WBRI,,,,ZE9 9ZX,,
`

// bundle is a house at work on a database of its own, with one authority that was
// asked for its identifier file.
type bundle struct {
	*jobs.House
	t         *testing.T
	supplier  int64
	request   int64
	provider  int64
	signatory int64
	mail      *postbox
}

// postbox is a mailer that keeps what it is given, or refuses.
type postbox struct {
	sent    []store.Message
	refuses error
}

// Send keeps the message.
func (p *postbox) Send(_ context.Context, m store.Message) error {
	if p.refuses == nil {
		p.sent = append(p.sent, m)
	}
	return p.refuses
}

func setup(t *testing.T) *bundle {
	t.Helper()
	zones, err := store.Open(t.Context(), storetest.Database(t), store.Options{MaxConns: 3})
	require.NoError(t, err)
	keys, err := privacy.NewKeys()
	require.NoError(t, err)
	vault, err := store.OpenVault(t.TempDir(), keys)
	require.NoError(t, err)
	b := &bundle{t: t, mail: &postbox{}}
	b.House = &jobs.House{
		Zones: zones, Vault: vault, Keys: keys, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return noon },
		Metrics: jobs.NewMetrics(prometheus.NewRegistry(), zones), Mail: b.mail, Heads: t.TempDir(), LinkDelay: time.Hour,
	}
	stop, err := b.Start(t.Context(), true)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, stop(context.Background()))
		zones.Close()
	})
	b.people()
	return b
}

func (b *bundle) people() {
	b.t.Helper()
	ctx, office := b.t.Context(), b.Zones.Office
	var err error
	b.supplier, err = store.AddSupplier(ctx, office, store.Supplier{Code: "301", Kind: "authority", Name: "Barking and Dagenham"})
	require.NoError(b.t, err)
	for role, id := range map[store.Role]*int64{store.RoleProvider: &b.provider, store.RoleSignatory: &b.signatory} {
		*id, err = store.AddAccount(ctx, office, store.Account{Supplier: b.supplier, Email: string(role) + "@301.example", Name: "N", Role: role})
		require.NoError(b.t, err)
	}
	require.NoError(b.t, pgx.BeginFunc(ctx, office, func(tx pgx.Tx) error {
		b.request, err = store.AddRequest(ctx, tx, store.Request{
			Supplier: b.supplier, Return: goldset.Identifiers, Year: 2025, Purpose: "p", Function: "f", Fields: "x", WhyNotExisting: "w",
			LawfulBasis: "l", IssuedOn: noon.AddDate(0, -2, 0), DueOn: noon.AddDate(0, 0, 3),
		})
		return err
	}))
}

// allow records that the identifier file may be used for everything.
func (b *bundle) allow() {
	b.t.Helper()
	for _, purpose := range []store.GovernedPurpose{store.PurposeLoad, store.PurposeLink, store.PurposeMeasure} {
		_, err := store.AddPermission(b.t.Context(), b.Zones.Office, store.Permission{
			Return: goldset.Identifiers, Purpose: purpose, Controllers: "c", Agreement: "a", DPIAVersion: "1", LegalConditions: "l", OptOut: "o",
			StartsOn: noon.AddDate(-1, 0, 0), EndsOn: noon.AddDate(1, 0, 0), RetainUntil: noon.AddDate(2, 0, 0),
		})
		require.NoError(b.t, err)
	}
}

// one yields a single file.
func one(name, text string) func() (jobs.Upload, error) {
	given := false
	return func() (jobs.Upload, error) {
		if given {
			return jobs.Upload{}, io.EOF
		}
		given = true
		return jobs.Upload{Name: name, Data: strings.NewReader(text)}, nil
	}
}

func (b *bundle) send(text string) (int64, bool) {
	b.t.Helper()
	id, again, err := b.Submit(b.t.Context(), jobs.Door{Supplier: b.supplier, Request: b.request, Account: b.provider}, one("identifiers.csv", text))
	require.NoError(b.t, err)
	return id, again
}

// until waits for a condition that the database will show.
func (b *bundle) until(what string, condition func() bool) {
	b.t.Helper()
	require.Eventually(b.t, condition, 90*time.Second, 20*time.Millisecond, what)
}

func (b *bundle) state(id int64) store.State {
	b.t.Helper()
	s, err := store.ReadSubmission(b.t.Context(), b.Zones.Work, id)
	require.NoError(b.t, err)
	return s.State
}

// checked waits for the check and explains whatever it asks.
func (b *bundle) checked(id int64) {
	b.t.Helper()
	b.until("the check", func() bool { return b.state(id) != store.StateChecking })
	require.NoError(b.t, store.AsSupplier(b.t.Context(), b.Zones.Intake, b.supplier, func(tx pgx.Tx) error {
		groups, err := store.FindingGroups(b.t.Context(), tx, id)
		for _, g := range groups {
			if err == nil && g.Open > 0 {
				_, err = store.Explain(b.t.Context(), tx, store.Answer{Submission: id, Rule: g.Rule, Reason: "correct", Account: b.provider, At: noon})
			}
		}
		return err
	}))
	require.Equal(b.t, store.StateReady, b.state(id))
}

func (b *bundle) handOver(id int64) {
	b.t.Helper()
	require.NoError(b.t, store.AsSupplier(b.t.Context(), b.Zones.Intake, b.supplier, func(tx pgx.Tx) error {
		return store.SendForSignOff(b.t.Context(), tx, id, b.provider, noon)
	}))
}

func (b *bundle) sign(id int64) {
	b.t.Helper()
	b.handOver(id)
	_, err := b.SignOff(b.t.Context(), b.supplier, id, b.signatory)
	require.NoError(b.t, err)
}

// lastError is what the newest failed try of a kind of job said.
func (b *bundle) lastError(kind string) string {
	b.t.Helper()
	rows, err := b.Zones.Work.Query(b.t.Context(), "select errors[array_upper(errors, 1)] ->> 'error' from river.river_job where kind = $1 and errors is not null", kind)
	require.NoError(b.t, err)
	said, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(b.t, err)
	return strings.Join(said, "\n")
}
