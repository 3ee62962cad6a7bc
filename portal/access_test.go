package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/portal"
	"github.com/goldset/goldset/store"
)

// path fills the route's pattern with numbers: camden's own, or barnet's.
func (h *house) path(pattern string, own bool) string {
	request, submission, finding := h.request, h.submission, h.finding
	if !own {
		request, submission, finding = h.other, h.otherSubmission, h.otherFind
	}
	_, path, _ := strings.Cut(pattern, " ")
	return strings.NewReplacer("{$}", "", "{request}", strconv.FormatInt(request, 10), "{submission}", strconv.FormatInt(submission, 10),
		"{finding}", strconv.FormatInt(finding, 10), "{rule}", "8540", "{job}", "1", "{report}", "1", "{file}", "drivers.csv",
		"{invitation}", strings.Repeat("A", 43)).Replace(path)
}

// stay makes a browser show redirects instead of following them.
func (b *browser) stay() *browser {
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return b
}

// ask sends the route's method with a token that belongs to the session, or without.
func (b *browser) ask(r portal.RouteInfo, path string, withToken bool) reply {
	token := ""
	if withToken {
		token = b.token
	}
	switch {
	case strings.HasPrefix(r.Pattern, "GET "):
		return b.get(path)
	case r.Streams:
		return b.upload(path, token, map[string]string{"return.xml": "content"})
	}
	return b.post(path, url.Values{"token": {token}})
}

// A route that nobody listed cannot be forgotten here: the matrix is made from the
// portal's own table.
func TestEachRouteIsForItsRolesOnly(t *testing.T) {
	h := newHouse(t)
	visitors := map[store.Role]*browser{}
	for _, role := range store.Roles() {
		visitors[role] = h.as(role).stay()
	}
	stranger := h.browser().stay()
	for _, r := range portal.Routes() {
		if r.Public {
			continue
		}
		path := h.path(r.Pattern, true)
		got := stranger.ask(r, path, false)
		require.Equal(t, http.StatusSeeOther, got.status, "nobody at %s", r.Pattern)
		require.Equal(t, "/sign-in", got.header.Get("Location"), r.Pattern)
		for role, b := range visitors {
			if len(r.Roles) == 0 || slices.Contains(r.Roles, role) {
				continue
			}
			got := b.ask(r, path, true)
			require.Equal(t, http.StatusForbidden, got.status, "%s at %s", role, r.Pattern)
			require.NotContains(t, got.body, "Camden census", r.Pattern)
		}
	}
	require.Zero(t, h.work.started, "no linkage was started on the way")
	require.Empty(t, append(h.work.cancelled, h.work.retried...), "no job was touched on the way")
}

func TestAnotherSuppliersNumbersDoNotExist(t *testing.T) {
	h := newHouse(t)
	for _, role := range []store.Role{store.RoleProvider, store.RoleSignatory} {
		b := h.as(role).stay()
		b.get("/account") // its form carries the token
		for _, r := range portal.Routes() {
			if !slices.Contains(r.Roles, role) || !strings.Contains(r.Pattern, "{") {
				continue
			}
			got := b.ask(r, h.path(r.Pattern, false), true)
			require.Equal(t, http.StatusNotFound, got.status, "%s at %s", role, r.Pattern)
			missing := b.ask(r, strings.ReplaceAll(h.path(r.Pattern, false), strconv.FormatInt(h.other, 10), "987654"), true)
			require.Equal(t, http.StatusNotFound, missing.status, r.Pattern)
			require.NotContains(t, got.body, "Barnet", r.Pattern)
		}
	}
	mixed := h.as(store.RoleProvider)
	got := mixed.get(fmt.Sprintf("/submissions/%d/findings/%d/explain", h.submission, h.otherFind))
	require.Equal(t, http.StatusNotFound, got.status, "another supplier's finding under one's own submission")
}

func TestFormsWithoutTheSessionsTokenAreRefused(t *testing.T) {
	h := newHouse(t)
	another := h.signedIn("barnet@example.org")
	another.get("/account")
	for _, r := range portal.Routes() {
		if r.Public || strings.HasPrefix(r.Pattern, "GET ") {
			continue
		}
		role := store.RoleProvider
		if len(r.Roles) > 0 {
			role = r.Roles[0]
		}
		b := h.as(role).stay()
		path := h.path(r.Pattern, true)
		require.Equal(t, http.StatusForbidden, b.ask(r, path, false).status, "no token at %s", r.Pattern)
		b.token = another.token
		require.Equal(t, http.StatusForbidden, b.ask(r, path, true).status, "another session's token at %s", r.Pattern)
	}
}

func TestFormsFromAnotherSiteAreRefused(t *testing.T) {
	h := newHouse(t)
	b := h.as(store.RoleAnalyst)
	b.get("/account")
	for _, header := range []struct{ name, value string }{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://elsewhere.example"}} {
		form := url.Values{"token": {b.token}}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.server.URL+"/linkage", strings.NewReader(form.Encode()))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set(header.name, header.value)
		require.Equal(t, http.StatusForbidden, b.do(req).status, header.name)
	}
	require.Zero(t, h.work.started)
}

func TestAnalystsReadWhatIsApprovedOnly(t *testing.T) {
	h := newHouse(t)
	report := fmt.Sprintf("/reports/%d", h.draftReport())
	analyst, approver := h.as(store.RoleAnalyst), h.as(store.RoleApprover)
	for _, path := range []string{report, report + "/files/drivers.html", report + "/files/drivers.csv"} {
		require.Equal(t, http.StatusNotFound, analyst.get(path).status, path)
		require.Equal(t, http.StatusOK, approver.get(path).status, path)
	}
	head := approver.get(report).body
	require.Contains(t, head, "Fewest values that a hidden count could still have")
	require.NotContains(t, head, "hidden cell", "the attacker's bounds on a cell are shown to nobody")
	approver.get(report + "/approve")
	require.Equal(t, http.StatusUnprocessableEntity, approver.post(report+"/approve", url.Values{}).status, "unconfirmed")
	require.Contains(t, approver.post(report+"/approve", url.Values{"confirm": {"yes"}}).body, "The release has been approved")
	require.Contains(t, analyst.get(report).body, "Approved")
	require.Equal(t, http.StatusConflict, conflictAfter(approver, report), "approved twice")
}

func conflictAfter(b *browser, report string) int {
	return b.post(report+"/approve", url.Values{"confirm": {"yes"}}).status
}
