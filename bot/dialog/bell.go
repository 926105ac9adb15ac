package dialog

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"bekal/bot"
	"bekal/knowledge"
	"bekal/knowledge/text"
)

// maxBells is how many entries a person can be told about.
const maxBells = 20

// bellFlow remembers who wants to know when an answer changes: "bell:<id>",
// "unbell:<id>". Who comes back is told once, by corrections.
type bellFlow struct{}

func (bellFlow) name() string { return "bell" }

func (bellFlow) takes(t *talk) bool {
	return t.verb == "unbell" || t.verb == "bell" && t.ed.Base.Entry(t.object) != nil
}

func (bellFlow) reply(t *talk) ([]bot.Reply, error) {
	e := t.ed.Base.Entry(t.object)
	switch {
	case t.Group:
		return t.private(), nil
	case t.verb == "unbell":
		delete(t.session.Notify, t.object)
		return []bot.Reply{{Text: t.t("bell.off"), Choices: t.menuChoices()}}, nil
	case len(t.session.Notify) >= maxBells:
		return []bot.Reply{{Text: t.t("bell.full"), Choices: t.menuChoices()}}, nil
	}
	if t.session.Notify == nil {
		t.session.Notify = map[string]string{}
	}
	t.session.Notify[e.ID] = mark(t.ed.Base, e)
	return []bot.Reply{{Text: t.t("bell.on", "title", e.Title.In(t.lang)), Choices: append([]bot.Choice{{ID: "unbell:" + e.ID, Label: t.t("bell.undo")}}, t.back()...)}}, nil
}

// bell is the choice to be told of changes, nothing where it was taken.
func (t *talk) bell(e *knowledge.Entry) []bot.Choice {
	if _, ok := t.session.Notify[e.ID]; ok || t.Group || t.forgetful {
		return nil
	}
	return []bot.Choice{{ID: "bell:" + e.ID, Label: t.t("bell.offer")}}
}

// corrections tells, once, which answers have changed since the person asked to
// be told. Danger is not the moment for it, nor is what may be forwarded in
// several messages.
func (t *talk) corrections() []bot.Reply {
	if t.Group || t.From == bot.Forwarded || t.verb == "sos" || t.alarmed() {
		return nil
	}
	var ids []string
	for id, was := range t.session.Notify {
		e := t.ed.Base.Entry(id)
		if e != nil && mark(t.ed.Base, e) == was {
			continue
		}
		delete(t.session.Notify, id)
		if e != nil {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	return []bot.Reply{{Text: t.t("bell.changed"), Choices: append(t.entryChoices(ids...), t.back()...)}}
}

// mark is a short hash of what an entry says. Spelling of the same words, new
// utterances, sources and approvals do not change it.
func mark(b *knowledge.Base, e *knowledge.Entry) string {
	a := e.Answer.ID
	said := append([]string{a.Short, a.Warning, a.More}, a.Steps...)
	if e.Country != nil {
		said = append(said, e.Country.Status, e.Country.StatusText.ID)
		for _, s := range knowledge.Aspects() {
			said = append(said, e.Country.Aspects[s].ID)
		}
	}
	for _, id := range e.Contacts {
		if p := b.Contacts[id]; p != nil {
			for _, ch := range p.Channels {
				said = append(said, ch.Value)
			}
		}
	}
	sum := sha256.Sum256([]byte(text.Key(strings.Join(said, "\n"))))
	return hex.EncodeToString(sum[:6])
}
