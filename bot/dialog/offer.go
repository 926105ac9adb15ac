package dialog

import "bekal/bot"

// offerFlow takes job offers: "menu:offer" says how to hand one in.
type offerFlow struct{}

func (offerFlow) name() string { return "offer" }

func (offerFlow) takes(t *talk) bool { return t.verb == "menu" && t.object == "offer" }

func (offerFlow) reply(t *talk) ([]bot.Reply, error) {
	choices := append(t.entryChoices("modus", "p3mi-cek", "verifikasi-tawaran"), t.back()...)
	return []bot.Reply{{Text: t.t("offer.paste"), Choices: choices}}, nil
}
