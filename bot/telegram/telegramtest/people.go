package telegramtest

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Chat is a chat of the bot with a person, or a group. Groups have negative
// ids.
type Chat struct {
	ID       int64
	s        *Server
	lang     string
	last     int // id of the last message
	messages []*Message
	typing   int
	blocked  bool
}

// A Message is one message as a reader sees it.
type Message struct {
	ID       int
	Bot      bool // said by the bot
	Text     string
	HTML     string `json:"-"` // as the bot wrote it
	Buttons  [][]Button
	Keyboard [][]string
	ReplyTo  int
	Edits    int
	Deleted  bool
	At       time.Time
	fixed    bool // Telegram refuses to delete it
}

// A Button is one button under a message.
type Button struct{ Label, Data string }

// Chat finds or makes a chat.
func (s *Server) Chat(id int64) *Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[id]
	if c == nil {
		c = &Chat{ID: id, s: s, lang: "id"}
		s.chats[id] = c
	}
	return c
}

// add puts a message into the chat. The caller holds mu.
func (c *Chat) add(bot bool, text string) *Message {
	c.last++
	m := &Message{ID: c.last, Bot: bot, Text: text, At: time.Now()}
	c.messages = append(c.messages, m)
	return m
}

func (c *Chat) find(id int) *Message {
	for _, m := range c.messages {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// personID is who writes: the person of a private chat, or somebody in the
// group.
func (c *Chat) personID() int64 {
	if c.ID > 0 {
		return c.ID
	}
	return 900_000_001
}

func (c *Chat) person() map[string]any {
	return map[string]any{"id": c.personID(), "is_bot": false, "first_name": "Siti", "language_code": c.lang}
}

func (c *Chat) about() map[string]any {
	if c.ID > 0 {
		return map[string]any{"id": c.ID, "type": "private", "first_name": "Siti"}
	}
	return map[string]any{"id": c.ID, "type": "supergroup", "title": "Keluarga"}
}

// json is a message as the Bot API writes it.
func (c *Chat) json(m *Message) map[string]any {
	from := c.person()
	if m.Bot {
		from = map[string]any{"id": BotID, "is_bot": true, "first_name": "Bekal", "username": Username}
	}
	out := map[string]any{"message_id": m.ID, "date": m.At.Unix(), "chat": c.about(), "from": from}
	if m.Text != "" {
		out["text"] = m.Text
	}
	return out
}

// Say says something in the chat, and returns the message's id.
func (c *Chat) Say(text string) int { return c.Post(text, nil) }

// Post is Say with more fields of a Message: a photo, a voice. A text of ""
// is left out.
func (c *Chat) Post(text string, more map[string]any) int {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	defer c.s.say()
	m := c.add(false, text)
	body := c.json(m)
	for k, v := range more {
		body[k] = v
	}
	c.s.push("m"+strconv.FormatInt(c.ID, 10), "message", body)
	return m.ID
}

// Forward forwards somebody's message into the chat.
func (c *Chat) Forward(text string) int {
	return c.Post(text, map[string]any{"forward_origin": map[string]any{
		"type": "hidden_user", "sender_user_name": "Agen", "date": time.Now().Unix() - 60,
	}})
}

// Reply answers a message of the bot, or of somebody else.
func (c *Chat) Reply(text string, to int) int {
	c.s.mu.Lock()
	m := c.find(to)
	body := c.json(m)
	c.s.mu.Unlock()
	return c.Post(text, map[string]any{"reply_to_message": body})
}

// Photo sends a picture.
func (c *Chat) Photo(data []byte, caption string) int {
	c.s.mu.Lock()
	id := "photo" + strconv.Itoa(len(c.s.files))
	c.s.files[id] = data
	c.s.mu.Unlock()
	more := map[string]any{"photo": []any{
		map[string]any{"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60},
		map[string]any{"file_id": id, "file_unique_id": "u" + id, "width": 900, "height": 600, "file_size": len(data)},
	}}
	if caption != "" {
		more["caption"] = caption
	}
	return c.Post("", more)
}

// Voice sends a voice message.
func (c *Chat) Voice() int {
	return c.Post("", map[string]any{"voice": map[string]any{"file_id": "v", "file_unique_id": "v", "duration": 3}})
}

// Press presses the newest button with this label, or if there is none sends
// label as the data of a button of the newest message. It returns the query's
// id.
func (c *Chat) Press(label string) string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	defer c.s.say()
	on, data := (*Message)(nil), label
	for _, m := range c.messages {
		if !m.Bot || m.Deleted {
			continue
		}
		if on == nil {
			on = m
		}
		for _, line := range m.Buttons {
			for _, b := range line {
				if b.Label == label {
					on, data = m, b.Data
				}
			}
		}
	}
	if on == nil {
		panic("telegramtest: nothing to press")
	}
	return c.press(c.json(on), data)
}

// Tap presses the button with this data under a message, as it is now. It
// panics if there is none: a person cannot press what is not there.
func (c *Chat) Tap(on int, data string) string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	defer c.s.say()
	m := c.find(on)
	if m == nil || m.Deleted || !m.has(data) {
		panic("telegramtest: no such button")
	}
	return c.press(c.json(m), data)
}

// TapOld presses a button under a message so old that Telegram no longer tells
// what it says.
func (c *Chat) TapOld(data string) string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	defer c.s.say()
	m := c.add(true, "")
	m.Deleted = true
	return c.press(map[string]any{"message_id": m.ID, "date": 0, "chat": c.about()}, data)
}

