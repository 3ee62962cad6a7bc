package linkage

// words is all that pairing asks of a record, side by side: its source, its block
// by each keyed rule and its key by each comparison. A pair of records is two
// stretches of memory, where columns would be two for each rule and comparison.
type words struct {
	list  []uint32
	width int
	keys  int // place of the first comparison's key
}

// place of a record's source among its words; the rules' blocks follow.
const sourceWord = 0

// of is the words of one record.
func (w *words) of(row int32) []uint32 {
	at := int(row) * w.width
	return w.list[at : at+w.width : at+w.width]
}

// newWords lays the records out, and takes over the rules' blocks by record.
func newWords(data *Dataset, rules []*rule, comparisons []*comparison) *words {
	columns := [][]uint32{data.source}
	for _, r := range rules {
		if r.keyed() {
			r.word = len(columns)
			columns = append(columns, r.blocks)
		}
	}
	w := &words{keys: len(columns)}
	for _, c := range comparisons {
		columns = append(columns, c.codes)
	}
	w.width = len(columns)
	w.list = make([]uint32, w.width*data.Len())
	const stretch = 4096 // of records, so that what is written stays in cache
	for from := 0; from < data.Len(); from += stretch {
		to := min(from+stretch, data.Len())
		for i, column := range columns {
			at := from*w.width + i
			for _, word := range column[from:to] {
				w.list[at] = word
				at += w.width
			}
		}
	}
	for _, r := range rules {
		r.blocks = nil
	}
	return w
}
