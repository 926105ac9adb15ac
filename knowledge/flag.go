package knowledge

// A Flag is a red flag as data: what it looks like in an offer and what to say
// about it. Its file stands beside the entry that explains it and bears its id.
type Flag struct {
	ID       string   `yaml:"id"`
	Severity string   `yaml:"severity"` // danger: one alone is enough; caution: several add up
	Title    Local    `yaml:"title"`
	Why      Local    `yaml:"why"`
	Rule     Local    `yaml:"rule"`
	Do       Local    `yaml:"do"`
	Patterns []string `yaml:"patterns"`        // see package offer for the language
	Unless   []string `yaml:"unless,optional"` // what around a match takes it back
	Examples []string `yaml:"examples"`        // must raise this flag
	Counter  []string `yaml:"counter"`         // must not raise it

	Pos  Pos   `yaml:"-"`
	Mark Marks `yaml:"-"`
}
