package sse_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/example/slo-monitor/packages/sdk-go/internal/sse"
)

// read reads all events of a stream, up to a number of them.
func read(t *testing.T, stream io.Reader) (events []string, last string) {
	t.Helper()
	reader := sse.NewReader(stream)
	for {
		data, err := reader.Next()
		if err != nil {
			return events, reader.LastID()
		}
		events = append(events, string(data)+"@"+reader.LastID())
	}
}

func TestAStreamIsTakenApart(t *testing.T) {
	cases := map[string]struct {
		text   string
		events []string
		last   string
	}{
		"a byte order mark is none of the first line": {"\ufeffid: 1\ndata: x\n\n", []string{"x@1"}, "1"},
		"a block without data is no event":            {"event: x\nid: 3\n\n", nil, "3"},
		"data may be empty":                           {"data\n\n", []string{"@"}, ""},
		"only one blank is taken off":                 {"data:  x\n\n", []string{" x@"}, ""},
		"an id with a zero byte is passed over":       {"id: 1\nid: 2\x00\ndata: x\n\n", []string{"x@1"}, "1"},
		"an empty id is none":                         {"id: 1\n\nid:\ndata: x\n\n", []string{"x@"}, ""},
		"CR LF split by a blank line":                 {"data: a\r\n\r\ndata: b\r\n\r\n", []string{"a@", "b@"}, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			events, last := read(t, strings.NewReader(c.text))
			if !slices.Equal(events, c.events) || last != c.last {
				t.Errorf("it is %q at %q", events, last)
			}
		})
	}
}

func TestAnEventThatIsTooLargeIsRefused(t *testing.T) {
	endless := io.MultiReader(strings.NewReader("data: "), zeros{})
	if _, err := sse.NewReader(endless).Next(); !errors.Is(err, sse.ErrTooLarge) {
		t.Errorf("it came to %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// FuzzReader holds that it does not matter in which pieces a stream comes, nor how its lines end.
func FuzzReader(f *testing.F) {
	f.Add([]byte("retry: 3000\n\nid: 7\ndata: {\ndata: }\n\n: still here\n\nid: 9\n\ndata"))
	f.Add([]byte("\ufeff\r\rid\r\n\r\ndata:\r"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		at, lastAt := read(t, bytes.NewReader(stream))
		by, lastBy := read(t, iotest.OneByteReader(bytes.NewReader(stream)))
		if !slices.Equal(at, by) || lastAt != lastBy {
			t.Errorf("%q is %q at once, and %q byte by byte", stream, at, by)
		}
		unix := bytes.ReplaceAll(bytes.ReplaceAll(stream, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
		if with, last := read(t, bytes.NewReader(unix)); !slices.Equal(at, with) || last != lastAt {
			t.Errorf("%q is %q, and %q with other ends of lines", stream, at, with)
		}
	})
}
