package linkage

import "slices"

// Coverage estimates, without labels, which share of the matches the blocking rules
// reach. A match that no rule gives has erred in some column of every rule. How often
// matches err in each column is fitted to the links that were found, given that they
// were found (capture and recapture by a latent class model, after Stanghellini and
// van der Heijden 2004): two kinds of match, such as careful and careless records,
// within each of which columns err independently. What errs together within a kind
// is missed, so the truth lies rather below than above.
type Coverage struct {
	Links int     `json:"links"` // that it was judged by
	Share float64 `json:"share"` // of the matches that the rules are expected to reach

	// Least is what Chao's lower bound for captures of unequal chance leaves: the
	// matches that one rule alone found, squared, over twice those that two found, are
	// at least missed. It supposes nothing of columns and sees only rules that differ.
	Least float64        `json:"least_missed"`
	Rules []RuleCoverage `json:"rules"`
}

// RuleCoverage is one rule's part in it.
type RuleCoverage struct {
	Rule  string  `json:"rule"`
	Found float64 `json:"found"` // share of the links found that this rule gives
	Alone float64 `json:"alone"` // share that no other rule gives
}

// judgedLinks bounds the links by which coverage is judged; more are thinned evenly.
const judgedLinks = 200_000

// mostAtoms is how many parts of rules are followed: the bits of a mask, but one that
// keeps everyAtom apart.
const mostAtoms = 63

// atom is a part that a rule reads, made ready: records that share its value agree.
type atom struct {
	column string
	of     *derived
	codes  []uint32
}

func (a *atom) agrees(l, r int32) bool {
	x, y := a.of.of[a.codes[l]], a.of.of[a.codes[r]]
	if a.of.separator != "" {
		return share(a.of.sets[x], a.of.sets[y])
	}
	return x == y && x != missing
}

// atoms makes the distinct parts of rules ready, and says which of them each rule reads.
func (c *compiler) atoms(rules []*BlockingRule) (list []*atom, masks []uint64, err error) {
	places := map[string]int{}
	for _, r := range rules {
		mask := uint64(0)
		for _, p := range r.parts {
			place, ok := places[p.String()]
			if !ok && len(list) == mostAtoms {
				mask = everyAtom // one part too many to follow: the rule is taken to reach nothing
				break
			}
			if !ok {
				d, err := c.derive(p)
				if err != nil {
					return nil, nil, err
				}
				if d.separator != "" {
					c.space.split(d)
				}
				place = len(list)
				places[p.String()] = place
				list = append(list, &atom{p.Column, d, c.data.Column(p.Column).Codes})
			}
			mask |= 1 << place
		}
		masks = append(masks, mask)
	}
	return list, masks, nil
}

// Coverage estimates the share of the matches that the model's blocking rules reach.
// A further condition of a rule is left out of account.
func (r *Result) Coverage() (*Coverage, error) {
	list, rules, err := r.scorer.compiler.atoms(r.Model.Blocking)
	if err != nil || len(rules) == 0 {
		return nil, err
	}
	out := &Coverage{}
	step := 1 + len(r.Links)/judgedLinks
	var agreed []uint64 // by link: the atoms agreed on
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
	out.Links = len(agreed)
	out.Share = newCapture(list, rules, agreed, weight).share()
	out.count(r.Model.Blocking, rules, agreed, weight)
	return out, nil
}

// count fills in what each rule found and Chao's bound.
func (c *Coverage) count(names []*BlockingRule, rules, agreed []uint64, weight []float64) {
	found, alone := make([]float64, len(rules)), make([]float64, len(rules))
	once, twice, all := 0.0, 0.0, 0.0
	for i, mask := range agreed {
		n, last := 0, 0
		for k, rule := range rules {
			if mask&rule == rule {
				n, last = n+1, k
				found[k] += weight[i]
			}
		}
		switch n {
		case 0:
			continue
		case 1:
			once += weight[i]
			alone[last] += weight[i]
		case 2:
			twice += weight[i]
		}
		all += weight[i]
	}
	if all == 0 {
		return
	}
	if twice > 0 {
		missed := once * once / (2 * twice)
		c.Least = missed / (all + missed)
	}
	for k, r := range names {
		c.Rules = append(c.Rules, RuleCoverage{r.String(), found[k] / all, alone[k] / all})
	}
}

func reached(mask uint64, rules []uint64) bool {
	return slices.ContainsFunc(rules, func(rule uint64) bool { return mask&rule == rule })
}
