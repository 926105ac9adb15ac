// Package state keeps what is remembered of a chat between two turns, and the
// journal of what bekal could not answer. It knows no database: each kind of
// store has a package of its own, held to the same text by storetest.
package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"bekal/bot"
	"bekal/knowledge/text"
)

// Keep is how long a session outlives its last turn, and Erasable how long a
// chat lets a bot delete a message (Bot API, deleteMessages).
const (
	Keep     = 30 * 24 * time.Hour
	Erasable = 48 * time.Hour
)

// maxSeen is how many settled turns a session knows again. It is a set and not
// a mark of the highest: presses and messages may overtake each other.
const maxSeen = 64

// maxSent is how many messages of the last 48 h are remembered for erasing.
const maxSent = 300

// A Session is what is remembered of a chat: no names, and words of the person
// only in Flow.Data, while a flow needs them, and in Bundle, for a minute.
type Session struct {
	Lang     text.Lang           `json:"lang,omitempty"` // chosen by /bahasa; empty: as the person writes
	Slots    bot.Slots           `json:"slots,omitzero"`
	Flow     Flow                `json:"flow,omitzero"`
	Progress map[string][]string `json:"progress,omitempty"` // scheme or list id: steps done
	Path     string              `json:"path,omitempty"`     // scheme last worked on
	Offer    Offer               `json:"offer,omitzero"`
	Bundle   Bundle              `json:"bundle,omitzero"`
	Notify   map[string]string   `json:"notify,omitempty"` // entry id: mark of the answer that was given
	Sent     []Message           `json:"sent,omitempty"`   // messages of both sides, oldest first
	Seen     []string            `json:"seen,omitempty"`   // ids of settled turns, oldest first
	At       time.Time           `json:"at,omitzero"`      // last turn
}

// A Flow is where a conversation of several turns stands.
type Flow struct {
	Name  string            `json:"name,omitempty"`
	Step  string            `json:"step,omitempty"`
	Data  map[string]string `json:"data,omitempty"`
	Until time.Time         `json:"until,omitzero"` // when it is forgotten
}

// An Offer is what is remembered of the job offer that was checked last: what
// was found in it and what the person answered, never its words. It stands
// beside the flow, so that a complaint about an offer does not end its check.
type Offer struct {
	Tag     string            `json:"tag,omitempty"`     // short hash: which offer a button belongs to
	Danger  []string          `json:"danger,omitempty"`  // ids of red flags raised as danger
	Caution []string          `json:"caution,omitempty"` // ids of red flags raised as caution
	Known   []string          `json:"known,omitempty"`   // what the offer states
	Company string            `json:"company,omitempty"` // that would send the worker
	Country string            `json:"country,omitempty"`
	Answers map[string]string `json:"answers,omitempty"` // question: yes, no, unknown
	Step    string            `json:"step,omitempty"`    // question that waits, empty for none
	Until   time.Time         `json:"until,omitzero"`    // when it is forgotten
}

// Zero reports whether no offer is remembered.
func (o *Offer) Zero() bool {
	return o.Tag == "" && len(o.Danger)+len(o.Caution)+len(o.Known)+len(o.Answers) == 0 && o.Company == "" && o.Country == "" && o.Step == "" && o.Until.IsZero()
}

// A Bundle is what was forwarded last, for what is forwarded in the same moment
// belongs to it: an offer is often several messages.
type Bundle struct {
	Text    string    `json:"text,omitempty"`
	Replies []string  `json:"replies,omitempty"` // messages that answered it
	Prints  []string  `json:"prints,omitempty"`  // fingerprints by which it was counted as it grew
	Count   int       `json:"count,omitempty"`   // how often one like the last was seen before
	At      time.Time `json:"at,omitzero"`       // when its last message was sent
	Until   time.Time `json:"until,omitzero"`    // when it is forgotten
}

