package slomonitor

import (
	"crypto/rand"
	"encoding/hex"
	"strings"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// keyed applies options to a call that takes a key, and makes a key if they name none.
func keyed(call seam.Call, options []CallOption) seam.Call {
	call.IdempotencyKey = newKey()
	for _, option := range options {
		option(&call)
	}
	return call
}

func newKey() string {
	var random [16]byte
	_, _ = rand.Read(random[:]) // which never fails
	return hex.EncodeToString(random[:])
}

// isKey says whether a key can be sent; an empty one is not.
func isKey(key string) bool {
	return len(key) <= 200 &&
		!strings.ContainsFunc(key, func(letter rune) bool { return letter <= ' ' || letter > '~' })
}
