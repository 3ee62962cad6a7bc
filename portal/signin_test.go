package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/portal"
	"github.com/goldset/goldset/store"
)

func (b *browser) signIn(email, password string) reply {
	return b.post("/sign-in", url.Values{"email": {email}, "password": {password}})
}

func (b *browser) cookie() *http.Cookie {
	base, err := url.Parse(b.h.server.URL)
	require.NoError(b.h.t, err)
	for _, c := range b.client.Jar.Cookies(base) {
		if c.Name == "goldset" {
			return c
		}
	}
	return nil
}

func TestFiveWrongPasswordsLockAnAccountForAQuarterOfAnHour(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	for range 5 {
		require.Equal(t, http.StatusUnprocessableEntity, b.signIn("analyst@example.org", "wrong").status)
	}
	require.Equal(t, http.StatusUnprocessableEntity, b.signIn("analyst@example.org", password).status, "locked")
	require.Equal(t, "/reports", h.browser().signIn("approver@example.org", password).url.Path, "others are not")
	h.pass(14 * time.Minute)
	require.Equal(t, http.StatusUnprocessableEntity, b.signIn("analyst@example.org", password).status, "still locked")
	h.pass(2 * time.Minute)
	require.Equal(t, "/linkage", b.signIn("analyst@example.org", password).url.Path)
}

func TestAWrongPasswordAfterALockDoesNotLockAgainAtOnce(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	for range 5 {
		b.signIn("analyst@example.org", "wrong")
	}
	h.pass(16 * time.Minute)
	b.signIn("analyst@example.org", "wrong")
	require.Equal(t, "/linkage", b.signIn("analyst@example.org", password).url.Path)
}

func TestUnknownWrongLockedAndDisabledLookAlike(t *testing.T) {
	h := newHouse(t)
	for range 5 {
		h.browser().signIn("analyst@example.org", "wrong")
	}
	_, err := h.admin.Exec(t.Context(), "update access.account set disabled = true where email = 'operator@example.org'")
	require.NoError(t, err)
	blank := func(email, password string) string {
		got := h.browser().signIn(email, password)
		require.Equal(t, http.StatusUnprocessableEntity, got.status, email)
		return strings.ReplaceAll(got.body, email, "ADDRESS")
	}
	unknown := blank("nobody@example.org", password)
	require.Contains(t, unknown, "There is a problem")
	require.Equal(t, unknown, blank("reviewer@example.org", "wrong"), "wrong")
	require.Equal(t, unknown, blank("analyst@example.org", password), "locked")
	require.Equal(t, unknown, blank("operator@example.org", password), "disabled")
}

func TestTooManyFailuresFromOneAddressMakeItWait(t *testing.T) {
	h := newHouse(t, func(c *portal.Config) { c.AddressLimit = 4 })
	b := h.browser()
	for _, name := range []string{"a", "b", "c", "d"} {
		b.signIn(name+"@example.org", "guess")
	}
	got := b.signIn("analyst@example.org", password)
	require.Equal(t, http.StatusTooManyRequests, got.status)
	require.Equal(t, "900", got.header.Get("Retry-After"))
	h.pass(16 * time.Minute)
	require.Equal(t, "/linkage", b.signIn("analyst@example.org", password).url.Path)
}

func TestSessionsEndWhenIdleAndInAnyCase(t *testing.T) {
	h := newHouse(t)
	idle := h.as(store.RoleAnalyst)
	h.pass(29 * time.Minute)
	require.Equal(t, "/linkage", idle.get("/linkage").url.Path)
	h.pass(29 * time.Minute)
	require.Equal(t, "/linkage", idle.get("/linkage").url.Path, "used in between")
	h.pass(31 * time.Minute)
	require.Equal(t, "/sign-in", idle.get("/linkage").url.Path, "idle")
	busy := h.as(store.RoleAnalyst)
	for range 35 {
		h.pass(20 * time.Minute)
		require.Equal(t, "/linkage", busy.get("/linkage").url.Path)
	}
	h.pass(21 * time.Minute)
	require.Equal(t, "/sign-in", busy.get("/linkage").url.Path, "twelve hours")
}

