package dialog

import (
	"slices"
	"strconv"
	"strings"

	"bekal/bot"
	"bekal/knowledge"
)

// groups are the groups of entries in the order in which they are offered;
// others follow.
var groups = []string{"prosedur", "biaya", "paspor", "negara", "sektor", "waspada", "masalah", "kerja", "pulang", "hukum", "kontak", "aparat"}

// topicsPage is how many entries of a group are offered at once.
const topicsPage = 10

// topicFlow leads to an entry in two taps: "menu:topics" and "not:" (no
// suggestion fits) show the groups, "group:<name>:<page>" its entries.
type topicFlow struct{}

func (topicFlow) name() string { return "topics" }

func (topicFlow) takes(t *talk) bool {
	return t.verb == "menu" && t.object == "topics" || t.verb == "not" || t.verb == "" && t.says("not") || t.verb == "group" && len(t.members(group(t.object))) > 0
}

func group(object string) string { name, _ := pick(object); return name }

func (topicFlow) reply(t *talk) ([]bot.Reply, error) {
	switch t.verb {
	case "group":
		return []bot.Reply{t.inPlace(t.group(t.object))}, nil
	case "not", "":
		return []bot.Reply{{Text: t.t("topics.instead"), Choices: append(t.groupChoices(), t.items("contact")...)}}, nil
	}
	return []bot.Reply{{Text: t.t("topics.title"), Choices: append(t.groupChoices(), t.back()...)}}, nil
}

func (t *talk) groupChoices() []bot.Choice {
	names := slices.Clone(groups)
	for _, e := range t.ed.Base.Entries {
		if !slices.Contains(names, e.Group) {
			names = append(names, e.Group)
		}
	}
	var out []bot.Choice
	for _, g := range names {
		if len(t.members(g)) > 0 {
			out = append(out, bot.Choice{ID: "group:" + g, Label: t.groupTitle(g)})
		}
	}
	return out
}

// groupTitle is a group's name for people; a group newer than the messages is
// called by its folder.
func (t *talk) groupTitle(g string) string {
	if t.say.Has("group." + g) {
		return t.t("group." + g)
	}
	return strings.ToUpper(g[:1]) + g[1:]
}

func (t *talk) members(g string) []*knowledge.Entry {
	var out []*knowledge.Entry
	for _, e := range t.ed.Base.Entries {
		if e.Group == g {
			out = append(out, e)
		}
	}
	return out
}

// group is one page of a group's entries.
func (t *talk) group(object string) bot.Reply {
	g, n := pick(object)
	list := t.members(g)
	pages := (len(list) + topicsPage - 1) / topicsPage
	p, _ := strconv.Atoi(n) // what is no number is the first page
	if p < 0 || p >= pages {
		p = 0
	}
	r := bot.Reply{Text: t.t("topics.group", "group", t.groupTitle(g))}
	for _, e := range list[p*topicsPage : min((p+1)*topicsPage, len(list))] {
		r.Choices = append(r.Choices, t.entryChoices(e.ID)...)
	}
	if pages > 1 {
		r.Choices = append(r.Choices, bot.Choice{ID: "group:" + g + ":" + strconv.Itoa((p+1)%pages), Label: t.t("topics.next")})
	}
	r.Choices = append(r.Choices, bot.Choice{ID: "menu:topics", Label: t.t("topics.all")})
	return r
}
