package portal_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/store"
)

// TestAReturnFromUploadToReceipt is one return's whole way through the pages: one
// person prepares it, another signs it off.
func TestAReturnFromUploadToReceipt(t *testing.T) {
	h := newHouse(t)
	request := h.ask(h.camden, goldset.SSDA903, 2026, "2026-07-31")
	page := fmt.Sprintf("/requests/%d", request)
	officer, signatory := h.as(store.RoleProvider), h.as(store.RoleSignatory)
	require.Contains(t, officer.get("/requests").body, "Not started")

	officer.get(page + "/upload")
	got := officer.upload(page+"/upload", officer.token, map[string]string{"ssda903.zip": "the bytes"})
	require.Contains(t, got.body, "We are checking your return")
	require.Contains(t, got.body, `http-equiv="refresh"`)
	sub := got.url.Path
	var id int64
	_, err := fmt.Sscanf(sub, "/submissions/%d", &id)
	require.NoError(t, err)

	h.check(h.camden, id, "903 ")
	require.Contains(t, officer.get(sub).body, "1 to fix")
	require.Contains(t, officer.get("/requests").body, "Errors to fix")
	require.Contains(t, officer.get(sub+"/findings").body, "1 error and 2 queries still need an answer")
	rule := officer.get(sub + "/rules/8540").body
	require.Contains(t, rule, "Showing 1 to 2 of 2")
	require.Contains(t, rule, fmt.Sprintf("CHILD-%d-5", h.camden), "the value comes from the vault")
	require.Contains(t, officer.get(sub+"/children").body, fmt.Sprintf("CHILD-%d-9", h.camden))

	explain := func(path string) reply {
		return officer.post(path, url.Values{"reason": {"correct"}, "note": {"As the case record has it."}})
	}
	require.Equal(t, http.StatusUnprocessableEntity, officer.post(sub+"/rules/8500/explain", url.Values{}).status, "no reason, no note")
	require.Contains(t, explain(sub+"/rules/8500/explain").body, "Your explanation has been saved")
	require.Contains(t, officer.get("/requests").body, "Queries to explain")
	require.Equal(t, http.StatusConflict, officer.post(sub+"/send", url.Values{}).status, "queries are open")
	require.Equal(t, sub, explain(sub+"/rules/8540/explain").url.Path, "nothing is left open")
	require.Contains(t, officer.get("/requests").body, "Ready to sign off")

	require.Contains(t, officer.get(sub+"/check").body, "Children in need at 31 March")
	require.Equal(t, http.StatusConflict, signatory.post(sub+"/sign-off", url.Values{"declaration": {"yes"}}).status, "not sent yet")
	require.Contains(t, officer.post(sub+"/send", url.Values{}).body, "sent for sign-off")
	require.Contains(t, officer.get("/requests").body, "Awaiting sign off")
	require.Equal(t, http.StatusUnprocessableEntity, signatory.post(sub+"/sign-off", url.Values{}).status, "not declared")
	receipt := signatory.post(sub+"/sign-off", url.Values{"declaration": {"yes"}})
	require.Equal(t, sub+"/receipt", receipt.url.Path)
	require.Contains(t, receipt.body, "Return submitted")
	require.Contains(t, officer.get("/requests").body, "Submitted")
	h.verify(officer.get(sub+"/receipt.json").body, "the bytes")
	again := signatory.post(sub+"/sign-off", url.Values{"declaration": {"yes"}})
	require.Equal(t, receipt.body, again.body, "signing twice gives the same receipt")
	h.saysNothing()
}

// verify checks the signed receipt as its owner would.
func (h *house) verify(text, content string) {
	var signed struct {
		Receipt   store.Receipt `json:"receipt"`
		Payload   string        `json:"payload"`
		Signature string        `json:"signature"`
	}
	require.NoError(h.t, json.Unmarshal([]byte(text), &signed))
	payload, err := base64.StdEncoding.DecodeString(signed.Payload)
	require.NoError(h.t, err)
	signature, err := base64.StdEncoding.DecodeString(signed.Signature)
	require.NoError(h.t, err)
	require.True(h.t, ed25519.Verify(h.work.key.Public().(ed25519.PublicKey), payload, signature), "the signature holds")
	var inside store.Receipt
	require.NoError(h.t, json.Unmarshal(payload, &inside))
	require.Equal(h.t, signed.Receipt, inside)
	require.Equal(h.t, sum(content), inside.SHA256)
	require.EqualValues(h.t, len(content), inside.Bytes)
	require.Equal(h.t, 3304, inside.RowsIn())
	require.Equal(h.t, "Signatory Person", inside.Signatory)
}

