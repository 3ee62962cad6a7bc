package ingest

import (
	"runtime"
	"slices"
	"sync"

	"github.com/goldset/goldset"
)

// told is a finding and what it was about, kept until its turn.
type told struct {
	finding  goldset.Finding
	evidence Evidence
}

// judge is one core's share of the children, with reporters of its own. A rule
// looks at one child, this year and last, and at nobody else's rows.
type judge struct {
	reporter
	children []*careChild
	found    []told
	unjudged unjudged
	panicked any
}

// fewChildren is up to how many children are judged on one core.
const fewChildren = 100

// judges shares the children out, those that stand together to one.
func (c *careRunner) judges() []*judge {
	cores := runtime.GOMAXPROCS(0)
	if len(c.children) <= fewChildren {
		cores = 1
	}
	var list []*judge
	for share := range slices.Chunk(c.children, max(1, (len(c.children)+cores-1)/cores)) {
		j := &judge{children: share, unjudged: unjudged{}}
		j.report = func(f goldset.Finding, e Evidence) { j.found = append(j.found, told{f, e}) }
		list = append(list, j)
	}
	return list
}

// judgeAll runs the rules one after the other, each on all cores, and reports in
// the order of the rules and, within one, of the children.
func (c *careRunner) judgeAll() {
	judges := c.judges()
	for _, r := range c.rules {
		var others sync.WaitGroup
		for _, j := range judges[min(1, len(judges)):] {
			others.Go(func() { j.run(r) })
		}
		if len(judges) > 0 {
			judges[0].run(r)
		}
		others.Wait()
		for _, j := range judges {
			j.tell(c.report)
		}
	}
	for _, j := range judges {
		c.unjudged.take(j.unjudged)
	}
}

func (j *judge) run(r *rule) {
	defer func() { j.panicked = recover() }()
	fail := j.failer(r)
	for _, child := range j.children {
		j.child = child.Child
		if child.doubtful {
			j.unjudged.judge(r, child, fail)
		} else {
			r.care(child, fail)
		}
	}
}

// tell hands on what was found, and a panic where it would have been.
func (j *judge) tell(report func(goldset.Finding, Evidence)) {
	if j.panicked != nil {
		panic(j.panicked)
	}
	for i := range j.found {
		report(j.found[i].finding, j.found[i].evidence)
	}
	clear(j.found)
	j.found = j.found[:0]
}

// take adds the rows of another.
func (u unjudged) take(other unjudged) {
	for code, tables := range other {
		for table, rows := range tables {
			for _, number := range rows {
				u.add(code, table, number)
			}
		}
	}
}
