package main

import (
	"context"
	"fmt"
	"os"

	"bekal/bot/telegram/telegramtest"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// runEcho is the echo bot as the library's own example has it, with its
// default loop.
func runEcho(ctx context.Context, api string) {
	b, err := tg.New(telegramtest.Token, tg.WithServerURL(api), tg.WithDefaultHandler(func(ctx context.Context, b *tg.Bot, u *models.Update) {
		if u.Message != nil {
			_, _ = b.SendMessage(ctx, &tg.SendMessageParams{ChatID: u.Message.Chat.ID, Text: u.Message.Text})
		}
	}))
	if err != nil {
		fmt.Fprintln(os.Stderr, "echo:", err)
		os.Exit(1)
	}
	b.Start(ctx)
}
