// Package licence is the register of licensed placement companies (P3MI), as
// staff import it from the official list. It looks up names however they are
// written and tells a licensed company from one that only sounds like it. It
// ships empty: which companies are licensed, only the ministry says.
package licence

import (
	"slices"
	"strings"
	"time"

	"bekal/knowledge"
	"bekal/knowledge/text"
)

// A Company is one line of the official list.
type Company struct {
	Name    string         `json:"name"`
	Number  string         `json:"number"`            // of its SIP3MI
	From    knowledge.Date `json:"from,omitempty"`    // first day of validity
	Until   knowledge.Date `json:"until,omitempty"`   // last day, empty if the list names none
	Revoked bool           `json:"revoked,omitempty"` // or suspended
	Note    string         `json:"note,omitempty"`    // what the list says beside it
	Phone   string         `json:"phone,omitempty"`   // of the office: the number to call, not the advert's
	Address string         `json:"address,omitempty"`
}

// A Register is one edition of the list. It never changes and may be used by
// many at once. The zero Register is empty.
type Register struct {
	AsOf      knowledge.Date // the date of the list
	Source    string         // where it was taken from
	Companies []Company

	byKey    map[string][]int
	byNumber map[string]int
}

// New makes a register of companies as a list of that date names them.
func New(asOf knowledge.Date, source string, companies []Company) *Register {
	r := &Register{AsOf: asOf, Source: source, Companies: companies, byKey: map[string][]int{}, byNumber: map[string]int{}}
	for i, c := range companies {
		if k := Key(c.Name); k != "" {
			r.byKey[k] = append(r.byKey[k], i)
		}
		if n := numberKey(c.Number); n != "" {
			r.byNumber[n] = i
		}
	}
	return r
}

// A Status is what the register says of a name.
type Status string

// The statuses.
const (
	Empty    Status = "empty"     // there is no list yet
	Found    Status = "found"     // on the list and valid
	Expired  Status = "expired"   // on the list, its validity is over
	Revoked  Status = "revoked"   // on the list as revoked or suspended
	Alike    Status = "alike"     // not on the list, but a name there is nearly the same: perhaps borrowed
	NotFound Status = "not-found" // not on the list
)

// A Result is the answer to a look-up. Companies are those found, or for Alike
// the names that are nearly the same, nearest first, at most 3.
type Result struct {
	Status    Status
	AsOf      knowledge.Date
	Companies []Company
}

// Lookup finds a company by its name, or by its number, at that time. A name
// that stands on the list twice, once valid, is found.
func (r *Register) Lookup(name string, now time.Time) Result {
	res := Result{Status: NotFound, AsOf: r.AsOf}
	if len(r.Companies) == 0 {
		res.Status = Empty
		return res
	}
	key := Key(name)
	hits := r.byKey[key]
	if i, ok := r.byNumber[numberKey(name)]; ok && len(hits) == 0 {
		hits = []int{i}
	}
	if len(hits) > 0 {
		best := slices.MinFunc(hits, func(a, b int) int {
			return rank(status(r.Companies[a], now)) - rank(status(r.Companies[b], now))
		})
		res.Status, res.Companies = status(r.Companies[best], now), []Company{r.Companies[best]}
		return res
	}
	if res.Companies = r.near(key); len(res.Companies) > 0 {
		res.Status = Alike
	}
	return res
}

func rank(s Status) int { return slices.Index([]Status{Found, Expired, Revoked}, s) }

// status is a company's standing at that time; a day of validity ends at
// midnight in Jakarta.
func status(c Company, now time.Time) Status {
	if c.Revoked {
		return Revoked
	}
	if t, ok := c.Until.Time(); ok && !now.Before(t.AddDate(0, 0, 1).Add(-7*time.Hour)) {
		return Expired
	}
	return Found
}

// legal are the words of a company's form, which people put before, behind or
// leave out.
var legal = map[string]bool{"pt": true, "cv": true, "tbk": true, "p3mi": true, "pptkis": true, "pjtki": true, "persero": true, "perseroan": true, "terbatas": true, "perusahaan": true}

// Key is what all spellings of one name share: its words in order without the
// company's form. "PT. Cahaya Abadi Mandiri" and "cahaya abadi mandiri pt"
// have the same key.
func Key(name string) string {
	var out []string
	for _, w := range text.Words(text.FoldAt(name).S) {
		if !legal[w] {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// numberKey is a licence number without the signs between.
func numberKey(s string) string {
	var b strings.Builder
	digits := 0
	for _, r := range text.FoldAt(s).S {
		if r >= '0' && r <= '9' {
			digits++
			b.WriteRune(r)
		} else if r >= 'a' && r <= 'z' {
			b.WriteRune(r)
		}
	}
	if digits < 3 {
		return ""
	}
	return strings.TrimPrefix(strings.TrimPrefix(b.String(), "sip3mi"), "no")
}
