package portal

import "github.com/goldset/goldset/store"

// RouteInfo is a route as the access matrix sees it.
type RouteInfo struct {
	Pattern string
	Public  bool
	Streams bool
	Roles   []store.Role
}

// Routes lists every route of the portal, so that a new one is tested without
// anybody thinking of it.
func Routes() []RouteInfo {
	var all []RouteInfo
	for _, r := range (&Portal{}).routes() {
		all = append(all, RouteInfo{r.pattern, r.public, r.streams, r.roles})
	}
	return all
}

// Doors to what the tests of this package's words look at.
var (
	Thousands   = thousands
	Duration    = duration
	DateOf      = dateOf
	DecodeHash  = func(hash string) error { _, _, _, err := decode(hash); return err }
	BaseName    = baseName
	NewPager    = newPager
	StandingTag = func(r store.RequestProgress) string { return standing(r).Text }
)
