package synthetic

import (
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkGenerateAndWrite makes up the England of the demo and writes every file of
// it, and reports children a second and the heap it leaves.
func BenchmarkGenerateAndWrite(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		e, err := Generate(DefaultConfig())
		require.NoError(b, err)
		var bytes int64
		for s := range e.Submissions() {
			n, err := s.WriteTo(io.Discard)
			require.NoError(b, err)
			bytes += n
		}
		require.NoError(b, e.Truth(io.Discard))
		b.SetBytes(bytes)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapSys)/(1<<20), "MB-heap")
	}
	b.ReportMetric(float64(DefaultConfig().Children)*float64(b.N)/b.Elapsed().Seconds(), "children/s")
}
