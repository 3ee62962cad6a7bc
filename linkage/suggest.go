package linkage

import (
	"cmp"
	"regexp"
	"slices"
	"sync"
)

// SuggestedRule is a blocking rule that the data recommend.
type SuggestedRule struct {
	On    []string `json:"on"`
	Pairs int64    `json:"pairs"`       // that it gives
	Adds  float64  `json:"share_added"` // of the links found, those that no suggestion before it gives
	Total float64  `json:"share_so_far"`
}

const (
	suggestedParts = 24      // most parts that are combined
	judgedRecords  = 100_000 // pairs of a rule are counted on so many records, and scaled up
	suggestedLinks = 20_000  // links by which a rule is judged
	leastAdded     = .0005   // of the links: rules that add less are not worth having
)

// looks are what values of a kind look like.
type looks struct{ date, postcode, name *regexp.Regexp }

var looksLike = sync.OnceValue(func() looks {
	return looks{
		date:     regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`),
		postcode: regexp.MustCompile(`(?i)^[a-z]{1,2}\d[a-z0-9]? ?\d[a-z]{2}$`),
		name:     regexp.MustCompile(`^\pL[\pL '’-]{2,}$`),
	}
})

// partsOf lists what of a column a rule might read: the whole, and parts that suit
// what most of its values look like.
func partsOf(c *Column) []string {
	name := quoteName(c.Name)
	if c.Separator != "" {
		return []string{name}
	}
	dates, postcodes, names := 0, 0, 0
	sample := c.Values[1:min(len(c.Values), 2000)]
	looks := looksLike()
	for _, v := range sample {
		switch {
		case looks.date.MatchString(v):
			dates++
		case looks.postcode.MatchString(v):
			postcodes++
		case looks.name.MatchString(v):
			names++
		}
	}
	switch half := len(sample) / 2; {
	case dates > half:
		return []string{name, "year(" + name + ")", "month_day(" + name + ")"}
	case postcodes > half:
		return []string{name, "postcode_sector(" + name + ")", "postcode_district(" + name + ")"}
	case names > half && len(c.Values) > 50:
		return []string{name, "double_metaphone(" + name + ")", "substr(" + name + ", 1, 2)"}
	}
	return []string{name}
}

// candidateRule is a combination of parts on its way to being suggested.
type candidateRule struct {
	rule  *BlockingRule
	pairs int64
	mask  uint64
}

// Suggest recommends blocking rules: of all combinations of up to three parts of
// the columns that the model compares, those that together reach most of the links
// found for the pairs they cost, within a budget of pairs (0 is fifty a record). What
// no rule of this run found, it cannot recommend for: run it with generous rules.
func (r *Result) Suggest(budget int64) ([]SuggestedRule, error) {
	if budget <= 0 {
		budget = 50 * int64(r.Data.Len())
	}
	compiler := r.scorer.compiler
	rules, err := r.candidateRules(budget)
	if err != nil || len(rules) == 0 {
		return nil, err
	}
	blocking := make([]*BlockingRule, len(rules))
	for i := range rules {
		blocking[i] = rules[i].rule
	}
	list, masks, err := compiler.atoms(blocking)
	if err != nil {
		return nil, err
	}
	step := 1 + len(r.Links)/suggestedLinks
	var agreed []uint64
	var weight []float64
	for i := 0; i < len(r.Links); i += step {
		l, mask := r.Links[i], uint64(0)
		for k, a := range list {
			if a.agrees(l.L, l.R) {
				mask |= 1 << k
			}
		}
		agreed, weight = append(agreed, mask), append(weight, l.Probability())
	}
	for i := range rules {
		rules[i].mask = masks[i]
	}
	return r.recount(cover(rules, agreed, weight, budget))
}

// recount counts the pairs of what is suggested exactly: on all records, and by the
// members of sets.
func (r *Result) recount(list []SuggestedRule) ([]SuggestedRule, error) {
	for i := range list {
		rule := &BlockingRule{On: list[i].On}
		if err := rule.validate(); err != nil {
			return nil, err
		}
		ready, err := r.scorer.compiler.rule(rule)
		if err != nil {
			return nil, err
		}
		list[i].Pairs = ready.pairs()
	}
	return list, nil
}

// cover picks rules one by one: each time the one that reaches most links not yet
// reached for each pair it costs.
func cover(rules []candidateRule, agreed []uint64, weight []float64, budget int64) []SuggestedRule {
	all, sofar := sum(weight), 0.0
	open := make([]int, len(agreed))
	for i := range open {
		open[i] = i
	}
	var out []SuggestedRule
	for len(open) > 0 && all > 0 {
		best, bestGain, bestWorth := -1, 0.0, 0.0
		for k, r := range rules {
			if r.pairs > budget {
				continue
			}
			gain := 0.0
			for _, i := range open {
				if agreed[i]&r.mask == r.mask {
					gain += weight[i]
				}
			}
			// the square of the gain: a rule that finds much is worth more than many that find little
			if worth := gain * gain / float64(r.pairs+1); gain/all >= leastAdded && worth > bestWorth {
				best, bestGain, bestWorth = k, gain, worth
			}
		}
		if best < 0 {
			break
		}
		r := rules[best]
		budget -= r.pairs
		sofar += bestGain
		out = append(out, SuggestedRule{r.rule.On, r.pairs, bestGain / all, sofar / all})
		open = slices.DeleteFunc(open, func(i int) bool { return agreed[i]&r.mask == r.mask })
	}
	return out
}

// candidateRules lists the combinations of one to three parts of different columns
// that cost no more than the budget, cheapest first.
func (r *Result) candidateRules(budget int64) ([]candidateRule, error) {
	compiler := r.scorer.compiler
	var parts []Part
	for _, name := range r.Model.Columns() {
		column := r.Data.Column(name)
		if len(column.Values) < 3 {
			continue // a column of one value parts nobody from anybody
		}
		for _, text := range partsOf(column) {
			p, err := ParsePart(text)
			if err != nil {
				return nil, err
			}
			if len(parts) < suggestedParts {
				parts = append(parts, p)
			}
		}
	}
	codes := make([][]uint32, len(parts))
	for i, p := range parts {
		d, err := compiler.derive(p)
		if err != nil {
			return nil, err
		}
		codes[i] = thinCodes(d, r.Data.Column(p.Column).Codes)
	}
	scale := float64(r.Data.Len()) / float64(len(codes[0]))
	var out []candidateRule
	consider := func(places ...int) {
		rule := &BlockingRule{}
		for _, i := range places {
			rule.parts, rule.On = append(rule.parts, parts[i]), append(rule.On, parts[i].String())
		}
		if pairs := int64(scale * scale * float64(pairsOfCodes(codes, places))); pairs > 0 && pairs <= budget {
			out = append(out, candidateRule{rule: rule, pairs: pairs})
		}
	}
	for i := range parts {
		consider(i)
		for j := i + 1; j < len(parts); j++ {
			if parts[i].Column == parts[j].Column {
				continue
			}
			consider(i, j)
			for k := j + 1; k < len(parts); k++ {
				if parts[k].Column != parts[i].Column && parts[k].Column != parts[j].Column {
					consider(i, j, k)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(x, y candidateRule) int { return cmp.Compare(x.pairs, y.pairs) })
	return out, nil
}

// thinCodes is the part's code by record, of every so manieth record where they are
// many. A set counts by its whole text, which is less than its members give; what is
// suggested is counted again.
func thinCodes(d *derived, codes []uint32) []uint32 {
	step := 1 + len(codes)/judgedRecords
	out := make([]uint32, 0, len(codes)/step+1)
	for row := 0; row < len(codes); row += step {
		out = append(out, d.of[codes[row]])
	}
	return out
}

// pairsOfCodes counts the pairs that agree on all the parts at places.
func pairsOfCodes(codes [][]uint32, places []int) int64 {
	keys := make([]uint64, 0, len(codes[0]))
rows:
	for row := range codes[0] {
		key := uint64(0)
		for _, i := range places {
			code := codes[i][row]
			if code == missing {
				continue rows
			}
			key = mix(key ^ uint64(code))
		}
		keys = append(keys, key)
	}
	slices.Sort(keys)
	pairs, run := int64(0), int64(0)
	for i, key := range keys {
		if run++; i+1 == len(keys) || keys[i+1] != key {
			pairs += run * (run - 1) / 2
			run = 0
		}
	}
	return pairs
}
