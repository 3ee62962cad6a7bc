package portal_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/store"
)

func TestAProviderTakesTheFindingsHome(t *testing.T) {
	h := newHouse(t)
	officer := h.as(store.RoleProvider)
	sub := fmt.Sprintf("/submissions/%d", h.submission)
	for ending, says := range map[string]string{"csv": "BirthDate", "html": "<!DOCTYPE html>", "json": `"child": "A1"`} {
		got := officer.get(sub + "/findings." + ending)
		require.Equal(t, http.StatusOK, got.status)
		require.Contains(t, got.header.Get("Content-Disposition"), "attachment", "a page from here would run under the portal's address")
		require.Contains(t, got.body, says)
	}
	got := officer.get(sub + "/annotated").body
	z, err := zip.NewReader(strings.NewReader(got), int64(len(got)))
	require.NoError(t, err)
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	require.Equal(t, []string{"children-checked.csv", "findings.csv", "findings.html", "summary.csv"}, names)
	require.NotContains(t, h.log.String(), "A1", "no child in the log")
}

// answerFile sends a file of answers as the page does.
func (b *browser) answerFile(path, content string) reply {
	b.h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(b.h.t, form.WriteField("token", b.token))
	part, err := form.CreateFormFile("answers", "answers.csv")
	require.NoError(b.h.t, err)
	_, err = part.Write([]byte(content))
	require.NoError(b.h.t, err)
	require.NoError(b.h.t, form.Close())
	req, err := http.NewRequestWithContext(b.h.t.Context(), http.MethodPost, b.h.server.URL+path, &body)
	require.NoError(b.h.t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(req)
}

func TestFindingsAreExplainedInBulkByAFile(t *testing.T) {
	h := newHouse(t)
	officer := h.as(store.RoleProvider)
	page := fmt.Sprintf("/submissions/%d/answers", h.submission)
	require.Contains(t, officer.get(page).body, "Authorised by the Department with this note")
	for _, c := range []struct{ name, file, says string }{
		{"nothing in it", "", "Select the list of findings"},
		{"another file", "a,b\n1,2\n", "must name the columns"},
		{"no reason anywhere", "Finding,Reason,Note\n1,,\n", "No line has a reason"},
		{"a reason of their own", fmt.Sprintf("Finding,Reason,Note\n%d,because,so\n", h.finding), "Line 2: the reason is none of those on the page"},
		{"a note without a reason", fmt.Sprintf("Finding,Reason,Note\n%d,,so\n", h.finding), "Line 2: give a reason beside the note"},
		{"another supplier's finding", fmt.Sprintf("Finding,Reason,Note\n%d,correct,so\n", h.otherFind), "Line 2: this return has no finding of that number"},
		{"one good line and one bad", fmt.Sprintf("Finding,Reason,Note\n%d,correct,so\n999999,correct,so\n", h.finding), "Line 3: this return has no finding of that number"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := officer.answerFile(page, c.file)
			require.Equal(t, http.StatusUnprocessableEntity, got.status)
			require.Contains(t, got.body, c.says)
			require.Contains(t, got.body, "Nothing was recorded")
		})
	}
	findings := fmt.Sprintf("/submissions/%d/findings", h.submission)
	require.Contains(t, officer.get(findings).body, "1 error and 2 queries still need an answer")
	got := officer.answerFile(page, fmt.Sprintf("Note;Rule;Reason;Finding\r\nLetter of 3 May;8540;Authorised by the Department with this note;%d\r\n", h.finding))
	require.Equal(t, findings, got.url.Path, got.body)
	require.Contains(t, got.body, "1 error and 1 query still need an answer")
	require.Contains(t, officer.get(fmt.Sprintf("/submissions/%d/rules/8540", h.submission)).body, "Letter of 3 May")
}

func TestLastYearsAnswersAreOfferedAndNotApplied(t *testing.T) {
	h := newHouse(t)
	officer := h.as(store.RoleProvider)
	rule := fmt.Sprintf("/submissions/%d/rules/8540", h.submission)
	officer.post(rule+"/explain", url.Values{"reason": {"system"}, "note": {"The old system had no field."}})

	next, _ := h.checked(h.camden, h.ask(h.camden, goldset.CINCensus, 2027, "2027-07-31"), "camden-2027.xml")
	sub := fmt.Sprintf("/submissions/%d", next)
	require.Contains(t, officer.get(sub+"/findings").body, "1 error and 2 queries still need an answer", "not applied")
	require.Contains(t, officer.get(sub+"/findings").body, "2 of them explained in an earlier year")
	page := officer.get(sub + "/rules/8540").body
	require.Contains(t, page, "In 2026 you said: Our case system cannot record it")
	require.Contains(t, page, "The old system had no field.")
	after := officer.post(sub+"/rules/8540/carry", url.Values{})
	require.Contains(t, after.body, "Your earlier explanations have been taken over")
	require.Contains(t, officer.get(sub+"/findings").body, "1 error and 0 queries still need an answer")
}

