package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
	"golang.org/x/time/rate"

	"bekal/bot"
)

// errReply is a reply that cannot be shown, whatever Telegram says.
var errReply = errors.New("the reply cannot be shown")

// A sender shows replies: one at a time in a chat, in order, and all of them
// no faster than a rate. A chat that is told to wait holds up no other.
type sender struct {
	api  *api
	rate *rate.Limiter
	log  *slog.Logger

	mu    sync.Mutex
	chats map[int64]*gate
	to    map[int64]int64     // groups that became supergroups
	until map[int64]time.Time // chats that were told to wait
}

// A gate lets one reply at a time into a chat. It exists while it is used.
type gate struct {
	open  chan struct{}
	users int
}

func newSender(a *api, perSecond float64, log *slog.Logger) *sender {
	limit, burst := rate.Limit(perSecond), max(1, int(perSecond))
	switch {
	case perSecond == 0:
		limit, burst = DefaultRate, DefaultRate
	case perSecond < 0:
		limit = rate.Inf
	}
	return &sender{api: a, rate: rate.NewLimiter(limit, burst), log: log, chats: map[int64]*gate{}, to: map[int64]int64{}, until: map[int64]time.Time{}}
}

// enter waits until nothing else is said in the chat. The function it returns
// leaves again.
func (s *sender) enter(ctx context.Context, chat int64) (func(), error) {
	s.mu.Lock()
	g := s.chats[chat]
	if g == nil {
		g = &gate{open: make(chan struct{}, 1)}
		s.chats[chat] = g
	}
	g.users++
	s.mu.Unlock()
	leave := func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if g.users--; g.users == 0 {
			delete(s.chats, chat)
		}
	}
	select {
	case g.open <- struct{}{}:
		return func() { <-g.open; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}

// moved notes that a group has a new id.
func (s *sender) moved(from, to int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.to[from] = to
}

// where is the id a chat has now.
func (s *sender) where(chat int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	for n := 0; n < 4; n++ { // a chat moves once; this ends a ring
		to, ok := s.to[chat]
		if !ok {
			break
		}
		chat = to
	}
	return chat
}

// held is how long a chat still has to wait after a 429. It outlasts the try
// that met it.
func (s *sender) held(chat int64) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := time.Until(s.until[chat])
	if d <= 0 {
		delete(s.until, chat)
	}
	return d
}

// note remembers what a 429 says of a chat.
func (s *sender) note(chat int64, err error) {
	var e *apiError
	if errors.As(err, &e) && e.code == http.StatusTooManyRequests {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.until[chat] = time.Now().Add(max(time.Second, e.retryAfter))
	}
}

// send shows a reply and returns the names of its messages, with commas
// between them when it takes several. It waits and repeats as long as ctx
// lasts. An error wraps bot.ErrGone if the chat cannot be written to, is an
// *apiError or errReply if it makes no sense to try again.
func (s *sender) send(ctx context.Context, chat int64, r bot.Reply, replyTo int) (string, error) {
	leave, err := s.enter(ctx, chat)
	if err != nil {
		return "", err
	}
	defer leave()
	if err := s.erase(ctx, chat, r.Erase); err != nil {
		return "", err
	}
	parts := fit(r.Text, maxText)
	if len(parts) == 0 {
		if len(r.Choices) > 0 || r.Keyboard != nil {
			return "", fmt.Errorf("%w: buttons without a text", errReply)
		}
		return "", nil
	}
	var old, names []string
	if r.Edit != "" {
		old = strings.Split(r.Edit, ",")
	}
	for i, part := range parts {
		m := outgoing{chat: chat, html: part}
		if i == 0 {
			m.replyTo = replyTo
		}
		if i == len(parts)-1 {
			m.markup = s.buttons(chat, r)
		}
		var name string
		if i < len(old) {
			name, err = s.edit(ctx, m, old[i])
		} else {
			name, err = s.say(ctx, m)
		}
		if err != nil {
			return "", err
		}
		names = append(names, name)
	}
	if len(old) > len(parts) {
		if err := s.erase(ctx, chat, old[len(parts):]); err != nil {
			return "", err
		}
	}
	return strings.Join(names, ","), nil
}

// Outgoing is one message that fits.
type outgoing struct {
	chat    int64
	html    string
	markup  models.ReplyMarkup
	replyTo int
}

