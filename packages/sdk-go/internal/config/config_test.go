package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

const secret = "slom_0badc0de_ffff"

type option func(*Config) error

func TestWithoutOptionsThereAreLimitsAndNoToken(t *testing.T) {
	config, err := From("ours/1", []option{})
	if err != nil || config.Timeout != 30*time.Second || config.UserAgent != "ours/1" ||
		config.Token.Authorization() != "" || config.Clock == nil {
		t.Error(config, err)
	}
	if Dialer().Timeout != 10*time.Second {
		t.Error(Dialer().Timeout)
	}
}

func TestTheFirstOptionThatIsWrongIsTold(t *testing.T) {
	wrong := errors.New("wrong")
	applied := 0
	count := func(*Config) error { applied++; return nil }
	refuse := func(*Config) error { return wrong }
	if _, err := From("", []option{count, refuse, count}); !errors.Is(err, wrong) || applied != 1 {
		t.Error(err, applied)
	}
}

func TestATokenIsSentAndNeverShown(t *testing.T) {
	token, err := NewToken(secret)
	if err != nil || token.Authorization() != "Bearer "+secret {
		t.Fatal(err)
	}
	config := &Config{Token: token}
	for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		if shown := fmt.Sprintf(form+form, *config, config); strings.Contains(shown, "0badc0de") {
			t.Error(shown)
		}
	}
}

func TestATokenThatCannotStandInAHeaderIsRefusedUnseen(t *testing.T) {
	for _, text := range []string{secret + "\n", secret + " x", "ä" + secret, "\x00" + secret} {
		if _, err := NewToken(text); err == nil || strings.Contains(err.Error(), "0badc0de") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if none, err := NewToken(""); err != nil || none.Authorization() != "" {
		t.Error(err)
	}
}

func TestAnAddressIsReadOrRefusedUnseen(t *testing.T) {
	taken := map[string]string{
		"http://127.0.0.1:8080":        "http://127.0.0.1:8080",
		"https://slo.example/":         "https://slo.example",
		"https://slo.example/a%2Fb/c/": "https://slo.example/a%2Fb/c",
		"http://[::1]:8080":            "http://[::1]:8080",
	}
	for text, wanted := range taken {
		if base, err := BaseURL(text); err != nil || base.String() != wanted {
			t.Error(text, base, err)
		}
	}
	for _, text := range []string{
		"", "127.0.0.1:8080", "ftp://slo.example", "http://", "http://a b", "http://:" + secret + "@x",
		"http://x?token=" + secret, "http://x#" + secret, "://" + secret,
	} {
		if _, err := BaseURL(text); err == nil || strings.Contains(err.Error(), "0badc0de") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
