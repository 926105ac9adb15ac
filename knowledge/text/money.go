package text

import (
	"strconv"
	"strings"
)

// An Amount is a sum of money in a text, in whole units of an ISO 4217
// currency. A range has Min below Max. Cents are dropped.
type Amount struct {
	Min, Max   int64
	Currency   string // "IDR"; the way a bare "5jt" is read
	Period     string // "hour", "day", "week", "fortnight", "month", "year"; empty when none is said
	Start, End int    // bytes of the folded text
}

// maxAmount keeps products of absurd numbers from overflowing.
const maxAmount = 1_000_000_000_000

// Amounts are the sums of money in a folded text, in order. A number counts as
// money if a currency stands beside it, or if it is counted in thousands or
// millions as Indonesians do ("5jt", "500rb"), or written in full from
// 1.000.000 on. Telephone numbers are none.
func Amounts(f Folded) []Amount {
	var out []Amount
	s := f.S
	for i := 0; i < len(s); i++ {
		if !digit(s[i]) {
			continue
		}
		a, end, ok := readAmount(s, i, lastEnd(out))
		if ok {
			out = append(out, a)
		}
		i = max(end, i+1) - 1
	}
	return out
}

func lastEnd(a []Amount) int {
	if len(a) == 0 {
		return 0
	}
	return a[len(a)-1].End
}

// readAmount reads the number that begins at i, with what stands around it.
// end is where reading may go on, whether it was money or not.
func readAmount(s string, i, floor int) (a Amount, end int, ok bool) {
	whole, frac, j := readNumber(s, i)
	if j-i > 15 || (s[i] == '0' && j-i > 1 && frac == 0) {
		return a, j, false
	}
	start, cur := currencyBefore(s, i, floor)
	if cur == "" && i > 0 && letter(s[i-1]) {
		return a, j, false // the digit of a word: p3mi
	}
	mul, k := unitAfter(s, j)
	loMul := mul
	end = k
	// a range: "3-5jt", "800 s/d 1200 usd", "rp 10.000.000 - 15.000.000"
	if n := rangeSign(s, k); n > 0 {
		if _, c2 := currencyBefore(s, n, k); c2 != "" || digit(s[n]) {
			m := n
			for m < len(s) && m < n+4 && !digit(s[m]) {
				m++
			}
			if m < len(s) && digit(s[m]) && (c2 != "" || m == n || currencyPrefix(s[n:m])) {
				w2, f2, j2 := readNumber(s, m)
				mul2, k2 := unitAfter(s, j2)
				if v := scale(w2, f2, mul2); j2-m <= 15 && !digitDash(s, j2) {
					if loMul == 1 {
						loMul = mul2
					}
					if v >= scale(whole, frac, loMul) {
						return finish(s, a, start, cur, scale(whole, frac, loMul), v, mul2, k2)
					}
				}
			}
		}
	}
	sum := scale(whole, frac, mul)
	return finish(s, a, start, cur, sum, sum, mul, end)
}

func finish(s string, a Amount, start int, cur string, lo, hi, mul int64, end int) (Amount, int, bool) {
	if c, k := currencyAfter(s, end); c != "" {
		if cur == "" || cur == c || cur == "USD" {
			cur = c
		}
		end = k
	}
	if cur == "" && (mul >= 1000 || lo >= 1_000_000 && hi < maxAmount) {
		cur = "IDR"
	}
	if cur == "" || hi == 0 || hi >= maxAmount {
		return a, end, false
	}
	a = Amount{Min: lo, Max: hi, Currency: cur, Start: start, End: end}
	a.Period, a.End = periodAfter(s, end)
	return a, a.End, true
}

// readNumber reads digits with dots and commas: three digits behind a sign are
// a group of thousands, one or two are a fraction (in hundredths).
func readNumber(s string, i int) (whole, frac int64, end int) {
	j := i
	for j < len(s) && digit(s[j]) {
		whole = min(whole*10+int64(s[j]-'0'), maxAmount)
		j++
	}
	for j+1 < len(s) && (s[j] == '.' || s[j] == ',') && digit(s[j+1]) {
		k := j + 1
		for k < len(s) && digit(s[k]) {
			k++
		}
		n, _ := strconv.ParseInt(s[j+1:min(k, j+4)], 10, 64) // digits only
		if k-j-1 == 3 {
			whole, j = min(whole*1000+n, maxAmount), k
			continue
		}
		if k-j-1 == 1 {
			n *= 10
		}
		if k-j-1 <= 2 {
			return whole, n, k
		}
		break
	}
	return whole, 0, j
}

