package privacy_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/privacy"
)

func TestTokensTellSuppliersFamiliesAndChildrenApart(t *testing.T) {
	keys := newKeys(t)
	base := keys.SubjectToken("301", "social_care", "A1")
	require.Equal(t, base, keys.SubjectToken("301", "social_care", " a1 "), "case and outer spaces do not count")
	others := map[string]privacy.Token{
		"another supplier":      keys.SubjectToken("302", "social_care", "A1"),
		"another family":        keys.SubjectToken("301", "school", "A1"),
		"another child":         keys.SubjectToken("301", "social_care", "A2"),
		"parts cut differently": keys.SubjectToken("301A", "social_care", "1"),
		"another installation":  newKeys(t).SubjectToken("301", "social_care", "A1"),
	}
	for name, token := range others {
		require.NotEqual(t, base, token, name)
	}
}

func TestTokenInputsNeverRunTogether(t *testing.T) {
	keys := newKeys(t)
	part := rapid.StringMatching(`[A-Z0-9]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := [2]string{part.Draw(t, "supplier"), part.Draw(t, "id")}, [2]string{part.Draw(t, "supplier 2"), part.Draw(t, "id 2")}
		same := keys.SubjectToken(a[0], "school", a[1]) == keys.SubjectToken(b[0], "school", b[1])
		require.Equal(t, a == b, same)
	})
}

func TestAnswersCarryOverOnlyForTheSameRuleChildAndValues(t *testing.T) {
	keys := newKeys(t)
	base := keys.AnswerKey("8770", "A1", []string{"2024-05-01", ""})
	require.Equal(t, base, keys.AnswerKey("8770", "A1", []string{"2024-05-01", ""}))
	require.NotEqual(t, base, keys.AnswerKey("8771", "A1", []string{"2024-05-01", ""}))
	require.NotEqual(t, base, keys.AnswerKey("8770", "A2", []string{"2024-05-01", ""}))
	require.NotEqual(t, base, keys.AnswerKey("8770", "A1", []string{"2024-05-01"}))
	require.NotEqual(t, base, keys.AnswerKey("8770", "A1", []string{"", "2024-05-01"}))
}

func TestPseudonymsAndExtractIDsShareNothing(t *testing.T) {
	keys := newKeys(t)
	subject := privacy.NewSubjectID()
	again, err := keys.Rotate(privacy.PurposeToken)
	require.NoError(t, err)
	require.Equal(t, keys.Pseudonym(subject), again.Pseudonym(subject))
	require.NotEqual(t, [16]byte(subject), [16]byte(keys.Pseudonym(subject)))
	person := goldset.PersonID(subject)
	one, two := keys.ExtractID("p1", person), keys.ExtractID("p2", person)
	require.NotEqual(t, one, two)
	require.NotEqual(t, one, [16]byte(keys.Pseudonym(subject)))
	require.NotEqual(t, keys.Pseudonym(subject), newKeys(t).Pseudonym(subject))
}

func TestMintedSubjectsAreRandomUUIDs(t *testing.T) {
	seen := make(map[goldset.SubjectID]bool)
	for range 1000 {
		id := privacy.NewSubjectID()
		require.False(t, seen[id])
		seen[id] = true
		require.Equal(t, byte(4), id[6]>>4)
		require.Equal(t, byte(2), id[8]>>6)
	}
}

func TestTokensMayBeMadeByManyAtOnce(t *testing.T) {
	t.Parallel()
	keys := newKeys(t)
	want := keys.SubjectToken("301", "social_care", "A1")
	for range 8 {
		t.Run("worker", func(t *testing.T) {
			t.Parallel()
			for range 200 {
				require.Equal(t, want, keys.SubjectToken("301", "social_care", "A1"))
			}
		})
	}
}

func BenchmarkSubjectToken(b *testing.B) {
	keys := newKeys(b)
	b.ReportAllocs()
	for b.Loop() {
		keys.SubjectToken("301", "social_care", "1234567890")
	}
}
