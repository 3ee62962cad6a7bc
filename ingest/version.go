package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/goldset/goldset"
)

// ruleEdition counts changes to what the rules do that their wordings do not show.
// Raise it with every such change.
const ruleEdition = 1

// RuleSetVersion names the rules in force for a return and year: the year, how many
// there are, and the beginning of a digest of their codes, severities and wordings.
// What was signed under one version is checked again before it loads under another.
func RuleSetVersion(name goldset.ReturnName, year goldset.CollectionYear) string {
	text, rules := fmt.Appendln(nil, ruleEdition), 0
	for _, r := range registry()[name] {
		if !r.inForce(year) {
			continue
		}
		rules++
		text = fmt.Appendf(text, "%q %q %q %q\n", r.code, r.severity, r.message, r.fields)
	}
	digest := sha256.Sum256(text)
	return fmt.Sprintf("%d/%d/%s", year, rules, hex.EncodeToString(digest[:4]))
}
