package ingest

// aheadRows is how many rows go from one core to the other at a time.
const aheadRows = 256

// ahead runs read on a goroutine of its own, a few hundred rows before yield, so
// that unpacking and parsing a sheet and checking its rows share two cores. It
// returns when both have ended; a panic of read is raised where it would have been.
func ahead(read func(yield func(line int, cells []string) bool) error, yield func(line int, cells []string) bool) error {
	a := &readAhead{full: make(chan *rowBatch, 2), empty: make(chan *rowBatch, 4), stop: make(chan struct{})}
	go a.run(read)
	defer func() {
		close(a.stop)
		for range a.full { // until run has let go of the file
			continue
		}
	}()
	for b := range a.full {
		if !b.each(yield) {
			return nil
		}
		a.empty <- b
	}
	if a.panicked != nil {
		panic(a.panicked)
	}
	return a.err
}

type readAhead struct {
	full, empty chan *rowBatch
	stop        chan struct{}
	err         error // both stand once full is closed
	panicked    any
}

func (a *readAhead) run(read func(yield func(line int, cells []string) bool) error) {
	defer close(a.full)
	defer func() { a.panicked = recover() }()
	b := &rowBatch{}
	a.err = read(func(line int, cells []string) bool {
		b.add(line, cells)
		if len(b.lines) < aheadRows {
			return true
		}
		ok := a.send(b)
		b = a.next()
		return ok
	})
	if len(b.lines) > 0 {
		a.send(b)
	}
}

// send hands rows over; false when nobody wants more.
func (a *readAhead) send(b *rowBatch) bool {
	select {
	case a.full <- b:
		return true
	case <-a.stop:
		return false
	}
}

// next is an empty batch, used before where one has come back.
func (a *readAhead) next() *rowBatch {
	select {
	case b := <-a.empty:
		b.lines, b.ends, b.cells = b.lines[:0], b.ends[:0], b.cells[:0]
		return b
	default:
		return &rowBatch{}
	}
}

// rowBatch is rows one after the other: row i is cells[ends[i-1]:ends[i]].
type rowBatch struct {
	lines, ends []int
	cells       []string
}

func (b *rowBatch) add(line int, cells []string) {
	b.cells = append(b.cells, cells...)
	b.lines, b.ends = append(b.lines, line), append(b.ends, len(b.cells))
}

func (b *rowBatch) each(yield func(line int, cells []string) bool) bool {
	from := 0
	for i, line := range b.lines {
		if !yield(line, b.cells[from:b.ends[i]:b.ends[i]]) {
			return false
		}
		from = b.ends[i]
	}
	return true
}
