package dialog

import (
	"context"
	"fmt"
	"strings"

	"bekal/bot"
	"bekal/knowledge"
	"bekal/knowledge/text"
)

// popular are the entries offered before anything is typed.
var popular = []string{"jalur-resmi", "biaya-penempatan", "p3mi-cek", "modus", "kontak-perwakilan"}

// maxCards is how many cards an inline query gets.
const maxCards = 5

// Inline answers what is typed behind the bot's name in another chat. The
// cards carry their source, for they go to people who see nothing else. None
// for what bekal does not know.
func (e *Engine) Inline(ctx context.Context, query string, lang text.Lang) ([]bot.Card, error) {
	ed := e.Library.Edition()
	c := composer{ed, e.Say, lang, e.now()}
	if strings.TrimSpace(query) == "" {
		var out []bot.Card
		for _, id := range popular {
			if entry := ed.Base.Entry(id); entry != nil {
				out = append(out, c.cardOf(entry, asked{}))
			}
		}
		return out, nil
	}
	a, err := e.Ask(ctx, ed, query, bot.Slots{})
	if err != nil {
		return nil, fmt.Errorf("answering inline: %w", err)
	}
	if c.lang == "" {
		c.lang = a.Lang
	}
	var out []bot.Card
	switch a.Kind {
	case Emergency:
		// the numbers only: what happened is not for a group to read
		return []bot.Card{{ID: "sos-" + a.Slots.Country, Title: c.t("menu.urgent"), Text: strings.Join(c.numbers(a.Slots.Country), "\n")}}, nil
	case Answered, Suggested:
		for _, h := range a.Hits[:min(len(a.Hits), maxCards)] {
			out = append(out, c.cardOf(h.Entry, a.asked))
		}
	}
	return out, nil
}

func (c composer) cardOf(e *knowledge.Entry, q asked) bot.Card {
	title, id := e.Title.In(c.lang), e.ID
	for _, a := range q.aspects[:min(1, len(q.aspects))] {
		if e.Country != nil {
			title, id = c.t("aspect."+string(a))+" · "+c.countryTitle(e, q.country), id+"-"+string(a)
		}
	}
	return bot.Card{ID: id, Title: title, Text: "**" + e.Title.In(c.lang) + "**\n\n" + c.entry(e, q), Entry: e.ID}
}