// saysNothing looks for people and values where only ids belong.
func (h *house) saysNothing() {
	log := h.log.String()
	require.Contains(h.t, log, `"route":"GET /submissions/{submission}/rules/{rule}"`)
	for _, secret := range []string{"@example.org", "Person", "CHILD-", "value of", "ssda903.zip", "case record"} {
		require.NotContains(h.t, log, secret)
	}
	metrics := h.browser().get("/metrics").body
	require.Contains(h.t, metrics, `goldset_http_requests_total{code="200",method="GET",route="GET /requests"}`)
	require.NotContains(h.t, metrics, "CHILD-")
	require.NotContains(h.t, metrics, fmt.Sprintf("/submissions/%d", h.submission))
}

func TestUploadsThatCannotBeTakenSayWhatWouldPass(t *testing.T) {
	h := newHouse(t)
	officer := h.as(store.RoleProvider)
	path := fmt.Sprintf("/requests/%d/upload", h.request)
	for _, c := range []struct {
		name  string
		files map[string]string
		says  string
	}{
		{"nothing selected", nil, "Select a file"},
		{"an input left empty", map[string]string{"": ""}, "Select a file"},
		{"an empty file", map[string]string{"return.xml": ""}, "The selected file is empty"},
		{"a file over the limit", map[string]string{"return.xml": strings.Repeat("x", 2<<20)}, "must be smaller than 1.0 MB together"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := officer.upload(path, officer.token, c.files)
			require.Equal(t, http.StatusUnprocessableEntity, got.status)
			require.Contains(t, got.body, c.says)
			require.Contains(t, got.body, "<title>Error: ")
		})
	}
	var uploads int
	require.NoError(t, h.admin.QueryRow(t.Context(), "select count(*) from intake.submission where request_id = $1", h.request).Scan(&uploads))
	require.Equal(t, 1, uploads, "only the one from before")
}

func TestTheSameFileTwiceIsTheSameSubmission(t *testing.T) {
	h := newHouse(t)
	officer := h.as(store.RoleProvider)
	path := fmt.Sprintf("/requests/%d/upload", h.request)
	first := officer.upload(path, officer.token, map[string]string{"a.xml": "same bytes"})
	second := officer.upload(path, officer.token, map[string]string{`C:\returns\b.xml`: "same bytes"})
	require.Equal(t, first.url.Path, second.url.Path)
	require.Contains(t, second.body, "You have sent this file before")
}

func TestExplanationsMeetTheSameFindingInTheNextUpload(t *testing.T) {
	h := newHouse(t)
	officer := h.as(store.RoleProvider)
	sub := fmt.Sprintf("/submissions/%d", h.submission)
	answer := url.Values{"reason": {"not known"}, "note": {"Nobody knows."}}
	officer.post(fmt.Sprintf("%s/findings/%d/explain", sub, h.finding), answer)
	page := officer.upload(fmt.Sprintf("/requests/%d/upload", h.request), officer.token, map[string]string{"b.xml": "corrected"})
	var id int64
	_, err := fmt.Sscanf(page.url.Path, "/submissions/%d", &id)
	require.NoError(t, err)
	h.check(h.camden, id, "")
	body := officer.get(fmt.Sprintf("/submissions/%d/rules/8540", id)).body
	require.Contains(t, body, "Nobody knows.")
	require.Contains(t, body, "Explain all 1 that are open")
	require.Contains(t, officer.get(sub).body, "You have uploaded a later file")
	require.Equal(t, http.StatusConflict, officer.post(sub+"/rules/8540/explain", answer).status, "the earlier one is past")
}

