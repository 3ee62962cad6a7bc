package synthetic

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
)

// sharedData is a file of the data that developers share beside the repository; the
// test is skipped where it is absent.
func sharedData(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", path))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the shared data are not here")
	}
	require.NoError(t, err)
	return b
}

// The part of XML Schema that the CIN census uses: sequences of elements, simple
// types of enumerations or a pattern.
type schema struct {
	Elements []element     `xml:"element"`
	Complex  []complexType `xml:"complexType"`
	Simple   []simpleType  `xml:"simpleType"`
}

type complexType struct {
	Name     string    `xml:"name,attr"`
	Sequence []element `xml:"sequence>element"`
}

type element struct {
	Name    string       `xml:"name,attr"`
	Type    string       `xml:"type,attr"`
	Min     string       `xml:"minOccurs,attr"`
	Max     string       `xml:"maxOccurs,attr"`
	Complex *complexType `xml:"complexType"`
	Simple  *simpleType  `xml:"simpleType"`
}

type simpleType struct {
	Name        string `xml:"name,attr"`
	Restriction struct {
		Codes []struct {
			Value string `xml:"value,attr"`
		} `xml:"enumeration"`
		Pattern struct {
			Value string `xml:"value,attr"`
		} `xml:"pattern"`
	} `xml:"restriction"`
}

// node is an element of a message.
type node struct {
	XMLName xml.Name `xml:""`
	Nodes   []node   `xml:",any"`
	Text    string   `xml:",chardata"`
}

// valid says where a message departs from the schema.
func (s *schema) valid(e *element, n *node) error {
	if e.Name != n.XMLName.Local {
		return fmt.Errorf("%s stands where %s belongs", n.XMLName.Local, e.Name)
	}
	if group := s.group(e); group != nil {
		return s.validGroup(group, n)
	}
	simple := e.Simple
	for i := range s.Simple {
		if s.Simple[i].Name == e.Type {
			simple = &s.Simple[i]
		}
	}
	pattern := map[string]string{
		"xs:date": `\d{4}-\d\d-\d\d`, "xs:gYear": `\d{4}`, "xs:dateTime": `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`,
	}[e.Type]
	if simple != nil {
		pattern = simple.Restriction.Pattern.Value
		known := len(simple.Restriction.Codes) == 0
		for _, code := range simple.Restriction.Codes {
			known = known || code.Value == n.Text
		}
		if !known {
			return fmt.Errorf("%s: the code is not listed", e.Name)
		}
	}
	if pattern != "" && !regexp.MustCompile("^(?:"+pattern+")$").MatchString(n.Text) {
		return fmt.Errorf("%s: the text does not match %s", e.Name, pattern)
	}
	return nil
}

func (s *schema) group(e *element) *complexType {
	if e.Complex != nil {
		return e.Complex
	}
	for i := range s.Complex {
		if s.Complex[i].Name == e.Type {
			return &s.Complex[i]
		}
	}
	return nil
}

func (s *schema) validGroup(group *complexType, n *node) error {
	at := 0
	for i := range group.Sequence {
		want := &group.Sequence[i]
		count := 0
		for at < len(n.Nodes) && n.Nodes[at].XMLName.Local == want.Name {
			if err := s.valid(want, &n.Nodes[at]); err != nil {
				return fmt.Errorf("%s: %w", n.XMLName.Local, err)
			}
			at, count = at+1, count+1
		}
		if want.Min != "0" && count == 0 || want.Max == "1" && count > 1 {
			return fmt.Errorf("%s: %d times %s", n.XMLName.Local, count, want.Name)
		}
	}
	if at < len(n.Nodes) {
		return fmt.Errorf("%s: %s is out of place", n.XMLName.Local, n.Nodes[at].XMLName.Local)
	}
	return nil
}

func TestCINCensusesFollowTheSchemaOfTheirYear(t *testing.T) {
	e := small(t, func(c *Config) { c.Spoiled = 0 })
	for key, b := range written(t, e, goldset.CINCensus) {
		var s schema
		require.NoError(t, xml.Unmarshal(sharedData(t, fmt.Sprintf("returns/samples/cin/xsd/CIN_schema_%d.xsd", key.year)), &s))
		var message node
		require.NoError(t, xml.NewDecoder(io.Reader(bytes.NewReader(b))).Decode(&message))
		require.NoError(t, s.valid(&s.Elements[0], &message), "%v", key)
	}
}

func TestTheSchemaCheckSeesWhatIsWrong(t *testing.T) {
	e := small(t, func(c *Config) { c.Spoiled = 1 })
	broken := 0
	for key, b := range written(t, e, goldset.CINCensus) {
		var s schema
		require.NoError(t, xml.Unmarshal(sharedData(t, fmt.Sprintf("returns/samples/cin/xsd/CIN_schema_%d.xsd", key.year)), &s))
		var message node
		require.NoError(t, xml.Unmarshal(b, &message))
		if s.valid(&s.Elements[0], &message) != nil {
			broken++
		}
	}
	require.Equal(t, 12, broken, "each of four authorities' three censuses has a seeded missing ethnicity")
}
