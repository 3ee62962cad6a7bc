package ingest

// need is what a rule must have beside the return itself; needs add up.
type need uint8

const (
	needsLastYear  need = 1 << iota // last year's return
	needsPostcodes                  // where postcodes lie, or the authority and distance of placement as given
	needsProviders                  // Ofsted's list of placement providers
	needsAuthority                  // which authority the return is from
	needsUASC                       // the status of asylum-seeking child as sent; the CSV files have no such column
)

// lacking says why a rule is not run without what it needs, worst first.
var lacking = []struct {
	need   need
	reason string
}{
	{needsLastYear, "it needs last year's return"},
	{needsPostcodes, "it needs the reference set of postcodes"},
	{needsProviders, "it needs the reference set of placement providers"},
	{needsAuthority, "it needs to know which authority the return is from"},
	{needsUASC, "the files have no column for the status of unaccompanied asylum-seeking child"},
}

// missing is the reason why a rule cannot run with what is there; "" when it can.
func (n need) missing(there need) string {
	for _, l := range lacking {
		if n&l.need != 0 && there&l.need == 0 {
			return l.reason
		}
	}
	return ""
}
