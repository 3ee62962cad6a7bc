package synthetic

import "strings"

// nameSet is the names of one group of families.
type nameSet struct {
	girls, boys, surnames []string
	girlOdds, boyOdds     []float64
	surnameOdds           []float64
	composed              int // per mille of forenames that are composed
	rare                  int // per mille of surnames that are composed
	doubled               int // per mille of surnames that are double-barrelled
}

func newNameSet(girls, boys, surnames string, composed, rare, doubled int) *nameSet {
	s := &nameSet{
		girls: words(girls), boys: words(boys), surnames: words(surnames),
		composed: composed, rare: rare, doubled: doubled,
	}
	s.girlOdds, s.boyOdds, s.surnameOdds = zipf(len(s.girls)), zipf(len(s.boys)), zipf(len(s.surnames))
	return s
}

// zipf gives the name of rank r the weight 1/(r+4).
func zipf(n int) []float64 {
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = 1 / float64(i+5)
	}
	return cumulate(weights...)
}

// The groups of families, which decide names, ethnicity and the mistakes made.
const (
	groupBritish = iota
	groupEastEuropean
	groupMuslimAsian
	groupIndian
	groupAfrican
	groupCaribbean
	groupChinese
	groupArab
	groupMixed
	groupTraveller
	groupAsylum
)

// nameBook holds every list, split once per England.
type nameBook struct {
	sets                     [groupAsylum + 1]*nameSet
	heads, tails             []string
	girlFirsts, girlSeconds  []string
	boyFirsts, boySeconds    []string
	starts, middles          []string
	rareGirlEnds, rareBoyEnd []string
}

func newNameBook() *nameBook {
	british := newNameSet(britishGirls, britishBoys, britishSurnames, 70, 300, 60)
	book := &nameBook{
		heads: words(surnameHeads), tails: words(surnameTails),
		girlFirsts: words(girlFirsts), girlSeconds: words(girlSeconds),
		boyFirsts: words(boyFirsts), boySeconds: words(boySeconds),
		starts: words(rareStarts), middles: words(rareMiddles),
		rareGirlEnds: words(rareGirls), rareBoyEnd: words(rareBoys),
	}
	book.sets = [groupAsylum + 1]*nameSet{
		groupBritish:      british,
		groupEastEuropean: newNameSet(eastEuropeanGirls, eastEuropeanBoys, eastEuropeanSurnames, 10, 60, 10),
		groupMuslimAsian:  newNameSet(muslimAsianGirls, muslimAsianBoys, muslimAsianSurnames, 20, 10, 5),
		groupIndian:       newNameSet(indianGirls, indianBoys, indianSurnames, 10, 10, 5),
		groupAfrican:      newNameSet(africanGirls, africanBoys, africanSurnames, 40, 20, 30),
		groupCaribbean:    newNameSet(britishGirls, britishBoys, britishSurnames, 150, 200, 120),
		groupChinese:      newNameSet(chineseGirls, chineseBoys, chineseSurnames, 10, 0, 0),
		groupArab:         newNameSet(arabGirls, arabBoys, arabSurnames, 10, 10, 5),
		groupMixed:        newNameSet(britishGirls, britishBoys, britishSurnames, 110, 220, 150),
		groupTraveller:    newNameSet(britishGirls, britishBoys, britishSurnames, 90, 100, 20),
		groupAsylum:       newNameSet(asylumGirls, asylumBoys, asylumSurnames, 0, 0, 0),
	}
	return book
}

// forename draws a forename for a child of the group and sex.
func (b *nameBook) forename(d *dice, group int, sex byte) string {
	set := b.sets[group]
	if d.below(1000) < set.composed {
		return b.rareForename(d, sex)
	}
	if sex == 'F' {
		return set.girls[d.pick(set.girlOdds)]
	}
	return set.boys[d.pick(set.boyOdds)]
}

