package dialog

import (
	"testing"
	"time"

	"bekal/bot"
	"bekal/index/library"
	"bekal/knowledge"
	"bekal/knowledge/markup"
	"bekal/knowledge/text"
)

func shippedBase(t *testing.T) (*library.Edition, *bot.Catalog) {
	t.Helper()
	base, problems, err := knowledge.Load(knowledge.Embedded())
	if err != nil || len(problems) > 0 {
		t.Fatalf("the shipped knowledge does not load: %v %v", err, problems)
	}
	say, err := bot.LoadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	return &library.Edition{Base: base}, say
}

// TestScreen holds the first screen of every entry, every side of every country
// and every emergency to what a small phone shows.
func TestScreen(t *testing.T) {
	ed, say := shippedBase(t)
	for _, lang := range []text.Lang{text.ID, text.EN} {
		c := composer{ed, say, lang, time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)} // overdue: the longest last line
		check := func(what, s string) {
			if n := length(markup.Plain(s)); n > screen {
				t.Errorf("%s in %s: %d characters, at most %d\n%s", what, lang, n, screen, s)
			}
		}
		for _, e := range ed.Base.Entries {
			check(e.ID, c.entry(e, asked{}))
			if e.Country == nil {
				continue
			}
			for name := range e.Country.Names {
				for _, a := range knowledge.Aspects() {
					check(name+" "+string(a), c.entry(e, asked{aspects: []knowledge.Aspect{a}, country: name}))
				}
				check(name+" pay and cost", c.entry(e, asked{aspects: []knowledge.Aspect{knowledge.Pay, knowledge.Cost}, country: name}))
				for _, d := range dangers {
					check(name+" "+d.name, c.urgent(ed.Base.Entry(d.entry), name, text.SU))
				}
			}
		}
		for _, d := range dangers {
			if ed.Base.Entry(d.entry) == nil {
				t.Errorf("the danger %s has no entry %s", d.name, d.entry)
			}
			check(d.name, c.urgent(ed.Base.Entry(d.entry), "", text.JV)+"\n\n"+c.t("urgent.where"))
			check(d.name+" at home", c.urgent(ed.Base.Entry(d.entry), homeCountry, text.ID))
		}
	}
}

// TestFirstLine wants a number to call in the first line of every emergency
// whose country is known, and before anything else where it is not.
func TestFirstLine(t *testing.T) {
	ed, say := shippedBase(t)
	c := composer{ed, say, text.ID, time.Now()}
	for _, name := range append(c.places(), homeCountry) {
		if first := c.numbers(name)[0]; !hasDigits(first) {
			t.Errorf("%s: no number to call in %q", name, first)
		}
	}
	if n := c.numbers(""); len(n) < 3 || !hasDigits(n[1]) {
		t.Errorf("no country: %q", n)
	}
}

func hasDigits(s string) bool {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n >= 3
}

// TestNames wants a name with a flag for every country and a title for every
// group of the shipped base.
func TestNames(t *testing.T) {
	ed, say := shippedBase(t)
	for _, e := range ed.Base.Entries {
		if !say.Has("group." + e.Group) {
			t.Errorf("the catalogue has no group.%s", e.Group)
		}
		if e.Country == nil {
			continue
		}
		for name := range e.Country.Names {
			if !say.Has("land." + name) {
				t.Errorf("the catalogue has no land.%s", name)
			}
		}
	}
}
