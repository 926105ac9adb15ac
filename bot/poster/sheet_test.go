package poster_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"bekal/bot"
	"bekal/bot/poster"
	"bekal/knowledge"
	"bekal/knowledge/markup"
	"bekal/knowledge/text"
)

// world is what leaflets are made from.
type world struct {
	base *knowledge.Base
	say  *bot.Catalog
}

func load(t *testing.T) world {
	t.Helper()
	base, problems, err := knowledge.Load(knowledge.Embedded())
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	say, err := bot.LoadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	return world{base, say}
}

// options are those of a leaflet for one village before any review is due.
func options(size poster.Size, lang text.Lang) poster.Options {
	return poster.Options{
		Bot: "BekalCilegonBot", Region: "Kelurahan Ciwaduk, Kota Cilegon", Size: size, Lang: lang,
		Today: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC),
	}
}

func (w world) sheet(t *testing.T, topic string, o poster.Options) *poster.Sheet {
	t.Helper()
	s, err := poster.New(w.base, w.say, w.base.Entry(topic), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// said is everything a sheet says, with single spaces.
func said(s *poster.Sheet) string {
	var all []string
	for _, x := range s.Texts {
		all = append(all, x.S)
	}
	return flat(strings.Join(all, " "))
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// letters are those of s without spaces: texts that were parted by lines and
// faces are compared by them.
func letters(s string) string { return strings.Join(strings.Fields(s), "") }

// least are the smallest sizes of texts by role.
var least = map[poster.Size]map[poster.Role]float64{
	poster.A4: {poster.Headline: 40, poster.Body: 16, poster.Label: 11, poster.Fine: 7},
	poster.A5: {poster.Headline: 25, poster.Body: 16, poster.Label: 9.5, poster.Fine: 7},
}

// TestEverySheet lays out every entry in both languages and sizes, for short
// names and the longest: all stands inside the margins, nothing covers
// anything, and what must be said is said in letters large enough.
func TestEverySheet(t *testing.T) {
	w := load(t)
	long := options(poster.A4, text.ID)
	long.Bot, long.Region = "@WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", strings.Repeat("Kelurahan ", 8)
	if len(w.base.Entries) < 150 {
		t.Fatalf("only %d entries", len(w.base.Entries))
	}
	for _, e := range w.base.Entries {
		for _, size := range []poster.Size{poster.A4, poster.A5} {
			for _, lang := range []text.Lang{text.ID, text.EN} {
				for _, o := range []poster.Options{options(size, lang), long} {
					o.Size, o.Lang = size, lang
					rest := w.say.Say(lang, "poster.rest", "address", "t.me/"+strings.TrimPrefix(o.Bot, "@"))
					s, err := poster.New(w.base, w.say, e, o)
					if err != nil {
						t.Errorf("%s %s %s: %v", e.ID, size, lang, err)
						continue
					}
					for _, fault := range append(placed(s, size), unsaid(s, e, lang, rest)...) {
						t.Errorf("%s %s %s: %s", e.ID, size, lang, fault)
					}
				}
			}
		}
	}
}

// A frame is what something covers.
type frame struct {
	what                     string
	left, top, right, bottom float64
}

func (f frame) within(o frame) bool {
	const hair = 0.01
	return f.left >= o.left-hair && f.top >= o.top-hair && f.right <= o.right+hair && f.bottom <= o.bottom+hair
}

func (f frame) meets(o frame) bool {
	return f.left < o.right && o.left < f.right && f.top < o.bottom && o.top < f.bottom
}

// placed finds what stands wrongly or too small.
func placed(s *poster.Sheet, size poster.Size) (faults []string) {
	page := frame{"page", s.Margin, s.Margin, s.Width - s.Margin, s.Height - s.Margin}
	var texts, all []frame
	for _, x := range s.Texts {
		// capitals and what hangs below the line
		texts = append(texts, frame{x.S, x.X, x.Y - 0.73*x.Size, x.X + poster.Width(x), x.Y + 0.2*x.Size})
		if x.Size < least[size][x.Role]-0.001 {
			faults = append(faults, fmt.Sprintf("%q has %.1f points", x.S, x.Size))
		}
	}
	for i, a := range texts {
		for _, b := range texts[i+1:] {
			if a.meets(b) {
				faults = append(faults, fmt.Sprintf("%q covers %q", a.what, b.what))
			}
		}
	}
	all = append(all, texts...)
	for _, b := range s.Boxes {
		all = append(all, frame{"box", b.X, b.Y, b.X + b.W, b.Y + b.H})
	}
	for _, d := range s.Discs {
		all = append(all, frame{"disc", d.X - d.R, d.Y - d.R, d.X + d.R, d.Y + d.R})
	}
	c := s.Code
	quiet := 4 * c.Side / float64(len(c.Dark))
	white := frame{"white around the code", c.X - quiet, c.Y - quiet, c.X + c.Side + quiet, c.Y + c.Side + quiet}
	for _, f := range all {
		if !f.within(page) {
			faults = append(faults, fmt.Sprintf("%s is outside the margins", f.what))
		}
		f.left, f.top = f.left+0.01, f.top+0.01
		f.right, f.bottom = f.right-0.01, f.bottom-0.01
		if f.meets(white) {
			faults = append(faults, fmt.Sprintf("%s stands in the white around the code", f.what))
		}
	}
	if !(frame{"", c.X, c.Y, c.X + c.Side, c.Y + c.Side}).within(page) {
		faults = append(faults, "the code is outside the margins")
	}
	if c.Side < 30/25.4*72 {
		faults = append(faults, fmt.Sprintf("the code has a side of %.0f points", c.Side))
	}
	return faults
}

// unsaid finds what a leaflet should say and does not. Steps may be missing if
// rest says where they are.
func unsaid(s *poster.Sheet, e *knowledge.Entry, lang text.Lang, rest string) (faults []string) {
	a := e.Answer.In(lang)
	want := []string{e.Title.In(lang), a.Short, a.Warning, "0800-1000", "+62 812 9007 0027", "t.me/"}
	if !strings.Contains(letters(said(s)), letters(markup.Plain(rest))) {
		want = append(want, a.Steps[:min(4, len(a.Steps))]...)
	}
	for _, src := range e.Sources {
		want = append(want, src.Name)
	}
	have := letters(said(s))
	for _, x := range want {
		if !strings.Contains(have, letters(markup.Plain(x))) {
			faults = append(faults, fmt.Sprintf("%q is not said", x))
		}
	}
	return faults
}

// TestReview wants a leaflet to say who has looked at it, and when to replace
// it, and never a check that nobody made.
func TestReview(t *testing.T) {
	w := load(t)
	e := *w.base.Entry("verifikasi-tawaran")
	e.ReviewBy = "2027-05-31"
	for _, c := range []struct {
		approved knowledge.Approval
		today    time.Time
		region   string
		want     string
	}{
		{knowledge.Approval{}, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), "", "Belum ditinjau petugas"},
		{knowledge.Approval{}, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), "RT 03", "Papan pengumuman RT 03 · belum ditinjau petugas"},
		{knowledge.Approval{By: "Disnaker", On: "2027-01-15"}, time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC), "", "Ditinjau petugas, 15 Jan 2027"},
		{knowledge.Approval{By: "Disnaker", On: "2027-01-15"}, time.Date(2027, 7, 1, 0, 0, 0, 0, time.UTC), "", "Perlu ditinjau ulang"},
	} {
		e.Approved = c.approved
		o := options(poster.A4, text.ID)
		o.Today, o.Region = c.today, c.region
		s, err := poster.New(w.base, w.say, &e, o)
		if err != nil {
			t.Fatal(err)
		}
		if have := said(s); !strings.Contains(have, c.want) || !strings.Contains(have, "sesudah 31 Mei 2027") {
			t.Errorf("%+v: %q is not in %q", c, c.want, have)
		}
	}
}

