// Package poster makes a leaflet for a noticeboard from one entry of the
// knowledge base: what it says, whom to call, where it was read, and a QR code
// that leads to the entry in the bot. A leaflet is laid out once, as a Sheet,
// and drawn on one of two canvases, PDF or PNG.
package poster

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	qrcode "github.com/skip2/go-qrcode"

	"bekal/bot"
	"bekal/knowledge"
	"bekal/knowledge/text"
)

// ErrOption says that an option of a leaflet is wrong.
var ErrOption = errors.New("wrong option")

// Options are what a leaflet is made for.
type Options struct {
	Bot    string // name of the bot, with or without @
	Region string // whose noticeboard it is for, may be empty
	Size   Size
	Lang   text.Lang
	Today  time.Time // only to tell whether the entry is past its review
}

// New lays out the leaflet of e.
func New(base *knowledge.Base, say *bot.Catalog, e *knowledge.Entry, o Options) (*Sheet, error) {
	link, err := deepLink(o.Bot, e.ID)
	if err != nil {
		return nil, err
	}
	region, err := cleanRegion(o.Region)
	if err != nil {
		return nil, err
	}
	o.Region = region
	p, ok := papers[o.Size]
	if !ok {
		return nil, fmt.Errorf("%w: %q is no size; use a4 or a5", ErrOption, o.Size)
	}
	w, err := writer{base, say, o}.words(e, link)
	if err != nil {
		return nil, err
	}
	// A noticeboard is rained on and written over: a quarter of the code may be lost.
	code, err := qrcode.New(link, qrcode.High)
	if err != nil {
		return nil, fmt.Errorf("making the QR code: %w", err)
	}
	code.DisableBorder = true // the layout keeps it
	s, ok := fit(p, w, code.Bitmap())
	if !ok {
		return nil, fmt.Errorf("the text of %s does not fit on one page of %s", e.ID, o.Size)
	}
	s.Title, s.Lang, s.Date = e.Title.In(o.Lang), o.Lang.Reply(), lastRead(e)
	return s, nil
}

// botName is what Telegram allows a bot to be called.
var botName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{3,31}$`)

// deepLink opens the topic in the bot. Telegram takes at most 64 characters
// behind start=, and ids are shorter than that.
func deepLink(name, topic string) (string, error) {
	name = strings.TrimPrefix(name, "@")
	if !botName.MatchString(name) {
		return "", fmt.Errorf("%w: %q is no name of a bot; give the one that stands behind t.me/", ErrOption, name)
	}
	return "https://t.me/" + name + "?start=" + strings.ReplaceAll(topic, "-", "_"), nil
}

// maxRegion is how many characters the name of a region may have.
const maxRegion = 80

func cleanRegion(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > maxRegion {
		return "", fmt.Errorf("%w: the region has more than %d characters", ErrOption, maxRegion)
	}
	for _, r := range s {
		if !regular.has(r) || r == utf8.RuneError || unicode.IsControl(r) {
			return "", fmt.Errorf("%w: the region has the sign %q, which cannot be printed", ErrOption, r)
		}
	}
	return s, nil
}

// lastRead is the day on which the newest source of e was read. It stands in
// the file in place of the time of printing, so that the same knowledge gives
// the same file.
func lastRead(e *knowledge.Entry) time.Time {
	var last time.Time
	for _, s := range e.Sources {
		if t, ok := s.Read.Time(); ok && t.After(last) {
			last = t
		}
	}
	return last
}
