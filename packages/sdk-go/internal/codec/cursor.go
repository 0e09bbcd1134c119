package codec

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// deepest is how many lists and mappings may lie in each other, as in encoding/json.
const deepest = 10_000

// cursor walks over JSON, and notes if it is none: then it stands at the end, where every step is
// safe and leads nowhere. What is text is a part of the data: a message is one allocation, however
// many texts it has.
type cursor struct {
	data     string
	at       int
	isBroken bool
}

// fail notes that what is read is not JSON.
func (c *cursor) fail() {
	c.isBroken = true
	c.at = len(c.data)
}

func (c *cursor) blanks() {
	for c.at < len(c.data) {
		switch c.data[c.at] {
		case ' ', '\t', '\n', '\r':
			c.at++
		default:
			return
		}
	}
}

// here is the byte that stands there; 0 at the end, with which nothing begins.
func (c *cursor) here() byte {
	if c.at < len(c.data) {
		return c.data[c.at]
	}
	return 0
}

// next is the byte that the next value, or what stands between values, begins with.
func (c *cursor) next() byte {
	if c.at < len(c.data) && c.data[c.at] > ' ' {
		return c.data[c.at]
	}
	c.blanks()
	return c.here()
}

// take passes over a byte if it is the next one.
func (c *cursor) take(b byte) bool {
	if c.next() != b {
		return false
	}
	c.at++
	return true
}

// word passes over a word, which has to be there.
func (c *cursor) word(wanted string) {
	if !strings.HasPrefix(c.data[c.at:], wanted) {
		c.fail()
		return
	}
	c.at += len(wanted)
}

// null passes over null if it is next.
func (c *cursor) null() bool {
	if c.next() != 'n' {
		return false
	}
	c.word("null")
	return true
}

// members walks over an object; the visitor takes the value of each member.
func (c *cursor) members(visit func(name string) *DecodeError) *DecodeError {
	c.at++
	if c.take('}') {
		return nil
	}
	for {
		name := c.text()
		if !c.take(':') {
			c.fail()
		}
		if err := visit(name); err != nil {
			return err
		}
		if !c.goesOn('}') {
			return nil
		}
	}
}

// elements walks over an array; the visitor takes each element.
func (c *cursor) elements(visit func(index int) *DecodeError) *DecodeError {
	c.at++
	if c.take(']') {
		return nil
	}
	for index := 0; ; index++ {
		if err := visit(index); err != nil {
			return err
		}
		if !c.goesOn(']') {
			return nil
		}
	}
}

// goesOn says whether another part follows, or passes over the end.
func (c *cursor) goesOn(end byte) bool {
	if c.take(',') {
		return true
	}
	if !c.take(end) {
		c.fail()
	}
	return false
}

// text is the string that is next.
func (c *cursor) text() string {
	if c.next() != '"' {
		c.fail()
		return ""
	}
	begin := c.at
	isPlain := c.quoted()
	if c.isBroken {
		return ""
	}
	quoted := c.data[begin:c.at]
	inner := quoted[1 : len(quoted)-1]
	if isPlain || strings.IndexByte(inner, '\\') < 0 && utf8.ValidString(inner) {
		return inner
	}
	var text string
	if json.Unmarshal([]byte(quoted), &text) != nil {
		c.fail()
	}
	return text
}

// quoted passes over a string, of which what is escaped is still to be looked at. It says whether
// there is nothing but ASCII as it is.
func (c *cursor) quoted() (isPlain bool) {
	isPlain = true
	for at := c.at + 1; at < len(c.data); at++ {
		switch b := c.data[at]; {
		case b == '"':
			c.at = at + 1
			return isPlain
		case b < ' ':
			c.fail()
			return false
		case b == '\\':
			isPlain = false
			at++
		case b >= utf8.RuneSelf:
			isPlain = false
		}
	}
	c.fail()
	return false
}

// number is the number that is next.
func (c *cursor) number() string {
	begin := c.at
	if c.here() == '-' {
		c.at++
	}
	if c.here() == '0' {
		c.at++
	} else {
		c.digits()
	}
	if c.here() == '.' {
		c.at++
		c.digits()
	}
	if b := c.here(); b == 'e' || b == 'E' {
		c.at++
		if b := c.here(); b == '+' || b == '-' {
			c.at++
		}
		c.digits()
	}
	return c.data[begin:c.at]
}

// digits walks over one or more.
func (c *cursor) digits() {
	begin := c.at
	for c.at < len(c.data) && '0' <= c.data[c.at] && c.data[c.at] <= '9' {
		c.at++
	}
	if c.at == begin {
		c.fail()
	}
}

// isRead says whether all of it was JSON, and one value.
func (c *cursor) isRead() bool {
	c.blanks()
	return !c.isBroken && c.at == len(c.data)
}

// pass passes over the value that is next, in so many lists and mappings.
func (c *cursor) pass(depth int) {
	inside := func(int) *DecodeError { c.pass(depth + 1); return nil }
	switch c.next() {
	case '"':
		c.text()
	case 't':
		c.word("true")
	case 'f':
		c.word("false")
	case 'n':
		c.word("null")
	case '{', '[':
		switch {
		case depth == deepest:
			c.fail()
		case c.here() == '{':
			_ = c.members(func(string) *DecodeError { return inside(0) })
		default:
			_ = c.elements(inside)
		}
	default:
		c.number()
	}
}
