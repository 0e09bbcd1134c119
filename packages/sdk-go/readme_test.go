package slomonitor_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// compiled has the files whose parts the README shows.
var compiled = []string{"example_test.go", "*/example_test.go", "examples/*/main.go"}

// unindented is a text without the blanks around its lines.
func unindented(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestWhatTheReadmeShowsIsCompiledAndRun(t *testing.T) {
	var code strings.Builder
	for _, pattern := range compiled {
		names, _ := filepath.Glob(pattern)
		if len(names) == 0 {
			t.Errorf("there is no %s", pattern)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = code.WriteString(unindented(string(text)))
		}
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(readme), -1)
	if len(shown) < 6 {
		t.Errorf("the README shows %d parts only", len(shown))
	}
	for _, part := range shown {
		if !strings.Contains(code.String(), unindented(part[1])) {
			t.Errorf("nothing runs\n%s", part[1])
		}
	}
}
