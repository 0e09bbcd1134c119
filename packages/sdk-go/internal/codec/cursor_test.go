package codec

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
)

const whole = ` {"a": [1, -0.5e+3, 0, 12.25E-2, true, false, null, "", "\u00e9\n\"\\/x é"], "b": {}, "c": [ ],` +
	"\t\r\n" + `"d": {"e": [[{"f": "g"}]]}} `

func TestWhatIsJSONIsDecidedAsByTheStandardLibrary(t *testing.T) {
	texts := []string{
		"", " ", "\x00", "1\x00", "-", "01", "1.", ".5", "1e", "1e+", "+1", "nul", "nulll", "tru e", `"`, `"\`,
		`"\u12"`, `"\u12g4"`, `"\x"`, "\"\n\"", `"a" "b"`, "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", `{"a"`,
		`{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{a:1}`, `{"a" 1}`, `{1:1}`, "]", "}", "[}", "{]", "NaN",
		"\"\xff\"", "\u00a01", "[1]\v", whole, "-0", "0e0", "1E400", "\ufeff1",
		strings.Repeat("[", deepest) + strings.Repeat("]", deepest),
		strings.Repeat("[", deepest+1) + strings.Repeat("]", deepest+1),
		strings.Repeat(`{"a":`, deepest) + "1" + strings.Repeat("}", deepest),
		strings.Repeat(`{"a":`, deepest+1) + "1" + strings.Repeat("}", deepest+1),
	}
	for _, text := range texts {
		expectAlike(t, []byte(text))
	}
}

func TestWhatIsAlmostJSONIsDecidedAsByTheStandardLibrary(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const letters = "{}[]\",:\\ue0123456789+-.tfn \n\x00\x1f\xff"
	for range 20_000 {
		text := []byte(whole)
		for range 1 + random.IntN(3) {
			at := random.IntN(max(len(text)-1, 1))
			switch random.IntN(3) {
			case 0:
				text[at] = letters[random.IntN(len(letters))]
			case 1:
				text = append(text[:at+1], text[min(at+2, len(text)):]...)
			case 2:
				text = text[:at+1]
			}
		}
		expectAlike(t, text)
	}
}

func FuzzCursor(f *testing.F) {
	f.Add([]byte(whole))
	f.Fuzz(expectAlike)
}

func expectAlike(t *testing.T, text []byte) {
	t.Helper()
	c := &cursor{data: string(text)}
	c.pass(0)
	if wanted := json.Valid(text); c.isRead() != wanted {
		t.Errorf("%.200q is JSON: %v", text, wanted)
	}
}
