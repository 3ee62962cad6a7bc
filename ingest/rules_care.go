package ingest

// careRules are the SSDA903 rules with a func of their own.
var careRules = []*rule{}
