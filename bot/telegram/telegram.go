// Package telegram is the bot's adapter for Telegram. It takes updates by long
// polling or by webhook, makes turns of them, hands them to a Handler and shows
// the replies. What is said is the Handler's affair.
//
// An update is confirmed late: only when its turn is settled, so that what is
// not answered is delivered again. Updates of one chat are handled in order,
// those of different chats at the same time. Where Telegram must be told early
// (one forwarded message of several, a turn that takes long) the update is put
// on a Shelf first, which survives us.
//
// Of go-telegram/bot only the types are used. Its own loops confirm an update
// before it is handled, and do not repeat what failed.
package telegram

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"bekal/bot"
	"bekal/bot/metric"
	"bekal/knowledge/text"
)

// A Handler is the conversation.
type Handler interface {
	// Handle answers one turn through send. After nil the turn is settled;
	// after an error the same turn is handed in again.
	Handle(ctx context.Context, t bot.Turn, send bot.Send) error
	// Inline returns answers to put into another chat, best first.
	Inline(ctx context.Context, query string, lang text.Lang) []Card
}

// A Card is one answer of inline mode.
type Card struct {
	ID    string // at most 64 bytes, unique among the cards
	Title string
	About string // a line under the title
	Text  string // what is put into the chat, in light markup
}

// A Reader gets text out of a picture, empty for none. *ocr.Reader is one.
type Reader interface {
	Read(ctx context.Context, picture []byte) (string, error)
}

// A Command is offered in the chat's menu.
type Command struct {
	Name  string // without the slash
	About string
}

// A Config says how the bot is run. Token and Handler must be there.
type Config struct {
	Token   string
	API     string // base URL of the Bot API, empty for Telegram's own
	Webhook string // URL that Telegram calls, empty for long polling
	Secret  string // what Telegram shows with each webhook request
	// Rate bounds the messages sent a second, over all chats; negative for no
	// bound, 0 for DefaultRate at Telegram's own API and no bound at another,
	// which will say 429 when it is too much.
	Rate     float64
	Handler  Handler
	Pictures Reader // nil: pictures are not read
	Shelf    Shelf  // nil: a turn that hangs, and each forwarded message of a webhook, is waited for
	// Commands are set for each language; those of text.ID are for all others too.
	Commands map[text.Lang][]Command
	// Sorry is what a person reads when their turn was given up, in light
	// markup; nil for nothing.
	Sorry   func(text.Lang) string
	Ready   func() // called once updates are being taken; nil for nothing
	Drain   time.Duration
	Metrics *metric.Telegram // nil counts nothing
	Log     *slog.Logger
	HTTP    *http.Client // nil for one of our own
}

// DefaultRate is about what Telegram allows a bot (Bots FAQ: 30 messages a
// second over all chats).
const DefaultRate = 30

const (
	defaultAPI   = "https://api.telegram.org"
	defaultDrain = 8 * time.Second // serve promises to be gone within 10
	maxOpen      = 4096            // updates taken and not settled; more get 503
)

// ErrToken says that Telegram does not know the token.
var ErrToken = errors.New("telegram does not accept the token")

// A Bot is one bot on Telegram.
type Bot struct {
	cfg    Config
	log    *slog.Logger
	api    *api
	sender *sender
	in     *intake
	me     atomic.Pointer[models.User]
	taking atomic.Bool
}

// New makes a bot; nothing is called before Run.
func New(cfg Config) (*Bot, error) {
	switch {
	case strings.TrimSpace(cfg.Token) == "":
		return nil, errors.New("the telegram token is empty")
	case cfg.Webhook != "" && cfg.Secret == "":
		return nil, errors.New("a webhook needs a secret")
	}
	if cfg.Rate == 0 && cfg.API != "" && cfg.API != defaultAPI {
		cfg.Rate = -1
	}
	if cfg.API == "" {
		cfg.API = defaultAPI
	}
	if cfg.Drain <= 0 {
		cfg.Drain = defaultDrain
	}
	if cfg.HTTP == nil {
		cfg.HTTP = newClient()
	}
	b := &Bot{cfg: cfg, log: cfg.Log, api: newAPI(cfg.API, cfg.Token, cfg.HTTP, cfg.Metrics)}
	b.sender = newSender(b.api, cfg.Rate, cfg.Log)
	b.in = newIntake(cfg.Shelf, cfg.Metrics, cfg.Log, b.hear, b.work)
	return b, nil
}

