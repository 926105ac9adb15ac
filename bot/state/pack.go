package state

import (
	"crypto/cipher"
	"fmt"
	"time"

	"bekal/bot"
)

// A Part is one of the values in which a database keeps a session. Some of what
// is remembered has to be gone long before the rest, and nobody may come to see
// to it: each value runs out by itself.
type Part int

// The parts of a session.
const (
	Main     Part = iota // what the others are not: Keep after the last turn
	InFlow               // the flow, which may hold words of the person: until its time
	InOffer              // the offer that was checked: until its time
	InSent               // messages that can be erased: Erasable after the last turn
	InBundle             // what was forwarded in this moment: until its time
	Parts                // how many there are
)

// String is the part's name in a database.
func (p Part) String() string { return [Parts]string{"session", "flow", "offer", "sent", "bundle"}[p] }

// A Pack is a session as a database keeps it, by parts.
type Pack [Parts]Value

// A Value is one sealed part, and how long it is kept, counted from now. An empty
// one means that nothing is kept.
type Value struct {
	Sealed []byte
	Keep   time.Duration
}

// Pack seals s under name. The zero Session, and parts that have run out at now,
// leave nothing to keep.
func (b *Box) Pack(name string, s *Session, now time.Time) (Pack, error) {
	var p Pack
	if s.Zero() {
		return p, nil
	}
	c, err := b.cipher(name)
	if err != nil {
		return p, fmt.Errorf("sealing a session: %w", err)
	}
	main := *s
	main.Flow, main.Offer, main.Sent, main.Bundle = Flow{}, Offer{}, nil, Bundle{}
	for part, v := range [Parts]struct {
		s    *Session
		none bool
		keep time.Duration
	}{
		Main:     {&main, false, Keep},
		InFlow:   {&Session{Flow: s.Flow}, s.Flow.Zero(), left(s.Flow.Until, now)},
		InOffer:  {&Session{Offer: s.Offer}, s.Offer.Zero(), left(s.Offer.Until, now)},
		InSent:   {&Session{Sent: s.Sent}, len(s.Sent) == 0, Erasable},
		InBundle: {&Session{Bundle: s.Bundle}, s.Bundle.Zero(), left(s.Bundle.Until, now)},
	} {
		if v.none || v.keep <= 0 {
			continue
		}
		enc, err := v.s.Encode()
		if err != nil {
			return Pack{}, err
		}
		p[part] = Value{seal(c, enc), v.keep}
	}
	return p, nil
}

// left is how long something is kept that runs out at a time, or at none.
func left(until, now time.Time) time.Duration {
	if until.IsZero() {
		return Keep
	}
	return min(Keep, until.Sub(now))
}

// Unpack reads what Pack made. What cannot be read counts as not there: the
// session is good to use even beside an error. A version before this one kept
// offer and messages in Main.
func (b *Box) Unpack(name string, values [Parts][]byte, now time.Time) (*Session, error) {
	c, err := b.cipher(name)
	if err != nil {
		return &Session{}, fmt.Errorf("reading a session: %w", err)
	}
	s, err := read(c, values[Main])
	for part := InFlow; part < Parts; part++ {
		if len(values[part]) == 0 {
			continue
		}
		v, errPart := read(c, values[part])
		if err == nil {
			err = errPart
		}
		switch part {
		case InFlow:
			s.Flow = v.Flow
		case InOffer:
			s.Offer = v.Offer
		case InSent:
			s.Sent = v.Sent
		case InBundle:
			s.Bundle = v.Bundle
		}
	}
	s.Tidy(now)
	return s, err
}

// Mark is the head of a sealed session, by which one saved state is told from
// every other; of no session it is empty.
func Mark(session []byte) []byte { return session[:min(MarkLen, len(session))] }

// ChatName is the name under which a database may know a chat.
func (b *Box) ChatName(chat bot.ChatID) string { return b.Name("chat " + string(chat)) }

// read is the part of a session that a value holds; none of an empty one.
func read(c cipher.AEAD, value []byte) (*Session, error) {
	if len(value) == 0 {
		return &Session{}, nil
	}
	enc, err := open(c, value)
	if err != nil {
		return &Session{}, fmt.Errorf("reading a session: %w", err)
	}
	s, err := Decode(enc)
	if err != nil {
		return &Session{}, fmt.Errorf("reading a session: %w", err)
	}
	return s, nil
}
