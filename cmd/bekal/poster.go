package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bekal/bot"
	"bekal/bot/poster"
	"bekal/knowledge/text"
)

type posterCmd struct {
	knowledgeFlag
	Topic  string `default:"verifikasi-tawaran" placeholder:"ID" help:"Entry of the knowledge base (default ${default})."`
	Bot    string `required:"" placeholder:"NAME" help:"Name of the Telegram bot the QR code leads to."`
	Region string `placeholder:"TEXT" help:"Whose noticeboard it is for: \"Kelurahan Ciwaduk, Kota Cilegon\"."`
	Size   string `enum:"a4,a5" default:"a4" help:"Size of the paper: a4, a5."`
	Lang   string `enum:"id,en" default:"id" help:"Language: id, en."`
	Out    string `required:"" placeholder:"FILE" help:"File to write; its name ends in .pdf or .png."`
}

// Help says what a leaflet holds and where ids of topics are found.
func (posterCmd) Help() string {
	return `Makes a leaflet for a noticeboard: the answer, the first steps, whom to call, a QR code that opens the topic in the bot, the sources.
bekal ask --json QUESTION prints the ids of the topics that answer a question.

  bekal poster --bot BekalCilegonBot --region "Kelurahan Ciwaduk" --out cek-tawaran.pdf
  bekal poster --bot BekalCilegonBot --topic negara-taiwan --size a5 --out taiwan.png`
}

// Run makes the leaflet and writes it. The whole file is made before any of it
// is written, so that a fault leaves no half of one.
func (c posterCmd) Run() error {
	ext := strings.ToLower(filepath.Ext(c.Out))
	if ext != ".pdf" && ext != ".png" {
		return fmt.Errorf("%w: --out must end in .pdf or .png, not %q", errUsage, c.Out)
	}
	base, err := c.load()
	if err != nil {
		return err
	}
	entry := base.Entry(c.Topic)
	if entry == nil {
		return fmt.Errorf("%w: there is no topic %q; bekal ask --json QUESTION prints ids", errUsage, c.Topic)
	}
	say, err := bot.LoadCatalog()
	if err != nil {
		return fmt.Errorf("loading the messages: %w", err)
	}
	sheet, err := poster.New(base, say, entry, poster.Options{
		Bot: c.Bot, Region: c.Region, Size: poster.Size(c.Size), Lang: text.Lang(c.Lang), Today: time.Now(),
	})
	switch {
	case errors.Is(err, poster.ErrOption):
		return fmt.Errorf("%w: %w", errUsage, err)
	case err != nil:
		return fmt.Errorf("%w: %w", errInput, err)
	}
	var file bytes.Buffer
	draw := sheet.PDF
	if ext == ".png" {
		draw = sheet.PNG
	}
	if err := draw(&file); err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, file.Bytes(), 0o644); err != nil {
		return fmt.Errorf("%w: writing the leaflet: %w", errInput, err)
	}
	return nil
}
