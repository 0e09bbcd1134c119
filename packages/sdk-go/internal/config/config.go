// Package config is what a client was made with, whichever transport it has.
package config

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// ConnectTimeout is how long a connection may take to be made.
const ConnectTimeout = 10 * time.Second

// Timeout is how long a call may take where neither an option nor the context says so.
const Timeout = 30 * time.Second

// Dialer makes connections, on each transport.
func Dialer() *net.Dialer { return &net.Dialer{Timeout: ConnectTimeout} }

// Config has what the options say.
type Config struct {
	Token      Token
	HTTPClient *http.Client
	TLS        *tls.Config
	Timeout    time.Duration
	UserAgent  string
	Clock      seam.Clock
}

// From applies options to the defaults.
func From[Option ~func(*Config) error](userAgent string, options []Option) (*Config, error) {
	config := &Config{Timeout: Timeout, UserAgent: userAgent, Clock: seam.RealClock{}}
	for _, option := range options {
		if err := option(config); err != nil {
			return nil, err
		}
	}
	return config, nil
}

// Token is a key of the service. It is behind a function so that printing it never shows it.
type Token struct{ reveal func() string }

// NewToken refuses what cannot stand in a header, without showing it.
func NewToken(text string) (Token, error) {
	if strings.ContainsFunc(text, func(letter rune) bool { return letter <= ' ' || letter > '~' }) {
		return Token{}, errors.New("a token has visible ASCII letters only")
	}
	return Token{reveal: func() string { return text }}, nil
}

// Authorization is what is sent with every request; empty without a token.
func (t Token) Authorization() string {
	if t.reveal == nil || t.reveal() == "" {
		return ""
	}
	return "Bearer " + t.reveal()
}

// BaseURL reads where the service is; it shows nothing of what it refuses, which may be a secret.
func BaseURL(text string) (*url.URL, error) {
	base, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("the URL of the service cannot be read")
	case base.Scheme != "http" && base.Scheme != "https" || base.Host == "":
		return nil, errors.New("the URL of the service has to be such as http://127.0.0.1:8080")
	case base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, errors.New("the URL of the service has no user, query or fragment; a token is an option")
	}
	base.Path = strings.TrimRight(base.Path, "/")
	base.RawPath = strings.TrimRight(base.RawPath, "/")
	return base, nil
}
