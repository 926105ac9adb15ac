package text

import (
	"regexp"
	"strings"
	"unicode"
)

// scrubs are personal data and what stands in their place, in the order they
// are taken out. Whatever find finds has one of the signs any, if there are such: to
// look for those is quicker.
var scrubs = []struct {
	find      *regexp.Regexp
	mark, any string
}{
	{regexp.MustCompile(`(?i)\b(?:https?://|www\.|t\.me/|wa\.me/)\S+`), "[tautan]", "./"},
	{regexp.MustCompile(`(?i)\b[\w.+-]+@[\w-]+\.[\w.-]+\b`), "[surel]", "@"},
	{regexp.MustCompile(`@\w{3,}`), "[akun]", "@"},
	// an Indonesian NIK has 16 digits; account numbers have 10 to 16
	{regexp.MustCompile(`\b\d(?:[ .-]?\d){15}\b`), "[NIK]", digits},
	{regexp.MustCompile(`(?:\+|\b)(?:62|0)[ .-]?8\d(?:[ .-]?\d){6,11}\b`), "[telepon]", digits},
	{regexp.MustCompile(`\+\d(?:[ .-]?\d){7,13}\b`), "[telepon]", "+"},
	{regexp.MustCompile(`(?i)\b[A-Z]{1,2}\d{6,8}\b`), "[paspor]", digits},
	{regexp.MustCompile(`\b\d(?:[ .-]?\d){7,}\b`), "[nomor]", digits},
	// "nama saya Siti Aminah", "namanya Pak Ujang", "my name is ..."
	{regexp.MustCompile(`(?i)\b(nama(?:ku| saya|nya| anak saya| suami saya| istri saya| adik saya| kakak saya)?(?: adalah| itu)?|my name is|atas nama|a\.?n\.?|an\.)\s+((?:(?:pak|bu|ibu|bapak|sdr|haji|hj|h)\.?\s+)?[\p{L}']+(?:\s+\p{Lu}[\p{L}']+){0,3})`), "$1 [nama]", ""},
	{regexp.MustCompile(`\b((?i:pak|bu|ibu|bapak|mas|mbak|bang|kang|teh|haji|hj|ustad|sdr|saudara|saudari|mr|mrs|ms|madam))\.?\s+\p{Lu}[\p{Ll}']+(?:\s+\p{Lu}[\p{Ll}']+){0,2}`), "$1 [nama]", ""},
}

const digits = "0123456789"

// Scrub takes personal data out of what a person wrote: links, e-mail
// addresses, accounts, numbers of telephones, identity cards, passports and
// banks, and names where they are announced as such.
func Scrub(s string) string {
	for _, x := range scrubs {
		if x.any == "" || strings.ContainsAny(s, x.any) {
			s = x.find.ReplaceAllString(s, x.mark)
		}
	}
	if !titled(s) {
		s = home.ReplaceAllString(self.ReplaceAllString(s, "$1 [nama]"), "$1 [tempat]")
	}
	return s
}

// self is how people say who they are: "halo saya Siti Aminah dari Anyer".
var self = regexp.MustCompile(`\b((?i:saya|aku|sy|abdi|kula|i am|i'm|this is))\s+\p{Lu}[\p{Ll}']+(?:\s+\p{Lu}[\p{Ll}']+){0,3}`)

// home is where they say they are from, once their name is taken out.
var home = regexp.MustCompile(`(\[nama\]\s+(?i:dari|asal|ti|saking|from))\s+\p{Lu}[\p{Ll}']+(?:\s+\p{Lu}[\p{Ll}']+){0,3}`)

// introduction is who somebody says they are and where from, as one.
var introduction = regexp.MustCompile(self.String() + `\s+(?i:dari|asal|ti|saking|from)\s+(\p{Lu}[\p{Ll}']+(?:\s+\p{Lu}[\p{Ll}']+){0,3})`)

// Introduction finds "saya Siti dari Cilegon" in a text: the text without it, and
// the place; the text as it is and no place if it is not there.
func Introduction(s string) (rest, place string) {
	if capitals(s) < 2 {
		return s, "" // neither who nor where from
	}
	at := introduction.FindStringSubmatchIndex(s)
	if at == nil || titled(s) {
		return s, ""
	}
	return s[:at[0]] + s[at[1]:], s[at[4]:at[5]]
}

// capitals counts the words behind a space that begin with a capital.
func capitals(s string) int {
	n, space := 0, false
	for _, r := range s {
		if space && unicode.IsUpper(r) {
			n++
		}
		space = r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f'
	}
	return n
}

// titled reports whether all words of a longer text begin with a capital, so
// that a capital tells nothing: "Saya Mau Kerja Ke Taiwan".
func titled(s string) bool {
	words := strings.Fields(s)
	for _, w := range words {
		if unicode.IsLower([]rune(w)[0]) {
			return false
		}
	}
	return len(words) > 3
}
