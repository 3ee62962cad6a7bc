package disclosure

// reach bounds how far a question looks: how many equations it takes in, and how
// dear the quantities may be that it considers hiding.
type reach struct {
	equations int
	dearest   float64
}

// wide takes in whatever hangs together.
const wide = 1 << 30

// further is how many equations are looked at for what to hide, if an answer is there.
const further = 300

// none of what is shown is considered for hiding.
const none = -1.0

// nearby is tried before more is hidden; beyond it, hiding one more cheap
// quantity costs less than the search.
var nearby = []reach{{60, none}, {160, none}}

// throughout looks for a proof in all that is hidden.
var throughout = []reach{{60, none}, {160, none}, {wide, none}}

// neighbourhood is a part of the system around a target that is closed: every
// movable quantity in it has all its equations in it, so that a change which
// balances the part balances the whole.
type neighbourhood struct {
	equations []int
	movable   []int
	row       []int32 // by equation: its row and 1 more; 0 when it is outside
	whole     bool    // nothing was left out
}

// around gathers the neighbourhood of target, equation by equation.
func (s *system) around(target int, r reach, move func(int) movement) *neighbourhood {
	n := &neighbourhood{row: make([]int32, len(s.equations)), whole: true}
	seen := make([]bool, len(s.quantities))
	seen[target] = true
	n.take(s.uses[target])
	var reached []int
	for next := 0; next < len(n.equations); next++ {
		for _, p := range s.equations[n.equations[next]] {
			if seen[p.quantity] {
				continue
			}
			seen[p.quantity] = true
			if m := move(p.quantity); m.freeUp+m.freeDown+m.dearUp+m.dearDown == 0 {
				continue
			}
			if len(n.equations) >= r.equations && !n.encloses(s.uses[p.quantity]) {
				n.whole = false
				continue
			}
			n.take(s.uses[p.quantity])
			reached = append(reached, p.quantity)
		}
	}
	n.movable = reached
	return n
}

func (n *neighbourhood) take(equations []int) {
	for _, e := range equations {
		if n.row[e] == 0 {
			n.equations = append(n.equations, e)
			n.row[e] = int32(len(n.equations))
		}
	}
}

func (n *neighbourhood) encloses(equations []int) bool {
	for _, e := range equations {
		if n.row[e] == 0 {
			return false
		}
	}
	return true
}
