package slomonitorgrpc

import (
	"strconv"
	"strings"
	"unicode"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// prefixOf is what stands before the words of an enum: STATE_ of State.
func prefixOf(enum protoreflect.EnumDescriptor) string {
	var prefix strings.Builder
	for i, letter := range string(enum.Name()) {
		if i > 0 && unicode.IsUpper(letter) {
			prefix.WriteByte('_')
		}
		prefix.WriteRune(unicode.ToUpper(letter))
	}
	return prefix.String() + "_"
}

// wordOf is a number as the contract writes it; one that is not known is kept as digits, and that
// of nothing is empty.
func wordOf(enum protoreflect.EnumDescriptor, number protoreflect.EnumNumber) string {
	if number == 0 {
		return ""
	}
	value := enum.Values().ByNumber(number)
	if value == nil {
		return strconv.Itoa(int(number))
	}
	return strings.TrimPrefix(string(value.Name()), prefixOf(enum))
}

// numberOf is a word as gRPC writes it; false if gRPC does not have it.
func numberOf(enum protoreflect.EnumDescriptor, word string) (protoreflect.EnumNumber, bool) {
	value := enum.Values().ByName(protoreflect.Name(prefixOf(enum) + strings.ToUpper(word)))
	if value == nil || value.Number() == 0 {
		return 0, false
	}
	return value.Number(), true
}
