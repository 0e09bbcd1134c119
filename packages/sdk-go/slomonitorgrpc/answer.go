package slomonitorgrpc

import (
	"reflect"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/example/slo-monitor/packages/sdk-go/internal/codec"
)

// decode reads a message into a pointer to a struct: what is not set is nil, or refused where
// something has to be.
func decode(from protoreflect.Message, into any) error {
	if err := readMessage(from, reflect.ValueOf(into).Elem()); err != nil {
		return err
	}
	return nil
}

func readMessage(from protoreflect.Message, into reflect.Value) *codec.DecodeError {
	shape := codec.ShapeOf(into.Type())
	for _, field := range shape.Fields {
		source := from.Descriptor().Fields().ByName(protoreflect.Name(field.Name))
		if source == nil {
			return codec.Wrong("gRPC does not have it").In(field.Name)
		}
		if err := readField(from, source, into.FieldByIndex(field.Index)); err != nil {
			return err.In(field.Name)
		}
	}
	for _, variant := range shape.Variants { // each is a part of the same message
		if into.FieldByIndex(shape.Fields[0].Index).String() == variant.Word {
			found := reflect.New(variant.Type)
			into.Field(variant.Index).Set(found)
			return readMessage(from, found.Elem())
		}
	}
	return nil
}

func readField(from protoreflect.Message, source protoreflect.FieldDescriptor, into reflect.Value) *codec.DecodeError {
	switch {
	case source.IsMap():
		into.Set(reflect.ValueOf(mapping(from.Get(source).Map())))
		return nil
	case source.IsList():
		return readList(from.Get(source).List(), source, into)
	}
	if into.Kind() == reflect.Pointer {
		if !from.Has(source) {
			return nil
		}
		into.Set(reflect.New(into.Type().Elem()))
		into = into.Elem()
	} else if source.HasPresence() && !from.Has(source) {
		return codec.Wrong("it is missing")
	}
	return readValue(source, from.Get(source), into)
}

func mapping(from protoreflect.Map) map[string]string {
	found := make(map[string]string, from.Len())
	from.Range(func(key protoreflect.MapKey, value protoreflect.Value) bool {
		found[key.String()] = value.String()
		return true
	})
	return found
}

func readList(from protoreflect.List, source protoreflect.FieldDescriptor, into reflect.Value) *codec.DecodeError {
	found := reflect.MakeSlice(into.Type(), from.Len(), from.Len())
	into.Set(found)
	for i := range from.Len() {
		if err := readValue(source, from.Get(i), found.Index(i)); err != nil {
			return err.At(i)
		}
	}
	return nil
}

func readValue(source protoreflect.FieldDescriptor, value protoreflect.Value, into reflect.Value) *codec.DecodeError {
	switch source.Kind() {
	case protoreflect.MessageKind:
		if into.Type() == reflect.TypeFor[time.Time]() {
			return readTime(value.Message(), into)
		}
		return readMessage(value.Message(), into)
	case protoreflect.EnumKind:
		word := wordOf(source.Enum(), value.Enum())
		if word == "" {
			return codec.Wrong("it is missing")
		}
		into.SetString(word)
	case protoreflect.StringKind:
		into.SetString(value.String())
	case protoreflect.BoolKind:
		into.SetBool(value.Bool())
	case protoreflect.DoubleKind:
		into.SetFloat(value.Float())
	default:
		into.SetInt(value.Int())
	}
	return nil
}

// readTime reads a Timestamp by the names of its fields.
func readTime(from protoreflect.Message, into reflect.Value) *codec.DecodeError {
	fields := from.Descriptor().Fields()
	seconds, nanos := from.Get(fields.ByName("seconds")).Int(), from.Get(fields.ByName("nanos")).Int()
	if nanos < 0 || nanos > 999_999_999 {
		return codec.Wrong("it is no time")
	}
	into.Set(reflect.ValueOf(time.Unix(seconds, nanos).UTC()))
	return nil
}
