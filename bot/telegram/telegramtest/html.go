package telegramtest

import (
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode/utf16"
)

// tag is a tag of Telegram's HTML as its documentation writes them.
var tag = regexp.MustCompile(`^<(/?)([a-z-]+)((?: [a-z-]+(?:="[^"<>]*")?)*)>`)

// entity is what may follow an ampersand: Telegram knows these names only, and
// numbers.
var entity = regexp.MustCompile(`^&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});`)

// attributes are the tags there are, with the attributes each may have.
var attributes = map[string]*regexp.Regexp{
	"b": plainTag, "strong": plainTag, "i": plainTag, "em": plainTag, "u": plainTag, "ins": plainTag,
	"s": plainTag, "strike": plainTag, "del": plainTag, "code": plainTag, "pre": plainTag, "tg-spoiler": plainTag,
	"a":          regexp.MustCompile(`^ href="(https?://|tg://)[^"\s]+"$`),
	"blockquote": regexp.MustCompile(`^( expandable)?$`),
}

var plainTag = regexp.MustCompile(`^$`)

// parseHTML is the text that a reader sees. It is stricter than Telegram,
// which lets a lone > or & pass though its documentation forbids them.
func parseHTML(s string) (string, error) {
	var out strings.Builder
	var open []string
	for i := 0; i < len(s); {
		rest := s[i:]
		switch rest[0] {
		case '<':
			m := tag.FindStringSubmatch(rest)
			if m == nil {
				return "", fmt.Errorf("a < that begins no tag at byte %d", i)
			}
			name := m[2]
			if m[1] == "/" {
				if len(open) == 0 || open[len(open)-1] != name || m[3] != "" {
					return "", fmt.Errorf("</%s> at byte %d closes nothing", name, i)
				}
				open = open[:len(open)-1]
			} else {
				if known, ok := attributes[name]; !ok || !known.MatchString(m[3]) {
					return "", fmt.Errorf("unsupported tag <%s%s> at byte %d", name, m[3], i)
				}
				open = append(open, name)
			}
			i += len(m[0])
		case '&':
			m := entity.FindString(rest)
			if m == "" {
				return "", fmt.Errorf("an & that begins no entity at byte %d", i)
			}
			out.WriteString(html.UnescapeString(m))
			i += len(m)
		case '>':
			return "", fmt.Errorf("a lone > at byte %d", i)
		default:
			k := strings.IndexAny(rest, "<>&")
			if k < 0 {
				k = len(rest)
			}
			out.WriteString(rest[:k])
			i += k
		}
	}
	if len(open) > 0 {
		return "", errors.New("<" + open[len(open)-1] + "> is never closed")
	}
	return out.String(), nil
}

// length is how long Telegram takes a text to be.
func length(s string) int { return len(utf16.Encode([]rune(s))) }
