package codec

import "reflect"

// member is a field with how it is read.
type member struct {
	Field
	number int
	decode decoder
}

// of is where the field is in a message: mostly in no embedded one, which is found faster.
func (m *member) of(message reflect.Value) reflect.Value {
	if len(m.Index) == 1 {
		return message.Field(m.Index[0])
	}
	return message.FieldByIndex(m.Index)
}

func structDecoder(t reflect.Type) decoder {
	shape := ShapeOf(t)
	ordered := make([]*member, len(shape.Fields))
	named := make(map[string]*member, len(shape.Fields))
	for number, field := range shape.Fields {
		ordered[number] = &member{field, number, decoderOf(field.Type)}
		named[field.Name] = ordered[number]
	}
	all := uint64(1)<<len(ordered) - 1
	return func(c *cursor, into reflect.Value) *DecodeError {
		if c.next() != '{' {
			return Wrong("it has to be a mapping")
		}
		var seen uint64 // a message has fewer than 64 fields; a test holds that
		next := 0       // the service writes members in their order
		err := c.members(func(name string) *DecodeError {
			var found *member
			if next < len(ordered) && name == ordered[next].Name {
				found = ordered[next]
			} else if found = named[name]; found == nil {
				c.pass(0)
				return nil
			}
			next = found.number + 1
			seen |= 1 << found.number
			if err := found.decode(c, found.of(into)); err != nil {
				return err.In(found.Name)
			}
			return nil
		})
		if err != nil || seen == all {
			return err
		}
		return complete(shape, seen, into)
	}
}

// complete fills in what may be left out: null, an empty list, an empty mapping.
func complete(shape *Shape, seen uint64, into reflect.Value) *DecodeError {
	for number, field := range shape.Fields {
		if seen&(1<<number) != 0 {
			continue
		}
		switch field.Type.Kind() {
		case reflect.Pointer:
		case reflect.Slice:
			into.FieldByIndex(field.Index).Set(reflect.MakeSlice(field.Type, 0, 0))
		case reflect.Map:
			into.FieldByIndex(field.Index).Set(reflect.MakeMap(field.Type))
		default:
			return Wrong("it is missing").In(field.Name)
		}
	}
	return nil
}
