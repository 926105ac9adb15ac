package licence

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"bekal/knowledge"
	"bekal/knowledge/text"
)

// maxFile is the largest list that is read, in bytes, maxRows the most lines.
// The official list has some hundred.
const (
	maxFile = 16 << 20
	maxRows = 20_000
)

// A RowError is a line of a list that cannot be used, counted from 1 with the
// heading.
type RowError struct {
	Row  int
	What string
}

func (e RowError) Error() string { return fmt.Sprintf("row %d: %s", e.Row, e.What) }

// Import reads a list as CSV (comma or semicolon) or XLSX (first sheet),
// whichever r holds. asOf is the date of the list itself. The columns are
// found by their headings, Indonesian or English; name and number are needed.
// It returns all rows at fault, joined, and then no register: a list that is
// half read would call licensed companies unlicensed.
func Import(r io.Reader, asOf knowledge.Date, source string) (*Register, error) {
	if !asOf.Day() {
		return nil, fmt.Errorf("the date of the list is %q; write it as 2026-11-23", string(asOf))
	}
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading the list: %w", err)
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("the list has more than %d MB", maxFile>>20)
	}
	rows, err := table(data)
	if err != nil {
		return nil, err
	}
	if len(rows) > maxRows {
		return nil, fmt.Errorf("the list has %d rows, at most %d are read", len(rows), maxRows)
	}
	head, cols := heading(rows)
	if head < 0 {
		return nil, errors.New("no heading found; the first rows need columns named nama (name) and nomor sip3mi (number)")
	}
	var list []Company
	var faults []error
	for i, row := range rows[head+1:] {
		c, blank, err := cols.company(row)
		switch {
		case blank:
		case err != nil:
			faults = append(faults, RowError{head + i + 2, err.Error()})
		default:
			list = append(list, c)
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	if len(list) == 0 {
		return nil, errors.New("the list has a heading and no companies")
	}
	return New(asOf, source, list), nil
}

// table is the cells of a file.
func table(data []byte) ([][]string, error) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: 8 * maxFile, UnzipXMLSizeLimit: maxFile})
		if err != nil {
			return nil, fmt.Errorf("reading the spreadsheet: %w", err)
		}
		defer f.Close() //nolint:errcheck // only read from
		rows, err := f.GetRows(f.GetSheetName(0))
		if err != nil {
			return nil, fmt.Errorf("reading the first sheet: %w", err)
		}
		return rows, nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	c := csv.NewReader(bytes.NewReader(data))
	c.FieldsPerRecord = -1
	first, _, _ := bytes.Cut(data, []byte("\n"))
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		c.Comma = ';'
	}
	rows, err := c.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reading the list as CSV: %w", err)
	}
	return rows, nil
}

// columns are where each field stands, -1 for one that is not there.
type columns struct{ name, number, from, until, status, phone, address int }

// headings are the names of columns, folded, the surest first.
var headings = [][]string{
	{"nama p3mi", "nama perusahaan", "nama pt", "nama", "perusahaan", "company", "name"},
	{"nomor sip3mi", "no sip3mi", "sip3mi", "nomor izin", "no izin", "nomor", "licence", "license", "number"},
	{"berlaku dari", "mulai", "tanggal izin", "from"},
	{"berlaku sampai", "berlaku s d", "masa berlaku", "sampai", "berakhir", "valid until", "until", "expiry"},
	{"status", "keterangan", "sanksi", "note"},
	{"telepon", "telp", "no telp", "phone"},
	{"alamat", "address"},
}

// heading finds the row of headings among the first ten.
func heading(rows [][]string) (int, columns) {
	for i, row := range rows[:min(10, len(rows))] {
		at := make([]int, len(headings))
		for f, names := range headings {
			at[f] = -1
			for _, n := range names {
				if at[f] = slices.IndexFunc(row, func(cell string) bool { return text.Key(cell) == text.Key(n) }); at[f] >= 0 {
					break
				}
			}
		}
		if at[0] >= 0 && at[1] >= 0 {
			return i, columns{at[0], at[1], at[2], at[3], at[4], at[5], at[6]}
		}
	}
	return -1, columns{}
}

func (c columns) company(row []string) (out Company, blank bool, err error) {
	cell := func(i int) string {
		if i < 0 || i >= len(row) {
			return ""
		}
		return strings.Join(strings.Fields(strings.ToValidUTF8(row[i], " ")), " ")
	}
	if !slices.ContainsFunc(row, func(s string) bool { return strings.TrimSpace(s) != "" }) {
		return out, true, nil
	}
	out = Company{Name: cell(c.name), Number: cell(c.number), Note: cell(c.status), Phone: cell(c.phone), Address: cell(c.address)}
	if Key(out.Name) == "" {
		return out, false, errors.New("the company has no name")
	}
	if out.Number == "" {
		return out, false, fmt.Errorf("%s has no licence number", out.Name)
	}
	if out.From, err = date(cell(c.from)); err != nil {
		return out, false, err
	}
	if out.Until, err = date(cell(c.until)); err != nil {
		return out, false, err
	}
	note := " " + text.Key(out.Note) + " "
	for _, w := range []string{" dicabut ", " pencabutan ", " revoked ", " skorsing ", " dibekukan ", " suspended ", " tidak aktif ", " dihentikan "} {
		out.Revoked = out.Revoked || strings.Contains(note, w)
	}
	return out, false, nil
}

var months = map[string]time.Month{
	"januari": 1, "februari": 2, "maret": 3, "april": 4, "mei": 5, "juni": 6, "juli": 7, "agustus": 8, "september": 9, "oktober": 10, "november": 11, "desember": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "agu": 8, "agt": 8, "sep": 9, "okt": 10, "nov": 11, "des": 12,
}

// date reads a day as lists write it: 2027-03-31, 31/03/2027, 31-3-2027,
// 31 Maret 2027, or the number of a day that a spreadsheet keeps.
func date(s string) (knowledge.Date, error) {
	if s == "" || s == "-" {
		return "", nil
	}
	for _, layout := range []string{time.DateOnly, "2/1/2006", "2-1-2006", "2.1.2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return knowledge.Date(t.Format(time.DateOnly)), nil
		}
	}
	if n, err := strconv.Atoi(s); err == nil && n > 30_000 && n < 80_000 {
		return knowledge.Date(time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)), nil
	}
	if w := text.Words(s); len(w) == 3 && months[w[1]] > 0 {
		day, e1 := strconv.Atoi(w[0])
		year, e2 := strconv.Atoi(w[2])
		t := time.Date(year, months[w[1]], day, 0, 0, 0, 0, time.UTC)
		if e1 == nil && e2 == nil && t.Day() == day && year > 1990 && year < 2200 {
			return knowledge.Date(t.Format(time.DateOnly)), nil
		}
	}
	return "", fmt.Errorf("the date %q cannot be read; write it as 2027-03-31", s)
}