// newClient keeps enough connections for many chats at once, and follows no
// redirect: it would take the token elsewhere.
func newClient() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 256, 256
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	return &http.Client{
		Transport:     t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Run takes and answers updates until ctx ends. Then it takes no more,
// finishes the turns under way, for Config.Drain at most, and returns nil. It
// waits for Telegram as long as it takes; the only errors are of what waiting
// does not mend, such as ErrToken.
func (b *Bot) Run(ctx context.Context) error {
	defer b.api.http.CloseIdleConnections()
	if err := b.start(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	// Turns outlive ctx until they are drained.
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	b.in.begin(ctx, work)
	b.taking.Store(true)
	b.log.Info("taking updates", "webhook", b.cfg.Webhook != "")
	if b.cfg.Ready != nil {
		b.cfg.Ready()
	}
	side := make(chan struct{})
	go func() {
		defer close(side)
		b.setCommands(ctx)
	}()
	p := &poller{Bot: b}
	if b.cfg.Webhook == "" {
		p.run(ctx)
	} else {
		<-ctx.Done()
	}
	b.taking.Store(false)
	left := b.in.drain(b.cfg.Drain, cancel)
	b.log.Info("stopped", "unsettled", left)
	if b.cfg.Webhook == "" {
		p.confirm(context.WithoutCancel(ctx))
	}
	<-side
	return nil
}

// Taking reports whether updates are being taken.
func (b *Bot) Taking() bool { return b.taking.Load() }

// Send shows a reply in a chat without being asked, as a turn's Send does.
func (b *Bot) Send(ctx context.Context, chat bot.ChatID, r bot.Reply) (string, error) {
	id, err := number(chat)
	if err != nil {
		return "", err
	}
	return b.sender.send(ctx, id, r, 0)
}

// start learns who the bot is and tells Telegram how it takes updates. It
// goes on trying through outages and 429.
func (b *Bot) start(ctx context.Context) error {
	me, err := patiently(ctx, b, "asking who we are", func(ctx context.Context) (models.User, error) {
		return call[models.User](ctx, b.api, callTime, "getMe", nil)
	})
	if err != nil {
		return err
	}
	b.me.Store(&me)
	if b.cfg.Webhook == "" {
		_, err = patiently(ctx, b, "turning the webhook off", func(ctx context.Context) (bool, error) {
			return call[bool](ctx, b.api, callTime, "deleteWebhook", nil)
		})
		return err
	}
	_, err = patiently(ctx, b, "setting the webhook", func(ctx context.Context) (bool, error) {
		return call[bool](ctx, b.api, callTime, "setWebhook", &tg.SetWebhookParams{
			URL: b.cfg.Webhook, SecretToken: b.cfg.Secret, MaxConnections: maxConnections, AllowedUpdates: allowed(),
		})
	})
	return err
}

// allowed are the kinds of updates we are handed; all others are none of ours.
func allowed() []string {
	return []string{
		models.AllowedUpdateMessage, models.AllowedUpdateCallbackQuery,
		models.AllowedUpdateInlineQuery, models.AllowedUpdateMyChatMember,
	}
}

// patiently repeats a call until it succeeds or is refused for good, and says
// in the log that it waits.
func patiently[T any](ctx context.Context, b *Bot, doing string, op func(context.Context) (T, error)) (T, error) {
	v, err := again(ctx, func(ctx context.Context) (T, error) {
		v, err := op(ctx)
		if err != nil && ctx.Err() == nil {
			b.log.Warn("telegram does not answer as it should", "doing", doing, "error", err)
		}
		return v, err
	})
	if e, ok := refused(err); ok && (e.code == http.StatusUnauthorized || e.code == http.StatusNotFound) {
		return v, fmt.Errorf("%s: %w", doing, ErrToken)
	}
	if err != nil {
		return v, fmt.Errorf("%s: %w", doing, err)
	}
	return v, nil
}

// setCommands fills the menu of commands in each language. Going without is
// no reason to stop.
func (b *Bot) setCommands(ctx context.Context) {
	for lang, commands := range b.cfg.Commands {
		codes := []string{string(lang)}
		if lang == text.ID {
			codes = append(codes, "") // whoever has another language
		}
		var list []models.BotCommand
		for _, c := range commands {
			list = append(list, models.BotCommand{Command: c.Name, Description: c.About})
		}
		for _, code := range codes {
			_, err := patiently(ctx, b, "setting the commands", func(ctx context.Context) (bool, error) {
				return call[bool](ctx, b.api, callTime, "setMyCommands", &tg.SetMyCommandsParams{Commands: list, LanguageCode: code})
			})
			if err != nil && ctx.Err() == nil {
				b.log.Error("the commands are not set", "error", err)
			}
		}
	}
}