func TestTheOfficeDispensesErrorsWithoutSeeingChildren(t *testing.T) {
	h := newHouse(t)
	governance, officer := h.as(store.RoleGovernance), h.as(store.RoleProvider)
	list := governance.get("/dispensations").body
	require.Contains(t, list, "8500")
	require.NotContains(t, list, "8540", "a query is explained, not dispensed")
	require.NotContains(t, list, "CHILD-")
	page := fmt.Sprintf("/dispensations/%d/rules/8500", h.submission)
	governance.get(page)
	require.Equal(t, http.StatusUnprocessableEntity, governance.post(page, url.Values{}).status, "without a reason")
	require.Contains(t, governance.post(page, url.Values{"reason": {"Fire in the archive."}}).body, "The dispensation has been granted")
	require.Equal(t, http.StatusNotFound, governance.post(page, url.Values{"reason": {"again"}}).status)

	rule := officer.get(fmt.Sprintf("/submissions/%d/rules/8500", h.submission)).body
	require.Contains(t, rule, "Dispensed by the Commissioner’s office")
	require.Contains(t, rule, "Fire in the archive.")
	require.Contains(t, officer.get(fmt.Sprintf("/submissions/%d/findings", h.submission)).body, "0 errors and 2 queries still need an answer")
	places, err := store.DispensedRows(t.Context(), h.admin, h.submission)
	require.NoError(t, err)
	require.Equal(t, map[store.Place]bool{{Table: "Children", Row: 3}: true}, places, "this row loads with a flag")
	require.Equal(t, http.StatusNotFound, governance.get(fmt.Sprintf("/dispensations/%d/rules/8500", h.submission)).status)
}

func TestAnUploadIsHeldAgainstTheOneBefore(t *testing.T) {
	h := newHouse(t)
	officer := h.as(store.RoleProvider)
	first := fmt.Sprintf("/submissions/%d", h.submission)
	require.Equal(t, http.StatusNotFound, officer.get(first+"/changes").status, "there is none before it")
	require.NotContains(t, officer.get(first).body, "/changes")

	h.pass(time.Minute)
	later, _ := h.received(h.camden, h.request, h.accounts[store.RoleProvider], "camden-2.xml", []byte("mended"))
	h.check(h.camden, later, "")
	_, err := h.admin.Exec(t.Context(), "delete from intake.finding where submission_id = $1 and (rule = '8500' or child = 'child two')", later)
	require.NoError(t, err)
	sub := fmt.Sprintf("/submissions/%d", later)
	require.Contains(t, officer.get(sub).body, sub+"/changes")
	page := officer.get(sub + "/changes").body
	require.Contains(t, page, "2 findings are no longer there and 0 are new")
	require.Contains(t, page, "Row changed")
	require.Contains(t, page, "Children, line 60")
	got := officer.get(sub + "/changes.json")
	require.Contains(t, got.header.Get("Content-Disposition"), "attachment")
	var said struct {
		Before   int64               `json:"before"`
		Children ingest.Changed      `json:"children"`
		Findings []store.RuleChanged `json:"findings"`
	}
	require.NoError(t, json.Unmarshal([]byte(got.body), &said))
	require.Equal(t, h.submission, said.Before)
	require.Equal(t, 1, said.Children.Added)
	require.Equal(t, store.RuleChanged{Rule: "8540", Message: "UPN invalid", Fixed: 1, Stands: 1}, said.Findings[1])
}

func TestACheckAloneGivesTheFindingsAndRecordsNothing(t *testing.T) {
	h := newHouse(t)
	officer := h.as(store.RoleProvider)
	require.Contains(t, officer.get("/try").body, "Nothing is kept")
	before := h.rows()
	for want, says := range map[string]string{"page": "Findings by child", "list": "BirthDate", "marked": "PK"} {
		got := officer.upload("/try/"+want, officer.token, map[string]string{"children.csv": sentFile})
		require.Equal(t, http.StatusOK, got.status, want)
		require.Contains(t, got.body, says)
	}
	officer.get("/try")
	got := officer.upload("/try/page", officer.token, map[string]string{"notes.csv": "a,b\n1,2\n"})
	require.Equal(t, http.StatusUnprocessableEntity, got.status)
	require.Contains(t, got.body, "the columns fit no table of any return that is known")
	require.Equal(t, http.StatusNotFound, officer.upload("/try/anything", officer.token, nil).status)
	require.Equal(t, before, h.rows())
	require.NotContains(t, h.log.String(), "A1")
}

// rows counts what the intake holds.
func (h *house) rows() (n int) {
	err := h.admin.QueryRow(h.t.Context(), `select (select count(*) from intake.submission) + (select count(*) from intake.finding)
		+ (select count(*) from intake.request_event) + (select count(*) from river.river_job)`).Scan(&n)
	require.NoError(h.t, err)
	return n
}
