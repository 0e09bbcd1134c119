package slomonitorgrpc

import (
	"reflect"
	"strconv"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/internal/codec"
	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// questionOf writes a call as a message: each field has the name that it has over HTTP.
func questionOf(shape protoreflect.MessageDescriptor, call seam.Call) (proto.Message, error) {
	question := empty(shape)
	if call.Path != "" {
		for _, name := range []protoreflect.Name{"id", "name"} {
			if field := shape.Fields().ByName(name); field != nil {
				question.ProtoReflect().Set(field, protoreflect.ValueOfString(call.Path))
			}
		}
	}
	if call.Question == nil {
		return question, nil
	}
	if err := fill(question.ProtoReflect(), reflect.ValueOf(call.Question)); err != nil {
		return nil, err
	}
	return question, nil
}

const slosOfCheck = "slo_monitor.v1.CheckSlosRequest.slos"

// wrong refuses a question that gRPC cannot ask, as the service would refuse it over HTTP.
func wrong(field, message string) *slomonitor.Error {
	return &slomonitor.Error{
		Kind: slomonitor.KindInvalid, Code: "INVALID_QUESTION", Message: message, Field: field,
	}
}

// fill writes the fields of a struct that are not at their zero value.
func fill(into protoreflect.Message, from reflect.Value) *slomonitor.Error {
	for _, field := range codec.ShapeOf(from.Type()).Fields {
		value := from.FieldByIndex(field.Index)
		if value.IsZero() {
			continue
		}
		target := into.Descriptor().Fields().ByName(protoreflect.Name(field.Name))
		if target.FullName() == slosOfCheck && value.Len() == 0 { // which gRPC takes for every SLO
			return wrong(field.Name, "slos must name an SLO; leave it out for every SLO")
		}
		if err := set(into, target, value); err != nil {
			return err
		}
	}
	return nil
}

func set(into protoreflect.Message, field protoreflect.FieldDescriptor, value reflect.Value) *slomonitor.Error {
	switch {
	case field.IsMap():
		for _, key := range value.MapKeys() {
			into.Mutable(field).Map().Set(protoreflect.ValueOfString(key.String()).MapKey(),
				protoreflect.ValueOfString(value.MapIndex(key).String()))
		}
		return nil
	case field.IsList():
		return setList(into.Mutable(field).List(), field, value)
	}
	if value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if field.Message() != nil && value.Type() != reflect.TypeFor[time.Time]() {
		return fill(into.Mutable(field).Message(), value)
	}
	written, err := plain(field, value)
	if err == nil {
		into.Set(field, written)
	}
	return err
}

func setList(into protoreflect.List, field protoreflect.FieldDescriptor, value reflect.Value) *slomonitor.Error {
	for i := range value.Len() {
		if field.Message() != nil {
			if err := fill(into.AppendMutable().Message(), value.Index(i)); err != nil {
				return err
			}
			continue
		}
		written, err := plain(field, value.Index(i))
		if err != nil {
			return err
		}
		into.Append(written)
	}
	return nil
}

// plain writes what is neither a list, a mapping nor a message of ours.
func plain(field protoreflect.FieldDescriptor, value reflect.Value) (protoreflect.Value, *slomonitor.Error) {
	name := string(field.Name())
	switch is := value.Interface().(type) {
	case time.Time:
		return protoreflect.ValueOfMessage(timestamppb.New(is).ProtoReflect()), nil
	case time.Duration:
		return protoreflect.ValueOfFloat64(is.Seconds()), nil
	}
	switch field.Kind() {
	case protoreflect.EnumKind:
		number, ok := numberOf(field.Enum(), value.String())
		if !ok {
			return protoreflect.Value{}, wrong(name, strconv.Quote(value.String())+" is no word of "+name)
		}
		return protoreflect.ValueOfEnum(number), nil
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(value.String()), nil
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(value.Bool()), nil
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64(value.Float()), nil
	case protoreflect.Int64Kind:
		return protoreflect.ValueOfInt64(value.Int()), nil
	}
	if value.Int() != int64(int32(value.Int())) {
		return protoreflect.Value{}, wrong(name, name+" is too large")
	}
	return protoreflect.ValueOfInt32(int32(value.Int())), nil
}
