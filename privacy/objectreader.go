package privacy

import (
	"errors"
	"io"
	"sync"
)

// cachedSegments bounds the plaintext an ObjectReader keeps: 16 segments, 1 MiB.
// A zip reader goes back and forth between its directory and a few entries.
const cachedSegments = 16

// ObjectReader reads a sealed object at any offset. It is safe for concurrent use.
type ObjectReader struct {
	in    io.ReaderAt
	seg   segments
	count int64 // of segments
	size  int64 // of plaintext

	mu     sync.Mutex
	cache  [cachedSegments]cachedSegment
	clock  uint64
	sealed []byte
}

type cachedSegment struct {
	number int64
	used   uint64 // 0: the slot is empty
	plain  []byte
}

// OpenObject opens the sealed object of size bytes in r. It verifies the last
// segment at once, so an object that was cut does not open; every other segment is
// verified when it is read, before any of its bytes is handed out.
func OpenObject(r io.ReaderAt, size int64, key *DataKey, object ObjectID) (*ObjectReader, error) {
	body := size - int64(objectHeader)
	count := (body + sealedSize - 1) / sealedSize
	if body < sealOverhead || body-(count-1)*sealedSize < sealOverhead {
		return nil, ErrSealBroken
	}
	header := make([]byte, objectHeader)
	if n, err := r.ReadAt(header, 0); n < len(header) {
		return nil, readFailure(err)
	}
	if string(header[:len(objectMagic)]) != objectMagic {
		return nil, ErrSealBroken
	}
	seg, err := key.segments(object, header[len(objectMagic):])
	if err != nil {
		return nil, err
	}
	o := &ObjectReader{in: r, seg: seg, count: count, size: body - count*sealOverhead}
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, err := o.segment(count - 1); err != nil {
		return nil, err
	}
	return o, nil
}

// Size is the length of the plaintext in bytes.
func (o *ObjectReader) Size() int64 { return o.size }

// ReadAt fills p with the plaintext from offset off.
func (o *ObjectReader) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("read object: the offset is negative")
	}
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at >= o.size {
			return n, io.EOF
		}
		copied, err := o.copyFrom(p[n:], at/segmentSize, int(at%segmentSize))
		if err != nil {
			return n, err
		}
		n += copied
	}
	return n, nil
}

func (o *ObjectReader) copyFrom(p []byte, number int64, offset int) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	plain, err := o.segment(number)
	if err != nil {
		return 0, err
	}
	return copy(p, plain[offset:]), nil
}

// segment is the plaintext of a segment, from the cache or read into the slot that
// was used least recently. The caller holds the lock.
func (o *ObjectReader) segment(number int64) ([]byte, error) {
	o.clock++
	oldest := &o.cache[0]
	for i := range o.cache {
		slot := &o.cache[i]
		if slot.used > 0 && slot.number == number {
			slot.used = o.clock
			return slot.plain, nil
		}
		if slot.used < oldest.used {
			oldest = slot
		}
	}
	oldest.used = 0 // until it has been verified
	plain, err := o.read(oldest.plain[:0], number)
	if err != nil {
		return nil, err
	}
	*oldest = cachedSegment{number: number, used: o.clock, plain: plain}
	return plain, nil
}

func (o *ObjectReader) read(dst []byte, number int64) ([]byte, error) {
	if o.sealed == nil {
		o.sealed = make([]byte, sealedSize)
	}
	last := number == o.count-1
	length := sealedSize
	if last {
		length = int(o.size - number*segmentSize + sealOverhead)
	}
	n, err := o.in.ReadAt(o.sealed[:length], int64(objectHeader)+number*sealedSize)
	if n < length {
		return nil, readFailure(err)
	}
	return o.seg.open(dst, o.sealed[:length], number, last)
}

// readFailure tells a disk that fails from a file that is too short.
func readFailure(err error) error {
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrSealBroken
	}
	return err
}
