package feedback

// Reason is a code that an answer to a finding carries, so that answers can be counted.
type Reason struct{ Code, Text string }

// Reasons are the codes that an explanation may carry.
func Reasons() []Reason {
	return []Reason{
		{"correct", "The information is correct as sent"},
		{"authorised", "Authorised by the Department with this note"},
		{"case record", "It follows the case record, which cannot be changed now"},
		{"other authority", "It depends on another authority or organisation"},
		{"not known", "The information is not known or not held"},
		{"system", "Our case system cannot record it"},
		{"other", "Another reason"},
	}
}

// Dispensed is the code of an answer that the Commissioner's office gave.
const Dispensed = "dispensed"

// ReasonText is what a code stands for, or the code when it is none of ours.
func ReasonText(code string) string {
	if code == Dispensed {
		return "Dispensed by the Commissioner’s office"
	}
	for _, r := range Reasons() {
		if r.Code == code {
			return r.Text
		}
	}
	return code
}
