package codec_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/codec"
)

type shop struct {
	Name    string            `json:"name"`
	Open    bool              `json:"open"`
	Visits  int               `json:"visits"`
	Share   float64           `json:"share"`
	Since   time.Time         `json:"since"`
	Until   *time.Time        `json:"until"`
	Labels  map[string]string `json:"labels"`
	Doors   []door            `json:"doors"`
	Payment payment           `json:"payment"`
}

type door struct {
	Width *float64 `json:"width"`
}

type payment struct {
	Kind string `json:"kind"`
	Card *card  `union:"CARD"`
}

type card struct {
	Kind   string `json:"kind"`
	Number string `json:"number"`
}

const whole = `{"name": "caf\u00e9 \ud83c\udf12", "open": true, "visits": 300.0, "share": 1e-3,
  "since": "2026-11-22T16:04:30+01:00", "until": null, "labels": {"a\n": "b"}, "extra": [{"x": "]}"}],
  "doors": [{"width": 0.9}, {}], "payment": {"number": "4711", "kind": "CARD"}}`

func TestAMessageIsRead(t *testing.T) {
	var found shop
	if err := codec.Decode([]byte(whole), &found); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 15, 4, 30, 0, time.UTC)
	if found.Name != "café 🌒" || !found.Open || found.Visits != 300 || found.Share != 0.001 ||
		!found.Since.Equal(at) || found.Until != nil || found.Labels["a\n"] != "b" ||
		*found.Doors[0].Width != 0.9 || found.Doors[1].Width != nil ||
		found.Payment.Card.Number != "4711" {
		t.Errorf("it is %+v", found)
	}
}

func TestAFormThatIsNotKnownKeepsItsKind(t *testing.T) {
	var found payment
	if err := codec.Decode([]byte(`{"kind": "BARTER", "goat": 1}`), &found); err != nil {
		t.Fatal(err)
	}
	if found.Kind != "BARTER" || found.Card != nil {
		t.Errorf("it is %+v", found)
	}
}

func TestWhatDoesNotFitIsRefusedAtItsPlace(t *testing.T) {
	cases := map[string]struct{ from, to, place string }{
		"a whole number with a fraction":   {"300.0", "300.5", "visits"},
		"a whole number beyond 64 bits":    {"300.0", "9223372036854775808", "visits"},
		"a number that is too large":       {"1e-3", "1e999", "share"},
		"a word that is no boolean":        {"true", `"yes"`, "open"},
		"text that is no time":             {"2026-11-22T16:04:30+01:00", "yesterday", "since"},
		"a time without a zone":            {"2026-11-22T16:04:30+01:00", "2026-11-22T16:04:30", "since"},
		"a label that is no text":          {`"a\n": "b"`, `"a": 1`, "labels.a"},
		"a list with null":                 {"{}]", "null]", "doors[1]"},
		"a list that is null":              {`[{"width": 0.9}, {}]`, "null", "doors"},
		"a list that is a mapping":         {`[{"width": 0.9}, {}]`, "{}", "doors"},
		"a part of a list":                 {`0.9`, `"0.9"`, "doors[0].width"},
		"a form without one of its fields": {`"number": "4711", `, "", "payment.number"},
		"what is no JSON":                  {"}}", "}", ""},
		"more than one value":              {"}}", "}} {}", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			message := replaced(t, c.from, c.to)
			err := codec.Decode([]byte(message), new(shop))
			var refused *codec.DecodeError
			if !errors.As(err, &refused) || refused.Place != c.place {
				t.Errorf("it was refused with %v, not at %q", err, c.place)
			}
		})
	}
}

func replaced(t *testing.T, from, to string) string {
	t.Helper()
	for i := 0; i+len(from) <= len(whole); i++ {
		if whole[i:i+len(from)] == from {
			return whole[:i] + to + whole[i+len(from):]
		}
	}
	t.Fatalf("there is no %q", from)
	return ""
}

// FuzzDecode holds that nothing that comes makes the decoder fail in another way than by an error,
// and that what it takes is what encoding/json takes for the same.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"name": "x", "doors": [null]}`))
	f.Add([]byte(`[`))
	f.Add([]byte("{\"name\": \"\xff\\ud800\", \"labels\": {\"\\u0000\": \"\"}}"))
	f.Fuzz(func(t *testing.T, message []byte) {
		var found struct {
			Name *string   `json:"name"`
			List []float64 `json:"list"`
		}
		if codec.Decode(message, &found) != nil {
			return
		}
		var plain map[string]json.RawMessage
		if err := json.Unmarshal(message, &plain); err != nil {
			t.Fatalf("%q is taken, and no object: %v", message, err)
		}
		var name *string
		if raw, ok := plain["name"]; ok && json.Unmarshal(raw, &name) != nil {
			t.Fatalf("the name in %q was taken", message)
		}
		if (name == nil) != (found.Name == nil) || name != nil && *name != *found.Name {
			t.Errorf("the name in %q is %v, not %v", message, found.Name, name)
		}
	})
}
