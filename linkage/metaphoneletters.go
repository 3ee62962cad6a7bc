package linkage

// The rules of Double Metaphone letter by letter. Each adds sounds and says how
// many letters it took. The names in the comments are Philips's own examples.

func (m *metaphone) letterC() int {
	h := m.here
	switch {
	case h > 1 && !m.vowel(h-2) && m.at(h-1, "ACH") && !m.is(2, "I") && (!m.is(2, "E") || m.at(h-2, "BACHER", "MACHER")):
		m.add("K") // Bacher
		return 2
	case h == 0 && m.at(0, "CAESAR"):
		m.add("S")
		return 2
	case m.at(h, "CHIA"):
		m.add("K") // Chianti
		return 2
	case m.at(h, "CH"):
		return m.soundCH()
	case m.at(h, "CZ") && !m.at(h-2, "WICZ"):
		m.add("S", "X") // Czerny
		return 2
	case m.at(h+1, "CIA"):
		m.add("X") // focaccia
		return 3
	case m.at(h, "CC") && (h != 1 || m.text[0] != 'M'):
		return m.soundCC()
	case m.at(h, "CK", "CG", "CQ"):
		m.add("K")
		return 2
	case m.at(h, "CIO", "CIE", "CIA"):
		m.add("S", "X")
		return 2
	case m.at(h, "CI", "CE", "CY"):
		m.add("S")
		return 2
	}
	m.add("K")
	switch {
	case m.at(h+1, " C", " Q", " G"):
		return 3 // Mac Caffrey
	case m.is(1, "CKQ") && !m.at(h+1, "CE", "CI"):
		return 2
	}
	return 1
}

func (m *metaphone) soundCH() int {
	h := m.here
	greek := h == 0 && m.at(1, "HARAC", "HARIS", "HOR", "HYM", "HIA", "HEM") && !m.at(0, "CHORE")
	hard := m.germanic() || m.at(h-2, "ORCHES", "ARCHIT", "ORCHID") || m.is(2, "TS") ||
		(h == 0 || m.is(-1, "AOUE")) && (m.is(2, "LRNMBHFVW ") || h+2 == len(m.text))
	switch {
	case h > 0 && m.at(h, "CHAE"):
		m.add("K", "X") // Michael
	case greek || hard:
		m.add("K") // chemistry, Wechsler, Bach
	case h == 0:
		m.add("X")
	case m.at(0, "MC"):
		m.add("K") // McHugh
	default:
		m.add("X", "K")
	}
	return 2
}

func (m *metaphone) soundCC() int {
	h := m.here
	if !m.is(2, "IEH") || m.at(h+2, "HU") {
		m.add("K") // Bacchus
		return 2
	}
	if h == 1 && m.text[0] == 'A' || m.at(h-1, "UCCEE", "UCCES") {
		m.add("KS") // accident, succeed
	} else {
		m.add("X") // Bertucci
	}
	return 3
}

func (m *metaphone) letterD() int {
	switch {
	case m.is(1, "G") && m.is(2, "IEY"):
		m.add("J") // edge
		return 3
	case m.is(1, "G"):
		m.add("TK") // Edgar
		return 2
	}
	m.add("T")
	return 1 + m.doubled("TD")
}

func (m *metaphone) letterG() int {
	h := m.here
	switch {
	case m.is(1, "H"):
		return m.soundGH()
	case m.is(1, "N"):
		return m.soundGN()
	case m.at(h+1, "LI") && !m.slavic:
		m.add("KL", "L") // Tagliaro
		return 2
	case h == 0 && m.at(1, "Y", "ES", "EP", "EB", "EL", "EY", "IB", "IL", "IN", "IE", "EI", "ER"):
		m.add("K", "J") // Gill
		return 2
	case m.at(h+1, "ER", "Y") && !m.at(0, "DANGER", "RANGER", "MANGER") && !m.is(-1, "EI") && !m.at(h-1, "RGY", "OGY"):
		m.add("K", "J")
		return 2
	case m.is(1, "EIY") || m.at(h-1, "AGGI", "OGGI"):
		switch {
		case m.germanic() || m.at(h+1, "ET"):
			m.add("K")
		case m.at(h+1, "IER ") || m.at(h+1, "IER") && h+4 == len(m.text):
			m.add("J")
		default:
			m.add("J", "K") // Biaggi
		}
		return 2
	}
	m.add("K")
	return 1 + m.doubled("G")
}

func (m *metaphone) soundGH() int {
	h := m.here
	switch {
	case h > 0 && !m.vowel(h-1):
		m.add("K") // Burgh
	case h == 0 && m.is(2, "I"):
		m.add("J") // Ghislane
	case h == 0:
		m.add("K")
	case m.is(-2, "BHD") || m.is(-3, "BHD") || m.is(-4, "BH"):
		// Hugh, bough: silent
	case m.is(-1, "U") && m.is(-3, "CGLRT"):
		m.add("F") // laugh, McLaughlin
	case !m.is(-1, "I"):
		m.add("K")
	}
	return 2
}

func (m *metaphone) soundGN() int {
	switch {
	case m.here == 1 && m.vowel(0) && !m.slavic:
		m.add("KN", "N")
	case !m.at(m.here+2, "EY") && !m.slavic:
		m.add("N", "KN")
	default:
		m.add("KN") // Cagney
	}
	return 2
}

func (m *metaphone) letterH() int {
	if (m.here == 0 || m.vowel(m.here-1)) && m.vowel(m.here+1) {
		m.add("H")
		return 2
	}
	return 1
}

