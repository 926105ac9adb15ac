package telegramtest

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Limits as they stand in the Bot API's text.
const (
	maxText      = 4096 // UTF-16 units after entities
	maxData      = 64   // bytes
	maxDelete    = 100  // messages
	deletable    = 48 * time.Hour
	maxCards     = 50
	maxCardID    = 64
	maxCommands  = 100
	maxCommandAt = 256 // characters of a description
)

// do carries a call out. Its form has been checked.
func (s *Server) do(ctx context.Context, method string, args map[string]any) (any, *refusal) {
	switch method {
	case "getUpdates":
		return s.poll(ctx, args)
	case "setWebhook":
		return s.setWebhook(args)
	case "deleteWebhook":
		return s.setWebhook(map[string]any{"url": ""})
	case "getFile":
		return s.getFile(args)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.say()
	switch method {
	case "getMe":
		return me(), nil
	case "getWebhookInfo":
		return map[string]any{"url": s.hook.url, "has_custom_certificate": false, "pending_update_count": len(s.waiting)}, nil
	case "sendMessage":
		return s.sendMessage(args)
	case "editMessageText":
		return s.editMessageText(args)
	case "deleteMessages":
		return s.deleteMessages(args)
	case "answerCallbackQuery":
		return s.answerCallbackQuery(args)
	case "answerInlineQuery":
		return s.answerInlineQuery(args)
	case "sendChatAction":
		c, no := s.chat(args)
		if no == nil {
			c.typing++
		}
		return true, no
	case "setMyCommands":
		return s.setMyCommands(args)
	default:
		return nil, &refusal{code: http.StatusNotImplemented, text: "the simulator does not do " + method}
	}
}

func me() map[string]any {
	return map[string]any{
		"id": BotID, "is_bot": true, "first_name": "Bekal", "username": Username,
		"can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": true,
	}
}

// refuse notes a violation and is the refusal that goes with it. The caller
// holds mu.
func (s *Server) refuse(method, text string) *refusal {
	s.violations = append(s.violations, method+": "+text)
	return bad(text)
}

// chat finds the chat of a call, if the bot may write there.
func (s *Server) chat(args map[string]any) (*Chat, *refusal) {
	id := number(args["chat_id"])
	if to, ok := s.moved[id]; ok {
		no := bad("group chat was upgraded to a supergroup chat")
		no.moved = to
		return nil, no
	}
	c := s.chats[id]
	switch {
	case c == nil:
		return nil, bad("chat not found")
	case c.blocked:
		return nil, &refusal{code: http.StatusForbidden, text: "Forbidden: bot was blocked by the user"}
	}
	return c, nil
}

// words are the text of a message as a reader sees it.
func (s *Server) words(method string, args map[string]any) (string, *refusal) {
	text, _ := args["text"].(string)
	mode, _ := args["parse_mode"].(string)
	switch mode {
	case "HTML":
		seen, err := parseHTML(text)
		if err != nil {
			return "", s.refuse(method, "can't parse entities: "+err.Error())
		}
		text = seen
	case "":
	default:
		return "", s.refuse(method, "the simulator reads no "+mode)
	}
	switch n := length(text); {
	case strings.TrimSpace(text) == "":
		return "", s.refuse(method, "message text is empty")
	case n > maxText:
		return "", s.refuse(method, "message is too long: "+strconv.Itoa(n))
	}
	return text, nil
}

// keys are the buttons under a message, and the keyboard that stays.
func (s *Server) keys(method string, args map[string]any) (buttons [][]Button, keyboard [][]string, no *refusal) {
	m, ok := args["reply_markup"].(map[string]any)
	if !ok {
		return nil, nil, nil
	}
	lines, _ := m["inline_keyboard"].([]any)
	for _, l := range lines {
		var line []Button
		for _, k := range l.([]any) {
			b := k.(map[string]any)
			label, _ := b["text"].(string)
			data, _ := b["callback_data"].(string)
			actions := len(b) - 1
			if _, ok := b["style"]; ok {
				actions--
			}
			switch _, press := b["callback_data"]; {
			case label == "":
				return nil, nil, s.refuse(method, "a button without a text")
			case actions != 1:
				return nil, nil, s.refuse(method, "a button must do exactly one thing")
			case press && (data == "" || len(data) > maxData):
				return nil, nil, s.refuse(method, "BUTTON_DATA_INVALID")
			}
			line = append(line, Button{label, data})
		}
		if len(line) == 0 {
			return nil, nil, s.refuse(method, "an empty line of buttons")
		}
		buttons = append(buttons, line)
	}
	rows, _ := m["keyboard"].([]any)
	for _, l := range rows {
		var line []string
		for _, k := range l.([]any) {
			label, _ := k.(map[string]any)["text"].(string)
			if label == "" {
				return nil, nil, s.refuse(method, "a key without a text")
			}
			line = append(line, label)
		}
		keyboard = append(keyboard, line)
	}
	return buttons, keyboard, nil
}

func (s *Server) sendMessage(args map[string]any) (any, *refusal) {
	c, no := s.chat(args)
	if no != nil {
		return nil, no
	}
	text, no := s.words("sendMessage", args)
	if no != nil {
		return nil, no
	}
	buttons, keyboard, no := s.keys("sendMessage", args)
	if no != nil {
		return nil, no
	}
	m := c.add(true, text)
	m.HTML, _ = args["text"].(string)
	m.Buttons, m.Keyboard = buttons, keyboard
	if r, ok := args["reply_parameters"].(map[string]any); ok {
		m.ReplyTo = int(number(r["message_id"]))
	}
	return c.json(m), nil
}

func (s *Server) editMessageText(args map[string]any) (any, *refusal) {
	c, no := s.chat(args)
	if no != nil {
		return nil, no
	}
	m := c.find(int(number(args["message_id"])))
	switch {
	case m == nil || m.Deleted:
		return nil, bad("message to edit not found")
	case !m.Bot || m.Keyboard != nil:
		return nil, bad("message can't be edited")
	}
	text, no := s.words("editMessageText", args)
	if no != nil {
		return nil, no
	}
	buttons, keyboard, no := s.keys("editMessageText", args)
	switch {
	case no != nil:
		return nil, no
	case keyboard != nil:
		return nil, s.refuse("editMessageText", "an edit takes inline keyboards only")
	}
	html, _ := args["text"].(string)
	if html == m.HTML && equal(buttons, m.Buttons) {
		return nil, bad("message is not modified: specified new message content and reply markup are exactly the same")
	}
	m.Text, m.HTML, m.Buttons = text, html, buttons
	m.Edits++
	return c.json(m), nil
}

func equal(a, b [][]Button) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if len(a[i]) != len(b[i]) {
			return false
		}
		for k := range a[i] {
			if a[i][k] != b[i][k] {
				return false
			}
		}
	}
	return true
}

