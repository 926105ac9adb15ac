package text

import "strings"

// A Phone is a telephone number in a text: its digits with the country first
// ("+6281200001111") and where it stands in the folded text, in bytes.
type Phone struct {
	Number     string
	Start, End int
}

// Phones are the telephone numbers in a folded text, in order: Indonesian
// mobile and fixed numbers and numbers written with a leading +. Identity
// numbers of 16 digits are none.
func Phones(f Folded) []Phone {
	var out []Phone
	s := f.S
	for i := 0; i < len(s); i++ {
		if !(digit(s[i]) || s[i] == '+' && i+1 < len(s) && digit(s[i+1])) {
			continue
		}
		if i > 0 && (letter(s[i-1]) && s[i] != '+' || s[i-1] == '.' || s[i-1] == ',') {
			for i+1 < len(s) && digit(s[i+1]) {
				i++
			}
			continue
		}
		digits, end := phoneDigits(s, i)
		if n, ok := international(digits); ok {
			out = append(out, Phone{n, i, end})
		}
		i = max(end, i+1) - 1
	}
	return out
}

// phoneDigits reads digits with single spaces, dashes, dots and brackets
// between; an x or * stands for a digit that was blotted out.
func phoneDigits(s string, i int) (string, int) {
	var b strings.Builder
	end := i
	for j := i; j < len(s) && b.Len() < 18; j++ {
		c := s[j]
		switch {
		case digit(c) || c == '+' && j == i:
			b.WriteByte(c)
			end = j + 1
		case (c == 'x' || c == '*') && b.Len() >= 4 && j == end && (j+1 == len(s) || !letter(s[j+1]) || s[j+1] == 'x'):
			b.WriteByte('x')
			end = j + 1
		case (c == ' ' || c == '-' || c == '.' || c == '(' || c == ')') && j == end && j+1 < len(s) && (digit(s[j+1]) || s[j+1] == 'x' && b.Len() >= 4):
			if c == ' ' && b.Len() >= 9 && !lastGroup(s, j+1, b.Len()) {
				return b.String(), end
			}
			end = j + 1
		default:
			return b.String(), end
		}
	}
	return b.String(), end
}

// lastGroup reports whether the digits at i may be the last of a number of
// which n characters have been read.
func lastGroup(s string, i, n int) bool {
	j := i
	for j < len(s) && (digit(s[j]) || s[j] == 'x') {
		j++
	}
	return j-i >= 2 && j-i <= 4 && n+j-i <= 15
}

func international(d string) (string, bool) {
	switch n := len(d); {
	case strings.HasPrefix(d, "+"):
		return d, n >= 9 && n <= 16
	case strings.HasPrefix(d, "62"):
		return "+" + d, n >= 10 && n <= 15
	case strings.HasPrefix(d, "08"), strings.HasPrefix(d, "02"), strings.HasPrefix(d, "03"), strings.HasPrefix(d, "04"), strings.HasPrefix(d, "05"), strings.HasPrefix(d, "06"), strings.HasPrefix(d, "07"):
		return "+62" + d[1:], n >= 9 && n <= 14
	}
	return "", false
}