type sent struct {
	ID int `json:"message_id"`
}

// say sends a new message.
func (s *sender) say(ctx context.Context, m outgoing) (string, error) {
	off := true
	p := &tg.SendMessageParams{
		Text: m.html, ParseMode: models.ParseModeHTML, ReplyMarkup: m.markup,
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: &off},
	}
	if m.replyTo != 0 {
		p.ReplyParameters = &models.ReplyParameters{MessageID: m.replyTo, AllowSendingWithoutReply: true}
	}
	got, err := shown(ctx, s, m.chat, func(ctx context.Context, chat int64) (sent, error) {
		p.ChatID = chat
		return call[sent](ctx, s.api, callTime, "sendMessage", p)
	})
	return strconv.Itoa(got.ID), err
}

// edit puts a message in the place of the one named. If that cannot be edited
// any more it says a new one.
func (s *sender) edit(ctx context.Context, m outgoing, name string) (string, error) {
	id, err := strconv.Atoi(name)
	if err != nil {
		return s.say(ctx, m)
	}
	off := true
	p := &tg.EditMessageTextParams{
		MessageID: id, Text: m.html, ParseMode: models.ParseModeHTML,
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: &off},
	}
	if k, ok := m.markup.(*inlineKeyboard); ok {
		p.ReplyMarkup = k
	}
	_, err = shown(ctx, s, m.chat, func(ctx context.Context, chat int64) (json.RawMessage, error) {
		p.ChatID = chat
		return call[json.RawMessage](ctx, s.api, callTime, "editMessageText", p)
	})
	e, no := refused(err)
	switch {
	case err == nil || no && e.reason == notModified:
		return name, nil
	case no && e.code == http.StatusBadRequest:
		return s.say(ctx, m)
	default:
		return "", err
	}
}

// shown makes a call that shows something in a chat, at the rate we may,
// until it succeeds or makes no sense. It follows a group that has moved.
func shown[T any](ctx context.Context, s *sender, chat int64, op func(ctx context.Context, chat int64) (T, error)) (T, error) {
	for {
		to := s.where(chat)
		v, err := again(ctx, func(ctx context.Context) (T, error) {
			var none T
			if d := s.held(to); d > 0 && !pause(ctx, d) {
				return none, fmt.Errorf("waiting until the chat may be written to: %w", ctx.Err())
			}
			if err := s.rate.Wait(ctx); err != nil {
				return none, fmt.Errorf("waiting for our turn to send: %w", err)
			}
			v, err := op(ctx, to)
			s.note(to, err)
			return v, err
		})
		e, no := refused(err)
		switch {
		case no && e.migrateTo != 0 && e.migrateTo != to:
			s.moved(to, e.migrateTo)
			continue
		case no && e.reason == gone:
			return v, fmt.Errorf("%w: %w", bot.ErrGone, err)
		default:
			return v, err
		}
	}
}

// eraseMany is how many messages one call may delete (Bot API,
// deleteMessages).
const eraseMany = 100

// erase deletes messages, of both sides. Those that are gone already or too
// old are left out: that is no error.
func (s *sender) erase(ctx context.Context, chat int64, names []string) error {
	var ids []int
	for _, name := range names {
		for one := range strings.SplitSeq(name, ",") {
			if id, err := strconv.Atoi(one); err == nil {
				ids = append(ids, id)
			}
		}
	}
	for some := range slices.Chunk(ids, eraseMany) {
		if err := s.eraseSome(ctx, chat, some); err != nil {
			return err
		}
	}
	return nil
}

// eraseSome makes one call. One message that cannot be deleted may have the
// others refused with it: then each half is tried by itself.
func (s *sender) eraseSome(ctx context.Context, chat int64, ids []int) error {
	_, err := again(ctx, func(ctx context.Context) (bool, error) {
		return call[bool](ctx, s.api, callTime, "deleteMessages", &tg.DeleteMessagesParams{ChatID: s.where(chat), MessageIDs: ids})
	})
	e, no := refused(err)
	switch {
	case !no:
		return err
	case e.reason == gone || len(ids) == 1:
		return nil
	}
	half := len(ids) / 2
	if err := s.eraseSome(ctx, chat, ids[:half]); err != nil {
		return err
	}
	return s.eraseSome(ctx, chat, ids[half:])
}
