package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"time"
)

// take takes a member out of what is asked with.
func take[T any](with map[string]json.RawMessage, name string, into *T) error {
	raw, ok := with[name]
	delete(with, name)
	if !ok {
		return nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// question reads what is asked with as a question of the client; a member that it does not have is
// refused.
func question[T any](with map[string]json.RawMessage) (T, error) {
	var read T
	if err := asDurations(with); err != nil {
		return read, err
	}
	written, err := json.Marshal(with)
	if err != nil {
		return read, err
	}
	decoder := json.NewDecoder(bytes.NewReader(written))
	decoder.DisallowUnknownFields()
	return read, decoder.Decode(&read)
}

// asDurations writes settle and window, which are seconds or text, as Go reads durations.
func asDurations(with map[string]json.RawMessage) error {
	for _, name := range []string{"settle", "window"} {
		raw, ok := with[name]
		if !ok {
			continue
		}
		duration, err := durationOf(raw)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		with[name] = json.RawMessage(fmt.Sprint(int64(duration)))
	}
	if raw, ok := with["baseline"]; ok {
		var inner map[string]json.RawMessage
		if err := json.Unmarshal(raw, &inner); err != nil {
			return fmt.Errorf("baseline: %w", err)
		}
		if err := asDurations(inner); err != nil {
			return err
		}
		written, err := json.Marshal(inner)
		with["baseline"] = written
		return err
	}
	return nil
}

func durationOf(raw json.RawMessage) (time.Duration, error) {
	var number float64
	if json.Unmarshal(raw, &number) == nil {
		return seconds(number), nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return 0, err
	}
	return time.ParseDuration(text)
}

// copied is what is asked with, to be taken apart.
func copied(with map[string]json.RawMessage) map[string]json.RawMessage {
	if with == nil {
		return map[string]json.RawMessage{}
	}
	return maps.Clone(with)
}
