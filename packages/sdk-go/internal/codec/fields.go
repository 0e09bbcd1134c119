package codec

import (
	"reflect"
	"strings"
	"sync"
)

// Field is a field of a message.
type Field struct {
	Name  string // in the contract
	Index []int  // in the Go struct, through embedded ones
	Type  reflect.Type
}

// Variant is a form that a union can take.
type Variant struct {
	Word  string
	Index int
	Type  reflect.Type
}

// Shape is what a struct of messages has: fields, or the variants of a union beside its kind.
type Shape struct {
	Fields   []Field
	Variants []Variant
}

// IsUnion says whether the message is one of several.
func (s *Shape) IsUnion() bool { return len(s.Variants) > 0 }

var shapes sync.Map // reflect.Type to *Shape

// ShapeOf reads the tags of a struct type.
func ShapeOf(t reflect.Type) *Shape {
	if found, ok := shapes.Load(t); ok {
		return found.(*Shape)
	}
	shape := &Shape{}
	shape.read(t, nil)
	found, _ := shapes.LoadOrStore(t, shape)
	return found.(*Shape)
}

func (s *Shape) read(t reflect.Type, outer []int) {
	for i := range t.NumField() {
		field := t.Field(i)
		index := append(append([]int(nil), outer...), i)
		if field.Anonymous {
			s.read(field.Type, index)
			continue
		}
		if word, ok := field.Tag.Lookup("union"); ok {
			s.Variants = append(s.Variants, Variant{word, i, field.Type.Elem()})
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			s.Fields = append(s.Fields, Field{name, index, field.Type})
		}
	}
}
