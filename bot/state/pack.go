package state

import (
	"fmt"
	"time"

	"bekal/bot"
)

// A Pack is a session as a database keeps it: sealed, and in two values, for
// the flow may hold words of the person and has to be gone long before the
// rest. An empty value means that nothing is kept.
type Pack struct {
	Session, Flow         []byte
	KeepSession, KeepFlow time.Duration // counted from now
}

// Pack seals s under name. The zero Session, and a flow that has run out at
// now, leave nothing to keep.
func (b *Box) Pack(name string, s *Session, now time.Time) (Pack, error) {
	var p Pack
	if s.Zero() {
		return p, nil
	}
	rest, err := b.seal(name, &Session{
		Lang: s.Lang, Slots: s.Slots, Progress: s.Progress, Path: s.Path, Offer: s.Offer,
		Notify: s.Notify, Sent: s.Sent, Seen: s.Seen, At: s.At,
	})
	if err != nil {
		return p, err
	}
	p.Session, p.KeepSession = rest, Keep
	if s.Flow.Zero() {
		return p, nil
	}
	p.KeepFlow = Keep
	if !s.Flow.Until.IsZero() {
		p.KeepFlow = min(Keep, s.Flow.Until.Sub(now))
	}
	if p.KeepFlow <= 0 {
		return p, nil
	}
	p.Flow, err = b.seal(name, &Session{Flow: s.Flow})
	return p, err
}

// Unpack reads what Pack made. What cannot be read counts as not there: the
// session is good to use even beside an error.
func (b *Box) Unpack(name string, session, flow []byte, now time.Time) (*Session, error) {
	s, err := b.open(name, session)
	f, errFlow := b.open(name, flow)
	if err == nil {
		err = errFlow
	}
	s.Flow = f.Flow
	s.Tidy(now)
	return s, err
}

// Mark is the head of a sealed session, by which one saved state is told from
// every other; of no session it is empty.
func Mark(session []byte) []byte { return session[:min(MarkLen, len(session))] }

// ChatName is the name under which a database may know a chat.
func (b *Box) ChatName(chat bot.ChatID) string { return b.Name("chat " + string(chat)) }

func (b *Box) seal(name string, s *Session) ([]byte, error) {
	enc, err := s.Encode()
	if err != nil {
		return nil, err
	}
	return b.Seal(name, enc)
}

func (b *Box) open(name string, value []byte) (*Session, error) {
	if len(value) == 0 {
		return &Session{}, nil
	}
	enc, err := b.Open(name, value)
	if err != nil {
		return &Session{}, fmt.Errorf("reading a session: %w", err)
	}
	s, err := Decode(enc)
	if err != nil {
		return &Session{}, fmt.Errorf("reading a session: %w", err)
	}
	return s, nil
}
