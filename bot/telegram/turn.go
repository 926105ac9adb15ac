package telegram

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"strings"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"bekal/bot"
)

const (
	// gatherTime is the quiet after which a bundle is taken to be whole: a
	// client sends forwarded messages in one go, within some tenths of a second.
	gatherTime = time.Second
	gatherMax  = 20              // messages of one bundle
	turnTime   = 5 * time.Minute // one try at a turn, waiting for a 429 included
	giveUp     = time.Hour       // after that a person is better served by an apology
	pressTime  = 10 * time.Second
	typingAt   = time.Second     // a turn that takes longer shows that we are at it
	typingFor  = 4 * time.Second // Telegram shows it for 5 s (Bot API, sendChatAction)
)

// work does the flights of a lane, one turn after another.
func (b *Bot) work(ctx context.Context, l *lane) {
	for {
		f := l.first()
		if f == nil {
			return
		}
		turn := []*flight{f}
		if f.gather {
			turn = b.gather(l, turn)
		}
		b.in.end(!b.in.stopping() && b.settle(ctx, turn), turn...)
	}
}

// gather adds to turn what joins the lane and belongs together, until nothing
// has come for gatherTime, or something else comes, or we stop.
func (b *Bot) gather(l *lane, turn []*flight) []*flight {
	wait := gatherTime
	if b.cfg.Webhook != "" && b.cfg.Shelf == nil {
		wait = 0 // Telegram sends the next of a chat only after this one
	}
	quiet := time.NewTimer(wait)
	defer quiet.Stop()
	for len(turn) < gatherMax {
		f, waiting := l.next(func(f *flight) bool { return f.gather })
		switch {
		case f != nil:
			turn = append(turn, f)
			quiet.Reset(wait)
			continue
		case waiting:
			return turn
		}
		select {
		case <-l.more:
		case <-quiet.C:
			return turn
		case <-b.in.stop:
			return turn
		}
	}
	return turn
}

// settle answers one turn, as often as it takes, and reports whether it is
// settled.
func (b *Bot) settle(ctx context.Context, fs []*flight) bool {
	f := fs[0]
	said := &replies{send: b.sender.send, chat: f.chat, reply: f.reply}
	var side sync.WaitGroup
	defer side.Wait()
	if f.press != "" {
		side.Go(func() { b.answerPress(ctx, f.press) })
	}
	if f.kind == press && f.chat == 0 {
		return true
	}
	wait := pauses()
	for {
		err := b.try(ctx, fs, said)
		outcome, over := judge(err, time.Since(f.at))
		b.cfg.Metrics.Turn(outcome)
		switch {
		case err == nil:
			return true
		case ctx.Err() != nil:
			return false
		}
		b.log.Warn("a turn went wrong", "update", f.id, "outcome", outcome, "error", scrubbed(err))
		if over {
			if outcome == gaveUp {
				b.apologise(ctx, f)
			}
			return true
		}
		t := time.NewTimer(wait.NextBackOff())
		select {
		case <-t.C:
		case <-b.in.stop: // the next process will try again
		case <-ctx.Done():
		}
		t.Stop()
		if b.in.stopping() {
			return false
		}
	}
}

// What a try at a turn comes to.
const (
	wentWell = "settled"
	wasGone  = "gone"
	refusal  = "refused"
	gaveUp   = "given up"
	another  = "again"
)

// judge tells from the error of a try, and the age of its turn, what it came
// to and whether that is the end of it.
func judge(err error, age time.Duration) (outcome string, over bool) {
	_, no := refused(err)
	switch {
	case err == nil:
		return wentWell, true
	case errors.Is(err, bot.ErrGone):
		return wasGone, true
	case no || errors.Is(err, errReply):
		return refusal, true // saying it again changes nothing
	case errors.Is(err, errPanic) || age > giveUp:
		return gaveUp, true
	default:
		return another, false
	}
}

// errPanic is a panic in a handler.
var errPanic = errors.New("the handler panicked")

// scrubbed leaves of an error of the Handler only what cannot quote anybody:
// its type, and the errors that are ours.
func scrubbed(err error) string {
	var e *apiError
	switch {
	case errors.As(err, &e):
		return e.Error()
	case errors.Is(err, bot.ErrGone), errors.Is(err, errPanic), errors.Is(err, errReply),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return err.Error()
	}
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return fmt.Sprintf("%T", err)
}

// try makes one try at a turn.
func (b *Bot) try(ctx context.Context, fs []*flight, said *replies) (err error) {
	ctx, cancel := context.WithTimeout(ctx, turnTime)
	defer cancel()
	if fs[0].inline != nil {
		return b.answerInline(ctx, fs[0].inline)
	}
	said.next = 0
	busy := b.showTyping(ctx, fs[0].chat)
	defer busy()
	t := b.turn(ctx, fs)
	defer func() {
		if p := recover(); p != nil {
			// What was thrown may quote the person: only its type is kept.
			err = fmt.Errorf("%w with a %T", errPanic, p)
		}
	}()
	return b.cfg.Handler.Handle(ctx, t, func(ctx context.Context, r bot.Reply) (string, error) {
		busy()
		return said.say(ctx, r)
	})
}

