package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

func runRequest(t *testing.T, args ...string) (string, error) {
	t.Helper()
	root := newRootCommand()
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetArgs(append([]string{"request"}, args...))
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

// oneTable is a description with room for one rule's expression.
const oneTable = `return: visits
version: 1
years: [2026]
title: Visits
purpose: To count them.
gateway: Section 2F of the Children Act 2004.
suppliers: [authority]
tables:
  - name: Visits
    title: Visits
    child: ChildId
    fields:
      - {name: ChildId, title: Child, type: text, class: identity, required: true}
      - {name: VisitDate, title: Date, type: date, class: fact, required: true}
rules:
  - code: V1
    severity: error
    table: Visits
    message: The visit is after the year
    passes: A date in the year
    check: row.VisitDate <= `

func description(t *testing.T, end string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "visits.yaml")
	require.NoError(t, os.WriteFile(path, []byte(oneTable+end+"\n"), 0o600))
	return path
}

func TestRequestCheckTellsWhatWasUnderstood(t *testing.T) {
	out, err := runRequest(t, "check", description(t, "reference_date"))
	require.NoError(t, err)
	require.Equal(t, "Visits, version 1\nVisits: 2 fields, any number of rows for each child\n0 code lists, 1 rules\n", out)
	out, err = runRequest(t, "check", "care_monitor")
	require.NoError(t, err)
	require.Contains(t, out, "10 rules")
}

func TestRequestCheckTellsTheLineOfAFault(t *testing.T) {
	_, err := runRequest(t, "check", description(t, "'2026-03-31'"))
	require.ErrorContains(t, err, "line 21: rule V1: ")
	exit, ok := errors.AsType[exitError](err)
	require.True(t, ok)
	require.Equal(t, exitFindings, exit.code)
}

func TestRequestMakesWhatASupplierNeedsAndTheCheckerTakesItBack(t *testing.T) {
	file, folder := description(t, "reference_date"), t.TempDir()
	book := filepath.Join(folder, "visits.xlsx")
	_, err := runRequest(t, "template", file, "--out", book)
	require.NoError(t, err)
	page, err := runRequest(t, "dictionary", file)
	require.NoError(t, err)
	require.Contains(t, page, "<!DOCTYPE html>")
	text, err := runRequest(t, "dictionary", "--markdown", file)
	require.NoError(t, err)
	require.Contains(t, text, "# Visits 2025 to 2026")

	f, err := excelize.OpenFile(book)
	require.NoError(t, err)
	for cell, value := range map[string]string{"A2": "007", "B2": "2025-06-01", "A3": "008", "B3": "2026-04-01"} {
		require.NoError(t, f.SetCellValue("Visits", cell, value))
	}
	require.NoError(t, f.Save())
	require.NoError(t, f.Close())
	out, err := validate(t, "--json", "--request", file, book)
	require.ErrorContains(t, err, "1 findings are errors")
	require.Contains(t, out, `"rules":{"V1":{"Visits":[1]}}`)
	require.Contains(t, out, `"rows_out":2`)

	back := filepath.Join(folder, "back")
	_, err = validate(t, "--format", "annotated", "--out", back, "--request", file, book)
	require.ErrorContains(t, err, "1 findings are errors")
	marked, err := filepath.Glob(filepath.Join(back, "*.xlsx"))
	require.NoError(t, err)
	require.Len(t, marked, 1)
	f, err = excelize.OpenFile(marked[0])
	require.NoError(t, err)
	kept, err := f.GetDataValidations("Visits")
	require.NoError(t, err)
	require.Len(t, kept, 1, "the cells of the copy still refuse what would not pass")
	notes, err := f.GetComments("Visits")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(notes), 3, "the headers' notes and the finding's")
	require.NoError(t, f.Close())
	_, err = validate(t, "--request", file, marked[0])
	require.ErrorContains(t, err, "1 findings are errors", "and it is taken back as it is")
}

func TestRequestTakesNoOtherYear(t *testing.T) {
	_, err := runRequest(t, "template", "care_monitor", "--year", "2019", "--out", "x.xlsx")
	require.ErrorContains(t, err, "care_monitor is for the years [2026], not 2019")
}
