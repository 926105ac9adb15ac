package knowledge

import "time"

// A Date is a day, a month or a year as a source gives it ("2026-11-23",
// "2026-11", "2026"); empty when it gives none.
type Date string

// Valid reports whether d is empty or a date of the calendar.
func (d Date) Valid() bool {
	if d == "" {
		return true
	}
	_, ok := d.Time()
	return ok
}

// Time is the first moment of d in UTC, and whether d is a date at all.
func (d Date) Time() (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if len(layout) != len(d) {
			continue
		}
		t, err := time.Parse(layout, string(d))
		return t, err == nil
	}
	return time.Time{}, false
}

// Day reports whether d names a single day.
func (d Date) Day() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}
