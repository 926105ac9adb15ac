package offer

import (
	"slices"
	"strings"

	"bekal/knowledge/text"
)

// Money is a sum as an offer states it, the lower end of a range.
type Money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"` // ISO 4217
	Period   string `json:"period,omitempty"`
}

// Facts are what an offer states. What was not found is empty.
type Facts struct {
	Country   string   `json:"country,omitempty"` // canonical name, "arab-saudi"
	Job       string   `json:"job,omitempty"`
	Company   string   `json:"company,omitempty"`
	Licence   string   `json:"licence,omitempty"` // a SIP3MI or SIP2MI number
	Phones    []string `json:"phones,omitempty"`
	Accounts  []string `json:"accounts,omitempty"` // of social networks
	Salary    *Money   `json:"salary,omitempty"`
	Fee       *Money   `json:"fee,omitempty"`
	Visa      string   `json:"visa,omitempty"` // turis, umrah, kerja ...
	Contract  string   `json:"contract,omitempty"`
	Age       string   `json:"age,omitempty"`
	Departure string   `json:"departure,omitempty"`
}

// maxFacts is how many phones and accounts are kept.
const maxFacts = 8

// readFacts marks the spans of every class and notes the facts.
func (r *reading) readFacts(original string) {
	r.readSigns()
	r.readCountries()
	for _, p := range text.Phones(r.fold) {
		r.span(classPhone, p.Start, p.End)
		if len(r.facts.Phones) < maxFacts {
			r.facts.Phones = append(r.facts.Phones, p.Number)
		}
	}
	r.readAccounts()
	r.readCompanies(original)
	r.facts.Job = r.named(r.c.jobs)
	r.facts.Visa = r.named(r.c.visas)
	for _, a := range text.Amounts(r.fold) {
		r.readAmount(a)
	}
	if i, j := r.find(r.c.fact("@usia-syarat")); j > 0 {
		a, b := r.original(i, j)
		r.facts.Age = original[a:b]
	}
	if i, j := r.find(r.c.fact("@berangkat-kapan")); j > 0 {
		a, b := r.original(i, j)
		r.facts.Departure = original[a:b]
	}
}

// span marks the words in the bytes [from,to) of the folded text as one span.
func (r *reading) span(class, from, to int) (i, j int) {
	i, j = r.at(from), r.at(to)
	if i > 0 && int(r.words[i-1].end) > from {
		i--
	}
	if i < j && r.words[i].spans[classPhone] == 0 {
		r.words[i].begin(class, uint8(min(j-i, 200)))
	}
	return i, j
}

// readSigns marks numbers and the words before question marks.
func (r *reading) readSigns() {
	t := r.fold.S
	for i := range r.words {
		w := &r.words[i]
		if c := t[w.start]; c >= '0' && c <= '9' {
			w.begin(classNumber, 1)
		}
		for k := int(w.end); k < len(t) && k < int(w.end)+3; k++ {
			if t[k] == '?' {
				w.begin(classAsk, 1)
			}
			if t[k] != ' ' && t[k] != '"' {
				break
			}
		}
	}
}

// readCountries marks names of countries and takes the one named most often,
// the first of several.
func (r *reading) readCountries() {
	count, best := map[string]int{}, ""
	var order []string
	for i := 0; i < len(r.words); i++ {
		for _, n := range r.c.places[r.text(i)] {
			if !r.spells(n.words, i) {
				continue
			}
			r.words[i].begin(classCountry, uint8(len(n.words)))
			if count[n.country] == 0 {
				order = append(order, n.country)
			}
			count[n.country]++
			i += len(n.words) - 1
			break
		}
	}
	for _, c := range order {
		if count[c] > count[best] {
			best = c
		}
	}
	r.facts.Country = best
}

func (r *reading) spells(words []string, i int) bool {
	if i+len(words) > len(r.words) {
		return false
	}
	for k, w := range words {
		if r.text(i+k) != w {
			return false
		}
	}
	return true
}

// readAccounts finds @names and addresses of social networks.
func (r *reading) readAccounts() {
	t := r.fold.S
	for i := 0; i < len(t); i++ {
		start := i
		switch {
		case t[i] == '@' && (i == 0 || !wordByte(t[i-1]) && t[i-1] != '.'):
		case t[i] == '/' && i > 0 && wordByte(t[i-1]):
			for start > 0 && (wordByte(t[start-1]) || t[start-1] == '.') {
				start--
			}
			if !slices.ContainsFunc(networks, func(n string) bool { return strings.HasSuffix(t[start:i], n) }) {
				continue
			}
		default:
			continue
		}
		j := i + 1
		for j < len(t) && (wordByte(t[j]) || strings.IndexByte("._/-+", t[j]) >= 0) {
			j++
		}
		if j-i < 4 {
			continue
		}
		name := strings.TrimRight(t[start:j], "._/-")
		a, b := r.span(classAccount, start, start+len(name))
		if a < b && len(r.facts.Accounts) < maxFacts {
			r.facts.Accounts = append(r.facts.Accounts, name)
		}
		i = j - 1
	}
}

var networks = []string{"t.me", "wa.me", "chat.whatsapp.com", "bit.ly", "s.id", "linktr.ee", "instagram.com", "facebook.com", "fb.com", "tiktok.com", "forms.gle", "line.me"}

