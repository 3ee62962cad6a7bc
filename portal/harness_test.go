package portal_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/portal"
	"github.com/goldset/goldset/store"
)

const password = "correct horse battery"

// passwordHash is computed once: each costs 64 MiB.
var passwordHash = sync.OnceValue(func() string { return portal.HashPassword(password) })

// house is a portal over a database of its own, with two authorities and an
// account in every role.
type house struct {
	t        testing.TB
	server   *httptest.Server
	admin    *pgxpool.Pool
	zones    *store.Zones
	work     *fakeWork
	reviews  *fakeReviews
	registry *prometheus.Registry
	log      *sharedLog
	mu       sync.Mutex
	now      time.Time

	camden, barnet     int64 // suppliers
	request, other     int64 // camden's and barnet's
	accounts           map[store.Role]int64
	barnetProvider     int64
	submission         int64 // camden's, checked
	otherSubmission    int64 // barnet's, checked
	finding, otherFind int64
}

func newHouse(tb testing.TB, change ...func(*portal.Config)) *house {
	tb.Helper()
	url := storetest.Database(tb)
	zones, err := store.Open(tb.Context(), url, store.Options{MaxConns: 4, Only: []store.Login{store.LoginIntake, store.LoginOffice}})
	require.NoError(tb, err)
	tb.Cleanup(zones.Close)
	admin, err := pgxpool.New(tb.Context(), url)
	require.NoError(tb, err)
	tb.Cleanup(admin.Close)
	h := &house{
		t: tb, admin: admin, zones: zones, registry: prometheus.NewRegistry(), log: &sharedLog{},
		now: time.Date(2026, 7, 20, 9, 30, 0, 0, time.UTC), accounts: map[store.Role]int64{},
	}
	h.work = &fakeWork{h: h}
	h.reviews = &fakeReviews{}
	config := portal.Config{
		Intake: zones.Intake, Office: zones.Office, Work: h.work, Reviews: h.reviews, Now: h.clock, Registry: h.registry,
		Logger: slog.New(slog.NewJSONHandler(h.log, nil)), Contact: "help@example.org", MaxUpload: 1 << 20,
		Letter: func(r store.Request) ([]byte, error) { return fmt.Appendf(nil, "<h1>Letter %d</h1>", r.ID), nil },
	}
	for _, c := range change {
		c(&config)
	}
	handler, err := portal.New(config)
	require.NoError(tb, err)
	h.server = httptest.NewServer(handler)
	tb.Cleanup(h.server.Close)
	h.furnish()
	return h
}

// sharedLog takes lines from requests that end while a test reads it.
type sharedLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *sharedLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *sharedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *house) furnish() {
	h.camden = h.supplier("202", "Camden")
	h.barnet = h.supplier("302", "Barnet")
	for _, role := range store.Roles() {
		supplier := int64(0)
		if role == store.RoleProvider || role == store.RoleSignatory {
			supplier = h.camden
		}
		h.accounts[role] = h.person(supplier, role, string(role)+"@example.org")
	}
	h.barnetProvider = h.person(h.barnet, store.RoleProvider, "barnet@example.org")
	h.request = h.ask(h.camden, goldset.CINCensus, 2026, "2026-07-31")
	h.other = h.ask(h.barnet, goldset.CINCensus, 2026, "2026-07-31")
	h.submission, h.finding = h.checked(h.camden, h.request, "camden.xml")
	h.otherSubmission, h.otherFind = h.checked(h.barnet, h.other, "barnet.xml")
}

func (h *house) supplier(code, name string) int64 {
	id, err := store.AddSupplier(h.t.Context(), h.admin, store.Supplier{Code: code, Kind: "authority", Name: name})
	require.NoError(h.t, err)
	return id
}

func (h *house) person(supplier int64, role store.Role, email string) int64 {
	name := strings.ToUpper(string(role[:1])) + string(role[1:]) + " Person"
	id, err := store.AddAccount(h.t.Context(), h.admin, store.Account{
		Supplier: supplier, Email: email, Name: name, Role: role, PasswordHash: passwordHash(),
	})
	require.NoError(h.t, err)
	return id
}

