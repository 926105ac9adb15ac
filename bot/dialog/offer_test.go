package dialog_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"pgregory.net/rapid"

	"bekal/bot"
	"bekal/bot/dialog"
	"bekal/bot/dialog/dialogtest"
	"bekal/bot/ocr"
	"bekal/bot/state"
	"bekal/index/eval"
	"bekal/knowledge/licence"
	"bekal/knowledge/markup"
	"bekal/knowledge/offer"
	"bekal/knowledge/text"
)

// labelled are the published offers.
func labelled(t *testing.T) []eval.OfferText {
	t.Helper()
	f, err := os.Open("../../index/eval/testdata/offers.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	out, err := eval.ReadOffers(f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// safety are words that no reply to an offer may hold, whoever said them first.
var safety = regexp.MustCompile(`(?i)\b(aman|safe|safely|secure|terjamin|dijamin|terpercaya|trusted|guaranteed)\b`)

// TestOfferPromisesNothing goes through offers with promises of safety put into
// them, and wants none in any reply or button.
func TestOfferPromisesNothing(t *testing.T) {
	lib, texts := shipped(t), labelled(t)
	promises := []string{"aman", "dijamin AMAN 100%", "safe job", "a\u200bman", "ａｍａｎ", "PT Aman Sentosa Jaya", "transfer ke rek pribadi aman", "visa turis aman dulu"}
	rapid.Check(t, func(rt *rapid.T) {
		x := rapid.SampledFrom(texts).Draw(rt, "offer")
		words := strings.Fields(x.Text)
		at := rapid.IntRange(0, len(words)).Draw(rt, "at")
		words = slices.Insert(words, at, rapid.SampledFrom(promises).Draw(rt, "promise"))
		s := newStage(t, lib)
		s.Licences = licence.New("2026-11-20", "", []licence.Company{{Name: "PT Lain", Number: "1/2/3"}})
		s.Restart()
		replies := s.reply(bot.Turn{Text: strings.Join(words, " "), From: rapid.SampledFrom([]bot.Origin{bot.Typed, bot.Forwarded}).Draw(rt, "from")})
		if s.remembered().Offer.Tag == "" {
			return // no offer: what is said is content's own
		}
		for _, answer := range rapid.SliceOfN(rapid.SampledFrom([]string{"ya", "tidak", "tidak tahu"}), 0, 12).Draw(rt, "answers") {
			replies = append(replies, s.reply(bot.Turn{Pick: "of:walk"})...)
			replies = append(replies, s.reply(bot.Turn{Text: answer})...)
		}
		for _, c := range replies[0].Choices {
			replies = append(replies, s.reply(bot.Turn{Pick: c.ID})...)
		}
		for _, r := range replies {
			said := []string{markup.Plain(r.Text)}
			for _, c := range r.Choices {
				said = append(said, c.Label)
			}
			if m := safety.FindString(address.ReplaceAllString(strings.Join(said, "\n"), "")); m != "" {
				rt.Fatalf("%q: a reply says %q: %s", strings.Join(words, " "), m, r.Text)
			}
		}
	})
}

// TestOfferWordsAreNotKept wants nothing of an offer's words in what is
// remembered, but the name of the company.
func TestOfferWordsAreNotKept(t *testing.T) {
	s := newStage(t, offerFixture(t))
	s.reply(bot.Turn{Text: "Loker kilang Malaysia gaji 8jt pake visa turis dulu, PT Angin Selatan Migran, transfer 5jt ke rek bu Rahasia, hub 0812-0000-1111"})
	s.reply(bot.Turn{Pick: "of:walk"})
	s.reply(bot.Turn{Text: "gak"})
	x := s.remembered()
	b, err := x.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if x.Offer.Tag == "" || x.Offer.Step == "" || len(x.Offer.Danger) == 0 {
		t.Fatalf("the offer is not remembered: %s", b)
	}
	for _, word := range []string{"Rahasia", "0812", "pake", "8jt", "transfer"} {
		if strings.Contains(string(b), word) {
			t.Errorf("%q is remembered: %s", word, b)
		}
	}
}

// TestOfferFits wants the first message about an offer on a small screen, and
// three signs at most in it.
func TestOfferFits(t *testing.T) {
	lib := shipped(t)
	e := &dialog.Engine{Library: lib, Say: catalog(t), Log: quiet()}
	long := 0
	for _, x := range labelled(t) {
		a, err := e.Ask(t.Context(), lib.Edition(), x.Text, bot.Slots{})
		if err != nil {
			t.Fatal(err)
		}
		if a.Kind != dialog.Offer {
			continue
		}
		first, _, _ := strings.Cut(a.Text, "\n\n"+e.Say.Say(a.Lang, "offer.rest"))
		if n := len([]rune(markup.Plain(first))); n > 700 {
			t.Errorf("%s: %d characters\n%s", x.ID, n, first)
		} else if n > 600 {
			long++
		}
		if strings.Contains(first, "\n4. “") {
			t.Errorf("%s: four signs\n%s", x.ID, first)
		}
		if r := a.Report(); r == nil || x.Label == "danger" && r.Verdict == offer.NoFlags {
			t.Errorf("%s: %+v", x.ID, r)
		}
	}
	if long > 5 {
		t.Errorf("%d first messages do not fit", long)
	}
}

// TestCards wants the card of any verdict and all red flags of the base short
// enough to be forwarded, and its button within the limit.
func TestCards(t *testing.T) {
	lib := shipped(t)
	flags := []string{}
	for id := range lib.Edition().Base.Flags {
		flags = append(flags, strings.TrimPrefix(id, "rf-"))
	}
	slices.Sort(flags)
	for _, lang := range []string{"id", "en"} {
		s := newStage(t, lib)
		s.reply(bot.Turn{Pick: "lang:" + lang})
		for _, v := range []string{"d", "c", "n", "x"} {
			out := s.reply(bot.Turn{Pick: "of:card:" + v + ":arab-saudi:" + strings.Join(flags, ",")})
			if n := len([]rune(markup.Plain(out[0].Text))); n >= 900 || len(out[0].Choices) > 0 {
				t.Errorf("%s %s: %d characters, %d choices\n%s", lang, v, n, len(out[0].Choices), out[0].Text)
			}
		}
	}
}

// TestRegisterWeighs wants a licence that is not in order in the verdict, and
// one that is in order never to make an offer better than it is.
func TestRegisterWeighs(t *testing.T) {
	f := dialogtest.Open(t, root)
	lib, list := f.Offers, f.Register
	e := &dialog.Engine{Library: lib, Say: catalog(t), Log: quiet(), Licences: func() *licence.Register { return list }}
	for company, want := range map[string]string{
		"PT Cahaya Abadi Mandiri": offer.NoFlags, "PT Kapal Kertas Nusantara": offer.Caution, "PT Layang Emas": offer.Danger,
		"PT Cahaya Abadi Mandri": offer.Caution, "PT Angin Selatan Migran": offer.NoFlags,
	} {
		const advert = "Lowongan operator pabrik Taiwan, gaji 15jt sebulan, visa kerja, "
		if got := e.Check(lib.Edition(), advert+company); got.Verdict != want {
			t.Errorf("%s: %s, want %s\n%s", company, got.Verdict, want, got.Text)
		}
		if got := e.Check(lib.Edition(), advert+company+", pake visa turis dulu"); got.Verdict != offer.Danger {
			t.Errorf("%s with a tourist visa: %s", company, got.Verdict)
		}
	}
}

// TestFlyer draws a flyer, has it read by Tesseract, and wants the same signs as
// in its text.
func TestFlyer(t *testing.T) {
	r, err := ocr.New(1)
	if errors.Is(err, ocr.ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	flyer := []string{"DIBUTUHKAN SEGERA", "Operator pabrik ke Malaysia", "Gaji RM 2.500 per bulan", "Pakai visa turis dulu", "Kontrak nyusul di sana", "Minat hubungi bunda Rina", "WA 0812-0000-1111"}
	read, err := r.Read(t.Context(), drawn(t, flyer))
	if err != nil {
		t.Fatal(err)
	}
	s := newStage(t, offerFixture(t))
	out := s.reply(bot.Turn{Text: read, From: bot.Picture})
	o := s.remembered().Offer
	if !slices.Contains(o.Danger, "rf-visa-turis") || o.Country != "malaysia" || !strings.Contains(out[0].Text, "BAHAYA") || !strings.Contains(strings.ToLower(out[0].Text), "visa turis") {
		t.Errorf("read %q: %+v\n%s", read, o, out[0].Text)
	}
}

// drawn is a picture of lines of text.
func drawn(t *testing.T, lines []string) []byte {
	t.Helper()
	f, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: 36, DPI: 96})
	if err != nil {
		t.Fatal(err)
	}
	const line = 80
	img := image.NewRGBA(image.Rect(0, 0, 1000, line*(len(lines)+1)))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{255, 248, 214, 255}), image.Point{}, draw.Src)
	d := font.Drawer{Dst: img, Src: image.NewUniform(color.RGBA{90, 0, 0, 255}), Face: face}
	for i, l := range lines {
		d.Dot = fixed.P(60, line*(i+1))
		d.DrawString(l)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestOfferOfAnother wants an answer to an old offer's question not to count for
// the new one.
func TestOfferOfAnother(t *testing.T) {
	s := newStage(t, offerFixture(t))
	walk := func(advert string) state.Offer {
		s.reply(bot.Turn{Text: advert})
		s.reply(bot.Turn{Pick: "of:walk"})
		return s.remembered().Offer
	}
	old := walk("Lowongan pabrik Malaysia gaji 8jt, minat hubungi bunda Rina 0812-0000-1111")
	walk("Hiring housemaid for Hong Kong family, salary 20jt, visa kerja, contact pak Andi 0812-0000-9999 now")
	out := s.reply(bot.Turn{Pick: "of:yes:papers:" + old.Tag})
	if o := s.remembered().Offer; len(o.Answers) != 0 || !strings.Contains(out[0].Text, s.Say.Say(text.EN, "offer.other")) && !strings.Contains(out[0].Text, s.Say.Say(text.ID, "offer.other")) {
		t.Errorf("%+v\n%s", o, out[0].Text)
	}
}
