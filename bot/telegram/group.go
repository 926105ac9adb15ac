package telegram

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-telegram/bot/models"

	"bekal/bot"
)

// inGroup keeps silent in a group unless the bot is mentioned, replied to or
// called with a command. Whoever mentions it in a reply to somebody else's
// message, or calls /cek there, asks about that message.
func inGroup(h heard, m *models.Message, me *models.User) heard {
	h.turn.Group = true
	h.reply = m.ID
	h.turn.Unread = ""
	to := m.ReplyToMessage
	answered := to != nil && to.From != nil && to.From.ID == me.ID
	said, mentioned := unmention(h.turn.Text, me.Username)
	called := strings.HasPrefix(said, "/")
	if called {
		name, _, _ := strings.Cut(said, " ")
		if _, other, ok := strings.Cut(name, "@"); ok && !strings.EqualFold(other, me.Username) {
			return heard{kind: ignored} // another bot's
		}
	}
	if !answered && !mentioned && !called && !textMention(m, me.ID) {
		return heard{kind: ignored}
	}
	h.turn.Text = said
	command(&h.turn, me.Username)
	if to != nil && !answered && (h.turn.Text == "" || h.turn.Text == "/cek") {
		h.turn.Text, h.turn.From = to.Text+to.Caption, bot.Forwarded
		if h.picture == nil {
			h.picture, _ = media(to)
		}
	}
	if h.turn.Text == "" && h.picture == nil {
		if answered {
			return heard{kind: ignored} // a sticker, a new title
		}
		h.turn.Text = "/start" // called by name and nothing else
	}
	return h
}

// unmention takes @username out of s, but leaves it in a command, and reports
// whether it was there. Text is searched and not entities: clients leave the
// entity out when they do not know the name.
func unmention(s, username string) (string, bool) {
	if username == "" {
		return s, false
	}
	found := false
	name := "@" + strings.ToLower(username)
	for from := 0; ; {
		// Folding only ASCII keeps the offsets.
		k := strings.Index(lower(s[from:]), name)
		if k < 0 {
			return strings.TrimSpace(s), found
		}
		k += from
		end := k + len(name)
		after, _ := utf8.DecodeRuneInString(s[end:])
		switch {
		case end < len(s) && (after == '_' || unicode.IsLetter(after) || unicode.IsDigit(after)):
			from = end // a longer name
		case strings.HasPrefix(s, "/") && !strings.ContainsAny(s[:k], " \n"):
			found, from = true, end
		default:
			found = true
			head := strings.TrimRight(s[:k], " ")
			s, from = head+s[end:], len(head)
		}
	}
}

// lower folds ASCII letters only.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// textMention reports whether an entity names the bot without its username.
func textMention(m *models.Message, id int64) bool {
	for _, es := range [][]models.MessageEntity{m.Entities, m.CaptionEntities} {
		for _, e := range es {
			if e.Type == models.MessageEntityTypeTextMention && e.User != nil && e.User.ID == id {
				return true
			}
		}
	}
	return false
}