func scale(whole, frac, mul int64) int64 {
	if whole >= maxAmount {
		return maxAmount
	}
	return whole*mul + frac*mul/100
}

func digit(c byte) bool  { return c >= '0' && c <= '9' }
func letter(c byte) bool { return c >= 'a' && c <= 'z' }

// word is the run of letters at i, after spaces if skip allows.
func wordAt(s string, i int) (string, int) {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	j := i
	for j < len(s) && letter(s[j]) {
		j++
	}
	return s[i:j], j
}

func unitAfter(s string, i int) (int64, int) {
	w, j := wordAt(s, i)
	switch w {
	case "jt", "jta", "juta", "jutaan", "jtan", "jtaan", "million", "mio", "yuta", "jute":
		return 1_000_000, j
	case "rb", "ribu", "rebu", "ribuan", "rban", "ewu":
		return 1000, j
	case "k":
		if j == i+1 { // "500k"
			return 1000, j
		}
	case "m", "miliar", "milyar":
		if w != "m" {
			return 1_000_000_000, j
		}
	}
	return 1, i
}

func rangeSign(s string, i int) int {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	for _, sign := range []string{"-", "s/d", "s.d.", "s.d", "sd", "sampai", "sampe", "hingga", "to", "~", "/"} {
		if strings.HasPrefix(s[i:], sign) {
			i += len(sign)
			for i < len(s) && s[i] == ' ' {
				i++
			}
			if i < len(s) && (digit(s[i]) || strings.IndexByte("r$", s[i]) >= 0 || s[i] >= 0x80) {
				return i
			}
			return 0
		}
	}
	return 0
}

func digitDash(s string, i int) bool {
	return i+1 < len(s) && s[i] == '-' && digit(s[i+1])
}

func currencyPrefix(p string) bool { return currencies[strings.TrimRight(p, ". ")] != "" }

// currencies are the words and signs for currencies. "dolar" alone is the US
// dollar, "real" and "riyal" the Saudi one.
var currencies = map[string]string{
	"rp": "IDR", "idr": "IDR", "rupiah": "IDR", "$": "USD", "usd": "USD", "dolar": "USD", "dollar": "USD", "dollars": "USD", "usdt": "USD", "us$": "USD", "u": "USD",
	"dolar as": "USD", "dolar us": "USD", "us dollar": "USD",
	"rm": "MYR", "myr": "MYR", "ringgit": "MYR", "s$": "SGD", "sgd": "SGD", "sg$": "SGD", "dolar singapura": "SGD",
	"hk$": "HKD", "hkd": "HKD", "nt$": "TWD", "nt": "TWD", "ntd": "TWD", "twd": "TWD",
	"¥": "JPY", "yen": "JPY", "jpy": "JPY", "₩": "KRW", "won": "KRW", "krw": "KRW", "€": "EUR", "euro": "EUR", "eur": "EUR",
	"£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "poundsterling": "GBP",
	"sar": "SAR", "sr": "SAR", "riyal": "SAR", "real": "SAR", "reyal": "SAR", "rial": "SAR",
	"aed": "AED", "dirham": "AED", "qar": "QAR", "kd": "KWD", "kwd": "KWD", "dinar": "KWD", "bd": "BHD", "omr": "OMR", "jod": "JOD",
	"aud": "AUD", "au$": "AUD", "a$": "AUD", "nzd": "NZD", "nz$": "NZD", "cad": "CAD", "ca$": "CAD", "c$": "CAD",
	"bnd": "BND", "b$": "BND", "thb": "THB", "baht": "THB", "php": "PHP", "peso": "PHP", "pln": "PLN", "zloty": "PLN",
	"try": "TRY", "lira": "TRY", "pgk": "PGK", "kina": "PGK", "cny": "CNY", "rmb": "CNY", "yuan": "CNY", "bath": "THB",
}

