package jobs

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/linkage"
)

func TestHistoryNamesPersonsAsTheMapDoes(t *testing.T) {
	kept, split := goldset.PersonID{1}, goldset.PersonID{2} // the engine's id of the part that was split off
	r := &linkageRun{
		people:   []person{{id: goldset.SubjectID{7}, pseudonym: goldset.Pseudonym{70}}, {id: goldset.SubjectID{8}, pseudonym: goldset.Pseudonym{80}}},
		number:   []int{0, 1},
		previous: map[goldset.Pseudonym]goldset.PersonID{{70}: kept, {80}: kept},
	}
	persons, renewed := r.renew([]goldset.PersonID{kept, split})
	require.Equal(t, kept, persons[0], "a known person keeps its id")
	require.NotEqual(t, split, persons[1])

	changes := history([]linkage.PersonChange{{Kind: "split", Person: kept, Others: []goldset.PersonID{split}}}, renewed)
	require.Len(t, changes, 1)
	require.Equal(t, persons[1], changes[0].Other)
}
