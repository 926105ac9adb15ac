package markup_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"bekal/knowledge/markup"
)

func TestHTMLAndPlain(t *testing.T) {
	for _, c := range []struct{ in, html, plain string }{
		{"Bayar **Rp350.000** saja", "Bayar <b>Rp350.000</b> saja", "Bayar Rp350.000 saja"},
		{"- satu\n- dua", "• satu\n• dua", "• satu\n• dua"},
		{"lihat [KP2MI](https://a.id/x?a=1&b=2).", `lihat <a href="https://a.id/x?a=1&amp;b=2">KP2MI</a>.`, "lihat KP2MI (https://a.id/x?a=1&b=2)."},
		{"**[a](https://b.id)**", `<b><a href="https://b.id">a</a></b>`, "a (https://b.id)"},
		{"5 < 6 & **7", "5 &lt; 6 &amp; **7", "5 < 6 & **7"},
		{"[x](javascript:alert(1))", "[x](javascript:alert(1))", "[x](javascript:alert(1))"},
		{"a ** b ** c", "a <b> b </b> c", "a  b  c"},
	} {
		if got := markup.HTML(c.in); got != c.html {
			t.Errorf("HTML(%q) = %q, want %q", c.in, got, c.html)
		}
		if got := markup.Plain(c.in); got != c.plain {
			t.Errorf("Plain(%q) = %q, want %q", c.in, got, c.plain)
		}
	}
}

func TestEscape(t *testing.T) {
	for _, s := range []string{"**tebal**", "[klik](https://jahat.id)", "a ** b **"} {
		if got := markup.HTML(markup.Escape(s)); strings.Contains(got, "<") {
			t.Errorf("Escape(%q) still shows %q", s, got)
		}
	}
}

func TestProblems(t *testing.T) {
	for in, want := range map[string]int{
		"**a**": 0, "**a": 1, "# Judul": 1, "[a](b)": 1, "a <b>c</b>": 1, "5 < 6": 0, "[a](https://b.id)": 0,
	} {
		if got := markup.Problems(in); len(got) != want {
			t.Errorf("Problems(%q) = %q, want %d", in, got, want)
		}
	}
}

var tag = regexp.MustCompile(`</?[a-z][^>]*>`)

// FuzzHTML holds that the HTML is always whole: tags in pairs, nested, and
// nothing of the text read as a tag.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{"**a** [b](https://c.id)", "**[a](https://b)**", "<b>", "**a [b](https://c** d)", "[](https://x)", "[a]([b](https://c)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := markup.HTML(s)
		var open []string
		for _, m := range tag.FindAllString(out, -1) {
			name := strings.Trim(strings.Fields(m)[0], "</>")
			switch {
			case name != "a" && name != "b":
				t.Fatalf("%q has the tag %s", out, m)
			case !strings.HasPrefix(m, "</"):
				open = append(open, name)
			case len(open) == 0 || open[len(open)-1] != name:
				t.Fatalf("%q: %s closes nothing", out, m)
			default:
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Fatalf("%q leaves %v open", out, open)
		}
		for _, l := range markup.Parse(s) {
			for _, sp := range l {
				if !strings.Contains(out, html.EscapeString(sp.Text)) {
					t.Fatalf("%q lost %q", out, sp.Text)
				}
			}
		}
	})
}
