package portal_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/portal"
	"github.com/goldset/goldset/store"
)

// chrome is a browser, or the test is skipped where none is installed.
func chrome(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)
		ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
		t.Cleanup(cancel)
		ctx, cancel = chromedp.NewContext(ctx)
		t.Cleanup(cancel)
		require.NoError(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
		return ctx
	}
	t.Skip("no Chromium is installed")
	return nil
}

// looks are the pages to look at, by the role that opens them.
func looks(h *house) []struct {
	role store.Role
	name string
	path string
} {
	sub := fmt.Sprintf("/submissions/%d", h.submission)
	req := fmt.Sprintf("/requests/%d", h.request)
	signed := fmt.Sprintf("/submissions/%d", h.signedSubmission())
	job := fmt.Sprintf("/linkage/jobs/%d", h.job("link", "running"))
	report := fmt.Sprintf("/reports/%d", h.draftReport())
	changes := fmt.Sprintf("/submissions/%d/changes", h.sentTwice())
	return []struct {
		role store.Role
		name string
		path string
	}{
		{"", "sign-in", "/sign-in"},
		{"", "about", "/about"},
		{store.RoleProvider, "requests", "/requests"},
		{store.RoleProvider, "request", req},
		{store.RoleProvider, "upload", req + "/upload"},
		{store.RoleProvider, "answer", req + "/answer"},
		{store.RoleProvider, "extension", req + "/extension"},
		{store.RoleProvider, "submission", sub},
		{store.RoleProvider, "findings", sub + "/findings"},
		{store.RoleProvider, "rule", sub + "/rules/8540"},
		{store.RoleProvider, "children", sub + "/children"},
		{store.RoleProvider, "child", fmt.Sprintf("%s/findings/%d/child", sub, h.finding)},
		{store.RoleProvider, "explain", fmt.Sprintf("%s/findings/%d/explain", sub, h.finding)},
		{store.RoleProvider, "explain-rule", sub + "/rules/8540/explain"},
		{store.RoleProvider, "answers", sub + "/answers"},
		{store.RoleProvider, "try", "/try"},
		{store.RoleProvider, "changes", changes},
		{store.RoleProvider, "checking", fmt.Sprintf("/submissions/%d", h.checking())},
		{store.RoleProvider, "check", signed + "/check"},
		{store.RoleProvider, "missing", "/requests/999999"},
		{store.RoleSignatory, "sign-off", fmt.Sprintf("/submissions/%d/sign-off", h.sentSubmission())},
		{store.RoleSignatory, "receipt", signed + "/receipt"},
		{store.RoleAnalyst, "linkage", "/linkage"},
		{store.RoleAnalyst, "linkage-job", job},
		{store.RoleAnalyst, "quality", "/linkage/quality"},
		{store.RoleApprover, "reports", "/reports"},
		{store.RoleApprover, "report", report},
		{store.RoleApprover, "approve", report + "/approve"},
		{store.RoleOperator, "operations", "/operations"},
		{store.RoleGovernance, "permissions", "/permissions"},
		{store.RoleGovernance, "extensions", "/extensions"},
		{store.RoleGovernance, "descriptions", "/descriptions"},
		{store.RoleGovernance, "dispensations", "/dispensations"},
		{store.RoleGovernance, "dispense", fmt.Sprintf("/dispensations/%d/rules/8500", h.submission)},
		{store.RoleReviewer, "review", "/review"},
		{store.RoleProvider, "account", "/account"},
	}
}