func (b *nameBook) rareForename(d *dice, sex byte) string {
	firsts, seconds, ends := b.boyFirsts, b.boySeconds, b.rareBoyEnd
	if sex == 'F' {
		firsts, seconds, ends = b.girlFirsts, b.girlSeconds, b.rareGirlEnds
	}
	if d.chance(0.5) {
		return firsts[d.below(len(firsts))] + "-" + seconds[d.below(len(seconds))]
	}
	return b.starts[d.below(len(b.starts))] + b.middles[d.below(len(b.middles))] + ends[d.below(len(ends))]
}

// surname draws a family's surname.
func (b *nameBook) surname(d *dice, group int) string {
	set := b.sets[group]
	kind := d.below(1000)
	switch {
	case kind < set.rare:
		return b.heads[d.below(len(b.heads))] + b.tails[d.below(len(b.tails))]
	case kind < set.rare+set.doubled:
		return set.surnames[d.pick(set.surnameOdds)] + "-" + set.surnames[d.below(len(set.surnames))]
	default:
		return set.surnames[d.pick(set.surnameOdds)]
	}
}

// ethnicities are a group's codes in the Department's main list with their weights.
var ethnicities = [groupAsylum + 1]struct {
	codes string
	odds  []float64
}{
	groupBritish:      {"WBRI WIRI", cumulate(98, 2)},
	groupEastEuropean: {"WOTH WROM", cumulate(96, 4)},
	groupMuslimAsian:  {"APKN ABAN AOTH", cumulate(60, 30, 10)},
	groupIndian:       {"AIND AOTH", cumulate(90, 10)},
	groupAfrican:      {"BAFR BOTH", cumulate(92, 8)},
	groupCaribbean:    {"BCRB BOTH", cumulate(85, 15)},
	groupChinese:      {"CHNE", cumulate(1)},
	groupArab:         {"OOTH AOTH", cumulate(85, 15)},
	groupMixed:        {"MWBC MWBA MWAS MOTH", cumulate(35, 15, 25, 25)},
	groupTraveller:    {"WIRT WROM", cumulate(40, 60)},
	groupAsylum:       {"AOTH OOTH BAFR WOTH", cumulate(30, 35, 25, 10)},
}

// minorityGroups and their weights among ethnic minority families.
var (
	minorityGroups = [...]int{
		groupEastEuropean, groupMuslimAsian, groupIndian, groupAfrican, groupCaribbean, groupChinese, groupArab,
		groupMixed, groupTraveller,
	}
	minorityOdds = cumulate(18, 24, 10, 16, 6, 2, 7, 16, 1)
)

// ethnicity draws a child's code.
func ethnicity(d *dice, group int) string {
	codes := strings.Fields(ethnicities[group].codes)
	return codes[d.pick(ethnicities[group].odds)]
}

// nicknames are the everyday forms that records use in a forename's place.
var nicknames = map[string]string{
	"Alexander": "Alex", "Benjamin": "Ben", "Samuel": "Sam", "Joshua": "Josh", "Thomas": "Tom", "William": "Billy",
	"Daniel": "Danny", "Matthew": "Matt", "Nathan": "Nate", "Zachary": "Zac", "Theodore": "Teddy", "Edward": "Ned",
	"Joseph": "Joe", "Jacob": "Jake", "Michael": "Mikey", "Christopher": "Chris", "Robert": "Bobby", "Harrison": "Harry",
	"Frederick": "Freddie", "Gabriel": "Gabe", "Dominic": "Dom", "Sebastian": "Seb", "Cameron": "Cam", "Jayden": "Jay",
	"Isabella": "Bella", "Charlotte": "Lottie", "Elizabeth": "Lizzie", "Abigail": "Abi", "Jessica": "Jess",
	"Amelia": "Millie", "Matilda": "Tilly", "Eleanor": "Ellie", "Rebecca": "Becky", "Georgia": "George", "Megan": "Meg",
	"Katie": "Kate", "Bethany": "Beth", "Victoria": "Vicky", "Francesca": "Fran", "Penelope": "Penny", "Florence": "Flo",
	"Harriet": "Hattie", "Beatrice": "Bea", "Margaret": "Maggie", "Emmanuel": "Manny", "Mohammed": "Mo", "Ibrahim": "Ibi",
	"Abdullah": "Abdul", "Temiloluwa": "Temi", "Oluwatobi": "Tobi", "Zuzanna": "Zuza", "Aleksandra": "Ola", "Jakub": "Kuba",
	"Simran": "Sim", "Gurdeep": "Gary", "Harpreet": "Harry", "David": "Dave", "Oliver": "Ollie", "Oscar": "Ozzy",
	"Charlie": "Charles", "Archie": "Archibald", "Alfie": "Alfred", "Evie": "Eve", "Sophie": "Sophia",
}

