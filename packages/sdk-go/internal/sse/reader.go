// Package sse reads server-sent events (WHATWG HTML, section 9.2.6). It knows blocks of lines, and
// not what their data means.
package sse

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// LargestBlock is how many bytes the data of an event, or a line, may have.
const LargestBlock = 16 << 20

// ErrTooLarge is that an event has more bytes than may be.
var ErrTooLarge = errors.New("an event of the stream is too large")

var byteOrderMark = []byte("\ufeff")

// Reader takes a stream apart.
type Reader struct {
	source *bufio.Reader
	line   []byte
	data   []byte
	has    bool // whether the block has data
	id     []byte
	lastID string

	heard     bool
	isFirst   bool
	hadReturn bool // whether the last line ended in a carriage return, to which a newline belongs
}

// NewReader reads a stream.
func NewReader(source io.Reader) *Reader {
	return &Reader{source: bufio.NewReader(source), isFirst: true}
}

// Heard says whether anything has come.
func (r *Reader) Heard() bool { return r.heard }

// LastID is the last id that a blank line completed.
func (r *Reader) LastID() string { return r.lastID }

// Next waits for a block that has data, and is its data, which holds until the next call. A block
// that breaks off is none.
func (r *Reader) Next() ([]byte, error) {
	r.data, r.has = r.data[:0], false
	for {
		line, err := r.readLine()
		if err != nil {
			return nil, err
		}
		if len(line) > 0 {
			r.take(line)
			if len(r.data) > LargestBlock {
				return nil, ErrTooLarge
			}
			continue
		}
		r.lastID = string(r.id)
		if r.has {
			return r.data, nil
		}
	}
}

func (r *Reader) take(line []byte) {
	name, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(name) {
	case "data":
		if r.has {
			r.data = append(r.data, '\n')
		}
		r.data, r.has = append(r.data, value...), true
	case "id":
		if bytes.IndexByte(value, 0) < 0 {
			r.id = append(r.id[:0], value...)
		}
	}
}

// readLine is the next line without its end, which is CR LF, LF or CR. It does not wait for what
// follows a CR.
func (r *Reader) readLine() ([]byte, error) {
	for r.line = r.line[:0]; ; {
		if _, err := r.source.Peek(1); err != nil {
			return nil, err
		}
		r.heard = true
		come, _ := r.source.Peek(r.source.Buffered()) // which it has
		isLine, err := r.add(come)
		if err != nil {
			return nil, err
		}
		if isLine {
			return r.begun(), nil
		}
	}
}

// add takes what has come up to the end of a line, and says whether that is there. A newline that
// belongs to the return before it ends none.
func (r *Reader) add(come []byte) (isLine bool, err error) {
	end := bytes.IndexAny(come, "\r\n")
	isRest := r.hadReturn && end == 0 && come[0] == '\n'
	if end < 0 {
		end = len(come)
	} else {
		isLine = !isRest
	}
	if len(r.line)+end > LargestBlock {
		return false, ErrTooLarge
	}
	r.line = append(r.line, come[:end]...)
	r.hadReturn = isLine && come[end] == '\r'
	taken := min(end+1, len(come))
	_, _ = r.source.Discard(taken) // which it has
	return isLine, nil
}

// begun takes the byte order mark off the first line.
func (r *Reader) begun() []byte {
	line := r.line
	if r.isFirst {
		line, r.isFirst = bytes.TrimPrefix(line, byteOrderMark), false
	}
	return line
}
