package text

import (
	"fmt"
	"testing"
)

func TestAmounts(t *testing.T) {
	for in, want := range map[string]string{
		"gaji Rp 9jt/bulan + tip":                "9000000-9000000 IDR month",
		"Rp 10.000.000 - 15.000.000":             "10000000-15000000 IDR ",
		"kita kasih 3-5jt":                       "3000000-5000000 IDR ",
		"upah RM1200":                            "1200-1200 MYR ",
		"LoA €150 ditransfer":                    "150-150 EUR ",
		"12,5 euro per jam":                      "12-12 EUR hour",
		"£11.44/hr":                              "11-11 GBP hour",
		"NZD 20/jam, kebun":                      "20-20 NZD hour",
		"gaji $650?":                             "650-650 USD ",
		"700$":                                   "700-700 USD ",
		"¥220.000, gak perlu":                    "220000-220000 JPY ",
		"120 KD":                                 "120-120 KWD ",
		"USD 500-700 + service":                  "500-700 USD ",
		"800 s/d 1200 dolar":                     "800-1200 USD ",
		"15jt s/d 50jt tergantung":               "15000000-50000000 IDR ",
		"2,5 juta":                               "2500000-2500000 IDR ",
		"500rb":                                  "500000-500000 IDR ",
		"650 USD/bln":                            "650-650 USD month",
		"1jt per hari":                           "1000000-1000000 IDR day",
		"NT$ 28.590 sebulan":                     "28590-28590 TWD month",
		"PGK 1.900/fn":                           "1900-1900 PGK fortnight",
		"gaji 1200 riyal":                        "1200-1200 SAR ",
		"umur 20-35, tinggi 165, kuota 10 orang": "",
		"wa 0812-0000-1111":                      "",
		"p3mi sip2mi 3 bulan":                    "",
		"99999999999999999999 juta":              "",
	} {
		got := ""
		for _, a := range Amounts(FoldAt(in)) {
			got += fmt.Sprintf("%d-%d %s %s", a.Min, a.Max, a.Currency, a.Period)
		}
		if got != want {
			t.Errorf("Amounts(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPhones(t *testing.T) {
	for in, want := range map[string]string{
		"WA 0857-0000-7788":               "+6285700007788 ",
		"021-0000-1122.":                  "+622100001122 ",
		"+62 812 0000 1111 / 08120000222": "+6281200001111 +628120000222 ",
		"Umi Z 0815-0000-6767":            "+6281500006767 ",
		"0812xxxx1111":                    "+62812xxxx1111 ",
		"nik 3604123456789012":            "",
		"gaji 10.000.000":                 "",
		"+886 901 132 000":                "+886901132000 ",
	} {
		got := ""
		for _, p := range Phones(FoldAt(in)) {
			got += p.Number + " "
		}
		if got != want {
			t.Errorf("Phones(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFoldAt(t *testing.T) {
	for in, want := range map[string]string{
		"V\u200bI\u200dSA Turís":   "visa turis",
		"vіѕа":                     "visa",
		"ＶＩＳＡ":                     "visa",
		"🅥🅘🅢🅐":                     "visa",
		"\u202evisa\u202c":         "visa",
		"v\x00isa\xff\xed\xa0\x80": "visa    ",
		"𝐯𝐢𝐬𝐚":                     "visa",
		"ᴠɪꜱᴀ":                     "visa",
	} {
		if got := FoldAt(in).S; got != want {
			t.Errorf("FoldAt(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzFoldAt(f *testing.F) {
	f.Add("V\u200bisa 5jt 0812-0000-1111")
	f.Fuzz(func(t *testing.T, s string) {
		g := FoldAt(s)
		for i := range len(g.S) {
			start, end := g.Original(i, i+1)
			if start < 0 || start >= end || end > len(s) {
				t.Fatalf("Original(%d) = %d,%d of %d", i, start, end, len(s))
			}
		}
		for _, a := range Amounts(g) {
			if a.Start < 0 || a.End > len(g.S) || a.Start >= a.End || a.Min > a.Max || a.Min < 0 {
				t.Fatalf("amount %+v", a)
			}
		}
		for _, p := range Phones(g) {
			if p.Start >= p.End || p.End > len(g.S) {
				t.Fatalf("phone %+v", p)
			}
		}
	})
}