// romanisations are other spellings of the same name in Latin letters.
var romanisations = map[string][]string{
	"Mohammed": {"Muhammad", "Mohamed", "Mohammad", "Muhammed"}, "Muhammad": {"Mohammed", "Mohammad", "Muhammed"},
	"Mohammad": {"Mohammed", "Muhammad", "Mohamad"}, "Mohamed": {"Mohammed", "Mahamed", "Mohamud"},
	"Ahmed": {"Ahmad", "Achmed"}, "Ahmad": {"Ahmed", "Ahmat"}, "Yusuf": {"Yousef", "Yusef", "Joseph"},
	"Yousef": {"Yusuf", "Youssef"}, "Hussain": {"Hussein", "Husain"}, "Hussein": {"Hussain", "Husein"},
	"Hassan": {"Hasan", "Hassen"}, "Aisha": {"Ayesha", "Aysha"}, "Ayesha": {"Aisha", "Aysha"},
	"Maryam": {"Mariam", "Miriam"}, "Fatima": {"Fatimah", "Fatema"}, "Khadija": {"Khadijah", "Hadija"},
	"Zainab": {"Zaynab", "Zeinab"}, "Ibrahim": {"Ebrahim", "Ibraheem"}, "Abdullah": {"Abdallah", "Abdulla"},
	"Abdul": {"Abdol", "Abdoul"}, "Najibullah": {"Najeebullah", "Najib"}, "Zabihullah": {"Zabiullah", "Zabi"},
	"Rahmatullah": {"Rahmat", "Rahmatulla"}, "Samiullah": {"Sami", "Samiulla"}, "Hamid": {"Hameed", "Hamed"},
	"Farhad": {"Ferhad", "Farhaad"}, "Ali": {"Aly", "Alee"}, "Musa": {"Mousa", "Moussa"}, "Omar": {"Umar", "Omer"},
	"Umar": {"Omar", "Omer"}, "Yohannes": {"Yohanes", "Johannes"}, "Filmon": {"Philmon", "Filimon"},
	"Tesfalem": {"Tesfalem", "Tesfaalem"}, "Ahmadzai": {"Ahmedzai", "Ahmadzay"}, "Stanikzai": {"Stanekzai", "Stanakzai"},
	"Rahimi": {"Raheemi", "Rahime"}, "Ghebremariam": {"Gebremariam", "Gebremaryam"}, "Tesfay": {"Tesfai", "Tesfaye"},
	"Kidane": {"Kidan", "Kedane"}, "Haroun": {"Harun", "Haron"}, "Ishaq": {"Isaac", "Eshaq"}, "Abdalla": {"Abdallah", "Abdulla"},
	"Hoxha": {"Hodja", "Hoxhaj"}, "Chowdhury": {"Choudhury", "Chaudhry"}, "Choudhury": {"Chowdhury", "Chaudhury"},
	"Qureshi": {"Quraishi", "Koreshi"}, "Rahman": {"Rehman", "Rahaman"}, "Begum": {"Begam", "Begom"},
	"Uddin": {"Udin", "Ud-Din"}, "Mahmood": {"Mehmood", "Mahmoud"}, "Iqbal": {"Eqbal", "Ikbal"}, "Khan": {"Kahn", "Khaan"},
	"Kowalski": {"Kowalsky", "Kovalski"}, "Wojcik": {"Voytsik", "Wojick"}, "Nguyen": {"Nguyn", "Ngyuen"},
	"Wong": {"Wang", "Huang"}, "Chan": {"Chen", "Chann"}, "Zahra": {"Zahraa", "Zehra"}, "Selam": {"Salam", "Selaam"},
}
