package codec

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// cursor walks over JSON that is known to be valid, so that no step can fail. What is text is a part
// of the data: a message is one allocation, however many texts it has.
type cursor struct {
	data string
	at   int
}

func (c *cursor) blanks() {
	for c.at < len(c.data) && c.data[c.at] <= ' ' {
		c.at++
	}
}

// next is the byte that the next value, or what stands between values, begins with.
func (c *cursor) next() byte {
	c.blanks()
	return c.data[c.at]
}

// take passes over a byte if it is the next one.
func (c *cursor) take(b byte) bool {
	if c.next() != b {
		return false
	}
	c.at++
	return true
}

// null passes over null if it is next.
func (c *cursor) null() bool {
	if c.next() != 'n' {
		return false
	}
	c.at += len("null")
	return true
}

// members walks over an object; the visitor takes the value of each member.
func (c *cursor) members(visit func(name string) *DecodeError) *DecodeError {
	c.at++
	for !c.take('}') {
		name := c.text()
		c.take(':')
		if err := visit(name); err != nil {
			return err
		}
		c.take(',')
	}
	return nil
}

// elements walks over an array; the visitor takes each element.
func (c *cursor) elements(visit func(index int) *DecodeError) *DecodeError {
	c.at++
	for index := 0; !c.take(']'); index++ {
		if err := visit(index); err != nil {
			return err
		}
		c.take(',')
	}
	return nil
}

// text is the string that is next.
func (c *cursor) text() string {
	begin := c.begin()
	isPlain := c.quoted()
	quoted := c.data[begin:c.at]
	inner := quoted[1 : len(quoted)-1]
	if isPlain || strings.IndexByte(inner, '\\') < 0 && utf8.ValidString(inner) {
		return inner
	}
	var text string
	_ = json.Unmarshal([]byte(quoted), &text) // it is valid
	return text
}

// raw passes over the value that is next, and is its bytes.
func (c *cursor) raw() string {
	begin := c.begin()
	switch c.data[begin] {
	case '"':
		c.quoted()
	case '{', '[':
		c.nested()
	default:
		for c.at < len(c.data) && !ends(c.data[c.at]) {
			c.at++
		}
	}
	return c.data[begin:c.at]
}

func (c *cursor) begin() int {
	c.blanks()
	return c.at
}

// quoted passes over a string, and says whether it has nothing but ASCII as it is.
func (c *cursor) quoted() (isPlain bool) {
	isPlain = true
	for c.at++; c.data[c.at] != '"'; c.at++ {
		switch b := c.data[c.at]; {
		case b == '\\':
			isPlain = false
			c.at++
		case b >= utf8.RuneSelf:
			isPlain = false
		}
	}
	c.at++
	return isPlain
}

func (c *cursor) nested() {
	for depth := 0; ; {
		switch c.data[c.at] {
		case '"':
			c.quoted()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		c.at++
		if depth == 0 {
			return
		}
	}
}

func ends(b byte) bool { return b <= ' ' || b == ',' || b == '}' || b == ']' }
