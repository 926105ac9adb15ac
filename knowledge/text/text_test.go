package text_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"bekal/knowledge/text"
)

func TestWords(t *testing.T) {
	for in, want := range map[string][]string{
		"Gaji ART di Taiwan?":           {"gaji", "art", "di", "taiwan"},
		"bayar 30jt dulu":               {"bayar", "30", "jt", "dulu"},
		"surat2 P3MI":                   {"surat2", "p3mi"},
		"Qur'an, café — ＡＢＣ":            {"quran", "cafe", "abc"},
		"ka\u200bli\u200bmat \u202eabc": {"kalimat", "abc"},
		"... !!!":                       nil,
		"你好 tki":                        {"你好", "tki"},
	} {
		if got := text.Words(in); !slices.Equal(got, want) {
			t.Errorf("Words(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	got := text.Sentences("Bawa KTP. Bayar Rp350.000 di PT. Pos!\n- Datang pagi\n2. Ambil nomor antrean.")
	want := []string{"Bawa KTP.", "Bayar Rp350.000 di PT. Pos!", "Datang pagi", "Ambil nomor antrean."}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestScrub(t *testing.T) {
	for in, secrets := range map[string][]string{
		"nama saya Siti Aminah dari Lebak":                       {"Siti", "Aminah"},
		"hubungi 0812-3456-7890 atau +62 813 9999 0000":          {"3456", "9999"},
		"NIK 3602041507900001 paspor C1234567":                   {"3602041507900001", "C1234567"},
		"rek BCA 1234567890 a.n. Budi Santoso":                   {"1234567890", "Budi", "Santoso"},
		"email saya siti.a+x@contoh.co.id ya":                    {"siti", "contoh"},
		"lihat https://t.me/agen_gelap dan wa.me/62812345678":    {"agen_gelap", "62812345678"},
		"kontak @agenkorea di IG":                                {"agenkorea"},
		"Pak Ujang Suherman bilang aman":                         {"Ujang", "Suherman"},
		"my name is Dewi Lestari, boss keeps my passport":        {"Dewi", "Lestari"},
		"namanya Bu Hajjah Romlah, nomornya 021 5551234 5551234": {"Romlah", "5551234"},
		"halo saya Siti Aminah mau tanya":                        {"Siti", "Aminah"},
		"saya Siti dari Anyer Kidul mau tanya biaya":             {"Siti", "Anyer", "Kidul"},
		"Saya Siti":                  {"Siti"},
		"hi I'm Dewi, is this legal": {"Dewi"},
	} {
		got := text.Scrub(in)
		for _, s := range secrets {
			if strings.Contains(got, s) {
				t.Errorf("Scrub(%q) = %q keeps %q", in, got, s)
			}
		}
	}
	for _, in := range []string{"gaji di taiwan 20000 per bulan, bayar 30jt", "UU 18/2017 pasal 5", "umur 18 tahun boleh gak", "pak tolong saya", "Saya Mau Kerja Ke Taiwan", "saya TKW di Taiwan"} {
		if got := text.Scrub(in); got != in {
			t.Errorf("Scrub(%q) = %q; nothing personal stands there", in, got)
		}
	}
}

// FuzzTokens holds that every token is where it says, in order, and that no
// text makes reading panic.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{"Gaji 30jt di Taiwan?", "Qur'an ＡＢＣ \u200b x", "\xff\xfe", "a\u0301b c'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, tok := range text.Tokens(s) {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(s) || tok.Text == "" {
				t.Fatalf("token %+v after %d in %q", tok, end, s)
			}
			end = tok.End
		}
		for _, w := range text.Sentences(s) {
			if strings.TrimSpace(w) == "" {
				t.Fatalf("an empty sentence in %q", s)
			}
		}
		if utf8.ValidString(s) && !utf8.ValidString(text.Scrub(s)) {
			t.Fatalf("scrubbing broke %q", s)
		}
	})
}

func TestIntroduction(t *testing.T) {
	for in, want := range map[string][2]string{
		"gaji di malaysia brp kak, saya Siti dari Cilegon": {"gaji di malaysia brp kak, ", "Cilegon"},
		"halo aku Siti Aminah dari Anyer Kidul mau tanya":  {"halo  mau tanya", "Anyer Kidul"},
		"saya dari Cilegon mau tanya":                      {"saya dari Cilegon mau tanya", ""},
		"Saya Siti Dari Cilegon Mau Tanya":                 {"Saya Siti Dari Cilegon Mau Tanya", ""},
		"uang saya Rp5 juta":                               {"uang saya Rp5 juta", ""},
	} {
		if rest, place := text.Introduction(in); rest != want[0] || place != want[1] {
			t.Errorf("%q: %q, %q", in, rest, place)
		}
	}
}
