package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Folded is a text in lower case without accents, with look-alike letters
// replaced and what is not seen left out, that remembers where every byte of
// it came from. It is what writers of scams cannot hide in.
type Folded struct {
	S    string
	from string
	at   []int32 // for each byte of S, where its rune begins in the original
}

// FoldAt folds s. Texts over 2 GiB are cut. Bytes that are no UTF-8 become
// spaces; line ends stay.
func FoldAt(s string) Folded {
	if len(s) > 1<<31-1 {
		s = s[:1<<31-1]
	}
	out := make([]byte, 0, len(s))
	at := make([]int32, 0, len(s))
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			switch {
			case 'A' <= c && c <= 'Z':
				c += 'a' - 'A'
			case c == '\r' || c == '\t' || c == '\v' || c == '\f':
				c = ' '
			case c < ' ' && c != '\n' || c == 0x7f:
				i++
				continue // not seen
			}
			out, at = append(out, c), append(at, int32(i))
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		for _, f := range foldRune(r, n) {
			before := len(out)
			out = utf8.AppendRune(out, f)
			for range len(out) - before {
				at = append(at, int32(i))
			}
		}
		i += n
	}
	return Folded{string(out), s, at}
}

// Original is where S[i:j] stands in the text that was folded, in bytes. It
// needs 0 <= i < j <= len(S).
func (f Folded) Original(i, j int) (start, end int) {
	last := int(f.at[j-1])
	_, n := utf8.DecodeRuneInString(f.from[last:])
	return int(f.at[i]), last + n
}

// foldRune is what one rune beyond ASCII, n bytes long, looks like; nil if it
// is not seen.
func foldRune(r rune, n int) []rune {
	switch {
	case r == utf8.RuneError && n == 1:
		return []rune{' '}
	case r == '\u2028' || r == '\u2029' || r == '\u0085':
		return []rune{'\n'}
	case r == '\u3164' || r == '\u115f' || r == '\u1160' || r == '\u2800':
		return nil // letters by name, blank by look
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cs, unicode.Cc):
		return nil
	case r >= 0x1F130 && r <= 0x1F189 && (r-0x1F130)%0x20 < 26:
		return []rune{'a' + (r-0x1F130)%0x20}
	case r >= 0x1F1E6 && r <= 0x1F1FF, r >= 0x2190 && r <= 0x2BFF && r != '−', r >= 0x1F000:
		return []rune{'|'} // pictures part phrases as a bar does
	}
	if l, ok := lookalikes[r]; ok {
		return []rune{l}
	}
	if unicode.Is(unicode.Mn, r) {
		return nil
	}
	var out []rune
	for _, d := range norm.NFKD.String(string(r)) {
		if unicode.Is(unicode.Mn, d) {
			continue
		}
		d = unicode.ToLower(d)
		if l, ok := lookalikes[d]; ok {
			d = l
		}
		out = append(out, d)
	}
	return out
}

// lookalikes are letters of other alphabets that pass for Latin ones, and the
// many forms of a few signs.
var lookalikes = pairs(
	"авсԁеѕіјкӏмнорԛгтухуԝзбцпьйя", "abcdesijklmhopqrtuxywzbunbur",
	"αβγδεζηικλμνορστυχω", "abydeznikluvopotuxw",
	"ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢı", "abcdefghijklmnoprstuvwyzi",
	"’‘ʼʹ´`“”„«»–—−‐‑‒•●▪·‣|¦｜", "''''''\"\"\"\"\"------;;;;;|||",
)

// pairs reads alternating lists of runes and their plain forms.
func pairs(lists ...string) map[rune]rune {
	m := map[rune]rune{}
	for i := 0; i+1 < len(lists); i += 2 {
		plain := []rune(lists[i+1])
		for j, r := range []rune(lists[i]) {
			m[r] = plain[j]
		}
	}
	return m
}

// leet are the digits and signs that are written for letters inside a word.
var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "9", "g", "@", "a", "$", "s")

// Unleet is w with digits and signs read as the letters they stand for
// ("v1s4": "visa").
func Unleet(w string) string { return leet.Replace(w) }

// Squeeze is w with every run of one letter cut to at most n (n > 0).
func Squeeze(w string, n int) string {
	run, over := 0, false
	for i := 1; i < len(w); i++ {
		if w[i] != w[i-1] {
			run = 0
		} else if run++; run >= n {
			over = true
			break
		}
	}
	if !over {
		return w
	}
	var b strings.Builder
	run = 0
	for i := 0; i < len(w); i++ {
		if i > 0 && w[i] == w[i-1] {
			run++
		} else {
			run = 0
		}
		if run < n {
			b.WriteByte(w[i])
		}
	}
	return b.String()
}