// currencyBefore is the currency that stands right before i and where it
// begins, not before floor.
func currencyBefore(s string, i, floor int) (int, string) {
	j := i
	for j > floor && i-j < 2 && (s[j-1] == ' ' || s[j-1] == '.' || s[j-1] == ':') {
		j--
	}
	k := j
	for k > floor && j-k < 5 && (letter(s[k-1]) || s[k-1] == '$' || s[k-1] >= 0x80) {
		k--
	}
	if k > floor && letter(s[k]) && letter(s[k-1]) {
		return i, ""
	}
	w := s[k:j]
	for w != "" {
		if c := currencies[w]; c != "" && w != "u" && w != "try" && !(w == "sr" && j != i) {
			return k, c
		}
		if letter(w[0]) && strings.IndexByte(w, '$') < 0 && !strings.ContainsAny(w, "€£¥₩") {
			return i, ""
		}
		w, k = w[1:], k+1
	}
	return i, ""
}

func currencyAfter(s string, i int) (string, int) {
	j := i
	for j < len(s) && s[j] == ' ' && j-i < 2 {
		j++
	}
	for _, sign := range []string{"$", "€", "£", "¥", "₩"} {
		if strings.HasPrefix(s[j:], sign) {
			k := j + len(sign)
			if k < len(s) && digit(s[k]) {
				return "", i // it belongs to the next number
			}
			return currencies[sign], k
		}
	}
	w, k := wordAt(s, j)
	if k < len(s) && s[k] == '$' && k-j <= 2 {
		if c := currencies[s[j:k+1]]; c != "" {
			return c, k + 1
		}
	}
	if w == "u" && j != i {
		return "", i
	}
	c := currencies[w]
	if c == "" || w == "try" {
		return "", i
	}
	if rest, m := wordAt(s, k); rest != "" && c != "" {
		if c2 := moreExact[w+" "+rest]; c2 != "" {
			return c2, m
		}
	}
	return c, k
}

// moreExact are currencies of two words.
var moreExact = map[string]string{
	"dolar singapura": "SGD", "dolar hongkong": "HKD", "dolar hk": "HKD", "dolar taiwan": "TWD", "dolar australia": "AUD", "dolar brunei": "BND",
	"dolar kanada": "CAD", "dolar as": "USD", "dolar us": "USD", "dolar amerika": "USD", "riyal qatar": "QAR", "rial oman": "OMR", "riyal saudi": "SAR",
	"dinar bahrain": "BHD", "dinar kuwait": "KWD", "dinar yordania": "JOD", "yen jepang": "JPY", "won korea": "KRW",
}

// periods are the ways to say per what an amount is paid.
var periods = map[string]string{
	"bln": "month", "bulan": "month", "bl": "month", "month": "month", "mo": "month", "mth": "month", "sebulan": "month", "perbulan": "month", "monthly": "month", "bulannya": "month", "sasih": "month", "wulan": "month",
	"jam": "hour", "hour": "hour", "hr": "hour", "h": "hour", "perjam": "hour", "sejam": "hour",
	"hari": "day", "day": "day", "sehari": "day", "perhari": "day", "minggu": "week", "week": "week", "seminggu": "week", "perminggu": "week",
	"fn": "fortnight", "fortnight": "fortnight", "thn": "year", "tahun": "year", "th": "year", "year": "year", "setahun": "year", "pertahun": "year", "annum": "year",
}

// periodAfter reads "/bln", "per jam", "sebulan" behind an amount.
func periodAfter(s string, i int) (string, int) {
	j := i
	for j < len(s) && s[j] == ' ' && j-i < 2 {
		j++
	}
	if j < len(s) && s[j] == '/' {
		w, k := wordAt(s, j+1)
		if p := periods[w]; p != "" {
			return p, k
		}
		return "", i
	}
	w, k := wordAt(s, j)
	switch {
	case w == "per" || w == "tiap" || w == "a" || w == "an" || w == "setiap":
		w, k = wordAt(s, k)
		if p := periods[w]; p != "" {
			return p, k
		}
	case strings.HasPrefix(w, "per") || w == "sebulan" || w == "sehari" || w == "sejam" || w == "setahun" || w == "seminggu" || w == "monthly":
		if p := periods[w]; p != "" {
			return p, k
		}
	}
	return "", i
}