// TestOptions wants wrong options named as such.
func TestOptions(t *testing.T) {
	w := load(t)
	for _, change := range []func(*poster.Options){
		func(o *poster.Options) { o.Bot = "" },
		func(o *poster.Options) { o.Bot = "t.me/bekal" },
		func(o *poster.Options) { o.Bot = strings.Repeat("b", 33) },
		func(o *poster.Options) { o.Bot = "bekal\nbot" },
		func(o *poster.Options) { o.Region = strings.Repeat("x", 81) },
		func(o *poster.Options) { o.Region = "Kelurahan 村" },
		func(o *poster.Options) { o.Region = "Kelurahan \x00" },
		func(o *poster.Options) { o.Region = "Kelurahan \xff" },
		func(o *poster.Options) { o.Size = "a3" },
	} {
		o := options(poster.A4, text.ID)
		change(&o)
		if _, err := poster.New(w.base, w.say, w.base.Entry("calo"), o); !errors.Is(err, poster.ErrOption) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// TestUnprintable wants an error, not a leaflet with holes, for letters the
// font lacks and for a text that is too long; emoji are left out.
func TestUnprintable(t *testing.T) {
	w := load(t)
	e := *w.base.Entry("calo")
	try := func(short string) (*poster.Sheet, error) {
		e.Answer.ID.Short = short
		return poster.New(w.base, w.say, &e, options(poster.A5, text.ID))
	}
	if _, err := try("Kerja di 台灣."); err == nil || !strings.Contains(err.Error(), "台") {
		t.Error(err)
	}
	if _, err := try(strings.Repeat("Sangat panjang. ", 100)); err == nil || !strings.Contains(err.Error(), "does not fit") {
		t.Error(err)
	}
	s, err := try("⚠️ Lihat [KP2MI](https://www.kp2mi.go.id) ☎️ **" + strings.Repeat("x", 90) + "**.")
	if err != nil {
		t.Fatal(err)
	}
	if have := said(s); !strings.Contains(have, "Lihat KP2MI (https://www.kp2mi.go.id)") || strings.ContainsAny(have, "⚠☎\ufe0f") {
		t.Error(have)
	}
	for _, fault := range placed(s, poster.A5) {
		t.Error(fault)
	}
}

// payload is what Telegram takes behind start=.
var payload = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)

// TestPayload wants every topic to fit behind start=.
func TestPayload(t *testing.T) {
	for _, e := range load(t).base.Entries {
		if p := strings.ReplaceAll(e.ID, "-", "_"); !payload.MatchString(p) {
			t.Errorf("%s cannot stand in a link", e.ID)
		}
	}
}
