package linkage

// jaroLong is Jaro's similarity of texts of any length, in a time that grows with
// their length and not with its square: the places of a symbol in a are taken in
// order, and one that b has moved past is never looked at again.
func jaroLong(a, b symbols) float64 {
	window := max(0, max(len(a), len(b))/2-1)
	first, next := map[uint16]int{}, make([]int, len(a)) // places from 1; 0 is none
	for i := len(a) - 1; i >= 0; i-- {
		next[i], first[a[i]] = first[a[i]], i+1
	}
	usedA, usedB := make([]bool, len(a)), make([]bool, len(b))
	matched := 0
	for j, c := range b {
		place := first[c]
		for place > 0 && place-1 < j-window {
			place = next[place-1]
		}
		if place > 0 && place-1 <= j+window {
			usedA[place-1], usedB[j] = true, true
			matched++
			place = next[place-1]
		}
		first[c] = place
	}
	swapped, i := 0, 0
	for j := range b {
		if !usedB[j] {
			continue
		}
		for !usedA[i] {
			i++
		}
		if a[i] != b[j] {
			swapped++
		}
		i++
	}
	return jaroScore(matched, swapped, len(a), len(b))
}

// unlike is what is left of two texts without their common start and end, which cost
// no edit.
func unlike(a, b symbols) (x, y symbols) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}
