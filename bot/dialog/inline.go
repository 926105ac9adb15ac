package dialog

import (
	"context"
	"strings"

	"bekal/bot"
	"bekal/knowledge"
	"bekal/knowledge/text"
)

// popular are the entries offered before anything is typed.
var popular = []string{"jalur-resmi", "biaya-penempatan", "p3mi-cek", "modus", "kontak-perwakilan"}

// aboutLength is how many characters of an answer stand under its title.
const aboutLength = 100

// maxCards is how many cards an inline query gets.
const maxCards = 5

// Inline answers what is typed behind the bot's name in another chat. The
// cards carry their source, for they go to people who see nothing else. None
// for what bekal does not know, or if it cannot look: there is nobody to tell.
func (e *Engine) Inline(ctx context.Context, query string, lang text.Lang) []bot.Card {
	ed := e.Library.Edition()
	c := composer{ed, e.Say, lang, e.now()}
	if strings.TrimSpace(query) == "" {
		var out []bot.Card
		for _, id := range popular {
			if entry := ed.Base.Entry(id); entry != nil {
				out = append(out, c.cardOf(entry, asked{}))
			}
		}
		return out
	}
	a, err := e.Ask(ctx, ed, query, bot.Slots{})
	if err != nil {
		e.Log.Warn("an inline query is not answered", "err", err)
		return nil
	}
	if c.lang == "" {
		c.lang = a.Lang
	}
	var out []bot.Card
	switch a.Kind {
	case Emergency:
		// the numbers only: what happened is not for a group to read
		return []bot.Card{{ID: "sos-" + a.Slots.Country, Title: c.t("menu.urgent"), Text: strings.Join(c.numbers(a.Slots.Country), "\n")}}
	case Answered, Suggested:
		for _, h := range a.Hits[:min(len(a.Hits), maxCards)] {
			out = append(out, c.cardOf(h.Entry, a.asked))
		}
	}
	return out
}

func (c composer) cardOf(e *knowledge.Entry, q asked) bot.Card {
	title, id := e.Title.In(c.lang), e.ID
	for _, a := range q.aspects[:min(1, len(q.aspects))] {
		if e.Country != nil {
			title, id = c.t("aspect."+string(a))+" · "+c.countryTitle(e, q.country), id+"-"+string(a)
		}
	}
	return bot.Card{ID: id, Title: title, About: clip(strings.ReplaceAll(e.Answer.In(c.lang).Short, "**", ""), aboutLength), Text: "**" + e.Title.In(c.lang) + "**\n\n" + c.entry(e, q), Entry: e.ID}
}
