package codec

import (
	"encoding/json"
	"reflect"
	"sync"
	"time"
)

// decoder reads the value that is next.
type decoder func(c *cursor, into reflect.Value) *DecodeError

// Decode reads a message into a pointer to a struct.
func Decode(data []byte, into any) error {
	c := &cursor{data: string(data)}
	v := reflect.ValueOf(into).Elem()
	err := decoderOf(v.Type())(c, v)
	switch {
	case err == nil && c.isRead():
		return nil
	case err == nil, !json.Valid(data):
		return Wrong("it is not JSON")
	}
	return err
}

var decoders sync.Map // reflect.Type to decoder

func decoderOf(t reflect.Type) decoder {
	if found, ok := decoders.Load(t); ok {
		return found.(decoder)
	}
	made := decoderMade(t)
	decoders.Store(t, made)
	return made
}

var timeType = reflect.TypeFor[time.Time]()

func decoderMade(t reflect.Type) decoder {
	switch {
	case t == timeType:
		return decodeTime
	case t.Kind() == reflect.Struct && ShapeOf(t).IsUnion():
		return unionDecoder(t)
	}
	switch t.Kind() {
	case reflect.Struct:
		return structDecoder(t)
	case reflect.Pointer:
		return pointerDecoder(t)
	case reflect.Slice:
		return sliceDecoder(t)
	case reflect.Map:
		return decodeMap
	case reflect.String:
		return decodeText
	case reflect.Bool:
		return decodeBool
	case reflect.Float64:
		return decodeFloat
	default:
		return decodeInt
	}
}

func pointerDecoder(t reflect.Type) decoder {
	inner := decoderOf(t.Elem())
	return func(c *cursor, into reflect.Value) *DecodeError {
		if c.null() {
			into.SetZero()
			return nil
		}
		found := reflect.New(t.Elem())
		if err := inner(c, found.Elem()); err != nil {
			return err
		}
		into.Set(found)
		return nil
	}
}

func sliceDecoder(t reflect.Type) decoder {
	const fewest = 4
	inner, empty := decoderOf(t.Elem()), reflect.MakeSlice(t, 0, 0)
	return func(c *cursor, into reflect.Value) *DecodeError {
		if c.next() != '[' {
			return Wrong("it has to be a list")
		}
		into.Set(empty)
		return c.elements(func(index int) *DecodeError {
			if index == into.Cap() {
				into.Grow(max(index, fewest))
			}
			into.SetLen(index + 1)
			if err := inner(c, into.Index(index)); err != nil {
				return err.At(index)
			}
			return nil
		})
	}
}

func unionDecoder(t reflect.Type) decoder {
	shape := ShapeOf(t)
	kind := structDecoder(t)
	variants := make([]decoder, len(shape.Variants))
	for number, variant := range shape.Variants {
		variants[number] = decoderOf(variant.Type)
	}
	return func(c *cursor, into reflect.Value) *DecodeError {
		c.blanks()
		begin := c.at
		if err := kind(c, into); err != nil {
			return err
		}
		word := into.FieldByIndex(shape.Fields[0].Index).String()
		for number, variant := range shape.Variants {
			if word == variant.Word {
				found := reflect.New(variant.Type)
				into.Field(variant.Index).Set(found)
				c.at = begin
				return variants[number](c, found.Elem())
			}
		}
		return nil
	}
}
