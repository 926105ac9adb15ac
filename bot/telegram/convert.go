package telegram

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"bekal/bot"
	"bekal/knowledge/text"
)

// A kind is what an update is, as metrics count it.
type kind string

const (
	ignored kind = "ignored" // no concern of ours
	message kind = "message"
	press   kind = "press"
	inline  kind = "inline"
)

// Heard is an update as the conversation sees it.
type heard struct {
	kind kind
	lane int64 // what has the same lane is done in order
	chat int64
	turn bot.Turn
	// picture is to be read, and what it says added to the turn's text.
	picture *picture
	// gather: others are likely to arrive with it, and all are one turn.
	gather bool
	// press is the callback query to be answered, empty for none.
	press  string
	inline *models.InlineQuery
	// reply is the message to reply to, 0 for none.
	reply int
}

// A picture is a file to be read.
type picture struct {
	file string
	size int64 // bytes, 0 if not known
}

// longText is the length, in UTF-16 units, from which a message is taken for
// one that a Telegram client cut in two: they cut at 4,096, or at a line's end
// before.
const longText = 3900

// hear makes a turn of an update.
func (b *Bot) hear(u *models.Update) heard {
	switch {
	case u.Message != nil:
		return b.hearMessage(u.Message)
	case u.CallbackQuery != nil:
		return hearPress(u.CallbackQuery)
	case u.InlineQuery != nil && u.InlineQuery.From != nil:
		// Its own lane: it is not part of the chat with the person, whose id
		// is positive.
		return heard{kind: inline, lane: -u.InlineQuery.From.ID, inline: u.InlineQuery}
	default:
		return heard{kind: ignored}
	}
}

func (b *Bot) hearMessage(m *models.Message) heard {
	if m.MigrateToChatID != 0 {
		b.sender.moved(m.Chat.ID, m.MigrateToChatID)
	}
	private := m.Chat.Type == models.ChatTypePrivate
	if m.Chat.Type == models.ChatTypeChannel || (m.From != nil && m.From.IsBot) {
		return heard{kind: ignored}
	}
	me := b.me.Load()
	if m.ViaBot != nil && m.ViaBot.ID == me.ID {
		return heard{kind: ignored} // one of our own cards
	}
	h := heard{kind: message, lane: m.Chat.ID, chat: m.Chat.ID, turn: bot.Turn{
		Chat: chatID(m.Chat.ID), ID: "m" + strconv.Itoa(m.ID), Text: m.Text + m.Caption, From: bot.Typed,
		Lang: langOf(m.From), At: time.Unix(int64(m.Date), 0), Message: strconv.Itoa(m.ID),
	}}
	h.picture, h.turn.Unread = media(m)
	if !private {
		return inGroup(h, m, me)
	}
	if h.turn.Text == "" && h.picture == nil && h.turn.Unread == "" {
		return heard{kind: ignored} // a pinned message, a new title
	}
	h.gather = m.ForwardOrigin != nil || m.MediaGroupID != "" || utf16Len(m.Text) >= longText
	if m.ForwardOrigin != nil {
		h.turn.From = bot.Forwarded
		return h
	}
	command(&h.turn, me.Username)
	return h
}

// media is the picture a message bears, or what else it bears that is not
// text.
func media(m *models.Message) (*picture, bot.Medium) {
	switch {
	case len(m.Photo) > 0:
		best := m.Photo[0]
		for _, p := range m.Photo {
			if p.Width*p.Height > best.Width*best.Height {
				best = p
			}
		}
		return &picture{best.FileID, int64(best.FileSize)}, ""
	case m.Animation != nil: // it is a document too
		return nil, bot.Video
	case m.Document != nil && strings.HasPrefix(m.Document.MimeType, "image/"):
		return &picture{m.Document.FileID, m.Document.FileSize}, ""
	case m.Document != nil:
		return nil, bot.File
	case m.Voice != nil, m.Audio != nil, m.VideoNote != nil:
		return nil, bot.Voice
	case m.Video != nil:
		return nil, bot.Video
	case m.Sticker != nil:
		return nil, bot.Sticker
	case m.Location != nil, m.Venue != nil, m.Contact != nil, m.Poll != nil, m.Dice != nil,
		m.Game != nil, m.Story != nil, m.PaidMedia != nil, m.Checklist != nil:
		return nil, bot.Other
	default:
		return nil, ""
	}
}

// command takes @username off a command, and makes a link of /start with a
// payload.
func command(t *bot.Turn, username string) {
	name, rest, _ := strings.Cut(t.Text, " ")
	if !strings.HasPrefix(name, "/") {
		return
	}
	if bare, to, ok := strings.Cut(name, "@"); ok && strings.EqualFold(to, username) {
		name = bare
		t.Text = strings.TrimRight(name+" "+rest, " ")
	}
	if rest = strings.TrimSpace(rest); name == "/start" && rest != "" {
		t.From, t.Text = bot.DeepLink, rest
	}
}

func hearPress(q *models.CallbackQuery) heard {
	h := heard{kind: press, press: q.ID, lane: q.From.ID, turn: bot.Turn{
		ID: "c" + q.ID, Pick: q.Data, From: bot.Typed, Lang: langOf(&q.From), At: time.Now(),
	}}
	var chat models.Chat
	switch m := q.Message; {
	case m.Message != nil:
		chat, h.turn.On = m.Message.Chat, strconv.Itoa(m.Message.ID)
	case m.InaccessibleMessage != nil:
		// It is too old for Telegram to show it, and must do something all the same.
		chat, h.turn.On = m.InaccessibleMessage.Chat, strconv.Itoa(m.InaccessibleMessage.MessageID)
	default:
		return h // a press in a chat we are not in
	}
	h.chat, h.lane = chat.ID, chat.ID
	h.turn.Chat, h.turn.Group = chatID(chat.ID), chat.Type != models.ChatTypePrivate
	return h
}

func langOf(u *models.User) text.Lang {
	if u == nil {
		return ""
	}
	code, _, _ := strings.Cut(u.LanguageCode, "-")
	if l := text.Lang(code); l.Valid() {
		return l
	}
	return ""
}

// chatPrefix tells Telegram's chats from those of other adapters.
const chatPrefix = "tg:"

func chatID(id int64) bot.ChatID { return bot.ChatID(chatPrefix + strconv.FormatInt(id, 10)) }

// number is the inverse of chatID.
func number(c bot.ChatID) (int64, error) {
	s, ok := strings.CutPrefix(string(c), chatPrefix)
	id, err := strconv.ParseInt(s, 10, 64)
	if !ok || err != nil {
		return 0, fmt.Errorf("chat %s is none of Telegram's", c.LogValue())
	}
	return id, nil
}
