package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/portal"
	"github.com/goldset/goldset/store"
)

//nolint:misspell // River's column is finalized_at
func TestAnAnalystStartsWatchesAndCancelsALinkage(t *testing.T) {
	h := newHouse(t)
	analyst := h.as(store.RoleAnalyst)
	require.Contains(t, analyst.get("/linkage/quality").body, "No linkage has finished yet")
	got := analyst.post("/linkage", url.Values{})
	require.Equal(t, 1, h.work.started)
	require.Contains(t, got.body, "The job waits for its turn")
	job := got.url.Path
	var id int64
	_, err := fmt.Sscanf(job, "/linkage/jobs/%d", &id)
	require.NoError(t, err)
	_, err = h.admin.Exec(t.Context(), "update river.river_job set state = 'running' where id = $1", id)
	require.NoError(t, err)
	require.NoError(t, store.SetProgress(t.Context(), h.admin, id, "Scoring pairs", 250, 1000))
	require.Contains(t, analyst.get(job).body, "Scoring pairs: 250 of 1,000")
	require.Contains(t, analyst.post(job+"/cancel", url.Values{}).body, "The job has been cancelled")
	require.Equal(t, []int64{id}, h.work.cancelled)
	_, err = h.admin.Exec(t.Context(), "update river.river_job set state = 'completed', finalized_at = now() where id = $1", id)
	require.NoError(t, err)
	body := analyst.post(job+"/cancel", url.Values{}).body
	require.Contains(t, body, "Finished", "cancelling what has finished changes nothing")
	require.NotContains(t, body, `http-equiv="refresh"`)
	require.Len(t, h.work.cancelled, 1)
	load := h.job("load", "running")
	require.Equal(t, http.StatusNotFound, analyst.get(fmt.Sprintf("/linkage/jobs/%d", load)).status, "other jobs are not an analyst's")
	require.Equal(t, http.StatusNotFound, analyst.post(fmt.Sprintf("/linkage/jobs/%d/cancel", load), url.Values{}).status)
}

func TestAnOperatorSeesQueuesAndRunsADeadJobAgain(t *testing.T) {
	h := newHouse(t)
	operator := h.as(store.RoleOperator)
	dead := h.job("load", "discarded")
	h.job("check", "available")
	body := operator.get("/operations").body
	require.Contains(t, body, "load submission 9: connection refused")
	require.Contains(t, operator.post(fmt.Sprintf("/operations/jobs/%d/retry", dead), url.Values{}).body, "The job will run again")
	require.Equal(t, []int64{dead}, h.work.retried)
	require.Equal(t, http.StatusNotFound, operator.post("/operations/jobs/999999/retry", url.Values{}).status)
}

func TestAReviewerDecidesOnePairWithAReason(t *testing.T) {
	h := newHouse(t)
	reviewer := h.as(store.RoleReviewer)
	body := reviewer.get("/review").body
	require.Contains(t, body, "Mariam <span class=\"app-muted\">(differs)</span>", "told in words, not by colour alone")
	require.NotContains(t, body, "0.5", "no score is shown")
	got := reviewer.post("/review", url.Values{"pair": {"7"}, "decision": {"same"}})
	require.Equal(t, http.StatusUnprocessableEntity, got.status)
	require.Contains(t, got.body, "Enter what decided it")
	require.Contains(t, reviewer.post("/review", url.Values{"pair": {"7"}, "decision": {"same"}, "reason": {"siblings differ"}}).body, "Your decision has been recorded")
	require.Equal(t, http.StatusConflict, reviewer.post("/review", url.Values{"pair": {"8"}, "decision": {"same"}, "reason": {"late"}}).status)
	require.Equal(t, []string{"same: siblings differ"}, h.reviews.decided)
	h.reviews.empty = true
	require.Contains(t, reviewer.get("/review").body, "No pairs wait for review")
}

func TestHealthSaysWhatTheDatabaseDoes(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	require.Equal(t, http.StatusOK, b.get("/healthz").status)
	require.Equal(t, http.StatusOK, b.get("/readyz").status)
	h.zones.Close()
	require.Equal(t, http.StatusOK, b.get("/healthz").status, "the process runs")
	require.Equal(t, http.StatusServiceUnavailable, b.get("/readyz").status)
}

func TestADatabaseThatIsAwayIsAnHonestRetry(t *testing.T) {
	h := newHouse(t)
	b := h.as(store.RoleProvider)
	_, err := h.admin.Exec(t.Context(), "select pg_terminate_backend(pid) from pg_stat_activity where usename in ('goldset_intake', 'goldset_office')")
	require.NoError(t, err)
	_, err = h.admin.Exec(t.Context(), "alter role goldset_intake connection limit 0")
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = h.admin.Exec(t.Context(), "alter role goldset_intake connection limit -1") })
	got := b.get("/requests")
	_, err = h.admin.Exec(t.Context(), "alter role goldset_intake connection limit -1")
	require.NoError(t, err)
	require.Equal(t, http.StatusServiceUnavailable, got.status)
	require.Equal(t, "30", got.header.Get("Retry-After"))
	require.Contains(t, got.body, "Nothing you sent was kept")
	require.Equal(t, http.StatusOK, b.get("/requests").status, "and back")
}

func TestProblemsAreJSONForThoseWhoAsk(t *testing.T) {
	h := newHouse(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.server.URL+"/nowhere", nil)
	require.NoError(t, err)
	req.Header.Set("Accept", "application/json")
	got := h.browser().do(req)
	require.Equal(t, http.StatusNotFound, got.status)
	require.Equal(t, "application/problem+json", got.header.Get("Content-Type"))
	require.Contains(t, got.body, `"type":"/problems/not-found"`)
	require.Contains(t, got.body, `"instance":"urn:request:`+got.header.Get("X-Request-Id"))
}

func TestEveryAnswerForbidsScripts(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/sign-in", "/nowhere", "/healthz"} {
		policy := h.browser().get(path).header.Get("Content-Security-Policy")
		require.Contains(t, policy, "default-src 'none'", path)
		require.NotContains(t, policy, "script-src", path)
		require.NotContains(t, policy, "unsafe", path)
	}
	report := fmt.Sprintf("/reports/%d/files/drivers.html", h.draftReport())
	require.Contains(t, h.as(store.RoleApprover).get(report).header.Get("Content-Security-Policy"), "sandbox", "a report runs nothing either")
}

func TestAPortalSaysWhatItLacks(t *testing.T) {
	_, err := portal.New(portal.Config{})
	require.ErrorContains(t, err, "Intake, Office, Work and Now are required")
}
