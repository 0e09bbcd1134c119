package codec

import (
	"reflect"
	"sync"
	"time"
)

// decoder reads the value that is next.
type decoder func(c *cursor, into reflect.Value) *DecodeError

// Decode reads a message into a pointer to a struct.
func Decode(data []byte, into any) error {
	text := string(data)
	if !valid(text) {
		return Wrong("it is not JSON")
	}
	v := reflect.ValueOf(into).Elem()
	if err := decoderOf(v.Type())(&cursor{data: text}, v); err != nil {
		return err
	}
	return nil
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
	inner := decoderOf(t.Elem())
	return func(c *cursor, into reflect.Value) *DecodeError {
		if c.next() != '[' {
			return Wrong("it has to be a list")
		}
		found := reflect.MakeSlice(t, 0, 0)
		err := c.elements(func(index int) *DecodeError {
			found = reflect.Append(found, reflect.Zero(t.Elem()))
			if err := inner(c, found.Index(index)); err != nil {
				return err.At(index)
			}
			return nil
		})
		into.Set(found)
		return err
	}
}

func unionDecoder(t reflect.Type) decoder {
	shape := ShapeOf(t)
	kind := structDecoder(t)
	return func(c *cursor, into reflect.Value) *DecodeError {
		begin := c.begin()
		if err := kind(c, into); err != nil {
			return err
		}
		for _, variant := range shape.Variants {
			if into.FieldByIndex(shape.Fields[0].Index).String() == variant.Word {
				found := reflect.New(variant.Type)
				into.Field(variant.Index).Set(found)
				return decoderOf(variant.Type)(&cursor{c.data, begin}, found.Elem())
			}
		}
		return nil
	}
}
