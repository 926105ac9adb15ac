// Package bot holds the words that every room of the conversation shares: a
// turn, a reply, a choice, and the messages of the bot's own.
package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"time"

	"bekal/knowledge/text"
)

// ErrGone says that a chat can no longer be written to: the person blocked the
// bot or the chat is deleted. A turn that meets it is settled.
var ErrGone = errors.New("the chat cannot be written to any more")

// A ChatID names a chat over all adapters: "tg:12345", "term:1".
type ChatID string

// LogValue hides the chat behind a short hash, so that a log tells chats apart
// and names none.
func (c ChatID) LogValue() slog.Value {
	h := sha256.Sum256([]byte(c))
	return slog.StringValue(hex.EncodeToString(h[:4]))
}

// An Origin says how a turn came about.
type Origin string

// The origins of a turn.
const (
	Typed     Origin = "typed"
	Forwarded Origin = "forwarded"
	Picture   Origin = "picture" // the text was read from a picture
	DeepLink  Origin = "link"    // /start with a payload
)

// A Turn is one thing a person does in a chat: says a text, or picks a choice.
type Turn struct {
	Chat  ChatID
	ID    string // unique in its chat; the same if delivered again
	Text  string // what was said, or read from a picture
	Pick  string // the Choice.ID that was picked; then Text is empty
	From  Origin
	Group bool      // others are reading: no details of an emergency here
	Lang  text.Lang // what the adapter believes; a hint
	At    time.Time
	// Message is the adapter's name of the person's own message, so that it can
	// be erased; empty for a pick.
	Message string
	// On is the adapter's name of the message whose choice was picked.
	On string
	// Unread says what came that no text could be got from, empty for nothing.
	// Text is then empty, or what was written beside it.
	Unread Medium
}

// A Medium is a kind of message that is not text.
type Medium string

// The media an adapter tells apart.
const (
	Voice   Medium = "voice" // voice, music, round videos
	Video   Medium = "video"
	Sticker Medium = "sticker"
	Image   Medium = "image" // a picture in which no text was found, or nobody to read it
	File    Medium = "file"
	Other   Medium = "other" // places, contacts, polls, dice
)

// A Choice is one offered button. ID has at most 64 bytes and says by itself
// what it does, so that an old button still works after a restart.
type Choice struct {
	ID    string
	Label string
}

// A Reply is one message of the bot, in light markup, with the choices offered
// under it. How it looks is the adapter's affair.
type Reply struct {
	Text    string
	Choices []Choice
	// Keyboard are the lines of the keyboard that stays, nil to leave it as it is.
	Keyboard [][]string
	// Edit names the message this reply takes the place of, empty for a new one.
	Edit string
	// Erase names earlier messages, as Send returned them or as turns bore them,
	// that should vanish from the chat.
	Erase []string
}

// A Card is an answer to be put into another chat: what inline mode offers.
type Card struct {
	ID    string // at most 64 bytes, unique among the cards of one answer
	Title string
	About string // a line under the title
	Text  string // light markup, with its source
	Entry string // id of the entry, for a link back to the bot
}

// Slots are the details of a conversation that carry over to the next
// question.
type Slots struct {
	Topic   string // id of the entry answered last
	Country string // canonical name of the country talked about
	Aspect  string // side of the topic that was asked about
	Lang    text.Lang
}

// Send shows one reply in the chat and returns the adapter's name for the
// message, so that it can be edited or erased later. Erasing alone returns an
// empty name.
type Send func(ctx context.Context, r Reply) (id string, err error)
