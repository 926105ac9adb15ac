package offer_test

import (
	"testing"

	"pgregory.net/rapid"

	"bekal/knowledge/offer"
)

const advert = "Lowongan pabrik roti di Taiwan, gaji 12 juta bersih, mess dan makan ditanggung, umur 20 sampai 35, langsung berangkat bulan depan tanpa pelatihan, kursi tinggal sedikit, minat hubungi Bunda R di 0812-0000-1111"

func TestFingerprint(t *testing.T) {
	c, _ := shipped()
	f := c.Fingerprint(advert)
	for s, want := range map[string]bool{
		"LOWONGAN PABRIK ROTI di Taiwan!! gaji 13 juta bersih, mess dan makan ditanggung, umur 20 sampai 35, langsung berangkat bulan depan tanpa pelatihan, kursi tinggal sedikit, minat hubungi Bunda S di 0813-0000-2222": true,
		"Fwd: " + advert: true,
		"Dibutuhkan perawat untuk rumah sakit di Jerman, wajib STR dan bahasa Jerman, kontrak tiga tahun lewat program pemerintah, pendaftaran di laman resmi sampai akhir bulan": false,
		"Kerja di kebun sawit Malaysia, permit diurus majikan, potong gaji enam bulan, berangkat dari Batam malam hari lewat tekong lama":                                         false,
	} {
		if got := f.Alike(c.Fingerprint(s)); got != want {
			t.Errorf("alike %v, want %v: %s (%s, %s)", got, want, s, f, c.Fingerprint(s))
		}
	}
	if g := c.Fingerprint("kerja taiwan"); g != 0 || g.Alike(g) {
		t.Errorf("a short text has the fingerprint %s", g)
	}
}

func TestFingerprintReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := offer.Fingerprint(rapid.Uint64().Draw(t, "bits"))
		if g, err := offer.ParseFingerprint(f.String()); err != nil || g != f {
			t.Fatalf("%s reads back as %s, %v", f, g, err)
		}
	})
	for _, s := range []string{"", "1", "zzzzzzzzzzzzzzzz", "00000000000000001"} {
		if _, err := offer.ParseFingerprint(s); err == nil {
			t.Errorf("%q was read", s)
		}
	}
}
