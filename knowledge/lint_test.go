package knowledge_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"bekal/knowledge"
)

// sound is a small base without a fault.
func sound(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	root := os.DirFS("testdata/base")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		out[name] = &fstest.MapFile{Data: data, Mode: 0o644}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func lint(t *testing.T, fsys fs.FS) []knowledge.Problem {
	t.Helper()
	b, problems, err := knowledge.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return append(problems, b.Lint()...)
}

func TestSoundBaseHasNoProblems(t *testing.T) {
	for _, p := range lint(t, sound(t)) {
		t.Error(p)
	}
}

func TestShippedBaseHasNoProblems(t *testing.T) {
	for _, p := range lint(t, knowledge.Embedded()) {
		t.Error(p)
	}
}

const (
	cost    = "paspor/paspor-biaya.yaml"
	contact = "contacts/home.yaml"
	table   = "waspada/contoh.offers.tsv"
)

// faults are seeded one at a time: what is replaced by what, and the one
// problem that must be reported, at which line, in which words.
var faults = []struct {
	name, file, old, new string
	line                 int
	want                 string
}{
	{"missing field", cost, "review_by: \"2027-05-31\"\n", "", 1, "review_by is missing"},
	{"unknown field", cost, "group: paspor\n", "group: paspor\nharga: 5\n", 3, "harga is not a field here"},
	{"doubled field", cost, "contacts: [imigrasi]\n", "contacts: [imigrasi]\ncontacts: [imigrasi]\n", 36, "a second time"},
	{"text instead of a list", cost, "see: [paspor-syarat]", "see: paspor-syarat", 48, "must be a list"},
	{"list instead of text", cost, "id: Biaya paspor", "id: [Biaya paspor]", 4, "must be a single value"},
	{"number instead of text", cost, "id: Biaya paspor", "id: 350000", 4, "must be text; put 350000 in quotes"},
	{"group instead of a value", cost, "review_by: \"2027-05-31\"", "review_by: {day: 1}", 47, "must be a single value"},
	{"value instead of a group", cost, "approved: {by: \"\", on: \"\"}", "approved: yes", 46, "must be a group"},
	{"wrong truth value", cost, "group: paspor\n", "group: paspor\nurgent: mungkin\n", 3, "must be true or false"},
	{"tab", cost, "  id: Biaya paspor", "\tid: Biaya paspor", 4, "not tabs"},
	{"broken indentation", cost, "  en: Passport fees", "    en: Passport fees", 5, "check the indentation"},
	{"colon in a text", cost, "short: Paspor biasa", "short: Paspor: biasa", 20, "quote text"},
	{"anchor", cost, "id: Biaya paspor", "id: &a Biaya paspor", 4, "anchors"},
	{"alias", cost, "title:\n  id: Biaya paspor", "title:\n  id: *a", 4, "quote text that begins with * or &"},
	{"two documents", cost, "left_out:", "---\nleft_out:", 43, "second document"},
	{"not UTF-8", cost, "Biaya paspor", "Biaya \xff paspor", 4, "not UTF-8"},
	{"NUL", cost, "Biaya paspor", "Biaya \x00 paspor", 4, "not UTF-8"},
	{"id is not the file's", cost, "id: paspor-biaya", "id: paspor-harga", 1, "make them the same"},
	{"group is not the folder's", cost, "group: paspor", "group: biaya", 2, "make them the same"},
	{"unknown language", cost, "  jv: [", "  xx: [", 15, "xx is not a language"},
	{"utterance without a word", cost, "- uang paspor", "- \"???\"", 14, "an utterance needs words"},
	{"utterance of two entries", cost, "- uang paspor", "- Syarat paspor, apa?", 8, "is claimed by paspor-biaya too"},
	{"utterance twice", cost, "- uang paspor", "- Biaya paspor berapa?", 14, "is claimed by paspor-biaya too"},
	{"no English title", cost, "en: Passport fees", "en: \"\"", 5, "write this in English too"},
	{"long title", cost, "en: Passport fees", "en: Everything about the fees of passports", 5, "at most 32 fit"},
	{"no answer", cost, "short: Paspor biasa **Rp350.000**.", "short: \"\"", 20, "write the answer"},
	{"long short answer", cost, "short: Paspor biasa **Rp350.000**.", "short: Bayar." + strings.Repeat(" Ini satu kalimat lagi.", 11), 20, "at most 40; move the rest"},
	{"long sentence", cost, "short: Paspor biasa **Rp350.000**.", "short: Paspor" + strings.Repeat(" kata", 26) + ".", 20, "at most 25"},
	{"hard to read", cost, "Paspor elektronik lebih mahal.", strings.Repeat("Satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas dua belas tiga belas empat belas lima belas enam belas tujuh. ", 12), 20, "words on average"},
	{"too many steps", cost, "      - Bayar lewat bank.\n", strings.Repeat("      - Bayar lewat bank.\n", 4), 22, "at most 4"},
	{"first screen too long", cost, "warning: Petugas tidak menerima uang tunai.", "warning: " + strings.Repeat("Jangan titip uang ke orang. ", 20), 20, "fit a small phone"},
	{"more too long", cost, "Paspor elektronik lebih mahal.", strings.Repeat("Paspor elektronik lebih mahal. ", 110), 25, "shorten it"},
	{"calls something safe", cost, "Petugas tidak menerima uang tunai.", "Cara ini aman.", 24, "never call anything"},
	{"promises", cost, "Petugas tidak menerima uang tunai.", "Uangmu dijamin kembali.", 24, "this promises"},
	{"promises for the government", cost, "Petugas tidak menerima uang tunai.", "KBRI pasti memulangkanmu.", 24, "in the name of the government"},
	{"blames", cost, "Petugas tidak menerima uang tunai.", "Itu salah kamu.", 24, "this blames"},
	{"safe in English", cost, "warning: Officers take no cash.", "warning: This way is safe.", 32, "never call anything safe"},
	{"telephone number in a text", cost, "Bayar lewat bank.", "Telepon 0812-3456-7890.", 23, "looks like a telephone number"},
	{"bold without an end", cost, "**Rp350.000**", "**Rp350.000", 20, "has no partner"},
	{"HTML", cost, "Bayar lewat bank.", "Bayar <b>lewat</b> bank.", 23, "HTML is shown"},
	{"half a link", cost, "Bayar lewat bank.", "Bayar [lewat](bank).", 23, "this is no link"},
	{"no such contact", cost, "contacts: [imigrasi]", "contacts: [migrasi]", 35, "migrasi is no contact"},
	{"no such entry", cost, "see: [paspor-syarat]", "see: [paspor-lama]", 48, "paspor-lama is no other entry"},
	{"sees itself", cost, "see: [paspor-syarat]", "see: [paspor-biaya]", 48, "is no other entry"},
	{"no sources", cost, "sources:\n  - name: PP 45/2024\n    url: https://example.org/pp\n    date: \"2024-12-17\"\n    read: \"2026-11-23\"\n    confidence: high\n    facts: [1, paspor-syarat/2]\n", "sources: []\n", 36, "no source is named"},
	{"source without a day", cost, "read: \"2026-11-23\"", "read: \"2026\"", 40, "write the day it was read"},
	{"no calendar day", cost, "date: \"2024-12-17\"", "date: \"2024-13-17\"", 39, "is no date"},
	{"no address", cost, "url: https://example.org/pp", "url: example.org/pp", 38, "must be https://"},
	{"unknown confidence", cost, "confidence: high", "confidence: tinggi", 41, "write high, medium or low"},
	{"long source name", cost, "name: PP 45/2024", "name: Peraturan Pemerintah Nomor Empat Puluh Lima Tahun Dua Ribu Dua Puluh Empat", 37, "at most 60"},
	{"left out without why", cost, "why: angka lama", "why: \"\"", 44, "why it is left out"},
	{"half an approval", cost, "approved: {by: \"\", on: \"\"}", "approved: {by: Kepala Seksi, on: \"\"}", 46, "leave both empty"},
	{"review day", cost, "review_by: \"2027-05-31\"", "review_by: tahun depan", 47, "write the day as"},
	{"few test questions", cost, "find: [berapa rupiah paspor, paspor bayar, biayanya paspor]", "find: [paspor bayar]", 50, "at least 3"},
	{"few counter questions", cost, "avoid: [syarat paspor apa, dokumen untuk paspor]", "avoid: []", 51, "at least 2"},
	{"no telephone number", contact, "\"+62 21 0000 0000\"", "\"nol delapan\"", 6, "is no telephone number"},
	{"number without a source", contact, "name: Contoh,", "name: \"\",", 8, "write what was read"},
	{"number without a day", contact, ", read: \"2026-11-23\"", ", read: \"\"", 8, "write the day it was read"},
	{"unknown kind of contact", contact, "kind: immigration", "kind: kantor", 3, "write one of mission"},
	{"no head of a table", table, "kind\tlabel", "jenis\tlabel", 1, "must be kind, label, text"},
	{"missing column", table, "question\tnot-offer\t", "question\t", 3, "it needs kind, label and text"},
	{"unknown kind of text", table, "question\t", "tanya\t", 3, "use one of offer"},
	{"unknown label", table, "not-offer", "bukan", 3, "use one of danger"},
	{"open mark", table, "gaji 12jt", "[[rf-a:gaji 12jt", 2, "not closed; write [[flag:words]]"},
	{"mark without an opening", table, "gaji 12jt", "gaji]] 12jt", 2, "not opened; write [[flag:words]]"},
	{"mark without a flag", table, "gaji 12jt", "[[gaji 12jt]]", 2, "must be [[flag:words]]"},
	{"marks in a clean text", table, "gaji 12jt", "[[rf-a:gaji 12jt]]", 2, "take the marks or the label away; write"},
	{"flagged without a mark", table, "no-flags\tLoker", "danger\tLoker", 2, "no words are marked; write"},
	{"no such flag", table, "no-flags\tLoker", "danger\t[[rf-tidak-ada:Loker]]", 2, "is no red flag"},
	{"text twice", table, "Apakah ini benar, kak?", "LOKER Taiwan: gaji 12jt!", 3, "keep one"},
	{"table not UTF-8", table, "Taiwan", "Tai\xffwan", 2, "not UTF-8"},
	{"contact twice", contact, "- id: imigrasi", "- {id: imigrasi, name: {id: a, en: a}, kind: ngo, address: Serang}\n- id: imigrasi", 2, "keep one"},
}

func TestSeededFaults(t *testing.T) {
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			base := sound(t)
			data := string(base[f.file].Data)
			if !strings.Contains(data, f.old) {
				t.Fatalf("%q does not stand in %s", f.old, f.file)
			}
			base[f.file].Data = []byte(strings.Replace(data, f.old, f.new, 1))
			problems := lint(t, base)
			if len(problems) > 2 {
				t.Errorf("one fault, %d problems: %v", len(problems), problems)
			}
			for _, p := range problems {
				if p.Pos.File != f.file && f.name != "utterance of two entries" {
					t.Errorf("false alarm: %s", p)
				}
				if !strings.Contains(p.What, ";") && !strings.Contains(p.What, "write") && !strings.Contains(p.What, "add it") && !strings.Contains(p.What, "must be") {
					t.Errorf("%s says no way to mend it", p)
				}
				if strings.Contains(p.What, f.want) && (p.Pos.Line == f.line || f.line == 1 && p.Pos.Line <= 1) {
					return
				}
			}
			t.Errorf("want line %d: …%s…, got %v", f.line, f.want, problems)
		})
	}
}

func TestBadFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, data string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a/empty.yaml", "")
	write("a/comment.yaml", "# nothing\n")
	write("a/huge.yaml", strings.Repeat("a: b\n", 11<<20))
	write("a/deep.yaml", strings.Repeat("[", 20000))
	write("a/bomb.yaml", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n")
	write("a/binary.yaml", "\x7fELF\x02\x01\x01")
	write("a/dir.yaml/inside.txt", "x")
	for from, to := range map[string]string{"a/loop.yaml": "loop.yaml", "a/gone.yaml": "nowhere.yaml"} {
		if err := os.Symlink(to, filepath.Join(dir, from)); err != nil {
			t.Fatal(err)
		}
	}
	b, problems, err := knowledge.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, p := range append(problems, b.Lint()...) {
		got[p.Pos.File] += p.What + "\n"
	}
	for file, want := range map[string]string{
		"a/empty.yaml": "the file is empty", "a/comment.yaml": "the file is empty", "a/huge.yaml": "split it", "a/deep.yaml": "not YAML",
		"a/bomb.yaml": "anchors", "a/binary.yaml": "YAML", "a/dir.yaml": "is a directory", "a/loop.yaml": "cannot be read", "a/gone.yaml": "cannot be read",
	} {
		if !strings.Contains(got[file], want) {
			t.Errorf("%s: want …%s…, got %q", file, want, got[file])
		}
	}
}

