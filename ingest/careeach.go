package ingest

// careRule judges one child.
type careRule = func(c *careChild, fail failer)

// over is a rule that judges every row of a table by itself, with the child's
// other rows at hand.
func over[T any, P interface {
	*T
	row
}](rows func(*careChild) []T, breaks func(*careChild, P) bool) careRule {
	return func(c *careChild, fail failer) {
		list := rows(c)
		for i := range list {
			if v := P(&list[i]); breaks(c, v) {
				fail(v)
			}
		}
	}
}

func headers(breaks func(*careChild, *careHeader) bool) careRule {
	return over(func(c *careChild) []careHeader { return c.Header }, breaks)
}

func eachEpisode(breaks func(*careChild, *careEpisode) bool) careRule {
	return over(func(c *careChild) []careEpisode { return c.Episodes }, breaks)
}

func reviews(breaks func(*careChild, *careReview) bool) careRule {
	return over(func(c *careChild) []careReview { return c.Reviews }, breaks)
}

func healths(breaks func(*careChild, *careOC2) bool) careRule {
	return over(func(c *careChild) []careOC2 { return c.OC2 }, breaks)
}

func leavers(breaks func(*careChild, *careOC3) bool) careRule {
	return over(func(c *careChild) []careOC3 { return c.OC3 }, breaks)
}

func adoptions(breaks func(*careChild, *careAD1) bool) careRule {
	return over(func(c *careChild) []careAD1 { return c.AD1 }, breaks)
}

func decisions(breaks func(*careChild, *carePlaced) bool) careRule {
	return over(func(c *careChild) []carePlaced { return c.PlacedAdoption }, breaks)
}

func absences(breaks func(*careChild, *careMissing) bool) careRule {
	return over(func(c *careChild) []careMissing { return c.Missing }, breaks)
}

func socialWorkers(breaks func(*careChild, *careWorker) bool) careRule {
	return over(func(c *careChild) []careWorker { return c.SWEpisodes }, breaks)
}

func liberties(breaks func(*careChild, *careLiberty) bool) careRule {
	return over(func(c *careChild) []careLiberty { return c.DoLo }, breaks)
}