// readCompanies marks companies that are named: "PT" with a name behind it.
func (r *reading) readCompanies(original string) {
	for i := range r.words {
		switch r.text(i) {
		case "pt", "cv", "lpk", "yayasan":
		case "sip3mi", "sip2mi", "sippmi", "siup", "siuppak":
			r.readLicence(i, original)
			continue
		default:
			continue
		}
		j := r.nameEnd(i+1, original)
		if j == i+1 {
			continue
		}
		a, b := r.original(i, j)
		if r.text(i) == "pt" || r.text(i) == "cv" {
			r.words[i].begin(classCompany, uint8(j-i))
		}
		if r.facts.Company == "" || r.text(i) == "pt" && !strings.HasPrefix(strings.ToLower(r.facts.Company), "pt") {
			r.facts.Company = original[a:b]
		}
	}
}

// nameEnd is where a company's name that begins at word i ends: words with a
// capital, or, if the writer uses none, words that patterns do not know.
func (r *reading) nameEnd(i int, original string) int {
	j := i
	for j < len(r.words) && j-i < 6 && r.words[j].line == r.words[i-1].line {
		if gap := r.words[j].start - r.words[j-1].end; gap > 2 || gap == 2 && r.fold.S[r.words[j-1].end] != '.' {
			break
		}
		a, b := r.original(j, j+1)
		w := original[a:b]
		capital := w[0] >= 'A' && w[0] <= 'Z'
		if r.c.noName(r, j) && !(capital && j > i && w != strings.ToUpper(w)) {
			break
		}
		if !capital && (r.c.vocab.known[r.text(j)] || r.c.vocab.standard[r.text(j)] != "" || r.words[j].spans[classNumber] > 0 || len(w) < 4) {
			break
		}
		j++
	}
	if j == i+1 {
		if a, _ := r.original(i, j); !(original[a] >= 'A' && original[a] <= 'Z') {
			return i // one small word: "pt gelap"
		}
	}
	return j
}

func (r *reading) readLicence(i int, original string) {
	for j := i + 1; j < len(r.words) && j < i+4; j++ {
		if r.words[j].spans[classNumber] == 0 {
			continue
		}
		a, b := r.original(j, j+1)
		for b < len(original) && strings.IndexByte("0123456789/.-", original[b]) >= 0 {
			b++
		}
		if b-a >= 3 && r.facts.Licence == "" {
			r.facts.Licence = strings.TrimRight(original[a:b], "/.-")
		}
		return
	}
}

// factWords is in how many words facts other than numbers are looked for.
const factWords = 5000

// named is the name of the list whose words come first in the text.
func (r *reading) named(lists []namedElement) string {
	best, at := "", min(len(r.words), factWords)
	for _, l := range lists {
		for i := 0; i < at; i++ {
			if r.may(i, l.elem) && r.elem(l.elem, i) > 0 && !r.negated(i) {
				best, at = l.name, i
			}
		}
	}
	return best
}

// may reports cheaply whether element e could begin at word i.
func (r *reading) may(i, e int) bool {
	switch {
	case !r.begins(i, e):
		return false
	case r.is(i, e):
		return true
	}
	for _, p := range r.c.elems[e].phrases {
		if r.is(i, p.first) || len(r.c.elems[p.first].phrases) > 0 {
			return true
		}
	}
	return false
}

// find is where element e first stands, 0,0 if nowhere.
func (r *reading) find(e int) (int, int) {
	if e < 0 {
		return 0, 0
	}
	for i := range r.words[:min(len(r.words), factWords)] {
		if n := r.elem(e, i); n > 0 {
			return i, i + n
		}
	}
	return 0, 0
}

// readAmount decides what a sum is for and whether pay is believable.
func (r *reading) readAmount(a text.Amount) {
	i, j := r.span(classMoney, a.Start, a.End)
	if i >= j || r.words[i].spans[classPhone] > 0 {
		return
	}
	m := &Money{a.Min, a.Currency, a.Period}
	n := r.words[i].spans[classMoney]
	switch r.role(i, j, a.Period) {
	case classPay:
		r.words[i].begin(classPay, n)
		if r.facts.Salary == nil {
			r.facts.Salary = m
		}
		r.pays = append(r.pays, paid{i, r.c.inRupiah(a), r.c.limit(r.facts.Country)})
		if r.c.tooHigh(a, r.facts.Country) {
			r.words[i].begin(classHigh, n)
		}
	case classGift:
		r.words[i].begin(classGift, n)
	case classFee:
		r.words[i].begin(classFee, n)
		if r.facts.Fee == nil {
			r.facts.Fee = m
		}
	}
}

// role is classPay, classFee or classGift by the nearest word that tells, those before
// the sum first; classMoney if none does.
func (r *reading) role(i, j int, period string) int {
	for k := i - 1; k >= max(0, i-5) && r.words[k].sent == r.words[i].sent; k-- {
		switch {
		case r.oneOf(k, r.c.words.fee), r.oneOf(k, r.c.words.gift):
			if r.oneOf(k, r.c.words.gift) {
				return classGift
			}
			return classFee
		case r.oneOf(k, r.c.words.pay):
			return classPay
		}
		if r.words[k].spans[classMoney] > 0 && k+int(r.words[k].spans[classMoney]) < i {
			break
		}
	}
	if period != "" && period != "year" {
		return classPay
	}
	for k := j; k < min(len(r.words), j+3) && r.words[k].line == r.words[i].line; k++ {
		switch {
		case r.oneOf(k, r.c.words.fee):
			return classFee
		case r.oneOf(k, r.c.words.payAfter):
			return classPay
		}
	}
	return classMoney
}

func (r *reading) oneOf(k, e int) bool { return e >= 0 && r.elem(e, k) > 0 }
