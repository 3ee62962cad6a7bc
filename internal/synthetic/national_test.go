package synthetic_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/synthetic"
)

// written is the returns an England sends, by name, each as its bytes.
func written(t *testing.T, change func(*synthetic.Config)) map[string][]byte {
	t.Helper()
	cfg := synthetic.DefaultConfig()
	cfg.Children, cfg.Years = 4000, []goldset.CollectionYear{2025}
	change(&cfg)
	e, err := synthetic.Generate(cfg)
	require.NoError(t, err)
	files := map[string][]byte{}
	for s := range e.Submissions() {
		var b bytes.Buffer
		_, err := s.WriteTo(&b)
		require.NoError(t, err)
		files[s.FileName] = b.Bytes()
	}
	return files
}

func TestANationalCensusHoldsTheChildrenOfAllAuthorities(t *testing.T) {
	children := []byte("<Child>")
	apart := 0
	for name, text := range written(t, func(c *synthetic.Config) { c.Returns = []goldset.ReturnName{goldset.CINCensus} }) {
		require.Contains(t, name, "CIN_", "only the return asked for")
		apart += bytes.Count(text, children)
	}
	national := written(t, func(c *synthetic.Config) { c.National = true })
	require.Len(t, national, 1)
	text := national["CIN_national_2025.xml"]
	require.Equal(t, apart, bytes.Count(text, children))
	require.Equal(t, 1, bytes.Count(text, []byte("<Message>")))
}
