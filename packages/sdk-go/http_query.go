package slomonitor

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/codec"
)

// pathOf fills the parameter of a path, if it has one.
func pathOf(template, value string) (string, error) {
	before, rest, found := strings.Cut(template, "{")
	if !found {
		return template, nil
	}
	name, after, _ := strings.Cut(rest, "}")
	if value == "" {
		return "", &Error{Kind: KindInvalid, Message: name + " must not be empty", Field: name}
	}
	segment := url.PathEscape(value)
	if strings.Trim(segment, ".") == "" { // a path would be cut short at it
		segment = strings.ReplaceAll(segment, ".", "%2E")
	}
	return before + segment + after, nil
}

// queryOf writes a question as the query of a URL; what is at its zero value is left out.
func queryOf(question any) url.Values {
	query := url.Values{}
	value := reflect.ValueOf(question)
	for _, field := range codec.ShapeOf(value.Type()).Fields {
		if found := value.FieldByIndex(field.Index); !found.IsZero() {
			addTo(query, field.Name, found)
		}
	}
	return query
}

func addTo(query url.Values, name string, value reflect.Value) {
	switch value.Kind() {
	case reflect.Slice:
		for i := range value.Len() {
			query.Add(name, value.Index(i).String())
		}
		return
	case reflect.Pointer:
		value = value.Elem()
	}
	if at, ok := value.Interface().(time.Time); ok {
		query.Set(name, at.Format(time.RFC3339Nano))
		return
	}
	query.Set(name, fmt.Sprint(value.Interface()))
}