func TestEmptyDirectory(t *testing.T) {
	_, problems, err := knowledge.Load(fstest.MapFS{})
	if err != nil || len(problems) != 1 || !strings.Contains(problems[0].What, "no .yaml file") {
		t.Errorf("got %v, %v", problems, err)
	}
}

// FuzzLoad holds that no file makes loading or linting panic.
func FuzzLoad(f *testing.F) {
	data, err := os.ReadFile("testdata/base/paspor/paspor-biaya.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add("paspor/paspor-biaya.yaml", string(data))
	f.Add("contacts/home.yaml", "- id: x\n  channels: [{kind: phone}]")
	f.Add("schemes/a.yaml", "id: a\nsteps: []")
	f.Add("lexicon/slang.yaml", "words: {a: b}")
	f.Add("waspada/rf-a.flag.yaml", "id: rf-a")
	f.Add("waspada/a.offers.tsv", "kind\tlabel\ttext\noffer\tdanger\t[[rf-a,rf-b:gaji]] 12jt\\n[[:]]")
	f.Fuzz(func(t *testing.T, name, data string) {
		if !fs.ValidPath(name) || !strings.HasSuffix(name, ".yaml") && !strings.HasSuffix(name, ".tsv") {
			return
		}
		b, _, err := knowledge.Load(fstest.MapFS{name: {Data: []byte(data)}})
		if err != nil {
			return
		}
		for _, p := range b.Lint() {
			if p.What == "" {
				t.Error("a problem that says nothing")
			}
		}
	})
}
