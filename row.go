package goldset

// Row is one data row of a return: its values stand in the order of its table's fields.
type Row struct {
	Table   *Table
	Number  int      // position among the table's data rows in the file, from 0
	Line    int      // line of the text file or row of the sheet, from 1; for messages
	Parent  int      // Number of the enclosing row in Table.Parent; -1 when there is none
	LocalID string   // the supplier's own id of the child this row is about; identity, kept in memory only
	Values  []string // "" is missing
	Refuse  bool     // set by checking: this row is counted as refused and goes no further
	Flag    bool     // set when a dispensation or an open query loads the row with a quality flag
}

// Value is the row's text for the named field, or "" when the table has no such field.
func (r *Row) Value(field string) string {
	if i := r.Table.Index(field); i >= 0 {
		return r.Values[i]
	}
	return ""
}

// Count is how many rows of one table came in, went on and were refused. In is
// counted from the file's own structure, independently of the parser, so that
// In = Out + Refused is a check and not a definition.
type Count struct {
	Table   string `json:"table"`
	In      int    `json:"rows_in"`
	Out     int    `json:"rows_out"`
	Refused int    `json:"rows_refused"`
}
