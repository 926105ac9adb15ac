package offer

import (
	"fmt"
	"slices"
	"strings"
)

// A class is a span found by reading rather than by words, written #name in a
// pattern.
const (
	classMoney   = iota // #uang: any sum of money
	classPay            // #gaji: a sum that is paid to the worker
	classHigh           // #tinggi: pay beyond what is believable there
	classFee            // #biaya: a sum the worker is to pay
	classGift           // #pemberian: a sum the worker or the family gets before
	classPhone          // #hp
	classAccount        // #akun: an account or group of a social network
	classCompany        // #pt: a company that is named
	classCountry        // #negara: any country or city of one
	classNumber         // #angka: a number
	classAsk            // #tanya: the word before a question mark
	classes
)

var classNames = map[string]int{
	"uang": classMoney, "gaji": classPay, "tinggi": classHigh, "biaya": classFee, "pemberian": classGift, "hp": classPhone,
	"akun": classAccount, "pt": classCompany, "negara": classCountry, "angka": classNumber, "tanya": classAsk,
}

// gaps are how many words a gap may take at most.
var gaps = map[string]int{"..": 2, "...": 6, "....": 14, ".:.": 7} // .:. is what <> becomes

// A step is one element of a sequence, with the gap allowed before it.
type step struct {
	elem int
	gap  int
	opt  bool // it may be left out
	last bool // nothing may follow it in its sentence
}

// An element is a set of words, phrases and classes.
type element struct {
	phrases []phrases
	classes []int
	spanned uint16 // the classes, as bits, whose spans it may begin with
}

// Phrases are those of an element that begin with the same element.
type phrases struct {
	first int
	rest  [][]step
}

// A part is a sequence looked for in a text. A pattern is a part that gives
// the evidence, and parts that must (or must not) stand elsewhere.
type part struct {
	steps []step
	must  []int // the elements behind the first that may not be left out
}

type pattern struct {
	main int   // a part
	also []int // parts that must stand somewhere in the text
	not  []int // parts that must not
	rest bool  // it counts only where no other flag is raised
}

// A compiler turns written patterns into parts over one vocabulary.
type compiler struct {
	v        *vocabulary
	concepts map[string][]string
	elems    []element
	parts    []part
	byText   map[string]int // a part's text: its number
	named    map[string]int // a concept's name: its element
	open     map[string]bool
}

// patterns compiles what is written in one line: one pattern, or, where pieces
// are joined by <>, one for each order of the pieces.
func (c *compiler) patterns(s string) ([]pattern, error) {
	main, rest, _ := strings.Cut(s, "&")
	if rest != "" {
		rest = " & " + rest
	}
	var out []pattern
	for _, order := range orders(strings.Split(main, "<>")) {
		p, err := c.pattern(strings.Join(order, " .:. ") + rest)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// orders are all orders of pieces.
func orders(pieces []string) [][]string {
	if len(pieces) < 2 {
		return [][]string{pieces}
	}
	var out [][]string
	for i := range pieces {
		rest := append(append([]string{}, pieces[:i]...), pieces[i+1:]...)
		for _, o := range orders(rest) {
			out = append(out, append([]string{pieces[i]}, o...))
		}
	}
	return out
}

func (c *compiler) pattern(s string) (pattern, error) {
	var p pattern
	for i, piece := range strings.Split(s, "&") {
		piece = strings.TrimSpace(piece)
		if piece == "!rf" && i > 0 {
			p.rest = true
			continue
		}
		rest, not := strings.CutPrefix(piece, "!")
		n, err := c.part(strings.TrimSpace(rest))
		switch {
		case err != nil:
			return p, fmt.Errorf("pattern %q: %w", s, err)
		case i == 0 && not:
			return p, fmt.Errorf("pattern %q: the first part is the evidence and cannot be negated", s)
		case i == 0:
			p.main = n
		case not:
			p.not = append(p.not, n)
		default:
			p.also = append(p.also, n)
		}
	}
	return p, nil
}

func (c *compiler) part(s string) (int, error) {
	if n, ok := c.byText[s]; ok {
		return n, nil
	}
	steps, err := c.steps(s)
	if err != nil {
		return 0, err
	}
	p := part{steps: steps}
	for _, st := range steps[1:] {
		if !st.opt {
			p.must = append(p.must, st.elem)
		}
	}
	c.parts = append(c.parts, p)
	c.byText[s] = len(c.parts) - 1
	return len(c.parts) - 1, nil
}

func (c *compiler) steps(s string) ([]step, error) {
	var out []step
	gap := 0
	for _, f := range strings.Fields(s) {
		if n, ok := gaps[f]; ok {
			if gap = n; len(out) == 0 {
				return nil, fmt.Errorf("a gap cannot come first")
			}
			continue
		}
		f, last := strings.CutSuffix(f, "$")
		body, opt := strings.CutSuffix(f, "?")
		if opt && len(out) == 0 {
			return nil, fmt.Errorf("the first word cannot be optional")
		}
		e, err := c.element(body)
		if err != nil {
			return nil, err
		}
		out = append(out, step{e, gap, opt, last})
		gap = 0
	}
	if len(out) == 0 || gap > 0 {
		return nil, fmt.Errorf("a pattern needs words, and a gap words behind it")
	}
	return out, nil
}

// element compiles alternatives: "visa|pasport", "@bayar|#uang", "~kirim".
func (c *compiler) element(s string) (int, error) {
	if n, ok := c.named[s]; ok {
		return n, nil
	}
	n := len(c.elems)
	c.elems = append(c.elems, element{})
	c.named[s] = n
	for alt := range strings.SplitSeq(s, "|") {
		if err := c.alternative(n, alt); err != nil {
			return 0, err
		}
	}
	return n, nil
}

func (c *compiler) alternative(n int, alt string) error {
	switch {
	case alt == "":
		return fmt.Errorf("an alternative is empty")
	case alt[0] == '#':
		class, ok := classNames[alt[1:]]
		if !ok {
			return fmt.Errorf("%s is not known; there are #uang #gaji #tinggi #biaya #hp #akun #pt #negara #angka #tanya", alt)
		}
		c.elems[n].classes = append(c.elems[n].classes, class)
	case alt[0] == '@':
		name := alt[1:]
		items, ok := c.concepts[name]
		if !ok {
			return fmt.Errorf("the concept %s is not defined", alt)
		}
		if c.open[name] {
			return fmt.Errorf("the concept %s contains itself", alt)
		}
		c.open[name] = true
		defer delete(c.open, name)
		for _, item := range items {
			if err := c.item(n, item); err != nil {
				return fmt.Errorf("concept %s: %w", alt, err)
			}
		}
	case strings.Contains(alt, "_"):
		return c.item(n, strings.ReplaceAll(alt, "_", " "))
	default:
		c.v.add(alt, n)
	}
	return nil
}

// item adds one line of a concept: a word, a phrase, or alternatives.
func (c *compiler) item(n int, item string) error {
	if !strings.Contains(item, " ") {
		for alt := range strings.SplitSeq(item, "|") {
			if err := c.alternative(n, alt); err != nil {
				return err
			}
		}
		return nil
	}
	steps, err := c.steps(item)
	if err != nil {
		return err
	}
	e, first := &c.elems[n], steps[0].elem
	k := slices.IndexFunc(e.phrases, func(p phrases) bool { return p.first == first })
	if k < 0 {
		k = len(e.phrases)
		e.phrases = append(e.phrases, phrases{first: first})
	}
	e.phrases[k].rest = append(e.phrases[k].rest, steps[1:])
	return nil
}