// TestPagesFitTheScreen opens every main page in a browser at a desk's and a
// telephone's width: nothing is wider than the screen, and the content security
// policy blocks nothing the page wants. With GOLDSET_SCREENSHOTS set to a folder
// it also keeps what it saw.
func TestPagesFitTheScreen(t *testing.T) {
	ctx := chrome(t)
	h := newHouse(t, func(c *portal.Config) { c.Demonstration = true })
	h.work.quality = someQuality()
	h.permission()
	h.job("check", "available")
	h.job("load", "discarded")
	h.job("load", "completed")
	shots := os.Getenv("GOLDSET_SCREENSHOTS")
	role := store.Role("none")
	for _, look := range looks(h) {
		if look.role != role {
			role = look.role
			require.NoError(t, chromedp.Do(ctx, h.cookies(role)))
		}
		for _, width := range []int64{1280, 375} {
			require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(h.server.URL+look.path)), look.name)
			wide, err := chromedp.Run(ctx, chromedp.Evaluate[string](widerThanScreen))
			require.NoError(t, err, look.name)
			blocked, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.styleSheets.length !== 1 || document.styleSheets[0].cssRules.length < 100`))
			require.NoError(t, err, look.name)
			require.Empty(t, wide, "%s is wider than %d pixels", look.name, width)
			require.False(t, blocked, "%s came without its style", look.name)
			if shots != "" {
				picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
				require.NoError(t, err, look.name)
				require.NoError(t, os.WriteFile(filepath.Join(shots, fmt.Sprintf("%s-%d.png", look.name, width)), picture, 0o600))
			}
		}
	}
}

// widerThanScreen names the elements that reach beyond the screen, when the page does.
const widerThanScreen = `(() => {
	const width = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth <= width) return "";
	return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > width)
		.map(e => e.tagName + "." + e.className).join(", ") || "something";
})()`

// cookies signs the browser in as a role; the empty role signs it out.
func (h *house) cookies(role store.Role) chromedp.Action[chromedp.Void] {
	var b *browser
	if role != "" {
		b = h.as(role)
	}
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if _, err := cdp.Call(ctx, target, network.ClearBrowserCookies, cdp.Empty{}); err != nil || role == "" {
			return err
		}
		base, err := url.Parse(h.server.URL)
		if err != nil {
			return err
		}
		for _, c := range b.client.Jar.Cookies(base) {
			_, err := cdp.Call(ctx, target, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: h.server.URL})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// checking is an upload whose check runs.
func (h *house) checking() int64 {
	request := h.ask(h.camden, goldset.SSDA903, 2026, "2026-07-10")
	id, _ := h.received(h.camden, request, h.accounts[store.RoleProvider], "ssda903.zip", []byte("903"))
	job := h.job("check", "running")
	_, err := h.admin.Exec(h.t.Context(), "update river.river_job set args = jsonb_build_object('submission', $2::bigint) where id = $1", job, id)
	require.NoError(h.t, err)
	require.NoError(h.t, store.SetProgress(h.t.Context(), h.admin, job, "Checking rows", 12_000, 48_000))
	return id
}

// sentTwice is the second upload for a request.
func (h *house) sentTwice() int64 {
	request := h.ask(h.camden, goldset.CINCensus, 2023, "2023-07-31")
	h.checked(h.camden, request, "cin-2023.xml")
	h.pass(time.Minute)
	id, _ := h.checked(h.camden, request, "cin-2023-mended.xml")
	return id
}

// sentSubmission waits for the signatory; signedSubmission has been signed.
func (h *house) sentSubmission() int64 {
	return h.answered(h.ask(h.camden, goldset.CINCensus, 2025, "2025-07-31"), "cin-2025.xml")
}

func (h *house) signedSubmission() int64 {
	id := h.answered(h.ask(h.camden, goldset.CINCensus, 2024, "2024-07-31"), "cin-2024.xml")
	_, err := h.work.SignOff(h.t.Context(), h.camden, id, h.accounts[store.RoleSignatory])
	require.NoError(h.t, err)
	return id
}

func someQuality() portal.LinkQuality {
	q := portal.LinkQuality{
		MapVersion: 3, MadeAt: time.Date(2026, 7, 20, 9, 0, 0, 0, time.UTC),
		Figures: []portal.Figure{
			{Label: "Precision", Value: "99.4%", Note: "over pairs identifiable from shared fields"},
			{Label: "Recall", Value: "96.1%"},
			{Label: "Subjects", Value: "61,204"},
			{Label: "Persons", Value: "43,950"},
		},
		Tables: []portal.Table{{Caption: "Match rate by single year of age", Columns: []string{"Age", "Records", "Linked", "Rate"}, Numeric: true, Note: "Of social care records, those linked to a pupil."}},
	}
	for age := range 5 {
		q.Tables[0].Rows = append(q.Tables[0].Rows, []string{strconv.Itoa(age), "1,204", "1,011", "84.0%"})
	}
	q.Tables = append(q.Tables, portal.Table{
		Caption: "By subgroup", Columns: []string{"Group", "Precision", "Recall"}, Numeric: true,
		Rows: [][]string{{strings.Repeat("White British, ", 2) + "girls", "99.0%", "95.2%"}},
	})
	return q
}
