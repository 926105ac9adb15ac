package knowledge

// A Flag is a red flag as data: what it looks like in an offer and what to say
// about it. Its file stands beside the entry that explains it and bears its id.
// Package offer explains the language of the patterns.
type Flag struct {
	ID       string   `yaml:"id"`
	Severity string   `yaml:"severity"` // danger: one alone is enough; caution: several add up
	Title    Local    `yaml:"title"`
	Why      Local    `yaml:"why"`
	Rule     Local    `yaml:"rule"` // empty when the sources name no rule
	Do       Local    `yaml:"do"`
	Strong   []string `yaml:"strong,optional"` // patterns that are danger though the flag is caution
	Patterns []string `yaml:"patterns"`        // patterns of the flag's own severity
	With     []string `yaml:"with,optional"`   // flags beside which this one is danger
	Yields   []string `yaml:"yields,optional"` // flags beside which this one need not be said; "danger" is any of danger
	Unless   []string `yaml:"unless,optional"` // what close to a match takes it back
	Examples []string `yaml:"examples"`        // must raise this flag
	Counter  []string `yaml:"counter"`         // must not raise it

	Pos  Pos   `yaml:"-"`
	Mark Marks `yaml:"-"`
}

// OfferWords is how offers, and what is none, are put into words: what all red
// flags share. It is read from files whose names end in .words.yaml.
type OfferWords struct {
	// Concepts are names for groups of words and phrases, written @name in a
	// pattern.
	Concepts map[string][]string `yaml:"concepts,optional"`
	// Negation is what directly before a match takes it back, for every flag.
	Negation []string `yaml:"negation,optional"`
	// Unless is what close to a match takes it back, for every flag.
	Unless []string `yaml:"unless,optional"`
	// Kinds are the signs of each kind of text (offer, question, warning,
	// domestic) by their weight.
	Kinds map[string]map[string][]string `yaml:"kinds,optional"`
	// Jobs and Visas are the words for a kind of work and of visa, by the name
	// under which they are reported.
	Jobs  map[string][]string `yaml:"jobs,optional"`
	Visas map[string][]string `yaml:"visas,optional"`
	// Rates are rupiah for one unit of a currency, rounded: enough to tell an
	// ordinary pay from a dream.
	Rates map[string]int `yaml:"rates,optional"`
	// PayLimit is the highest believable pay for work without special skill,
	// in rupiah a month, by canonical country; "other" for all the rest.
	PayLimit map[string]int `yaml:"pay_limit,optional"`

	Pos  Pos   `yaml:"-"`
	Mark Marks `yaml:"-"`
}
