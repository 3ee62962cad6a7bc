package linkage

// tileRecords bounds the records of a tile, so that what is asked of them stays in
// the processor's cache while they are paired.
const tileRecords = 512

// tile is the records of some small blocks, or a stretch of a large one, laid out by
// column: the right sides of pairs.
type tile struct {
	rows     []int32
	words    []uint32   // of each record, one record after the other
	columns  [][]uint32 // the same by word, of the words that are asked for
	sketches [][]sketch // by comparison, of ladders

	places []uint16 // the records whose pair with the current left record is wanted
	drop   []bool   // by record: its pair with the current left record is not wanted
	rights []int32
	codes  []uint64
}

// everyPlace is 0, 1, 2 ...
var everyPlace = func() (places [tileRecords]uint16) {
	for i := range places {
		places[i] = uint16(i)
	}
	return places
}()

func newTile(words, comparisons int) tile {
	return tile{
		columns: make([][]uint32, words), sketches: make([][]sketch, comparisons),
		places: make([]uint16, tileRecords), drop: make([]bool, tileRecords),
		rights: make([]int32, tileRecords), codes: make([]uint64, tileRecords),
	}
}

// lay lays out records. Their words lie all over memory; they are gathered first, in
// a loop that does nothing else, so that the processor waits for many at a time.
func (p *pairer) lay(rows []int32) {
	t, width := &p.tile, p.words.width
	t.rows, t.words = rows, t.words[:0]
	for _, row := range rows {
		t.words = append(t.words, p.words.of(row)...)
	}
	for _, word := range p.wanted {
		column := t.columns[word][:0]
		for at := word; at < len(t.words); at += width {
			column = append(column, t.words[at])
		}
		t.columns[word] = column
	}
	for k, c := range p.comparisons {
		if c.ladder == nil || p.fixed[k] {
			continue
		}
		from, sketches := c.ladder.part.sketches, t.sketches[k][:0]
		for _, key := range t.columns[p.words.keys+k] {
			sketches = append(sketches, from[key])
		}
		t.sketches[k] = sketches
	}
}

// of is the words of the tile's i-th record.
func (t *tile) of(i int) []uint32 {
	width := len(t.columns)
	return t.words[i*width : (i+1)*width]
}

// choose lists the records from one place to another whose pair with left, a record
// of words w, is wanted.
func (p *pairer) choose(left int32, w []uint32, from, to int, key uint32) []uint16 {
	t := &p.tile
	some := false
	for _, word := range p.simple {
		if w[word] != 0 {
			some = t.mark(word, w[word], from, to) || some
		}
	}
	if p.apart {
		some = t.mark(sourceWord, w[sourceWord], from, to) || some
	}
	if p.careful {
		for j := from; j < to; j++ {
			if p.elsewhere(left, t.rows[j], key) {
				t.drop[j], some = true, true
			}
		}
	}
	if !some {
		return everyPlace[from:to]
	}
	n := 0
	for j := from; j < to; j++ {
		t.places[n] = uint16(j)
		if !t.drop[j] {
			n++
		}
	}
	clear(t.drop[from:to])
	return t.places[:n]
}

// mark drops the records from one place to another whose word is the given one.
func (t *tile) mark(word int, value uint32, from, to int) bool {
	found := false
	drop := t.drop[from:to]
	for j, other := range t.columns[word][from:to] {
		if other == value {
			drop[j], found = true, true
		}
	}
	return found
}
