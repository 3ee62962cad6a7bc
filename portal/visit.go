package portal

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/goldset/goldset/store"
)

// visit is one request being answered.
type visit struct {
	w     http.ResponseWriter
	r     *http.Request
	id    string // of the request, for log and error page
	route string // template, for log and metrics
	now   time.Time

	session store.Session // zero on public pages
	token   []byte        // hash of the session's token
}

func (v *visit) who() *store.Account { return &v.session.Account }

// number is a path value that is an id, or a problem that looks like any id that is not there.
func (v *visit) number(name string) (int64, error) {
	n, err := strconv.ParseInt(v.r.PathValue(name), 10, 64)
	if err != nil || n < 1 {
		return 0, errNotFound
	}
	return n, nil
}

// page is the number of the page asked for, from 1.
func (v *visit) page() int {
	n, err := strconv.Atoi(v.r.URL.Query().Get("page"))
	if err != nil || n < 1 || n > 1_000_000 {
		return 1
	}
	return n
}

// field is a form field without surrounding spaces and in one line-ending.
func (v *visit) field(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(v.r.PostFormValue(name), "\r\n", "\n"))
}

// formToken is the session's token as forms carry it.
func (v *visit) formToken() string {
	return base64.RawURLEncoding.EncodeToString(v.session.CSRF)
}

// checkToken reports a problem unless token belongs to the session.
func (v *visit) checkToken(token string) error {
	got, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(got) == 0 || subtle.ConstantTimeCompare(got, v.session.CSRF) != 1 {
		return errForm
	}
	return nil
}

// see sends the browser on after a form was taken.
func (v *visit) see(path string) error {
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// address is the network address that the request came from, as the server saw it.
func (v *visit) address() string {
	host, _, err := net.SplitHostPort(v.r.RemoteAddr)
	if err != nil {
		return v.r.RemoteAddr
	}
	return host
}

// asSupplier runs fn in a transaction that sees the visitor's supplier only.
func (p *Portal) asSupplier(v *visit, fn func(pgx.Tx) error) error {
	if v.who().Supplier == 0 {
		return errForbidden
	}
	return store.AsSupplier(v.r.Context(), p.Intake, v.who().Supplier, fn)
}

func newRequestID() string { return hex.EncodeToString(random(8)) }

// databaseIsAway reports whether an error says that the database could not be
// reached or is going down, so that trying again helps.
func databaseIsAway(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "57P") || strings.HasPrefix(pg.Code, "53")
	}
	return pgconn.SafeToRetry(err)
}
