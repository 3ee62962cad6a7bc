package ingest

import "github.com/goldset/goldset"

// maxFindings is from where on a return is wrong as a whole: seven for each child in
// need of England. Each is kept, and a row of two bytes could have ten.
const maxFindings = 5_000_000

// upTo counts what is found, and tells the first most of it.
func (c *checker) upTo(most int, tell func(goldset.Finding, Evidence)) func(goldset.Finding, Evidence) {
	return func(f goldset.Finding, e Evidence) {
		if c.told++; c.told <= most {
			tell(f, e)
		}
	}
}

func refuseFindings() error {
	return refuse("too-many-findings", "", "See whether it is the file that was meant, with its columns in their places", "more than %d things are wrong in the files", maxFindings)
}

// maxChildRows is more rows than one child has in any return. Many rules hold each of
// a child's rows against every other, and a file of one child would never be done.
const maxChildRows = 2000

func refuseCrowd() error {
	return refuse("one-child", "", "Give each child an id of its own", "more than %d rows name one and the same child", maxChildRows)
}