// turn makes one turn of what arrived together. It bears the id of the last
// message: should a bundle be cut otherwise when it is delivered again, then
// something is said twice and nothing is left out.
func (b *Bot) turn(ctx context.Context, fs []*flight) bot.Turn {
	t := fs[len(fs)-1].turn
	if fs[0].turn.Message == "" { // a press
		return t
	}
	var texts, names []string
	for _, f := range fs {
		if f.picture != nil && !f.read {
			f.text, f.read = b.readPicture(ctx, f.picture), true
		}
		for _, s := range []string{f.turn.Text, f.text} {
			if s != "" {
				texts = append(texts, s)
			}
		}
		switch {
		case f.turn.From == bot.Forwarded:
			t.From = bot.Forwarded
		case f.text != "" && t.From == bot.Typed:
			t.From = bot.Picture
		}
		if f.picture != nil && f.text == "" {
			t.Unread = bot.Image
		} else if t.Unread == "" {
			t.Unread = f.turn.Unread
		}
		names = append(names, f.turn.Message)
	}
	t.Text, t.Message = strings.Join(texts, "\n\n"), strings.Join(names, ",")
	return t
}

// Replies are what a turn has said so far. A turn that is tried again in this
// process does not say again what the person has read.
type replies struct {
	send  func(ctx context.Context, chat int64, r bot.Reply, replyTo int) (string, error)
	chat  int64
	reply int
	said  []said
	next  int // which reply of this try comes next
}

type said struct {
	sum uint64
	id  string
}

// seed makes the sums of one process; they are compared within one turn only.
var seed = maphash.MakeSeed()

// sumOf tells replies apart.
func sumOf(r bot.Reply) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	maphash.WriteComparable(&h, [...]string{r.Text, r.Edit})
	for _, c := range r.Choices {
		maphash.WriteComparable(&h, c)
	}
	for _, line := range append(r.Keyboard, r.Erase) {
		maphash.WriteComparable(&h, len(line))
		for _, s := range line {
			maphash.WriteComparable(&h, s)
		}
	}
	return h.Sum64()
}

func (rs *replies) say(ctx context.Context, r bot.Reply) (string, error) {
	sum := sumOf(r)
	if rs.next < len(rs.said) && rs.said[rs.next].sum == sum {
		rs.next++
		return rs.said[rs.next-1].id, nil
	}
	reply := 0
	if len(rs.said) == 0 {
		reply = rs.reply // the first reply in a group shows whom it answers
	}
	id, err := rs.send(ctx, rs.chat, r, reply)
	if err == nil {
		rs.said = append(rs.said[:rs.next], said{sum, id})
		rs.next++
	}
	return id, err
}

// answerPress stops the little clock on a button. It is done at once and
// whatever else happens; a press too old to be answered is none any more.
func (b *Bot) answerPress(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(ctx, pressTime)
	defer cancel()
	_, err := again(ctx, func(ctx context.Context) (bool, error) {
		return call[bool](ctx, b.api, callTime, "answerCallbackQuery", &tg.AnswerCallbackQueryParams{CallbackQueryID: id})
	})
	if _, no := refused(err); err != nil && !no {
		b.log.Warn("a press is not answered", "error", err)
	}
}

// showTyping shows that we are at work if it takes a while, until the function
// it returns is called.
func (b *Bot) showTyping(ctx context.Context, chat int64) func() {
	ctx, cancel := context.WithCancel(ctx)
	over := make(chan struct{})
	// Most turns are over before: they cost a timer and no goroutine.
	timer := time.AfterFunc(typingAt, func() {
		defer close(over)
		for ok := ctx.Err() == nil; ok; ok = pause(ctx, typingFor) {
			if b.sender.held(chat) > 0 {
				return
			}
			_, err := call[bool](ctx, b.api, callTime, "sendChatAction", &tg.SendChatActionParams{ChatID: b.sender.where(chat), Action: models.ChatActionTyping})
			if err != nil {
				return // it is only a courtesy
			}
		}
	})
	return sync.OnceFunc(func() {
		if cancel(); !timer.Stop() {
			<-over
		}
	})
}

// apologise says that a turn was given up.
func (b *Bot) apologise(ctx context.Context, f *flight) {
	if b.cfg.Sorry == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	if _, err := b.sender.send(ctx, f.chat, bot.Reply{Text: b.cfg.Sorry(f.turn.Lang)}, f.reply); err != nil {
		b.log.Warn("an apology is not sent", "error", err)
	}
}
