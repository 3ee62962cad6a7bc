package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/postgres"
	"github.com/goldset/goldset/jobs"
	"github.com/goldset/goldset/migrations"
	"github.com/goldset/goldset/portal"
	"github.com/goldset/goldset/store"
)

// canaries are values that nothing but identity may ever hold. The numbers are
// valid: their check characters are right.
var canaries = []string{
	"Zyxqwvforename", "Zyxqwvsurname", "Zyxqwvformer", "ZYXQWV0001", "ZYXQWV0002",
	"H801200001001", "9434765919", "ZE9 9ZX", "ZE99ZX",
}

const canaryIdentifiers = `LAchildID,Forename,MiddleName,Surname,FormerSurname,BirthDate,ExpectedBirthDate,Sex,Ethnicity,UPN,FormerUPN,NHSNumber,Postcode,PreviousPostcode,IdentityBarrier
ZYXQWV0001,Zyxqwvforename,,Zyxqwvsurname,Zyxqwvformer,2012-05-06,,F,WBRI,H801200001001,,9434765919,ZE9 9ZX,,
ZYXQWV0002,Zyxqwvforename,,Zyxqwvsurname,,2013-05-06,,M,WBRI,Zyxqwvsurname,,Zyxqwvforename,ZE9 9ZX,,
`

const canaryCensus = `<?xml version="1.0" encoding="utf-8"?>
<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2025</Year><ReferenceDate>2025-03-31</ReferenceDate></CollectionDetails>
<Source><SourceLevel>L</SourceLevel><LEA>301</LEA><SoftwareCode>x</SoftwareCode><Release>1</Release><SerialNo>001</SerialNo><DateTime>2025-05-01T10:00:00</DateTime></Source></Header>
<Children>
<Child><ChildIdentifiers><LAchildID>ZYXQWV0001</LAchildID><UPN>H801200001001</UPN><PersonBirthDate>2012-05-06</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>Zyxqwvsurname</Ethnicity></ChildCharacteristics>
<CINdetails><CINreferralDate>2024-06-01</CINreferralDate><ReferralSource>1A</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>0</ReferralNFA></CINdetails></Child>
<Child><ChildIdentifiers><LAchildID>ZYXQWV0002</LAchildID><UPN>Zyxqwvsurname</UPN><PersonBirthDate>Zyxqwvforename</PersonBirthDate><Sex>M</Sex></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>
<CINdetails><CINreferralDate>ZYXQWV0002</CINreferralDate><ReferralSource>1A</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>0</ReferralNFA></CINdetails></Child>
</Children></Message>`

// hostile are files that fail in every way a file can, each full of canaries.
func hostile() map[string]string {
	return map[string]string{
		"broken-quote.csv":  strings.Replace(canaryIdentifiers, "Zyxqwvforename", `"Zyxqwvforename`, 1),
		"cut.xml":           canaryCensus[:len(canaryCensus)/2],
		"doctype.xml":       strings.Replace(canaryCensus, "<Message>", `<!DOCTYPE Message [<!ENTITY a "Zyxqwvsurname">]><Message>`, 1),
		"other-year.xml":    strings.ReplaceAll(canaryCensus, "2025-03-31", "2019-03-31"),
		"other-place.xml":   strings.ReplaceAll(canaryCensus, "<LEA>301</LEA>", "<LEA>302</LEA>"),
		"Zyxqwvsurname.zip": "PK\x03\x04Zyxqwvsurname",
		"header.csv":        "Zyxqwvsurname,H801200001001\nZyxqwvforename,9434765919\n",
		"nul.csv":           canaryIdentifiers + "ZYXQWV0003,Zyxqwv\x00forename,,Zyxqwvsurname,,2012-05-06,,F,WBRI,,,,ZE9 9ZX,,\n",
	}
}

// TestNoIdentifierLeavesTheIdentityZone sends unmistakable identifiers through the
// flows, failures included, and then looks everywhere they must not be.
func TestNoIdentifierLeavesTheIdentityZone(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the whole service")
	}
	h := newHouseUnderTest(t)
	h.sendEverything()
	h.work()
	for place, text := range map[string]string{
		"the service's log":     h.log.String(),
		"the Postgres log":      readFile(t, h.server.LogFile()),
		"the metrics":           h.metrics(),
		"every schema":          h.rows("access", "intake", "research", "ledger", "release", "audit", "work", "river"),
		"the vault":             readTree(t, h.dir),
		"temporary files":       readTree(t, os.Getenv("TMPDIR")),
		"the office's pages":    h.crawl(store.RoleAnalyst, store.RoleOperator, store.RoleGovernance, store.RoleApprover),
		"the identity in clear": h.rows("identity"),
	} {
		require.Empty(t, findCanaries(place, text))
	}
}

