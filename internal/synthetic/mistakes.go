package synthetic

// mistakeRates are the chances that one source writes one child's record down
// wrongly. They are drawn once per child and source, so a mistake stays from year
// to year, as in life.
//
// FROZEN. Linkage is judged against these; changing one changes every published
// precision and recall. docs/synthetic.md prints the table.
type mistakeRates struct {
	forenameTypo  float64 // one letter dropped, doubled, swapped or changed
	surnameTypo   float64
	phonetic      float64 // spelt as it sounds: ph/f, ie/y, ck/k, double letters
	nickname      float64 // the everyday form of the forename
	hyphen        float64 // a double-barrelled surname loses its hyphen or a half
	swapped       float64 // forename and surname in each other's place
	dayMonth      float64 // day and month of birth swapped, where both are at most 12
	birthDigit    float64 // one digit of the date of birth wrong
	sex           float64 // the other sex
	postcodeTypo  float64 // one character of the postcode wrong
	oldPostcode   float64 // the postcode before the last move, or a neighbour's
	noPostcode    float64
	noNHSNumber   float64
	noMiddleName  float64
	oldSurname    float64 // the surname before a change
	noUPN         float64 // a UPN that exists is not recorded (social care only)
	transliterate float64 // another romanisation of the same name
}

// mistakeTable is the frozen table: a base rate for each mistake, and by what each
// group multiplies it. Groups multiply, up to a chance of one half.
var mistakeTable = struct {
	base     mistakeRates
	minority float64 // ethnic minority families
	deprived float64 // IDACI deciles 1 to 3
	asylum   float64 // unaccompanied asylum seekers
	school   float64 // the Department's pupil census, keyed by schools from papers they see
	health   float64 // the NHS
	care     float64 // an authority's social care record
}{
	base: mistakeRates{
		forenameTypo: 0.016, surnameTypo: 0.018, phonetic: 0.014, nickname: 0.030, hyphen: 0.25,
		swapped: 0.003, dayMonth: 0.008, birthDigit: 0.010, sex: 0.003,
		postcodeTypo: 0.015, oldPostcode: 0.060, noPostcode: 0.020, noNHSNumber: 0.12,
		noMiddleName: 0.35, oldSurname: 0.20, noUPN: 0.035, transliterate: 0.060,
	},
	minority: 1.7,
	deprived: 1.3,
	asylum:   3.0,
	school:   0.5,
	health:   0.8,
	care:     1.0,
}