// Zero reports whether nothing was forwarded.
func (b *Bundle) Zero() bool {
	return b.Text == "" && len(b.Replies)+len(b.Prints)+b.Count == 0 && b.At.IsZero() && b.Until.IsZero()
}

// A Message is the adapter's name of a message in the chat, and when it was
// sent, to the second. There are many of them in a session, so that they are
// encoded as one short text each.
type Message struct {
	ID string
	At time.Time
}

// MarshalText writes the message as seconds since 1970, a space and the ID.
func (m Message) MarshalText() ([]byte, error) {
	b := strconv.AppendInt(make([]byte, 0, 12+len(m.ID)), m.At.Unix(), 10)
	return append(append(b, ' '), m.ID...), nil
}

// UnmarshalText reads what MarshalText wrote.
func (m *Message) UnmarshalText(b []byte) error {
	at, id, ok := bytes.Cut(b, []byte(" "))
	sec, err := strconv.ParseInt(string(at), 10, 64)
	if !ok || err != nil {
		return errors.New("a message is not written as a time and an id")
	}
	m.ID, m.At = string(id), time.Unix(sec, 0).UTC()
	return nil
}

// Zero reports whether nothing is remembered. It looks at the fields, not at
// their encoding: it is asked in every turn, and an empty map is nothing too.
func (s *Session) Zero() bool {
	return s.Lang == "" && s.Slots == (bot.Slots{}) && s.Flow.Zero() &&
		len(s.Progress) == 0 && s.Path == "" && s.Offer.Zero() && s.Bundle.Zero() && len(s.Notify) == 0 &&
		len(s.Sent) == 0 && len(s.Seen) == 0 && s.At.IsZero()
}

// Zero reports whether no flow is under way.
func (f *Flow) Zero() bool {
	return f.Name == "" && f.Step == "" && len(f.Data) == 0 && f.Until.IsZero()
}

// Settled reports whether the turn was settled before.
func (s *Session) Settled(id string) bool { return slices.Contains(s.Seen, id) }

// Settle remembers a turn as settled.
func (s *Session) Settle(id string, at time.Time) {
	if id == "" {
		return
	}
	s.Seen = append(s.Seen, id)
	s.Seen = s.Seen[max(0, len(s.Seen)-maxSeen):]
	s.At = at
}

// Remember notes a message that can be erased later.
func (s *Session) Remember(id string, at time.Time) {
	if id == "" {
		return
	}
	s.Sent = append(s.Sent, Message{id, at})
	s.Sent = s.Sent[max(0, len(s.Sent)-maxSent):]
}

// Tidy forgets what has run out at now. Every Store does so before it hands a
// session out.
func (s *Session) Tidy(now time.Time) {
	if !s.Flow.Until.IsZero() && now.After(s.Flow.Until) {
		s.Flow = Flow{}
	}
	if !s.Offer.Until.IsZero() && now.After(s.Offer.Until) {
		s.Offer = Offer{}
	}
	if !s.Bundle.Until.IsZero() && now.After(s.Bundle.Until) {
		s.Bundle = Bundle{}
	}
	s.Sent = slices.DeleteFunc(s.Sent, func(m Message) bool { return now.Sub(m.At) > Erasable })
}

// version is that of the encoding below. A reader knows all versions before
// its own.
const version = 1

type encoded struct {
	V int     `json:"v"`
	S Session `json:"s"`
}

// Encode writes s as bytes that this and later versions of the program read.
func (s *Session) Encode() ([]byte, error) {
	b, err := json.Marshal(encoded{version, *s})
	if err != nil {
		return nil, fmt.Errorf("encoding a session: %w", err)
	}
	return b, nil
}

// Decode reads what Encode wrote.
func Decode(b []byte) (*Session, error) {
	var e encoded
	if err := json.Unmarshal(b, &e); err != nil {
		return nil, fmt.Errorf("decoding a session: %w", err)
	}
	if e.V < 1 || e.V > version {
		return nil, fmt.Errorf("decoding a session: version %d is not known", e.V)
	}
	return &e.S, nil
}