// houseUnderTest is the whole service on a private Postgres whose log can be read.
type houseUnderTest struct {
	t       *testing.T
	dir     string
	log     *lockedBuffer
	server  *postgres.Server
	service *service
	site    string
	request map[goldset.ReturnName]int64
}

// lockedBuffer is a log that many goroutines write.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write appends to the log.
func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// String is the log so far.
func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func newHouseUnderTest(t *testing.T) *houseUnderTest {
	t.Helper()
	server, err := postgres.Start(t.Context(), postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(server.Stop)
	t.Setenv("TMPDIR", t.TempDir())
	require.NoError(t, migrations.Up(t.Context(), server.URL("postgres")))
	h := &houseUnderTest{t: t, dir: t.TempDir(), log: &lockedBuffer{}, server: server, request: map[goldset.ReturnName]int64{}}
	h.service, err = openService(t.Context(), config{database: server.URL("postgres"), dir: h.dir, public: "http://127.0.0.1"}, h.log)
	require.NoError(t, err)
	stop, err := h.service.house.Start(t.Context(), true)
	require.NoError(t, err)
	h.serve()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
		defer cancel()
		_ = stop(ctx)
		h.service.close()
	})
	h.people()
	return h
}

func (h *houseUnderTest) serve() {
	h.t.Helper()
	handler, err := h.service.portal(true)
	require.NoError(h.t, err)
	ctx, cancel := context.WithCancel(context.WithoutCancel(h.t.Context()))
	ready := make(chan net.Addr, 1)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = listen(ctx, "127.0.0.1:0", handler, func(at net.Addr) { ready <- at })
	}()
	h.t.Cleanup(func() { cancel(); <-ended })
	h.site = "http://" + (<-ready).String()
}

// people makes one authority, its officer, the office and two requests.
func (h *houseUnderTest) people() {
	h.t.Helper()
	ctx, office := h.t.Context(), h.service.zones.Office
	d := demo{service: h.service}
	require.NoError(h.t, d.permissions(ctx, nil))
	supplier, err := store.AddSupplier(ctx, office, store.Supplier{Code: "301", Kind: "authority", Name: "Barking and Dagenham"})
	require.NoError(h.t, err)
	hash := portal.HashPassword(demoPassword)
	for _, role := range []store.Role{store.RoleProvider, store.RoleSignatory} {
		require.NoError(h.t, addOnce(ctx, office, store.Account{Supplier: supplier, Email: demoEmail(role, "301"), Name: string(role), Role: role, PasswordHash: hash}))
	}
	for _, a := range demoAccounts {
		require.NoError(h.t, addOnce(ctx, office, store.Account{Email: a.email, Name: a.name, Role: a.role, PasswordHash: hash}))
	}
	day := time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC)
	for _, name := range []goldset.ReturnName{goldset.Identifiers, goldset.CINCensus} {
		require.NoError(h.t, pgx.BeginFunc(ctx, office, func(tx pgx.Tx) error {
			id, err := store.AddRequest(ctx, tx, store.Request{
				Supplier: supplier, Return: name, Year: 2025, Purpose: "p", Function: "f", Fields: "x", WhyNotExisting: "w", LawfulBasis: "l",
				IssuedOn: day, DueOn: day.AddDate(0, 3, 0),
			})
			h.request[name] = id
			return err
		}))
	}
}

// sendEverything uploads the hostile files, which are refused, and then the two
// returns, which are explained, signed and loaded.
func (h *houseUnderTest) sendEverything() {
	h.t.Helper()
	ctx := h.t.Context()
	sender, err := signIn(ctx, h.site, demoEmail(store.RoleProvider, "301"))
	require.NoError(h.t, err)
	signatory, err := signIn(ctx, h.site, demoEmail(store.RoleSignatory, "301"))
	require.NoError(h.t, err)
	for name, text := range hostile() {
		for _, request := range h.request {
			path, err := sender.upload(ctx, fmt.Sprintf("/requests/%d", request), name, write(text))
			require.NoError(h.t, err, name)
			_, err = sender.await(ctx, path, string(store.StateChecking))
			require.NoError(h.t, err, name)
		}
	}
	for name, text := range map[goldset.ReturnName]string{goldset.Identifiers: canaryIdentifiers, goldset.CINCensus: canaryCensus} {
		path, err := sender.upload(ctx, fmt.Sprintf("/requests/%d", h.request[name]), "return", write(text))
		require.NoError(h.t, err)
		state, err := sender.await(ctx, path, string(store.StateChecking))
		require.NoError(h.t, err)
		require.Equal(h.t, string(store.StateAnswering), state)
		require.NoError(h.t, sender.explainAll(ctx, path))
		_, err = sender.submit(ctx, path+"/check", path+"/send", url.Values{})
		require.NoError(h.t, err)
		_, err = signatory.submit(ctx, path+"/sign-off", path+"/sign-off", url.Values{"declaration": {"yes"}})
		require.NoError(h.t, err)
	}
}

