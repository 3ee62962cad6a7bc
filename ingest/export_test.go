package ingest

// PatternWords lets tests read a pattern in words.
func PatternWords(pattern string) string { return patternWords(pattern) }
