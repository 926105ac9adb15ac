// Package knowledge is what bekal knows: entries, countries, contacts, schemes,
// red flags and the lexicon, read from YAML files. It reads and checks; it
// decides nothing about what a person meant (see index) and says nothing (see
// bot/dialog).
package knowledge

import (
	"fmt"

	"bekal/knowledge/text"
)

// A Pos is a place in a knowledge file. Line and Col count from 1; 0 means the
// whole file.
type Pos struct {
	File      string
	Line, Col int
}

func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, max(p.Line, 1), max(p.Col, 1)) }

// A Problem is something wrong in a knowledge file, said so that whoever wrote
// the file can mend it. It prints as file:line:col: what.
type Problem struct {
	Pos  Pos
	What string
}

func (p Problem) String() string { return p.Pos.String() + ": " + p.What }

// Local is one text in the languages of reply, Indonesian and English.
type Local struct {
	ID string `yaml:"id"`
	EN string `yaml:"en"`
}

// In returns the text for a reply in l.
func (t Local) In(l text.Lang) string {
	if l.Reply() == text.EN && t.EN != "" {
		return t.EN
	}
	return t.ID
}

// An Entry is one topic of the knowledge base: how people ask about it, what
// is answered in each language, and where that is written down.
type Entry struct {
	ID         string                 `yaml:"id"`    // "paspor-biaya"; also the file's name
	Group      string                 `yaml:"group"` // "paspor"; also the folder's name
	Urgent     bool                   `yaml:"urgent,optional"`
	Title      Local                  `yaml:"title"`
	Utterances map[text.Lang][]string `yaml:"utterances"`
	Answer     Answers                `yaml:"answer"`
	Country    *Country               `yaml:"country,optional"`
	Contacts   []string               `yaml:"contacts,optional"` // ids, most useful first
	Sources    []Source               `yaml:"sources"`
	LeftOut    []LeftOut              `yaml:"left_out,optional"`
	Approved   Approval               `yaml:"approved"`
	ReviewBy   Date                   `yaml:"review_by"`
	See        []string               `yaml:"see,optional"` // ids of related entries, best first
	Tests      Tests                  `yaml:"tests"`

	Pos  Pos   `yaml:"-"`
	Mark Marks `yaml:"-"` // where each field stands
}

// Answers are the answer of an entry in both languages of reply.
type Answers struct {
	ID Answer `yaml:"id"`
	EN Answer `yaml:"en"`
}

// In returns the answer for a reply in l.
func (a Answers) In(l text.Lang) Answer {
	if l.Reply() == text.EN {
		return a.EN
	}
	return a.ID
}

// An Answer is what is said about a topic, in light markup. Short, Steps and
// Warning are the first screen, More is behind a button.
type Answer struct {
	Short   string   `yaml:"short"`
	Steps   []string `yaml:"steps,optional"`
	Warning string   `yaml:"warning,optional"`
	More    string   `yaml:"more,optional"`
}

// A Source is where a statement was read. Date is the source's own, empty when
// it bears none; Read is the day it was read for bekal.
type Source struct {
	Name       string    `yaml:"name"`
	URL        string    `yaml:"url,optional"`
	Date       Date      `yaml:"date,optional"`
	Read       Date      `yaml:"read"`
	Confidence string    `yaml:"confidence,optional"` // high, medium, low; a channel bears it outside
	Facts      []FactRef `yaml:"facts,optional"`
}

// A FactRef names a fact of the fact base the content was written from: "3" is
// the third of the entry's own topic, "paspor-syarat/3" of another.
type FactRef string

// LeftOut is a fact that was read and deliberately not used.
type LeftOut struct {
	Fact FactRef `yaml:"fact"`
	Why  string  `yaml:"why"`
}

// An Approval is the office's word that an entry is right; empty until given.
type Approval struct {
	By string `yaml:"by,optional"`
	On Date   `yaml:"on,optional"`
}

// Tests are an entry's own test questions.
type Tests struct {
	Find  []string `yaml:"find"`  // must find this entry first
	Avoid []string `yaml:"avoid"` // must not find this entry first
}

// An Aspect is one side of a topic a question may be about.
type Aspect string

