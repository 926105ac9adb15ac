package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	// The token becomes part of a path. Telegram's own are 123456:ABC-def; what
	// a Bot API server of one's own takes is its affair.
	tokenForm = regexp.MustCompile(`^[A-Za-z0-9:_-]+$`)
	// Bot API, setWebhook.
	secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)
)

// check looks at the whole configuration and says everything that is wrong with
// it at once. No message shows a value: a slip may put the token anywhere.
func (c serveCmd) check() error {
	var wrong []string
	say := func(bad bool, what string) {
		if bad {
			wrong = append(wrong, what)
		}
	}
	say(c.Token == "", "BEKAL_TELEGRAM_TOKEN is not set: @BotFather on Telegram gives a token")
	say(c.Token != "" && !tokenForm.MatchString(c.Token), "BEKAL_TELEGRAM_TOKEN has not the form of a bot token, 123456:ABC-def")
	say(c.API != "" && !isURL(c.API, "http", "https"), "BEKAL_TELEGRAM_API is no URL with http:// or https://")
	if c.Webhook != "" {
		// A Bot API server of one's own may call without TLS.
		say(!isURL(c.Webhook, "https") && (c.API == "" || !isURL(c.Webhook, "http")), "BEKAL_WEBHOOK_URL is no URL with https://, which Telegram demands")
		say(c.Secret == "", "BEKAL_WEBHOOK_SECRET is not set: a webhook needs one, such as from: openssl rand -hex 32")
	}
	say(c.Secret != "" && !secretForm.MatchString(c.Secret), "BEKAL_WEBHOOK_SECRET may have 1 to 256 of A-Z a-z 0-9 _ -")
	say(!isAddress(c.Listen), "BEKAL_LISTEN has not the form host:port, such as 127.0.0.1:8080")
	say(c.DataDir == "", "BEKAL_DATA_DIR is empty")
	if c.StaffFile != "" {
		_, err := os.Stat(c.StaffFile)
		say(err != nil, "BEKAL_STAFF_PASSWORD_FILE names no file that can be read")
	}
	say(c.LogForm != "" && c.LogForm != "text" && c.LogForm != "json", "BEKAL_LOG is neither text nor json")
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s", errUsage, strings.Join(wrong, "\n  "))
}

func isURL(s string, schemes ...string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	return slices.Contains(schemes, u.Scheme)
}

func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	n, bad := strconv.ParseUint(port, 10, 16)
	return err == nil && bad == nil && n <= 65535
}

// listenFault is whose fault it is that an address cannot be had: what another
// program has may become free, the rest is the configuration's.
func listenFault(err error) error {
	if errors.Is(err, errInUse) {
		return errOutside
	}
	return errUsage
}