func (m *metaphone) letterJ() int {
	h := m.here
	spanish := m.at(0, "SAN ")
	switch {
	case m.at(h, "JOSE") || spanish:
		if spanish || h == 0 && (len(m.text) == 4 || m.text[4] == ' ') {
			m.add("H") // José
		} else {
			m.add("J", "H")
		}
		return 1
	case h == 0:
		m.add("J", "A") // Jankelowicz
	case m.vowel(h-1) && !m.slavic && m.is(1, "AO"):
		m.add("J", "H") // Bajador
	case m.last():
		m.add("J", "")
	case !m.is(1, "LTKSNMBZ") && !m.is(-1, "SKL"):
		m.add("J")
	}
	return 1 + m.doubled("J")
}

func (m *metaphone) letterL() int {
	h, n := m.here, len(m.text)
	if !m.is(1, "L") {
		m.add("L")
		return 1
	}
	if h == n-3 && m.at(h-1, "ILLO", "ILLA", "ALLE") || (m.at(n-2, "AS", "OS") || m.at(n-1, "A", "O")) && m.at(h-1, "ALLE") {
		m.add("L", "") // Cabrillo, Gallegos
	} else {
		m.add("L")
	}
	return 2
}

func (m *metaphone) letterM() int {
	m.add("M")
	if m.is(1, "M") || m.at(m.here-1, "UMB") && (m.here+2 == len(m.text) || m.at(m.here+2, "ER")) {
		return 2 // dumb, thumb
	}
	return 1
}

func (m *metaphone) letterP() int {
	if m.is(1, "H") {
		m.add("F")
		return 2
	}
	m.add("P")
	return 1 + m.doubled("PB") // Campbell
}

func (m *metaphone) letterR() int {
	if m.last() && !m.slavic && m.at(m.here-2, "IE") && !m.at(m.here-4, "ME", "MA") {
		m.add("", "R") // Rogier
	} else {
		m.add("R")
	}
	return 1 + m.doubled("R")
}

func (m *metaphone) letterS() int {
	h := m.here
	switch {
	case m.at(h-1, "ISL", "YSL"):
		return 1 // Carlisle
	case h == 0 && m.at(0, "SUGAR"):
		m.add("X", "S")
		return 1
	case m.at(h, "SH"):
		if m.at(h+1, "HEIM", "HOEK", "HOLM", "HOLZ") {
			m.add("S")
		} else {
			m.add("X")
		}
		return 2
	case m.at(h, "SIO", "SIA"):
		if m.slavic {
			m.add("S")
		} else {
			m.add("S", "X")
		}
		return 3
	case h == 0 && m.is(1, "MNLW") || m.is(1, "Z"):
		m.add("S", "X") // Smith and Schmidt
		return 1 + m.doubled("Z")
	case m.at(h, "SC"):
		return m.soundSC()
	case m.last() && m.at(h-2, "AI", "OI"):
		m.add("", "S") // Artois
	default:
		m.add("S")
	}
	return 1 + m.doubled("SZ")
}

func (m *metaphone) soundSC() int {
	h := m.here
	switch {
	case m.is(2, "H") && m.at(h+3, "ER", "EN"):
		m.add("X", "SK") // Schermerhorn
	case m.is(2, "H") && m.at(h+3, "OO", "UY", "ED", "EM"):
		m.add("SK") // school
	case m.is(2, "H") && h == 0 && !m.vowel(3) && !m.is(3, "W"):
		m.add("X", "S") // Schmidt
	case m.is(2, "H"):
		m.add("X")
	case m.is(2, "IEY"):
		m.add("S")
	default:
		m.add("SK")
	}
	return 3
}

func (m *metaphone) letterT() int {
	h := m.here
	switch {
	case m.at(h, "TION", "TIA", "TCH"):
		m.add("X")
		return 3
	case m.at(h, "TH", "TTH"):
		if m.at(h+2, "OM", "AM") || m.germanic() {
			m.add("T") // Thomas
		} else {
			m.add("0", "T")
		}
		return 2
	}
	m.add("T")
	return 1 + m.doubled("TD")
}

func (m *metaphone) letterW() int {
	h := m.here
	if m.is(1, "R") {
		m.add("R")
		return 2
	}
	if h == 0 && m.vowel(1) {
		m.add("A", "F") // Wasserman
	} else if h == 0 && m.is(1, "H") {
		m.add("A") // Whisky
	}
	switch {
	case m.last() && m.vowel(h-1) || m.at(h-1, "EWSKI", "EWSKY", "OWSKI", "OWSKY") || m.at(0, "SCH"):
		m.add("", "F") // Arnow
	case m.at(h, "WICZ", "WITZ"):
		m.add("TS", "FX") // Filipowicz
		return 4
	}
	return 1
}

func (m *metaphone) letterX() int {
	switch {
	case m.here == 0:
		m.add("S") // Xavier
	case !m.last() || !m.at(m.here-3, "IAU", "EAU") && !m.at(m.here-2, "AU", "OU"):
		m.add("KS") // silent in Breaux
	}
	return 1 + m.doubled("CX")
}

func (m *metaphone) letterZ() int {
	h := m.here
	switch {
	case m.is(1, "H"):
		m.add("J") // Zhao
		return 2
	case m.at(h+1, "ZO", "ZI", "ZA") || m.slavic && h > 0 && !m.is(-1, "T"):
		m.add("S", "TS")
	default:
		m.add("S")
	}
	return 1 + m.doubled("Z")
}
