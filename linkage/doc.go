// Package linkage decides which records describe the same child.
//
// A Model lists comparisons; a comparison lists levels, best first; a level
// carries m, how often true matches reach it, u, how often strangers do, and in
// a model of three classes h, how often members of one household do. The log2 of
// m/u is the level's match weight. Weights add.
//
// A Dataset is columns of interned text. Blocking rules say which pairs of
// records are worth comparing; each pair falls into an agreement pattern, one
// level per comparison, and Train fits m, h and the share of each class to the
// counts of the patterns, so its cost does not grow with the number of pairs.
// Score gives each pattern its weight, and Cluster gathers records into persons:
// not by connected components, which weld siblings together, but by average
// evidence under barriers, cardinality and negative evidence.
//
// Two classes find the household rather than the child, since siblings share
// surname, address and school. ChildrenModel therefore has three: match, same
// household, unrelated.
//
// The package is pure. Its results depend neither on the number of threads nor on
// the order of the records.
package linkage