// press is a press of a button of the bot. The caller holds mu.
func (c *Chat) press(on map[string]any, data string) string {
	c.s.queries++
	id := strconv.Itoa(4_000_000 + c.s.queries)
	c.s.presses[id] = false
	c.s.push("p"+strconv.FormatInt(c.personID(), 10), "callback_query", map[string]any{
		"id": id, "from": c.person(), "chat_instance": "1", "data": data, "message": on,
	})
	return id
}

func (m *Message) has(data string) bool {
	for _, line := range m.Buttons {
		for _, b := range line {
			if b.Data == data {
				return true
			}
		}
	}
	return false
}

// Ask asks an inline query, and returns its id.
func (c *Chat) Ask(query string) string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.queries++
	id := strconv.Itoa(5_000_000 + c.s.queries)
	c.s.inlines[id] = nil
	c.s.push("i"+id, "inline_query", map[string]any{"id": id, "from": c.person(), "query": query, "offset": ""})
	return id
}

// Cards are what an inline query was answered with, nil if it was not.
func (s *Server) Cards(id string) []Card {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inlines[id]
}

// Block makes the person block the bot.
func (c *Chat) Block() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.blocked = true
	user := map[string]any{"id": BotID, "is_bot": true, "first_name": "Bekal"}
	c.s.push("b"+strconv.FormatInt(c.ID, 10), "my_chat_member", map[string]any{
		"chat": c.about(), "from": c.person(), "date": time.Now().Unix(),
		"old_chat_member": map[string]any{"status": "member", "user": user},
		"new_chat_member": map[string]any{"status": "kicked", "user": user, "until_date": 0},
	})
}

// Migrate makes a group a supergroup with another id, without a word to the
// bot: it learns it from a refusal.
func (c *Chat) Migrate(to int64) *Chat {
	next := c.s.Chat(to)
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.moved[c.ID] = to
	return next
}

// Fix makes a message one that Telegram will not delete, as there are some.
func (c *Chat) Fix(id int) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.find(id).fixed = true
}

// SetLang sets the language of the person's app.
func (c *Chat) SetLang(code string) { c.lang = code }

// Messages are all messages of the chat, oldest first.
func (c *Chat) Messages() []Message {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	out := make([]Message, 0, len(c.messages))
	for _, m := range c.messages {
		out = append(out, *m)
	}
	return out
}

// Heard are the texts of the bot in the chat, oldest first, without deleted
// ones.
func (c *Chat) Heard() []string {
	var out []string
	for _, m := range c.Messages() {
		if m.Bot && !m.Deleted {
			out = append(out, m.Text)
		}
	}
	return out
}

// Last is the bot's newest message, the zero Message if there is none.
func (c *Chat) Last() Message {
	all := c.Messages()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Bot && !all[i].Deleted {
			return all[i]
		}
	}
	return Message{}
}

// Typing is how often the bot showed that it is typing.
func (c *Chat) Typing() int {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.typing
}

// Expect waits until the bot has said n things in the chat, d at most. The
// error says what it said.
func (c *Chat) Expect(d time.Duration, n int) error {
	if c.s.Until(d, func() bool { return len(c.Heard()) >= n }) {
		return nil
	}
	return fmt.Errorf("chat %d: heard %q, want %d messages", c.ID, strings.Join(c.Heard(), " | "), n)
}
