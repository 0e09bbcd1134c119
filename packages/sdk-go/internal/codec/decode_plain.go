package codec

import (
	"math"
	"reflect"
	"strconv"
	"time"
)

func decodeText(c *cursor, into reflect.Value) *DecodeError {
	if c.next() != '"' {
		return Wrong("it has to be text")
	}
	into.SetString(c.text())
	return nil
}

func decodeMap(c *cursor, into reflect.Value) *DecodeError {
	if c.next() != '{' {
		return Wrong("it has to be a mapping")
	}
	found := map[string]string{}
	err := c.members(func(name string) *DecodeError {
		if c.next() != '"' {
			return Wrong("it has to be text").In(name)
		}
		found[name] = c.text()
		return nil
	})
	into.Set(reflect.ValueOf(found))
	return err
}

func decodeBool(c *cursor, into reflect.Value) *DecodeError {
	switch c.next() {
	case 't':
		c.word("true")
		into.SetBool(true)
	case 'f':
		c.word("false")
		into.SetBool(false)
	default:
		return Wrong("it has to be true or false")
	}
	return nil
}

func isNumber(first byte) bool { return first == '-' || '0' <= first && first <= '9' }

func decodeFloat(c *cursor, into reflect.Value) *DecodeError {
	if !isNumber(c.next()) {
		return Wrong("it has to be a number")
	}
	written := c.number()
	if count, ok := countOf(written); ok {
		into.SetFloat(count)
		return nil
	}
	number, err := strconv.ParseFloat(written, 64)
	if err != nil {
		return Wrong("it is no number that can be told")
	}
	into.SetFloat(number)
	return nil
}

// countOf reads what most numbers are, counts of events, in a fraction of the time.
func countOf(written string) (count float64, ok bool) {
	const exact = 15 // so many digits are whole numbers of a float
	if len(written) > exact {
		return 0, false
	}
	for at := range len(written) {
		digit := written[at] - '0'
		if digit > 9 {
			return 0, false
		}
		count = count*10 + float64(digit)
	}
	return count, true
}

// decodeInt takes 300 and, as JSON schema does, 300.0 and 3e2.
func decodeInt(c *cursor, into reflect.Value) *DecodeError {
	const reason = "it has to be a whole number"
	if !isNumber(c.next()) {
		return Wrong(reason)
	}
	written := c.number()
	whole, err := strconv.ParseInt(written, 10, 64)
	if err != nil {
		number, err := strconv.ParseFloat(written, 64)
		if err != nil || number != math.Trunc(number) || math.Abs(number) > 1<<53 {
			return Wrong(reason)
		}
		whole = int64(number)
	}
	if into.OverflowInt(whole) {
		return Wrong(reason)
	}
	into.SetInt(whole)
	return nil
}

func decodeTime(c *cursor, into reflect.Value) *DecodeError {
	const reason = "it has to be a time such as 2026-11-22T15:04:30Z"
	if c.next() != '"' {
		return Wrong(reason)
	}
	found, err := time.Parse(time.RFC3339, c.text())
	if err != nil {
		return Wrong(reason)
	}
	*into.Addr().Interface().(*time.Time) = found.UTC()
	return nil
}
