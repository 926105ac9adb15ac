package knowledge

// A Lexicon is how people write, as data: what a word of the street, of another
// language or of old papers is in the words the entries use.
type Lexicon struct {
	Words     map[string]map[string]string // file ("slang", "jawa" ...): form: standard form
	Synonyms  [][]string                   // forms of one concept, the preferred form first
	Protected []string                     // never corrected, never corrected into
	Filler    []string                     // greetings and particles that carry no topic
	Tags      []string                     // negations that only ask when they end a question
	Aspects   map[Aspect][]string          // words that ask about one side of a topic
	Jobs      map[string][]string          // entry id: words for that kind of work
	Outside   map[string][]string          // theme outside the knowledge base: utterances
	Small     map[string][]string          // kind of small talk: utterances
	Signs     map[string][]string          // kind of sign of danger: words and phrases
	Alarm     Alarm                        // what present danger sounds like, and what only sounds so
}

// An Alarm is what teaches the recognition of emergencies.
type Alarm struct {
	Now  map[string][]string `yaml:"now"`  // entry id: messages of somebody in danger now
	Calm []string            `yaml:"calm"` // messages that use the same words and are none
}

// lexiconFile is the union of what a file in lexicon/ may hold.
type lexiconFile struct {
	Words     map[string]string   `yaml:"words,optional"`
	Synonyms  [][]string          `yaml:"synonyms,optional"`
	Protected []string            `yaml:"protected,optional"`
	Filler    []string            `yaml:"filler,optional"`
	Tags      []string            `yaml:"tags,optional"`
	Aspects   map[Aspect][]string `yaml:"aspects,optional"`
	Jobs      map[string][]string `yaml:"jobs,optional"`
	Outside   map[string][]string `yaml:"outside,optional"`
	Small     map[string][]string `yaml:"small,optional"`
	Signs     map[string][]string `yaml:"signs,optional"`
	Alarm     *Alarm              `yaml:"alarm,optional"`
}

func (l *Lexicon) add(name string, f lexiconFile) {
	if len(f.Words) > 0 {
		l.Words[name] = f.Words
	}
	l.Synonyms = append(l.Synonyms, f.Synonyms...)
	l.Protected = append(l.Protected, f.Protected...)
	l.Filler = append(l.Filler, f.Filler...)
	l.Tags = append(l.Tags, f.Tags...)
	for k, v := range f.Aspects {
		l.Aspects[k] = append(l.Aspects[k], v...)
	}
	for k, v := range f.Jobs {
		l.Jobs[k] = append(l.Jobs[k], v...)
	}
	for k, v := range f.Outside {
		l.Outside[k] = append(l.Outside[k], v...)
	}
	for k, v := range f.Small {
		l.Small[k] = append(l.Small[k], v...)
	}
	for k, v := range f.Signs {
		l.Signs[k] = append(l.Signs[k], v...)
	}
	if f.Alarm != nil {
		for k, v := range f.Alarm.Now {
			l.Alarm.Now[k] = append(l.Alarm.Now[k], v...)
		}
		l.Alarm.Calm = append(l.Alarm.Calm, f.Alarm.Calm...)
	}
}

func newLexicon() *Lexicon {
	return &Lexicon{
		Words: map[string]map[string]string{}, Aspects: map[Aspect][]string{}, Jobs: map[string][]string{},
		Outside: map[string][]string{}, Small: map[string][]string{}, Signs: map[string][]string{}, Alarm: Alarm{Now: map[string][]string{}},
	}
}
