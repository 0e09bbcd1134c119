// Package vectors reads the contract for tests: what every client does, case by case.
package vectors

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// folder is where the contract is: beside the module, in which each test runs.
func folder(tb testing.TB) string {
	tb.Helper()
	for above := "."; ; above = filepath.Join(above, "..") {
		if _, err := os.Stat(filepath.Join(above, "go.mod")); err == nil {
			return filepath.Join(above, "..", "contract")
		}
		if up, err := filepath.Abs(above); err != nil || up == filepath.Dir(up) {
			tb.Fatal("there is no go.mod above this test")
		}
	}
}

// Read reads a file of the contract that is JSON.
func Read(tb testing.TB, into any, name ...string) {
	tb.Helper()
	written, err := os.ReadFile(filepath.Join(append([]string{folder(tb)}, name...)...))
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(written, into); err != nil {
		tb.Fatalf("%v: %v", name, err)
	}
}

// Cases has all cases of a file of vectors, of which there is at least one.
func Cases[Case any](tb testing.TB, kind string) []Case {
	tb.Helper()
	var file struct {
		Kind  string
		Cases []Case
	}
	Read(tb, &file, "vectors", kind+".json")
	if file.Kind != kind || len(file.Cases) == 0 {
		tb.Fatalf("%s.json has no cases of its kind", kind)
	}
	return file.Cases
}
