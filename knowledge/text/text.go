// Package text holds what bekal needs to know about written language and
// nothing about migration: languages, folding, tokens with their place in the
// original, sentences, and the scrubbing of personal data. It imports nothing
// of ours.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Lang is a language code as it stands in the knowledge files.
type Lang string

// The languages bekal understands. It replies in ID and EN only.
const (
	ID Lang = "id" // Indonesian
	EN Lang = "en" // English
	JV Lang = "jv" // Javanese, that of Serang included
	SU Lang = "su" // Sundanese
	MS Lang = "ms" // Malay
)

// Langs are all understood languages, in a fixed order.
func Langs() []Lang { return []Lang{ID, JV, SU, EN, MS} }

// Valid reports whether l is a language bekal understands.
func (l Lang) Valid() bool {
	for _, k := range Langs() {
		if l == k {
			return true
		}
	}
	return false
}

// Reply is the language an answer is given in: English after English,
// Indonesian after everything else.
func (l Lang) Reply() Lang {
	if l == EN {
		return EN
	}
	return ID
}

// A Token is one word or number of a text. Start and End are byte offsets into
// the text as it was given; Text is folded.
type Token struct {
	Text       string
	Start, End int
}

// Fold returns s in lower case, in compatibility form, without accents and
// without characters that are not seen (zero-width, direction marks).
func Fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Tokens splits s into folded words. A word is a run of letters, or a run of
// digits, or letters joined by an apostrophe; "30jt" is two tokens, "surat2"
// is one, "p3mi" is one.
func Tokens(s string) []Token {
	out := make([]Token, 0, len(s)/6+1)
	tokens(s, func(t Token) { out = append(out, t) })
	return out
}

// tokens calls f with every token of s.
func tokens(s string, f func(Token)) {
	start := -1
	add := func(part string) {
		if t := strings.ReplaceAll(Fold(part), "'", ""); t != "" {
			f(Token{Text: t, Start: start, End: start + len(part)})
		}
		start += len(part)
	}
	flush := func(end int) {
		if start < 0 {
			return
		}
		number, unit := splitNumber(s[start:end])
		if number != "" {
			add(number)
		}
		if unit != "" {
			add(unit)
		}
		start = -1
	}
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
			if start < 0 {
				start = i
			}
		case unicode.Is(unicode.Cf, r):
			// not seen, so it does not part a word
		case (r == '\'' || r == '’') && start >= 0:
			next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
			if !unicode.IsLetter(next) {
				flush(i)
			}
		default:
			flush(i)
		}
	}
	flush(len(s))
}

// splitNumber parts a leading number from the unit written behind it ("30jt").
func splitNumber(w string) (number, unit string) {
	i := 0
	for i < len(w) && w[i] >= '0' && w[i] <= '9' {
		i++
	}
	return w[:i], w[i:]
}

// Words are the texts of Tokens.
func Words(s string) []string {
	out := make([]string, 0, len(s)/4+1)
	tokens(s, func(t Token) { out = append(out, t.Text) })
	return out
}

// Count is how many Words s has.
func Count(s string) int {
	n := 0
	tokens(s, func(Token) { n++ })
	return n
}

// Key is s reduced to what two spellings of the same sentence share: folded
// words with one space between. It tells whether two utterances are the same.
func Key(s string) string { return strings.Join(Words(s), " ") }

// Sentences splits a text where a sentence ends: at a full stop, question or
// exclamation mark before white space, and at a line's end. Markers of lists
// are not counted as sentences.
func Sentences(s string) []string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimLeft(line, "-•*0123456789. \t")
		start := 0
		for i := 0; i < len(line); i++ {
			end := strings.IndexByte(".?!", line[i]) >= 0 && (i+1 == len(line) || line[i+1] == ' ')
			if end && !abbreviation(line[start:i]) {
				out = appendSentence(out, line[start:i+1])
				start = i + 1
			}
		}
		out = appendSentence(out, line[start:])
	}
	return out
}

func appendSentence(out []string, s string) []string {
	if s = strings.TrimSpace(s); len(Tokens(s)) > 0 {
		return append(out, s)
	}
	return out
}

// abbreviation reports whether s ends in a short form that is written with a
// full stop inside a sentence.
func abbreviation(s string) bool {
	w := s[strings.LastIndexByte(s, ' ')+1:]
	switch strings.ToLower(w) {
	case "pt", "no", "jl", "jln", "kec", "kab", "dr", "hj", "st", "rp", "mr", "mrs", "art", "e.g", "i.e", "dll", "dsb", "kav":
		return true
	}
	return false
}
