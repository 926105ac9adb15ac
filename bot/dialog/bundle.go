package dialog

import (
	"time"

	"bekal/bot"
	"bekal/bot/state"
)

const (
	// bundleGap is how far apart, by the times the chat gives them, two forwarded
	// messages are sent that belong together.
	bundleGap = 2 * time.Second
	// keepBundle is how long the next one may take to arrive.
	keepBundle = time.Minute
	// mostBundled is how many bytes are read as one case.
	mostBundled = 20_000
)

// bundled makes what was forwarded in one go one case: an adapter hands in
// together what it can, but behind a webhook each message may come to another
// process. t gets the text of all, and the messages that answered those before
// are returned: the new answer takes their place.
func bundled(t *bot.Turn, s *state.Session) (answered []string) {
	b := &s.Bundle
	switch {
	case t.From != bot.Forwarded || t.Group:
		*b = state.Bundle{}
		return nil
	case t.Text == "": // a picture without words has its own answer
		return nil
	case b.Text != "" && t.At.Sub(b.At).Abs() <= bundleGap && len(b.Text)+len(t.Text) <= mostBundled:
		t.Text, answered = b.Text+"\n\n"+t.Text, b.Replies
	default:
		*b = state.Bundle{}
	}
	b.Text, b.Replies, b.At, b.Until = t.Text, nil, t.At, t.At.Add(keepBundle)
	return answered
}

// instead lets replies take the place of the messages that are answered by them;
// what is left over vanishes.
func instead(replies []bot.Reply, answered []string) []bot.Reply {
	for i := range replies {
		if i < len(answered) {
			replies[i].Edit = answered[i]
		}
	}
	if over := len(answered) - len(replies); over > 0 && len(replies) > 0 {
		replies[0].Erase = append(replies[0].Erase, answered[len(replies):]...)
	}
	return replies
}