func TestSigningInChangesTheToken(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	base, err := url.Parse(h.server.URL)
	require.NoError(t, err)
	planted := strings.Repeat("A", 43)
	b.client.Jar.SetCookies(base, []*http.Cookie{{Name: "goldset", Value: planted}})
	b.signIn("analyst@example.org", password)
	first := b.cookie().Value
	require.NotEqual(t, planted, first, "a planted token is not taken over")
	b.signIn("analyst@example.org", password)
	require.NotEqual(t, first, b.cookie().Value)
	old := h.browser()
	old.client.Jar.SetCookies(base, []*http.Cookie{{Name: "goldset", Value: first}})
	require.Equal(t, "/sign-in", old.get("/linkage").url.Path, "the first session ended")
}

func TestTheDatabaseHoldsNoTokenAndNoPassword(t *testing.T) {
	h := newHouse(t)
	b := h.as(store.RoleAnalyst)
	var dump string
	err := h.admin.QueryRow(t.Context(), `
select string_agg(s::text, ' ') || (select string_agg(a::text, ' ') from access.account a) from access.session s`).Scan(&dump)
	require.NoError(t, err)
	require.NotContains(t, dump, b.cookie().Value)
	require.NotContains(t, dump, password)
	require.Contains(t, dump, "$argon2id$v=19$m=65536,t=1")
}

func TestCookiesAreKeptFromScriptsAndOtherSites(t *testing.T) {
	for _, secure := range []bool{false, true} {
		h := newHouse(t, func(c *portal.Config) { c.Secure = secure })
		b := h.browser().stay()
		got := b.signIn("analyst@example.org", password)
		set := got.header.Get("Set-Cookie")
		require.Contains(t, set, "HttpOnly")
		require.Contains(t, set, "SameSite=Lax")
		require.Contains(t, set, "Path=/")
		require.Equal(t, secure, strings.Contains(set, "; Secure"))
		require.Equal(t, secure, strings.HasPrefix(set, "__Host-goldset="))
		require.Equal(t, secure, got.header.Get("Strict-Transport-Security") != "")
	}
}

func TestSigningOutEverywhereEndsOtherBrowsers(t *testing.T) {
	h := newHouse(t)
	one, two := h.as(store.RoleAnalyst), h.as(store.RoleAnalyst)
	one.get("/account")
	one.post("/sign-out", url.Values{})
	require.Equal(t, "/sign-in", one.get("/linkage").url.Path)
	require.Equal(t, "/linkage", two.get("/linkage").url.Path, "the other stays")
	one = h.as(store.RoleAnalyst)
	one.get("/account")
	one.post("/sign-out", url.Values{"everywhere": {"yes"}})
	require.Equal(t, "/sign-in", two.get("/linkage").url.Path)
}

func TestAnInvitationSetsAPasswordOnce(t *testing.T) {
	h := newHouse(t)
	secret, hash := portal.NewInvitation()
	id, err := store.AddAccount(t.Context(), h.admin, store.Account{Email: "new@example.org", Name: "New", Role: store.RoleAnalyst})
	require.NoError(t, err)
	require.NoError(t, store.AddInvitation(t.Context(), h.admin, hash, id, h.clock().Add(time.Hour)))
	b := h.browser()
	require.Equal(t, http.StatusUnprocessableEntity, b.signIn("new@example.org", "").status, "no password yet")
	require.Contains(t, b.get("/invitation/"+secret).body, "Set your password")
	require.Equal(t, http.StatusUnprocessableEntity, b.post("/invitation/"+secret, url.Values{"password": {"short"}}).status)
	require.Equal(t, "/sign-in", b.post("/invitation/"+secret, url.Values{"password": {"three random words"}}).url.Path)
	require.Equal(t, http.StatusNotFound, b.post("/invitation/"+secret, url.Values{"password": {"three other words"}}).status, "used up")
	require.Equal(t, "/linkage", b.signIn("new@example.org", "three random words").url.Path)
	secret, hash = portal.NewInvitation()
	require.NoError(t, store.AddInvitation(t.Context(), h.admin, hash, id, h.clock().Add(time.Hour)))
	h.pass(2 * time.Hour)
	require.Equal(t, http.StatusNotFound, b.get("/invitation/"+secret).status, "run out")
}
