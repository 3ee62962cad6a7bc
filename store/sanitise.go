package store

import (
	"encoding/binary"
	"io"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgproto3"
)

// Postgres quotes the value it refuses (`invalid input syntax for type date:
// "31/02/2015"`, `Key (upn)=(A8202...) already exists`), pgx puts that into the
// error, and whoever logs or stores the error would keep it. So the message is cut
// where it enters the process, on the wire, for every query of every library.

// sanitisingFrontend reads from a server whose error messages have lost their values.
func sanitisingFrontend(r io.Reader, w io.Writer) *pgproto3.Frontend {
	return pgproto3.NewFrontend(&errorFilter{in: r}, w)
}

// errorFilter passes a server's messages on and rewrites errors and notices. The
// copy of every byte costs about a tenth of a millisecond per megabyte.
type errorFilter struct {
	in     io.Reader
	raw    []byte // as read
	ready  []byte // to be passed on, from next
	next   int
	header []byte // of the message under way, until its 5 bytes are there
	left   int    // bytes of its body that have not come yet
	catch  bool   // the body is an error or a notice and goes to caught
	caught []byte
}

// Read passes on what has come, except messages of which not all has come that
// are to be rewritten.
func (f *errorFilter) Read(p []byte) (int, error) {
	if f.raw == nil {
		f.raw = make([]byte, 16<<10)
	}
	for f.next == len(f.ready) {
		f.ready, f.next = f.ready[:0], 0
		n, err := f.in.Read(f.raw)
		f.filter(f.raw[:n])
		if err != nil && len(f.ready) == 0 {
			return 0, err
		}
	}
	n := copy(p, f.ready[f.next:])
	f.next += n
	return n, nil
}

func (f *errorFilter) filter(b []byte) {
	for len(b) > 0 {
		if f.left == 0 {
			n := min(5-len(f.header), len(b))
			f.header, b = append(f.header, b[:n]...), b[n:]
			if len(f.header) == 5 {
				f.begin()
			}
			continue
		}
		n := min(f.left, len(b))
		if f.catch {
			f.caught = append(f.caught, b[:n]...)
		} else {
			f.ready = append(f.ready, b[:n]...)
		}
		f.left, b = f.left-n, b[n:]
		if f.left == 0 && f.catch {
			f.ready = append(f.ready, rewrite(f.header[0], f.caught)...)
			f.caught = f.caught[:0]
		}
		if f.left == 0 {
			f.header = f.header[:0]
		}
	}
}

// begin looks at a complete header.
func (f *errorFilter) begin() {
	f.left = max(int(binary.BigEndian.Uint32(f.header[1:]))-4, 0)
	f.catch = f.left > 0 && (f.header[0] == 'E' || f.header[0] == 'N')
	if !f.catch {
		f.ready = append(f.ready, f.header...)
	}
	if f.left == 0 {
		f.header = f.header[:0]
	}
}

var copyPlace = regexp.MustCompile(`^COPY \w+, line \d+(, column \w+)?`)

// rewrite takes the values out of the body of an error or notice.
func rewrite(kind byte, body []byte) []byte {
	var message pgproto3.ErrorResponse
	if message.Decode(body) != nil {
		message = pgproto3.ErrorResponse{Severity: "ERROR", Code: "XX000", Message: "the server's message could not be read"}
	}
	if quotesValues(message.Code) {
		message.Message = "a value was refused"
		if place := copyPlace.FindString(message.Where); place != "" {
			message.Message += " at " + place
		}
		for _, part := range [][2]string{
			{"table", message.TableName}, {"column", message.ColumnName}, {"constraint", message.ConstraintName},
		} {
			if part[1] != "" {
				message.Message += ", " + part[0] + " " + part[1]
			}
		}
	}
	// Details and contexts quote rows and statements whatever the class.
	message.Detail, message.Where, message.InternalQuery, message.Hint = "", "", "", ""
	encoded, err := message.Encode(nil)
	if err != nil {
		return nil
	}
	encoded[0] = kind
	return encoded
}

// quotesValues reports whether messages of a SQLSTATE can quote data: data
// exceptions (22), constraint violations (23) and what a cast or cardinality
// failure says about a value.
func quotesValues(code string) bool {
	return strings.HasPrefix(code, "22") || strings.HasPrefix(code, "23")
}
