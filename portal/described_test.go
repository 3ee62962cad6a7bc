package portal_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/store"
)

// describe sends a description as the page does.
func (b *browser) describe(text string) reply {
	b.h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(b.h.t, form.WriteField("token", b.token))
	part, err := form.CreateFormFile("description", "request.yaml")
	require.NoError(b.h.t, err)
	_, err = part.Write([]byte(text))
	require.NoError(b.h.t, err)
	require.NoError(b.h.t, form.Close())
	req, err := http.NewRequestWithContext(b.h.t.Context(), http.MethodPost, b.h.server.URL+"/descriptions", &body)
	require.NoError(b.h.t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(req)
}

func careMonitor(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../reference/data/requests/care_monitor.yaml")
	require.NoError(t, err)
	return string(text)
}

func TestGovernanceRegistersADescription(t *testing.T) {
	h := newHouse(t)
	governance := h.as(store.RoleGovernance)
	require.Contains(t, governance.get("/descriptions").body, "None is registered yet")
	text := careMonitor(t)

	got := governance.describe(strings.Replace(text, "row.Moves < 10", "row.Movs < 10", 1))
	require.Equal(t, http.StatusUnprocessableEntity, got.status)
	require.Contains(t, got.body, "Nothing was registered: the file has 1 fault")
	require.Contains(t, got.body, "rule CM08: there is no field &#39;Movs&#39;")
	require.Contains(t, governance.describe("").body, "Select a file")
	require.Contains(t, governance.describe(strings.Replace(text, "return: care_monitor", "return: camhs", 1)).body, "Give the request another name")
	require.Equal(t, http.StatusUnprocessableEntity, governance.describe(strings.Repeat("#", 2<<20)).status)

	got = governance.describe(text)
	require.Equal(t, http.StatusOK, got.status)
	require.Contains(t, got.body, "The description has been registered")
	require.Contains(t, got.body, "Children in Care Monitor")
	require.Contains(t, got.body, "Governance Person")
	require.Contains(t, governance.describe(strings.Replace(text, "To hear", "To listen", 1)).body, "Raise the version")
}

func TestASupplierReadsWhatIsAskedAndTakesTheTemplate(t *testing.T) {
	h := newHouse(t)
	governance := h.as(store.RoleGovernance)
	governance.get("/descriptions")
	require.Equal(t, http.StatusOK, governance.describe(careMonitor(t)).status)

	officer := h.as(store.RoleProvider)
	request := fmt.Sprintf("/requests/%d", h.ask(h.camden, "care_monitor", 2026, "2026-09-30"))
	body := officer.get(request).body
	require.Contains(t, body, "Children in Care Monitor 2026")
	require.Contains(t, body, request+"/template")
	require.Contains(t, officer.get(request+"/dictionary").body, "I feel safe where I live")
	got := officer.get(request + "/template")
	require.Contains(t, got.header.Get("Content-Disposition"), "care_monitor_2026.xlsx")
	f, err := excelize.OpenReader(strings.NewReader(got.body))
	require.NoError(t, err)
	require.Equal(t, []string{"Read me", "Children", "Answers", "Codes", "Lists"}, f.GetSheetList())
	require.NoError(t, f.Close())

	camhs := fmt.Sprintf("/requests/%d", h.ask(h.camden, goldset.CAMHS, 2026, "2026-09-30"))
	require.Contains(t, officer.get(camhs+"/dictionary").body, "Referrals to child and adolescent mental health services", "a request that ships with tables of its own")
	census := fmt.Sprintf("/requests/%d", h.request)
	require.NotContains(t, officer.get(census).body, "/template")
	require.Equal(t, http.StatusNotFound, officer.get(census+"/template").status)
}
