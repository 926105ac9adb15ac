package offer

import "bekal/knowledge/text"

// hoursMonth and the like turn a rate into a month's pay, by full-time work.
const (
	hoursMonth = 173
	daysMonth  = 26
)

// tooHigh reports whether pay is beyond what work without special skill earns
// in the country, by one and a half times the usual range where the knowledge
// base has one.
func (c *Checker) tooHigh(a text.Amount, country string) bool {
	month, limit := c.inRupiah(a), c.limit(country)
	return limit > 0 && month > limit
}

// inRupiah is pay as rupiah a month, 0 if the currency or the period is unknown.
func (c *Checker) inRupiah(a text.Amount) int64 {
	month, ok := monthly((a.Min+a.Max)/2, a.Period)
	if !ok {
		return 0
	}
	return month * int64(c.rates[a.Currency])
}

// limit is the pay in rupiah a month from which it is too high in a country.
func (c *Checker) limit(country string) int64 {
	limit := int64(c.payLimit["other"])
	if l, ok := c.payLimit[country]; ok {
		limit = int64(l)
	}
	if e := c.base.Country(country); country != "" && e != nil && e.Country.Pay != nil {
		p := e.Country.Pay
		if top, ok := monthly(int64(p.Max), p.Period); ok && c.rates[p.Currency] > 0 {
			limit = top * int64(c.rates[p.Currency]) * 3 / 2
		}
	}
	return limit
}

// monthly is an amount as a month's pay; pay without a period is by the month.
func monthly(amount int64, period string) (int64, bool) {
	switch period {
	case "", "month":
		return amount, true
	case "hour":
		return amount * hoursMonth, true
	case "day":
		return amount * daysMonth, true
	case "week":
		return amount * 52 / 12, true
	case "fortnight":
		return amount * 26 / 12, true
	case "year":
		return amount / 12, true
	}
	return 0, false
}
