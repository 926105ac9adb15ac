// Package dialog is the conversation. It is pure: it takes a turn and gives
// replies, and knows no Telegram, no database and no clock but the one it is
// handed. Terminal, Telegram, the console's preview and the evaluation are all
// this one bot.
package dialog

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"bekal/bot"
	"bekal/bot/state"
	"bekal/index/library"
	"bekal/knowledge/licence"
	"bekal/knowledge/text"
)

// twoFrom is the confidence each half of a double question needs.
const twoFrom = 0.5

// An Engine answers turns. All fields but Now, Licences and Answered must be set; it may be used by
// any number of goroutines.
type Engine struct {
	Library interface{ Edition() *library.Edition }
	Store   state.Store
	Journal state.Journal
	Say     *bot.Catalog
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now
	// Licences is the register of licensed companies as it is now; nil: no list
	// was imported.
	Licences func() *licence.Register
	// Answered is told of what a turn asked: what was decided and how long that
	// took; nil: nobody counts.
	Answered func(k Kind, took time.Duration)
}

func (e *Engine) now() time.Time {
	if e.Now != nil {
		return e.Now()
	}
	return time.Now()
}

// A talk is a turn with its session, its edition and what Ask made of its text.
type talk struct {
	bot.Turn
	ctx     context.Context
	session *state.Session
	ed      *library.Edition
	answer  Answer // zero for a picked choice or a command
	// verb and object are what the picked choice, the command or the keyboard's
	// button asks for; verb is empty for free text.
	verb, object string
	forgetful    bool // the store is down: nothing said now is remembered
	guest        bool // came by a link and has never been greeted
	split        struct {
		of    string
		words []string
	}
	composer
}

// A flow is one kind of conversation.
type flow interface {
	name() string
	takes(t *talk) bool
	reply(t *talk) ([]bot.Reply, error)
}

// Handle answers one turn: it takes the chat's session, works out the replies,
// hands each to send, saves the session. A nil error means the turn is settled
// and may be confirmed to whoever delivered it; after an error deliver the same
// turn again. A turn that was settled before is settled again without a word.
func (e *Engine) Handle(ctx context.Context, t bot.Turn, send bot.Send) error {
	ran, forgotten := false, false
	err := e.Store.Hold(ctx, t.Chat, func(s *state.Session) error {
		ran = true
		if s.Settled(t.ID) {
			return nil
		}
		err := e.turn(ctx, t, s, false, send)
		forgotten = err == nil && s.Zero()
		return err
	})
	switch {
	case err == nil || errors.Is(err, bot.ErrGone):
		return nil
	case errors.Is(err, state.ErrDown) && !ran:
		// no memory for now: answer as if it were the first turn
		return settled(e.turn(ctx, t, &state.Session{}, true, send))
	case errors.Is(err, state.ErrDown) && !forgotten:
		return nil // answered, only not remembered
	}
	return fmt.Errorf("handling a turn: %w", err)
}

func settled(err error) error {
	if errors.Is(err, bot.ErrGone) {
		return nil
	}
	return err
}

// turn answers t with what session remembers, and changes session.
func (e *Engine) turn(ctx context.Context, t bot.Turn, s *state.Session, forgetful bool, send bot.Send) error {
	if t.At.IsZero() {
		t.At = e.now()
	}
	s.Tidy(t.At)
	if !t.Group {
		s.Remember(t.Message, t.At) // before the replies: one of them may erase it
	}
	answered := bundled(&t, s)
	replies, err := e.replies(ctx, t, s, forgetful, answered)
	if err != nil {
		return err
	}
	for i, r := range replies {
		id, err := send(ctx, r)
		if err != nil {
			return fmt.Errorf("sending reply %d of %d: %w", i+1, len(replies), err)
		}
		if !t.Group && id != r.Edit {
			s.Remember(id, t.At)
		}
		if id != "" && !s.Bundle.Zero() && t.Text != "" {
			s.Bundle.Replies = append(s.Bundle.Replies, id)
		}
	}
	if s.Flow.Name == erased {
		*s = state.Session{} // the person asked to be forgotten
		return nil
	}
	s.Settle(t.ID, t.At)
	return nil
}

// replies works out what is said. A panic in a flow is logged and answered with
// an apology, so that no turn comes back for ever. answered are the messages of
// which the replies take the place, unless somebody is in danger: that is said
// anew, below everything.
func (e *Engine) replies(ctx context.Context, t bot.Turn, s *state.Session, forgetful bool, answered []string) (out []bot.Reply, err error) {
	tk := &talk{Turn: t, ctx: ctx, session: s, ed: e.Library.Edition(), forgetful: forgetful}
	tk.composer = composer{tk.ed, e.Say, s.Lang, t.At}
	defer func() {
		if r := recover(); r != nil {
			e.Log.Error("a flow panicked", "chat", t.Chat, "panic", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
			out, err = []bot.Reply{{Text: tk.t("error.text"), Choices: tk.menuChoices()}}, nil
		}
	}()
	if err := tk.understand(e); err != nil {
		return nil, err
	}
	for _, f := range e.flows() {
		if !f.takes(tk) {
			continue
		}
		replies, err := f.reply(tk)
		if err != nil {
			return nil, fmt.Errorf("in the flow %s: %w", f.name(), err)
		}
		if f != (urgentFlow{}) {
			replies = instead(replies, answered)
		}
		if f.name() != complaint {
			tk.waiting(replies, f == urgentFlow{})
		}
		if f.name() != "offer" {
			tk.offerWaits(replies, f == urgentFlow{} || f.name() == complaint)
		}
		if tk.guest {
			replies = append([]bot.Reply{{Text: tk.t("start.1"), Keyboard: tk.keyboard()}}, replies...)
		}
		return append(replies, tk.corrections()...), nil
	}
	return []bot.Reply{tk.menu()}, nil
}

// understand reads the turn: what was picked, or what the text asks, and the
// language of the reply.
func (t *talk) understand(e *Engine) error {
	defer func() {
		if t.lang == "" {
			t.lang = t.session.Slots.Lang
		}
		if t.lang == "" {
			t.lang = replyHint(t.Lang)
		}
		t.session.Slots.Lang = t.lang.Reply()
	}()
	if t.resolve(); t.verb != "" {
		return nil
	}
	slots := t.session.Slots
	slots.Lang = t.session.Lang
	var err error
	start := time.Now()
	if t.answer, err = e.ask(t.ctx, t.ed, t.Text, slots, t.From); err != nil {
		return err
	}
	if e.Answered != nil {
		e.Answered(t.answer.Kind, time.Since(start))
	}
	if t.session.Lang != "" {
		return nil
	}
	t.lang = t.answer.Lang
	// "hong kong" is of no language, and a complaint is written in one
	was := t.session.Slots.Lang
	// and so is "no" to a question of ours
	replied := walking(&t.session.Offer) && t.spoken() != ""
	of := t.session.Flow.Name == complaint || replied || content(e.Say, &t.answer.Why) == 0
	if was != "" && of && was.Reply() != t.lang.Reply() {
		t.lang, slots.Lang = was, was
		t.answer, err = e.ask(t.ctx, t.ed, t.Text, slots, t.From)
	}
	return err
}

func replyHint(l text.Lang) text.Lang {
	if l == text.EN {
		return text.EN
	}
	return text.ID
}
