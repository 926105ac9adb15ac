package telegram

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"bekal/knowledge/markup"
)

func TestFit(t *testing.T) {
	for _, c := range []struct {
		name, in string
		limit    int
		want     []string
	}{
		{"fits", "a **b** <c>", 20, []string{"a <b>b</b> &lt;c&gt;"}},
		{"blank", " \n\n ", 20, nil},
		{"between paragraphs", "aaaa\naaaa\n\nbbbb\nbbbb\nbbbb", 18, []string{"aaaa\naaaa", "bbbb\nbbbb\nbbbb"}},
		{"between lines", "aaaa\nbbbb\ncccc", 9, []string{"aaaa\nbbbb", "cccc"}},
		{"between words", "satu dua tiga empat", 10, []string{"satu dua ", "tiga empat"}},
		{"within bold", "**satu dua tiga**", 10, []string{"<b>satu dua </b>", "<b>tiga</b>"}},
		{"within a word", strings.Repeat("x", 12), 5, []string{"xxxxx", "xxxxx", "xx"}},
		{"surrogates", strings.Repeat("🚨", 3), 5, []string{"🚨🚨", "🚨"}},
		{"wider than the limit", "🚨", 1, []string{"🚨"}},
	} {
		got := fit(c.in, c.limit)
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestFitIsMarkup(t *testing.T) {
	s := "**Biaya** ke [Taiwan](https://example.org/?a=1&b=2)\n\n- Rp350.000 & \"lain\"\n- **[x](https://y.id)** <b>"
	if got := fit(s, maxText); len(got) != 1 || got[0] != markup.HTML(s) {
		t.Errorf("%q, want %q", got, markup.HTML(s))
	}
}

var tags = regexp.MustCompile(`<(/?)([ab])( href="[^"<>]*")?>`)

// seen is the text of a part, and whether its tags are whole.
func seenText(part string) (string, bool) {
	var open []string
	for _, m := range tags.FindAllStringSubmatch(part, -1) {
		if m[1] == "" {
			open = append(open, m[2])
			continue
		}
		if len(open) == 0 || open[len(open)-1] != m[2] {
			return "", false
		}
		open = open[:len(open)-1]
	}
	bare := tags.ReplaceAllString(part, "")
	return html.UnescapeString(bare), len(open) == 0 && !strings.ContainsAny(bare, "<>")
}

func letterString(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func FuzzFit(f *testing.F) {
	f.Add("**tebal** biasa [sumber](https://example.org/?a=1&b=2)\n\n- satu\n- dua <b>", uint16(10))
	f.Add("🚨🚨 **a\n**b** ** c", uint16(2))
	f.Fuzz(func(t *testing.T, s string, limit uint16) {
		n := int(limit)%500 + 2
		if !utf8.ValidString(s) || len(s) > 20_000 {
			return // a tiny limit makes big texts slow; the real one is 4,096
		}
		parts := fit(s, n)
		var all strings.Builder
		for _, p := range parts {
			text, whole := seenText(p)
			if !whole {
				t.Fatalf("markup is cut: %q", p)
			}
			if utf16Len(text) > n {
				t.Fatalf("%d units, limit %d: %q", utf16Len(text), n, p)
			}
			if strings.TrimSpace(text) == "" {
				t.Fatalf("a blank part %q", p)
			}
			all.WriteString(text)
		}
		want, _ := seenText(markup.HTML(s))
		if letterString(all.String()) != letterString(want) {
			t.Fatalf("text is lost: %q, want %q", all.String(), want)
		}
	})
}
