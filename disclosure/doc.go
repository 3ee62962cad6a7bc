// Package disclosure decides what may be published.
//
// A Policy says which counts are too small to show. Suppressing those is not
// enough: a total less the shown rest gives a hidden count back. So Protect turns
// the cells of a release, and of the releases before it, into one system: counts
// bound by sums. Every equation that is true of the numbers is taken to be known
// to an attacker. Protect hides further counts until each one that must stay
// hidden could, as far as anyone outside can tell, still have three or more
// values, every hidden count being at least 1 because zeros are shown.
//
// The proof is a Witness: a change to hidden counts alone that leaves every
// published number as it is. Witnesses are whole numbers and are checked exactly.
// Hidden counts that no witness needs are shown again. An attacker that knows
// nothing of this then bounds every suppressed count from what is published, and
// a release in which it finds fewer than three candidates is refused by name.
//
// What stays inside (why a cell is hidden) is kept apart from what leaves: whether
// a count is hidden for its own size or for a neighbour's sake would bound it.
package disclosure