// The aspects a country can have a text of its own for, and contact, which is
// answered from its missions.
const (
	Pay          Aspect = "pay"
	Cost         Aspect = "cost"
	Age          Aspect = "age"
	Language     Aspect = "language"
	Requirements Aspect = "requirements"
	Path         Aspect = "path"
	Duration     Aspect = "duration"
	Contract     Aspect = "contract"
	Jobs         Aspect = "jobs"
	Danger       Aspect = "danger"
	Status       Aspect = "status"
	Contact      Aspect = "contact"
)

// Aspects are all aspects in a fixed order.
func Aspects() []Aspect {
	return []Aspect{Pay, Cost, Age, Language, Requirements, Path, Duration, Contract, Jobs, Danger, Status, Contact}
}

// A Country is what an entry of the group negara knows as data.
type Country struct {
	ISO        []string            `yaml:"iso"`
	Names      map[string][]string `yaml:"names"`          // canonical name: the names people use
	Terms      []string            `yaml:"terms,optional"` // words that point to this country without naming it
	Status     string              `yaml:"status"`         // open, restricted, moratorium, warned, not-placement
	AsOf       Date                `yaml:"as_of"`
	StatusText Local               `yaml:"status_text"`
	Schemes    []string            `yaml:"schemes,optional"`
	Missions   []string            `yaml:"missions,optional"`
	Hotlines   []string            `yaml:"hotlines,optional"`
	Pay        *PayRange           `yaml:"pay,optional"`
	Aspects    map[Aspect]Side     `yaml:"aspects,optional"`
}

// A Side is what is said about one side of a country, and which of the entry's
// sources it rests on, counted from 1.
type Side struct {
	ID   string `yaml:"id"`
	EN   string `yaml:"en"`
	From []int  `yaml:"from,optional"`
}

// In returns the text for a reply in l.
func (s Side) In(l text.Lang) string { return Local{s.ID, s.EN}.In(l) }

// A PayRange is the usual pay for work without special skill, in whole units
// of an ISO 4217 currency.
type PayRange struct {
	Currency string `yaml:"currency"`
	Min      int    `yaml:"min"`
	Max      int    `yaml:"max"`
	Period   string `yaml:"period"` // month, hour, day
}

// A ContactPoint is somebody who can help and every way to reach them.
// A telephone number is written here and nowhere else.
type ContactPoint struct {
	ID       string    `yaml:"id"`
	Name     Local     `yaml:"name"`
	Kind     string    `yaml:"kind"`
	Country  string    `yaml:"country,optional"` // canonical name, empty at home
	Address  string    `yaml:"address,optional"`
	Note     Local     `yaml:"note,optional"`
	Channels []Channel `yaml:"channels,optional"`

	Pos  Pos   `yaml:"-"`
	Mark Marks `yaml:"-"`
}

// A Channel is one way to reach a contact, with where it was read.
type Channel struct {
	Kind       string `yaml:"kind"` // phone, whatsapp, sms, email, web, social
	Value      string `yaml:"value"`
	Label      Local  `yaml:"label,optional"`
	Confidence string `yaml:"confidence"`
	Source     Source `yaml:"source"`
}

// A Scheme is a way to work abroad, step by step.
type Scheme struct {
	ID        string     `yaml:"id"`
	Entry     string     `yaml:"entry"`
	Title     Local      `yaml:"title"`
	Countries []string   `yaml:"countries,optional"`
	Steps     []Step     `yaml:"steps"`
	Documents []Document `yaml:"documents,optional"`
	Sources   []Source   `yaml:"sources"`

	Pos  Pos   `yaml:"-"`
	Mark Marks `yaml:"-"`
}

// A Step is one step of a scheme. What no source tells is empty.
type Step struct {
	ID    string `yaml:"id"`
	Title Local  `yaml:"title"`
	Do    Local  `yaml:"do"`
	Bring Local  `yaml:"bring,optional"`
	Where Local  `yaml:"where,optional"`
	Cost  Local  `yaml:"cost,optional"`
	Time  Local  `yaml:"time,optional"`
	Trap  Local  `yaml:"trap,optional"`
}

// A Document is a paper a scheme asks for and where it is had.
type Document struct {
	ID    string `yaml:"id"`
	Title Local  `yaml:"title"`
	Where Local  `yaml:"where,optional"`
}