func (s *Server) deleteMessages(args map[string]any) (any, *refusal) {
	c, no := s.chat(args)
	if no != nil {
		return nil, no
	}
	ids := args["message_ids"].([]any)
	if len(ids) < 1 || len(ids) > maxDelete {
		return nil, s.refuse("deleteMessages", "1 to 100 messages, not "+strconv.Itoa(len(ids)))
	}
	for _, id := range ids {
		if m := c.find(int(number(id))); m != nil && m.fixed {
			return nil, bad("message can't be deleted")
		}
	}
	for _, id := range ids {
		m := c.find(int(number(id)))
		switch {
		case m == nil || m.Deleted:
		case time.Since(m.At) > deletable:
			return nil, s.refuse("deleteMessages", "a message older than 48 hours can't be deleted")
		default:
			m.Deleted = true
		}
	}
	return true, nil
}

func (s *Server) answerCallbackQuery(args map[string]any) (any, *refusal) {
	id, _ := args["callback_query_id"].(string)
	if _, ok := s.presses[id]; !ok {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	s.presses[id] = true
	return true, nil
}

func (s *Server) answerInlineQuery(args map[string]any) (any, *refusal) {
	id, _ := args["inline_query_id"].(string)
	if _, ok := s.inlines[id]; !ok {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	results := args["results"].([]any)
	if len(results) > maxCards {
		return nil, s.refuse("answerInlineQuery", "too many results")
	}
	had := map[string]bool{}
	cards := []Card{}
	for _, r := range results {
		m := r.(map[string]any)
		card := Card{}
		card.ID, _ = m["id"].(string)
		card.Title, _ = m["title"].(string)
		if card.ID == "" || len(card.ID) > maxCardID || had[card.ID] {
			return nil, s.refuse("answerInlineQuery", "RESULT_ID_INVALID")
		}
		had[card.ID] = true
		content, _ := m["input_message_content"].(map[string]any)
		text, no := s.words("answerInlineQuery", map[string]any{"text": content["message_text"], "parse_mode": content["parse_mode"]})
		if no != nil {
			return nil, no
		}
		card.Text = text
		cards = append(cards, card)
	}
	s.inlines[id] = cards
	return true, nil
}

var commandForm = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

func (s *Server) setMyCommands(args map[string]any) (any, *refusal) {
	list := args["commands"].([]any)
	if len(list) > maxCommands {
		return nil, s.refuse("setMyCommands", "too many commands")
	}
	for _, e := range list {
		m := e.(map[string]any)
		name, _ := m["command"].(string)
		about, _ := m["description"].(string)
		if !commandForm.MatchString(name) || about == "" || length(about) > maxCommandAt {
			return nil, s.refuse("setMyCommands", "BOT_COMMAND_INVALID")
		}
	}
	lang, _ := args["language_code"].(string)
	s.commands[lang] = len(list)
	return true, nil
}

func (s *Server) getFile(args map[string]any) (any, *refusal) {
	id, _ := args["file_id"].(string)
	s.mu.Lock()
	defer s.mu.Unlock()
	data, ok := s.files[id]
	if !ok {
		return nil, bad("wrong file_id or the file is temporarily unavailable")
	}
	return map[string]any{"file_id": id, "file_unique_id": "u" + id, "file_size": len(data), "file_path": "photos/" + id}, nil
}

func (s *Server) serveFile(w http.ResponseWriter, r *http.Request, path string) {
	c := Call{Method: "file"}
	if s.fails(w, r, &c) {
		return
	}
	s.mu.Lock()
	data, ok := s.files[strings.TrimPrefix(path, "photos/")]
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	_, _ = w.Write(data)
}
