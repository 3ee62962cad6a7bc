// Package analysis turns linked facts into published numbers.
//
// A Measure answers one question. Its cells.sql counts children in the
// warehouse; the package computes from those counts the rate, proportion,
// waiting time or odds ratio, and how sure of it we are. The query runs once for
// each linkage tier: the base tier gives the number, the strict and loose tiers
// the range that linkage error allows.
//
// The estimators are written out here and agree with R on the examples their
// tests name: Wilson's and Byar's intervals, logistic regression on grouped
// counts with cluster-robust standard errors, Kaplan-Meier and Aalen-Johansen
// curves, funnel limits with overdispersion. Sums run in a fixed order, so the
// same counts give the same bytes.
//
// What a measure finds is an association. Assessment factors, absence or
// poverty are recorded because of what else is known about a child, so no
// number here says what caused what.
package analysis
