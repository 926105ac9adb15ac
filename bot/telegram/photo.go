package telegram

import (
	"context"
	"errors"
	"time"
	"unicode"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"bekal/bot/ocr"
)

// errTooBig is a file over ocr.MaxBytes.
var errTooBig = errors.New("the file is too big")

const (
	// pictureTime bounds fetching and reading one picture; a person has then
	// long seen that we are typing.
	pictureTime = 45 * time.Second
	// fewLetters is how many letters a reading must have to be taken for text:
	// a photo of a face gives a handful of stray ones.
	fewLetters = 12
)

// readPicture is the text in a picture, empty if there is none or it cannot be
// read.
func (b *Bot) readPicture(ctx context.Context, p *picture) string {
	if b.cfg.Pictures == nil {
		b.cfg.Metrics.Picture("no reader")
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, pictureTime)
	defer cancel()
	data, err := b.fetch(ctx, p)
	if err != nil {
		b.cfg.Metrics.Picture("not fetched")
		b.log.Warn("a picture cannot be fetched", "error", err)
		return ""
	}
	text, err := b.cfg.Pictures.Read(ctx, data)
	switch {
	case err != nil:
		b.cfg.Metrics.Picture("not read")
		b.log.Warn("a picture cannot be read", "error", err)
		return ""
	case letters(text) < fewLetters:
		b.cfg.Metrics.Picture("no text")
		return ""
	}
	b.cfg.Metrics.Picture("read")
	return text
}

func (b *Bot) fetch(ctx context.Context, p *picture) ([]byte, error) {
	if p.size > ocr.MaxBytes {
		return nil, errTooBig
	}
	return again(ctx, func(ctx context.Context) ([]byte, error) {
		f, err := call[models.File](ctx, b.api, callTime, "getFile", &tg.GetFileParams{FileID: p.file})
		if err != nil {
			return nil, err
		}
		if f.FileSize > ocr.MaxBytes {
			return nil, errTooBig
		}
		return b.api.download(ctx, f.FilePath, ocr.MaxBytes)
	})
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}