func (h *house) ask(supplier int64, name goldset.ReturnName, year goldset.CollectionYear, due string) (id int64) {
	dueOn, err := time.Parse(time.DateOnly, due)
	require.NoError(h.t, err)
	err = pgx.BeginFunc(h.t.Context(), h.admin, func(tx pgx.Tx) (err error) {
		id, err = store.AddRequest(h.t.Context(), tx, store.Request{
			Supplier: supplier, Return: name, Year: year, Purpose: "To count what drives children’s needs.",
			Function: "The primary function, Children Act 2004 section 2.", Fields: "The census as collected.",
			WhyNotExisting: "Published tables do not follow a child across authorities.",
			LawfulBasis:    "Children Act 2004 section 2F; UK GDPR article 6(1)(e).",
			IssuedOn:       time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), DueOn: dueOn,
		})
		return err
	})
	require.NoError(h.t, err)
	return id
}

// checked is an upload that a check has looked at: one error, two queries of one
// rule about two children, and a notice.
func (h *house) checked(supplier, request int64, name string) (submission, finding int64) {
	submission, _ = h.received(supplier, request, 0, name, []byte("content of "+name))
	h.check(supplier, submission, "")
	err := h.admin.QueryRow(h.t.Context(), "select min(id) from intake.finding where submission_id = $1 and rule = '8540'", submission).Scan(&finding)
	require.NoError(h.t, err)
	return submission, finding
}

func (h *house) received(supplier, request, account int64, name string, content []byte) (id int64, again bool) {
	sum := sha256.Sum256(content)
	err := store.AsSupplier(h.t.Context(), h.zones.Intake, supplier, func(tx pgx.Tx) (err error) {
		id, again, err = store.AddSubmission(h.t.Context(), tx, store.Submission{
			Supplier: supplier, Request: request, FileNames: []string{name}, WrappedKey: []byte("key"),
			SHA256: sum[:], Bytes: int64(len(content)), UploadedBy: account, UploadedAt: h.clock(),
		})
		return err
	})
	require.NoError(h.t, err)
	return id, again
}

var findings = []goldset.Finding{
	{Rule: "8500", Severity: goldset.SeverityError, Table: "Children", Row: 3, Line: 41, Fields: []string{"LAchildID"}, Message: "LA child ID missing", Passes: "An identifier of up to 20 characters", AnswerTo: []byte("e1")},
	{Rule: "8540", Severity: goldset.SeverityQuery, Table: "Children", Row: 5, Line: 60, Fields: []string{"UPN", "PersonBirthDate"}, Message: "UPN invalid", Passes: "A UPN whose check letter fits", AnswerTo: []byte("q1"), Child: []byte("child one")},
	{Rule: "8540", Severity: goldset.SeverityQuery, Table: "Children", Row: 9, Line: 99, Fields: []string{"UPN", "PersonBirthDate"}, Message: "UPN invalid", Passes: "A UPN whose check letter fits", AnswerTo: []byte("q2"), Child: []byte("child two")},
	{Rule: "T-1", Severity: goldset.SeverityNotice, Table: "", Row: -1, Message: "The file names its elements in an older way"},
}

