package slomonitortest

import "reflect"

// complete copies a value and puts an empty list or mapping where it has none, as the service does:
// it never writes null for one.
func complete(value any) any {
	from := reflect.ValueOf(value)
	if !from.IsValid() {
		return nil
	}
	into := reflect.New(from.Type()).Elem()
	into.Set(from)
	fill(into)
	return into.Interface()
}

func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			inner := reflect.New(v.Type().Elem())
			inner.Elem().Set(v.Elem())
			fill(inner.Elem())
			v.Set(inner)
		}
	case reflect.Slice:
		filled := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(filled, v)
		for i := range filled.Len() {
			fill(filled.Index(i))
		}
		v.Set(filled)
	case reflect.Map:
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i))
			}
		}
	}
}
