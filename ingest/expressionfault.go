package ingest

import (
	"regexp"
	"strings"
)

// overload is how CEL complains of an operator or a function that does not take
// what it is given.
var overload = regexp.MustCompile(`^found no matching overload for '([^']+)' applied to '(.*)'$`)

// unread is how it complains of what it cannot read.
var unread = regexp.MustCompile(`^Syntax error: .*?'([^']*)'`)

// plainFault puts CEL's complaints into the words of a description.
func plainFault(message string) string {
	message, _, _ = strings.Cut(message, "\n")
	if m := overload.FindStringSubmatch(message); m != nil {
		return wrongOperands(strings.Trim(m[1], "_[]@"), m[2])
	}
	if m := unread.FindStringSubmatch(message); m != nil {
		if m[1] == "<EOF>" {
			return "the expression ends before it is whole"
		}
		return "the expression cannot be read from " + m[1] + " on"
	}
	for from, to := range map[string]string{
		"undeclared reference to": "there is nothing called", " (in container '')": "", "undefined field": "there is no field",
		typePrefix: "a row of ", "google.protobuf.Timestamp": "date", "timestamp": "date",
	} {
		message = strings.ReplaceAll(message, from, to)
	}
	return message
}

// wrongOperands says what does not take what; types is as in "(timestamp, string)".
func wrongOperands(name, types string) string {
	var words []string
	for t := range strings.SplitSeq(strings.NewReplacer("(", "", ")", "", ".", ", ").Replace(strings.ReplaceAll(types, "google.protobuf.Timestamp", "timestamp")), ", ") {
		words = append(words, typeWord(t))
	}
	text := name + " does not take " + strings.Join(words, " and ")
	if strings.Contains(text, "a date") && strings.Contains(text, "a text") {
		text += `; a day is written date("2026-01-31")`
	}
	return text
}

// typeWord is a type of CEL's as a description would call it.
func typeWord(name string) string {
	switch name {
	case "timestamp", "google.protobuf.Timestamp", "date":
		return "a date"
	case "string":
		return "a text"
	case "int", "uint":
		return "a whole number"
	case "double":
		return "a number"
	case "bool":
		return "a yes or no"
	}
	if table, ok := strings.CutPrefix(name, typePrefix); ok {
		return "a row of " + table
	}
	if strings.HasPrefix(name, "list") {
		return "rows"
	}
	return "a " + name
}
