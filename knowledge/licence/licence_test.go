package licence_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"bekal/knowledge/licence"
)

var today = time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)

func open(t *testing.T) *licence.Register {
	t.Helper()
	f, err := os.Open("testdata/daftar.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	r, err := licence.Import(f, "2026-11-20", "fixture")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLookup(t *testing.T) {
	r := open(t)
	for name, want := range map[string]licence.Status{
		"PT. Cahaya Abadi Mandiri":      licence.Found,
		"cahaya abadi mandiri pt":       licence.Found,
		"Pt.cahaya  ABADI mandiri, Tbk": licence.Found,
		"SIP3MI/101/2024":               licence.Found,
		"PT Rembulan Biru Sentosa":      licence.Found,
		"kapal kertas nusantara":        licence.Expired,
		"PT Layang Emas":                licence.Revoked,
		"PT Cahaya Abadi Mandri":        licence.Alike,
		"PT Cahaya Mandiri Abadi":       licence.Alike,
		"PT Cahaya Abadi Mandiri Jaya":  licence.Alike,
		"PT CahayaAbadi Mandiri":        licence.Alike,
		"PT Angin Selatan Migran":       licence.NotFound,
		"PT":                            licence.NotFound,
		"":                              licence.NotFound,
	} {
		got := r.Lookup(name, today)
		if got.Status != want {
			t.Errorf("Lookup(%q) = %s %v, want %s", name, got.Status, got.Companies, want)
		}
		if got.AsOf != "2026-11-20" {
			t.Errorf("Lookup(%q) is as of %q", name, got.AsOf)
		}
	}
	if got := r.Lookup("cahaya abadi mandiri", today).Companies[0]; got.Number != "SIP3MI/101/2024" || got.Until != "2029-03-31" || got.Phone == "" {
		t.Errorf("got %+v", got)
	}
	if got := r.Lookup("PT Layang Emas", today); len(got.Companies) != 1 || !strings.Contains(got.Companies[0].Note, "Juli") {
		t.Errorf("got %+v", got)
	}
}

func TestEmpty(t *testing.T) {
	if got := new(licence.Register).Lookup("PT Apa Saja", today); got.Status != licence.Empty {
		t.Errorf("got %s", got.Status)
	}
}

func TestValidUntilMidnightInJakarta(t *testing.T) {
	r := licence.New("2026-11-01", "", []licence.Company{{Name: "PT Uji", Number: "1/2/3", Until: "2026-11-25"}})
	for at, want := range map[time.Time]licence.Status{
		time.Date(2026, 11, 25, 16, 59, 0, 0, time.UTC): licence.Found,
		time.Date(2026, 11, 25, 17, 0, 0, 0, time.UTC):  licence.Expired,
	} {
		if got := r.Lookup("uji", at).Status; got != want {
			t.Errorf("at %v: %s, want %s", at, got, want)
		}
	}
}

func TestImportXLSX(t *testing.T) {
	f := excelize.NewFile()
	for i, row := range [][]any{{"No", "Nama Perusahaan", "No SIP3MI", "Masa Berlaku"}, {1, "PT Mentari Jaya Abadi", "A-77/2025", "30-6-2027"}} {
		if err := f.SetSheetRow("Sheet1", "A"+string(rune('1'+i)), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	r, err := licence.Import(&b, "2026-11-20", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Lookup("mentari jaya abadi", today); got.Status != licence.Found || got.Companies[0].Until != "2027-06-30" {
		t.Errorf("got %+v", got)
	}
}

func TestImportFaults(t *testing.T) {
	for in, want := range map[string]string{
		"":                                    "no heading",
		"a,b\n1,2\n":                          "no heading",
		"nama,nomor\n":                        "no companies",
		"nama,nomor\nPT A B C,\n":             "row 2: PT A B C has no licence number",
		"nama;nomor\n;77\n":                   "row 2: the company has no name",
		"nama,nomor,until\nPT X,9,31/02/2027": `row 2: the date "31/02/2027" cannot be read`,
		"PK\x03\x04 broken":                   "reading the spreadsheet",
	} {
		_, err := licence.Import(strings.NewReader(in), "2026-11-20", "")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Import(%q): %v, want %q", in, err, want)
		}
	}
	if _, err := licence.Import(strings.NewReader("nama,nomor\nPT X,9"), "kemarin", ""); err == nil {
		t.Error("a list without a date was taken")
	}
}

func TestSpellingDoesNotMatter(t *testing.T) {
	r := open(t)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"Cahaya Abadi Mandiri", "Rembulan Biru Sentosa"}).Draw(t, "name")
		form := rapid.SampledFrom([]string{"PT. %", "pt %", "% PT", "%", "PT.%", "PT % (P3MI)", "\u200bPT %"}).Draw(t, "form")
		if rapid.Bool().Draw(t, "upper") {
			name = strings.ToUpper(name)
		}
		name = strings.ReplaceAll(name, " ", rapid.SampledFrom([]string{" ", "  ", "-", ", "}).Draw(t, "gap"))
		if got := r.Lookup(strings.ReplaceAll(form, "%", name), today).Status; got != licence.Found {
			t.Fatalf("%q %q: %s", form, name, got)
		}
	})
}

func FuzzImport(f *testing.F) {
	f.Add([]byte("nama,nomor\nPT X,9"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := licence.Import(bytes.NewReader(data), "2026-11-20", "")
		if (r == nil) == (err == nil) {
			t.Fatalf("register %v, error %v", r, err)
		}
		if r != nil {
			r.Lookup(r.Companies[0].Name, today)
		}
	})
}
