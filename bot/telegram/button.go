package telegram

import (
	"unicode/utf8"

	"github.com/go-telegram/bot/models"

	"bekal/bot"
)

// Limits of an inline keyboard. Only maxData is Telegram's word (Bot API,
// InlineKeyboardButton); lineWidth and lineMany are what fits a small phone.
const (
	maxData   = 64 // bytes
	lineWidth = 28 // characters
	lineMany  = 4
)

// InlineKeyboard is models.InlineKeyboardMarkup with only the fields we use:
// the library writes an empty copy_text into every button.
type inlineKeyboard struct {
	Lines [][]inlineButton `json:"inline_keyboard"`
}

type inlineButton struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

// buttons are what a reply offers: its choices, else, where only one person
// reads, the keyboard that stays.
func (s *sender) buttons(chat int64, r bot.Reply) models.ReplyMarkup {
	if k := s.choices(r.Choices); k != nil {
		return k
	}
	if len(r.Keyboard) == 0 || chat < 0 { // groups have negative ids
		return nil
	}
	k := &models.ReplyKeyboardMarkup{ResizeKeyboard: true, IsPersistent: true}
	for _, line := range r.Keyboard {
		var keys []models.KeyboardButton
		for _, label := range line {
			keys = append(keys, models.KeyboardButton{Text: label})
		}
		k.Keyboard = append(k.Keyboard, keys)
	}
	return k
}

// choices lays choices out in lines, in order, as many in a line as fit. One
// that Telegram would not take is left out, so that the others are seen.
func (s *sender) choices(cs []bot.Choice) *inlineKeyboard {
	var k inlineKeyboard
	var line []inlineButton
	width := 0
	for _, c := range cs {
		if c.ID == "" || len(c.ID) > maxData || c.Label == "" {
			s.log.Error("a choice cannot be a button", "bytes", len(c.ID))
			continue
		}
		w := utf8.RuneCountInString(c.Label)
		if len(line) > 0 && (width+w > lineWidth || len(line) == lineMany) {
			k.Lines, line, width = append(k.Lines, line), nil, 0
		}
		line = append(line, inlineButton{c.Label, c.ID})
		width += w
	}
	if len(line) > 0 {
		k.Lines = append(k.Lines, line)
	}
	if len(k.Lines) == 0 {
		return nil
	}
	return &k
}