// check records findings. Those of two checks with the same key are about the same
// children and values, so that an answer to one is an answer to the other.
func (h *house) check(supplier, submission int64, key string) {
	err := store.AsSupplier(h.t.Context(), h.zones.Intake, supplier, func(tx pgx.Tx) error {
		w, err := store.ReplaceFindings(h.t.Context(), tx, supplier, submission)
		if err != nil {
			return err
		}
		for _, f := range findings {
			if f.AnswerTo != nil {
				f.AnswerTo = append([]byte(key), f.AnswerTo...)
			}
			if err := w.Add(h.t.Context(), f); err != nil {
				return err
			}
		}
		if err := w.Flush(h.t.Context()); err != nil {
			return err
		}
		return store.RecordCheck(h.t.Context(), tx, supplier, submission, store.CheckOutcome{
			Understood: map[string]any{}, LayoutVersion: "CIN 2026 v1", RulesetVersion: "rules 2026-04",
			RowsDigest: []byte("rows"), FindingsDigest: []byte("findings"),
			Counts:  []goldset.Count{{Table: "Children", In: 1204, Out: 1203, Refused: 1}, {Table: "Assessments", In: 2100, Out: 2100}},
			Summary: []store.SummaryLine{{Label: "Children in need at 31 March", Count: 1010}, {Label: "Referrals in the year", Count: 640}},
		})
	})
	require.NoError(h.t, err)
}

// browser is somebody at a browser, without JavaScript.
type browser struct {
	h      *house
	client *http.Client
	token  string
}

// reply is a page as received.
type reply struct {
	status int
	header http.Header
	body   string
	url    *url.URL
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(h.t, err)
	return &browser{h: h, client: &http.Client{Jar: jar}}
}

// as is a browser that is signed in with an account of the role.
func (h *house) as(role store.Role) *browser { return h.signedIn(string(role) + "@example.org") }

// signedIn starts a session in the database: the password's hash would cost each
// test its time. The tests of signing in go through the page.
func (h *house) signedIn(email string) *browser {
	account, err := store.AccountByEmail(h.t.Context(), h.admin, email)
	require.NoError(h.t, err)
	token := make([]byte, 32)
	_, _ = rand.Read(token)
	hash, csrf := sha256.Sum256(token), sha256.Sum256(append(token, 'f'))
	err = store.StartSession(h.t.Context(), h.admin, store.NewSession{
		TokenHash: hash[:], CSRF: csrf[:], Account: account.ID, Now: h.clock(), Expires: h.clock().Add(12 * time.Hour),
	})
	require.NoError(h.t, err)
	b := h.browser()
	base, err := url.Parse(h.server.URL)
	require.NoError(h.t, err)
	b.client.Jar.SetCookies(base, []*http.Cookie{{Name: "goldset", Value: base64.RawURLEncoding.EncodeToString(token)}})
	b.token = base64.RawURLEncoding.EncodeToString(csrf[:])
	return b
}

var tokenPattern = regexp.MustCompile(`name="token" value="([^"]+)"`)

func (b *browser) get(path string) reply {
	b.h.t.Helper()
	req, err := http.NewRequestWithContext(b.h.t.Context(), http.MethodGet, b.h.server.URL+path, nil)
	require.NoError(b.h.t, err)
	return b.do(req)
}

func (b *browser) post(path string, form url.Values) reply {
	b.h.t.Helper()
	if b.token != "" && !form.Has("token") {
		form.Set("token", b.token)
	}
	req, err := http.NewRequestWithContext(b.h.t.Context(), http.MethodPost, b.h.server.URL+path, strings.NewReader(form.Encode()))
	require.NoError(b.h.t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(req)
}

// upload sends files as the upload page does: the token first.
func (b *browser) upload(path, token string, files map[string]string) reply {
	b.h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(b.h.t, form.WriteField("token", token))
	for name, content := range files {
		part, err := form.CreateFormFile("files", name)
		require.NoError(b.h.t, err)
		_, err = io.WriteString(part, content)
		require.NoError(b.h.t, err)
	}
	require.NoError(b.h.t, form.Close())
	req, err := http.NewRequestWithContext(b.h.t.Context(), http.MethodPost, b.h.server.URL+path, &body)
	require.NoError(b.h.t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(req)
}

func (b *browser) do(req *http.Request) reply {
	b.h.t.Helper()
	resp, err := b.client.Do(req)
	require.NoError(b.h.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(b.h.t, err)
	if m := tokenPattern.FindSubmatch(body); m != nil {
		b.token = string(m[1])
	}
	return reply{resp.StatusCode, resp.Header, string(body), resp.Request.URL}
}
