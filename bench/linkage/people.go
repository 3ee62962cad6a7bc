package main

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// A person is what a record says.
type person struct{ first, last, born, postcode, town string }

type maker struct {
	dice     *rand.Rand
	distinct bool
	serial   int
}

// write makes up the records as CSV.
func write(w io.Writer, records int, seed uint64, distinct bool) error {
	out := bufio.NewWriterSize(w, 1<<20)
	m := &maker{dice: rand.New(rand.NewPCG(seed, 1)), distinct: distinct}
	if _, err := out.WriteString("unique_id,first_name,surname,dob,postcode,town,cluster\n"); err != nil {
		return err
	}
	for id, cluster := 0, 0; id < records; cluster++ {
		p := m.person(records)
		copies := 1 + m.dice.IntN(3)/2 + m.dice.IntN(3)/2
		for range min(copies, records-id) {
			if _, err := fmt.Fprintf(out, "%d,%s,%s,%s,%s,%s,%d\n", id, p.first, p.last, p.born, p.postcode, p.town, cluster); err != nil {
				return err
			}
			p = m.slip(p)
			id++
		}
	}
	return out.Flush()
}

// zipf draws a rank below n, the commoner the lower.
func (m *maker) zipf(n int) int {
	return int(math.Exp(m.dice.Float64()*math.Log(float64(n)+1))) - 1
}

var syllables = []string{
	"al", "ber", "cla", "dan", "el", "fre", "gar", "hal", "is", "jo", "ka", "lin", "mar", "nor", "ol", "pet", "qui", "ros",
	"sam", "tho", "ul", "vic", "wil", "xan", "yas", "zo", "ash", "bri", "cor", "den", "ev", "fin", "gil", "har", "ing", "jul",
}

// name spells a number in syllables.
func name(n int) string {
	var text strings.Builder
	for n += len(syllables); n > 0; n /= len(syllables) {
		text.WriteString(syllables[n%len(syllables)])
	}
	return text.String()
}

func (m *maker) person(records int) person {
	first, last := m.zipf(5_000), m.zipf(60_000)
	if m.distinct {
		m.serial++
		first, last = m.serial, m.serial*7+3
	}
	return person{
		first: name(first), last: name(last),
		born:     fmt.Sprintf("%04d-%02d-%02d", 1940+m.dice.IntN(80), 1+m.dice.IntN(12), 1+m.dice.IntN(28)),
		postcode: fmt.Sprintf("%s%d %d%s", name(m.dice.IntN(100))[:2], 1+m.dice.IntN(40), m.dice.IntN(10), name(m.dice.IntN(records/20 + 1))[:2]),
		town:     name(m.zipf(500)),
	}
}

// slip copies a record with a slip of the pen, a missing value or a move, sometimes.
func (m *maker) slip(p person) person {
	if m.dice.IntN(5) == 0 {
		p.first = m.typo(p.first)
	}
	if m.dice.IntN(6) == 0 {
		p.last = m.typo(p.last)
	}
	if m.dice.IntN(8) == 0 {
		p.born = p.born[:9] + strconv.Itoa(m.dice.IntN(9))
	}
	switch m.dice.IntN(8) {
	case 0:
		p.postcode = ""
	case 1:
		p.postcode, p.town = fmt.Sprintf("%s%d %dab", name(m.dice.IntN(100))[:2], 1+m.dice.IntN(40), m.dice.IntN(10)), name(m.zipf(500))
	}
	return p
}

func (m *maker) typo(text string) string {
	if len(text) < 2 {
		return text
	}
	i := m.dice.IntN(len(text) - 1)
	return text[:i] + string(rune('a'+m.dice.IntN(26))) + text[i+1:]
}