func TestASignatorySendsAReturnBack(t *testing.T) {
	h := newHouse(t)
	sub := fmt.Sprintf("/submissions/%d", h.sentSubmission())
	signatory, officer := h.as(store.RoleSignatory), h.as(store.RoleProvider)
	require.Equal(t, http.StatusUnprocessableEntity, signatory.post(sub+"/decline", url.Values{}).status)
	require.Contains(t, signatory.post(sub+"/decline", url.Values{"reason": {"Two children are missing"}}).body, "sent back")
	require.Contains(t, officer.get(sub).body, "Two children are missing")
	require.Equal(t, http.StatusConflict, signatory.post(sub+"/sign-off", url.Values{"declaration": {"yes"}}).status)
	require.Contains(t, officer.post(sub+"/send", url.Values{}).body, "sent for sign-off")
	require.NotContains(t, officer.get(sub).body, "Two children are missing")
}

func TestWhoeverUploadedDoesNotSignOff(t *testing.T) {
	h := newHouse(t)
	id := h.sentSubmission()
	_, err := h.admin.Exec(t.Context(), "update access.account set role = 'signatory' where email = 'provider@example.org'")
	require.NoError(t, err)
	got := h.as(store.RoleProvider).post(fmt.Sprintf("/submissions/%d/sign-off", id), url.Values{"declaration": {"yes"}})
	require.Equal(t, http.StatusConflict, got.status)
	require.Contains(t, got.body, "A second person of your organisation signs it off")
	_, err = h.admin.Exec(t.Context(), "update intake.submission set signed_by = uploaded_by where id = $1", id)
	require.ErrorContains(t, err, "23514", "the database refuses it too")
}

func TestALaterFileStopsTheSignOffOfAnEarlierOne(t *testing.T) {
	h := newHouse(t)
	id := h.sentSubmission()
	sub, err := store.ReadSubmission(t.Context(), h.admin, id)
	require.NoError(t, err)
	h.pass(1)
	later, _ := h.received(h.camden, sub.Request, 0, "later.xml", []byte("later"))
	signatory := h.as(store.RoleSignatory)
	sign := func() reply {
		return signatory.post(fmt.Sprintf("/submissions/%d/sign-off", id), url.Values{"declaration": {"yes"}})
	}
	got := sign()
	require.Equal(t, http.StatusConflict, got.status)
	require.Contains(t, got.body, "A later file has taken this one’s place")
	_, err = h.admin.Exec(t.Context(), "update intake.submission set state = 'refused', refusal = 'The file is not a census.' where id = $1", later)
	require.NoError(t, err)
	require.Contains(t, h.as(store.RoleProvider).get(fmt.Sprintf("/submissions/%d", later)).body, "The file is not a census.")
	require.Contains(t, sign().body, "Return submitted", "a refused file takes no place")
}

func TestARequestIsAnsweredAndMoreTimeAskedForAndGranted(t *testing.T) {
	h := newHouse(t)
	officer, governance := h.as(store.RoleProvider), h.as(store.RoleGovernance)
	page := fmt.Sprintf("/requests/%d", h.request)
	require.Equal(t, http.StatusUnprocessableEntity, officer.post(page+"/answer", url.Values{"answer": {"part"}}).status, "part needs a reason")
	require.Contains(t, officer.post(page+"/answer", url.Values{"answer": {"part"}, "reason": {"No UPNs before 2020"}}).body, "part: No UPNs before 2020")

	when := url.Values{"day": {"31"}, "month": {"2"}, "year": {"2027"}, "reason": {"New case system"}}
	require.Contains(t, officer.post(page+"/extension", when).body, "Enter a date that exists")
	when.Set("month", "1")
	require.Contains(t, officer.post(page+"/extension", when).body, "You asked for more time")
	require.Contains(t, governance.get("/extensions").body, "until 31 January 2027: New case system")
	decide := fmt.Sprintf("/extensions/%d", h.request)
	require.Equal(t, http.StatusUnprocessableEntity, governance.post(decide, url.Values{"decision": {"grant"}, "day": {"1"}, "month": {"7"}, "year": {"2026"}}).status, "before the deadline")
	require.Contains(t, governance.post(decide, url.Values{"decision": {"grant"}, "day": {"15"}, "month": {"1"}, "year": {"2027"}}).body, "No supplier asks for more time")
	require.Contains(t, officer.get(page).body, "15 January 2027, extended from 31 July 2026")
	require.Contains(t, officer.get(page+"/letter").body, "Letter")
	var told int
	require.NoError(t, h.admin.QueryRow(t.Context(), "select count(*) from intake.outbox where subject like 'New deadline%'").Scan(&told))
	require.Equal(t, 2, told, "both people of the supplier get the new deadline")
}
