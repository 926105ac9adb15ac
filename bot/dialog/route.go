package dialog

import (
	"strings"

	"bekal/bot"
	"bekal/knowledge/text"
)

// flows are asked in this order which takes a turn. Somebody in danger comes
// before everything, in the middle of any other flow.
func (e *Engine) flows() []flow {
	return []flow{
		urgentFlow{},
		startFlow{},
		unreadFlow{},
		eraseFlow{},
		complaintFlow{},
		offerFlow{e},
		menuFlow{},
		languageFlow{},
		countryFlow{},
		journeyFlow{},
		topicFlow{},
		feedbackFlow{e},
		bellFlow{},
		entryFlow{},
		staleFlow{},
		emptyFlow{},
		followFlow{},
		smallFlow{},
		answerFlow{e},
	}
}

// A pick's id is "verb:object"; see the flows for the verbs. Commands, deep
// links and the keyboard that stays lead to picks, so that each flow knows one
// way in.
func pick(id string) (verb, object string) {
	verb, object, _ = strings.Cut(id, ":")
	return verb, object
}

// commands are the commands with the picks they stand for, in the order in
// which a chat's list of commands shows them.
var commands = []struct{ name, pick string }{
	{"menu", "menu:"},
	{"cek", "menu:offer"},
	{"langkah", "menu:path"},
	{"lanjut", "menu:resume"},
	{"negara", "menu:country"},
	{"biaya", "menu:cost"},
	{"darurat", "menu:urgent"},
	{"lapor", "menu:complaint"},
	{"kontak", "menu:contact"},
	{"petugas", "menu:officials"},
	{"bahasa", "menu:language"},
	{"privasi", "menu:privacy"},
	{"hapus", "menu:erase"},
	{"bantuan", "menu:help"},
}

// also are further names of commands.
var also = map[string]string{"help": "menu:help", "lainnya": "menu:more", "topik": "menu:topics", "start": "start:"}

// A Command is a command of the bot with what it is for.
type Command struct{ Name, Text string }

// Commands are the bot's commands, for the list a chat shows of them.
func (e *Engine) Commands(l text.Lang) []Command {
	out := make([]Command, 0, len(commands))
	for _, c := range commands {
		out = append(out, Command{c.name, e.Say.Say(l, "command."+c.name)})
	}
	return out
}

// resolve finds out what a turn picks. A text that only looks like a command
// is read as a question.
func (t *talk) resolve() {
	id := t.Pick
	switch {
	case id != "":
	case t.From == bot.DeepLink && !strings.HasPrefix(t.Text, "/"):
		id = "start:" + strings.TrimSpace(t.Text)
	case strings.HasPrefix(t.Text, "/"):
		id = t.command()
	default:
		id = t.pressed()
	}
	t.verb, t.object = pick(id)
	if t.verb == "start" {
		if to := t.link(t.object); to != "" {
			t.verb, t.object = pick(to)
			// who comes for help in danger is not greeted first
			t.guest = t.session.At.IsZero() && !t.Group && !t.forgetful && t.verb != "sos" && to != "menu:urgent"
		}
	}
}

// command is the pick a command stands for, empty for none.
func (t *talk) command() string {
	name, arg, _ := strings.Cut(strings.TrimSpace(t.Text[1:]), " ")
	name, _, _ = strings.Cut(strings.ToLower(name), "@")
	arg = strings.TrimSpace(arg)
	id := also[name]
	for _, c := range commands {
		if c.name == name {
			id = c.pick
		}
	}
	switch {
	case id == "":
		t.Text = t.Text[1:]
	case id == "start:":
		return id + arg
	case arg != "":
		return t.narrower(id, arg)
	}
	return id
}

// narrower is the pick of a command with words behind it: "/negara taiwan",
// "/langkah g-to-g".
func (t *talk) narrower(id, arg string) string {
	if to := t.link(strings.TrimPrefix(id, "menu:") + "_" + arg); to != "" {
		return to
	}
	if id != "menu:country" && id != "menu:path" && id != "menu:urgent" && id != "menu:cost" && id != "menu:contact" {
		return id
	}
	res, err := t.ed.Index.Search(t.ctx, arg, 1)
	if err != nil || len(res.Reading.Countries) == 0 {
		return id // the picker asks again
	}
	return purposes[strings.TrimPrefix(id, "menu:")] + res.Reading.Countries[0]
}

// link is the pick a deep link or a command with its object stands for, empty
// for none: "cek", "darurat", "negara_taiwan", "langkah_p_to_p", "paspor_biaya".
func (t *talk) link(payload string) string {
	id := strings.ReplaceAll(strings.ToLower(payload), "_", "-")
	head, rest, _ := strings.Cut(id, "-")
	switch {
	case id == "":
		return ""
	case t.ed.Base.Country(rest) != nil && (head == "negara" || head == "country"):
		return "land:" + rest
	case t.ed.Base.Entry(id) != nil:
		return "e:" + id
	case t.ed.Base.Schemes[rest] != nil && (head == "langkah" || head == "path"):
		return "way:" + rest
	case t.ed.Base.Country(rest) != nil && (head == "langkah" || head == "path"):
		return "wayc:" + rest
	case t.ed.Base.Country(rest) != nil && (head == "darurat" || head == "urgent"):
		return "sos:" + rest
	case t.say.Has("group." + id):
		return "group:" + id
	}
	for _, c := range commands {
		if c.name == id || c.name == head {
			return c.pick
		}
	}
	return ""
}

// pressed is the pick of the keyboard's button whose label was sent as text, in
// either language; empty for none.
func (t *talk) pressed() string {
	for _, item := range keys {
		for _, l := range []text.Lang{text.ID, text.EN} {
			if strings.EqualFold(strings.TrimSpace(t.Text), t.say.Say(l, "menu."+item)) {
				return "menu:" + item
			}
		}
	}
	return ""
}

// private answers in a group what belongs into a chat of two.
func (t *talk) private() []bot.Reply {
	return []bot.Reply{{Text: t.t("group.private"), Choices: t.menuChoices()}}
}