func write(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// work lets the loads end, links, and measures.
func (h *houseUnderTest) work() {
	h.t.Helper()
	d := demo{service: h.service, site: h.site}
	require.NoError(h.t, d.settled(h.t.Context(), jobs.Check{}.Kind(), jobs.Load{}.Kind()))
	require.NoError(h.t, d.link(h.t.Context()))
	require.NoError(h.t, d.settled(h.t.Context(), jobs.Reconcile{}.Kind(), jobs.Measure{}.Kind(), jobs.Release{}.Kind()))
	var loaded int
	require.NoError(h.t, h.service.zones.Office.QueryRow(h.t.Context(), "select count(*) from intake.submission where current").Scan(&loaded))
	require.Equal(h.t, 2, loaded, "both returns went all the way")
}

func (h *houseUnderTest) metrics() string {
	h.t.Helper()
	families, err := h.service.registry.Gather()
	require.NoError(h.t, err)
	var text strings.Builder
	for _, f := range families {
		text.WriteString(f.String())
	}
	return text.String()
}

// rows is every row of every table of the schemas, as text.
func (h *houseUnderTest) rows(schemas ...string) string {
	h.t.Helper()
	conn, err := pgx.Connect(h.t.Context(), h.server.URL("postgres"))
	require.NoError(h.t, err)
	defer conn.Close(h.t.Context())
	found, _ := conn.Query(h.t.Context(), "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = any($1) and c.relkind = 'r'", schemas)
	tables, err := pgx.CollectRows(found, pgx.RowTo[string])
	require.NoError(h.t, err)
	require.NotEmpty(h.t, tables)
	var text strings.Builder
	for _, table := range tables {
		rows, _ := conn.Query(h.t.Context(), "select t::text from "+table+" t")
		all, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(h.t, err, table)
		for _, row := range all {
			fmt.Fprintf(&text, "%s %s\n", table, row)
		}
	}
	return text.String()
}

var linkPattern = regexp.MustCompile(`href="(/[^"#?]*)`)

// crawl follows every link of the portal as each role and returns all that is shown.
func (h *houseUnderTest) crawl(roles ...store.Role) string {
	h.t.Helper()
	var text strings.Builder
	for _, role := range roles {
		for _, a := range demoAccounts {
			if a.role != role {
				continue
			}
			visitor, err := signIn(h.t.Context(), h.site, a.email)
			require.NoError(h.t, err)
			pages := visitor.crawl(h.t.Context())
			require.Greater(h.t, len(pages), 1, "%s sees more than one page", role)
			for path, page := range pages {
				fmt.Fprintf(&text, "%s %s\n", path, page)
			}
		}
	}
	return text.String()
}

func (o *officer) crawl(ctx context.Context) map[string]string {
	pages := map[string]string{}
	for queue := []string{"/"}; len(queue) > 0; queue = queue[1:] {
		path := queue[0]
		if _, seen := pages[path]; seen || strings.HasPrefix(path, "/assets") {
			continue
		}
		page, err := o.read(ctx, path)
		if err != nil {
			page = err.Error()
		}
		pages[path] = page
		for _, link := range linkPattern.FindAllStringSubmatch(page, -1) {
			queue = append(queue, link[1])
		}
	}
	return pages
}

func findCanaries(place, text string) []string {
	var found []string
	lower := strings.ToLower(text)
	for _, canary := range canaries {
		for _, form := range []string{strings.ToLower(canary), hex.EncodeToString([]byte(canary))} {
			if i := strings.Index(lower, form); i >= 0 {
				found = append(found, fmt.Sprintf("%s: %s in ...%s...", place, canary, text[max(i-120, 0):min(i+60, len(text))]))
			}
		}
	}
	return found
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NotEmpty(t, text, path)
	return string(text)
}

// readTree is every file below a folder, names included.
func readTree(t *testing.T, root string) string {
	t.Helper()
	var text strings.Builder
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		fmt.Fprintf(&text, "%s %s\n", path, content)
		return err
	}))
	return text.String()
}
