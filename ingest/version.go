package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/goldset/goldset"
)

// ruleEdition counts changes to what the rules do that their wordings do not show.
// Raise it with every such change.
const ruleEdition = 5

// RuleSetVersion names the rules in force for a return and year: the year, how many
// there are, and the beginning of a digest of their codes, severities and wordings.
// What was signed under one version is checked again before it loads under another.
func RuleSetVersion(name goldset.ReturnName, year goldset.CollectionYear) string {
	text, rules := fmt.Appendln(nil, ruleEdition), map[string]bool{}
	for _, r := range registry()[name] {
		if !r.inForce(year) {
			continue
		}
		rules[r.code] = true // a rule may have a part in a field's check and one of its own
		text = fmt.Appendf(text, "%q %q %q %q\n", r.code, r.severity, r.message, r.fields)
	}
	return fmt.Sprintf("%d/%d/%s", year, len(rules), shortDigest(text))
}

// RuleSetVersion names the rules that Check runs: the published ones, or those of
// the request's description.
func (r *Return) RuleSetVersion() string {
	if d := r.description; d != nil {
		return fmt.Sprintf("%d/%d/%s", r.Layout.Year, len(d.Rules), shortDigest(fmt.Appendf(nil, "%d\n%s", ruleEdition, d.Text)))
	}
	return RuleSetVersion(r.Layout.Return, r.Layout.Year)
}

func shortDigest(text []byte) string {
	digest := sha256.Sum256(text)
	return hex.EncodeToString(digest[:4])
}
