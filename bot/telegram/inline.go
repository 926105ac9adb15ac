package telegram

import (
	"context"
	"time"

	"github.com/go-telegram/bot/models"
)

const (
	inlineTime  = 10 * time.Second // a client has stopped waiting by then
	inlineCache = 300              // seconds that Telegram may give the same answer again
	maxCards    = 50               // Bot API, answerInlineQuery
	maxCardID   = 64               // bytes
)

// The library's types write nulls where the Bot API wants nothing.
type inlineAnswer struct {
	ID       string     `json:"inline_query_id"`
	Results  []cardSent `json:"results"`
	Cache    int        `json:"cache_time"`
	Personal bool       `json:"is_personal"`
}

type cardSent struct {
	Type    string `json:"type"`
	ID      string `json:"id"`
	Title   string `json:"title"`
	About   string `json:"description,omitempty"`
	Content struct {
		Text    string           `json:"message_text"`
		Mode    models.ParseMode `json:"parse_mode"`
		Preview struct {
			Off bool `json:"is_disabled"`
		} `json:"link_preview_options"`
	} `json:"input_message_content"`
}

// answerInline answers an inline query. One that Telegram has forgotten is
// settled: the person has typed on.
func (b *Bot) answerInline(ctx context.Context, q *models.InlineQuery) error {
	ctx, cancel := context.WithTimeout(ctx, inlineTime)
	defer cancel()
	answer := &inlineAnswer{ID: q.ID, Results: []cardSent{}, Cache: inlineCache, Personal: true} // personal: it depends on the language
	for _, c := range b.cfg.Handler.Inline(ctx, q.Query, langOf(q.From)) {
		parts := fit(c.Text, maxText)
		if len(parts) == 0 || c.ID == "" || len(c.ID) > maxCardID || len(answer.Results) == maxCards {
			continue
		}
		s := cardSent{Type: "article", ID: c.ID, Title: c.Title, About: c.About}
		s.Content.Text, s.Content.Mode, s.Content.Preview.Off = parts[0], models.ParseModeHTML, true
		answer.Results = append(answer.Results, s)
	}
	_, err := again(ctx, func(ctx context.Context) (bool, error) {
		return call[bool](ctx, b.api, callTime, "answerInlineQuery", answer)
	})
	if err != nil {
		b.log.Warn("an inline query is not answered", "error", err)
	}
	return nil
}
