// Package report draws a release: web pages with charts, a workbook, data files to
// the explore education statistics standard, and the letters that asked for the data.
//
// Everything is drawn from one Release, a snapshot that has been through
// disclosure control. No number is typed: each is a figure of a cell, and each
// carries the cell's number, which goldset trace follows back to submissions and
// requests. The same Release gives the same bytes.
//
// Pages work without JavaScript. Every chart has a title, a description and its
// table beside it, and says nothing by colour alone.
package report
