package slomonitor

import (
	"go/ast"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/codec"
	"github.com/example/slo-monitor/packages/sdk-go/internal/vectors"
)

// schema is a part of openapi.json.
type schema struct {
	Ref                  string `json:"$ref"`
	Type                 string
	Format               string
	Properties           map[string]schema
	Required             []string
	Items                *schema
	AdditionalProperties any
	AnyOf                []schema
	OneOf                []schema
	Enum                 []string
	KnownValues          []string `json:"x-known-values"`
}

func schemas(t *testing.T) map[string]schema {
	t.Helper()
	var api struct {
		Components struct{ Schemas map[string]schema }
	}
	vectors.Read(t, &api, "openapi.json")
	return api.Components.Schemas
}

// ofOtherForm are schemas that are no struct here, and why.
var ofOtherForm = map[string]string{
	"Problem": "an Error", "VerdictProblem": "an Error", "Health": "not asked by a client",
}

// structs has each struct of messages that a method of Client takes or gives.
func structs() map[string]reflect.Type {
	found := map[string]reflect.Type{}
	client := reflect.TypeFor[*Client]()
	for i := range client.NumMethod() {
		method := client.Method(i).Type
		for j := range method.NumIn() {
			collect(found, method.In(j))
		}
		for j := range method.NumOut() {
			collect(found, method.Out(j))
		}
	}
	return found
}

func collect(found map[string]reflect.Type, t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		collect(found, t.Elem())
	case reflect.Func: // an iterator
		for i := range t.NumIn() {
			collect(found, t.In(i))
		}
	case reflect.Struct:
		if found[t.Name()] != nil || t.PkgPath() != reflect.TypeFor[Client]().PkgPath() || t.Name() == "Client" {
			return
		}
		found[t.Name()] = t
		for i := range t.NumField() {
			collect(found, t.Field(i).Type)
		}
	}
}

func TestEachSchemaOfTheContractIsAType(t *testing.T) {
	types := structs()
	for name, s := range schemas(t) {
		if s.Type == "object" && ofOtherForm[name] == "" && types[name] == nil {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestATypeHasTheFieldsOfItsSchema(t *testing.T) {
	all := schemas(t)
	for name, of := range structs() {
		s, ok := all[name]
		if !ok {
			if isOwn := strings.HasSuffix(name, "Query") || name == "CheckAnswer" || codec.ShapeOf(of).IsUnion(); !isOwn {
				t.Errorf("%s is no schema of the contract", name)
			}
			continue
		}
		t.Run(name, func(t *testing.T) { expectFields(t, of, s) })
	}
}

func expectFields(t *testing.T, of reflect.Type, s schema) {
	names := []string{}
	isAsked := s.AdditionalProperties == false
	fields := codec.ShapeOf(of).Fields
	if len(fields) >= 64 {
		t.Error("a message has at most 63 fields")
	}
	for _, field := range fields {
		names = append(names, field.Name)
		wanted := s.Properties[field.Name]
		if problem := misfit(field.Type, wanted, isAsked); problem != "" {
			t.Errorf("%s is %v: %s", field.Name, field.Type, problem)
		}
		if !isAsked && !slices.Contains(s.Required, field.Name) {
			t.Errorf("%s may be missing", field.Name)
		}
	}
	slices.Sort(names)
	if wanted := slices.Sorted(maps.Keys(s.Properties)); !slices.Equal(names, wanted) {
		t.Errorf("its fields are %v, not %v", names, wanted)
	}
}

// misfit says why a type does not hold what a schema says. In what is asked, a zero value is left
// out, so that only answers need a pointer.
func misfit(of reflect.Type, s schema, isAsked bool) string {
	isNullable := len(s.AnyOf) > 0 && slices.ContainsFunc(s.AnyOf, func(one schema) bool { return one.Type == "null" })
	if !isAsked && isNullable != (of.Kind() == reflect.Pointer) {
		return "whether it may be null"
	}
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if len(s.AnyOf) > 0 {
		s = s.AnyOf[0]
	}
	switch {
	case of == reflect.TypeFor[time.Duration]():
		return "" // seconds, or text
	case of == reflect.TypeFor[time.Time]():
		return unless(s.Format == "date-time", "it is no time")
	case s.Ref != "":
		return unless(strings.HasSuffix(s.Ref, "/"+of.Name()), "it is "+s.Ref)
	case len(s.OneOf) > 0:
		return unless(len(codec.ShapeOf(of).Variants) == len(s.OneOf), "it has other forms")
	case s.Type == "array":
		if of.Kind() != reflect.Slice {
			return "it is no list"
		}
		return misfit(of.Elem(), *s.Items, isAsked)
	}
	kinds := map[reflect.Kind]string{
		reflect.String: "string", reflect.Bool: "boolean", reflect.Float64: "number",
		reflect.Int: "integer", reflect.Int64: "integer", reflect.Map: "object",
	}
	return unless(kinds[of.Kind()] == s.Type, "it is "+s.Type)
}

func unless(fits bool, problem string) string {
	if fits {
		return ""
	}
	return problem
}

func TestATypeOfWordsHasTheWordsThatAreKnown(t *testing.T) {
	words := constants(t)
	seen := map[string]bool{}
	all := schemas(t)
	for name, of := range structs() {
		expectForms(t, codec.ShapeOf(of), words, seen)
		for _, field := range codec.ShapeOf(of).Fields {
			is, s := field.Type, all[name].Properties[field.Name]
			if is.Kind() == reflect.Pointer {
				is = is.Elem()
			}
			if len(s.AnyOf) > 0 {
				s = s.AnyOf[0]
			}
			known := s.KnownValues
			if s.Ref != "" {
				known = all[s.Ref[strings.LastIndex(s.Ref, "/")+1:]].Enum
			}
			if len(known) == 0 || is.Kind() != reflect.String {
				continue
			}
			seen[is.Name()] = true
			if name == "GatePolicy" { // its words are some of a verdict's
				continue
			}
			slices.Sort(known)
			if !slices.Equal(words[is.Name()], known) {
				t.Errorf("%s of %s.%s is %v, not %v", is.Name(), name, field.Name, words[is.Name()], known)
			}
		}
	}
	for name, of := range words {
		if !seen[name] && name != "Kind" && len(of) > 0 {
			t.Errorf("no field has words of %s", name)
		}
	}
}

// expectForms holds that a union has a form for each word of its kind.
func expectForms(t *testing.T, shape *codec.Shape, words map[string][]string, seen map[string]bool) {
	if !shape.IsUnion() {
		return
	}
	forms := []string{}
	for _, variant := range shape.Variants {
		forms = append(forms, variant.Word)
	}
	slices.Sort(forms)
	kind := shape.Fields[0].Type.Name()
	seen[kind] = true
	if !slices.Equal(words[kind], forms) {
		t.Errorf("%s is %v, not %v", kind, words[kind], forms)
	}
}

// constants has the words of each type, in order.
func constants(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for _, of := range described(t).Types {
		for _, group := range of.Consts {
			found[of.Name] = append(found[of.Name], valuesOf(group.Decl)...)
		}
		slices.Sort(found[of.Name])
	}
	return found
}

func valuesOf(group *ast.GenDecl) (values []string) {
	for _, spec := range group.Specs {
		for _, value := range spec.(*ast.ValueSpec).Values {
			if text, ok := value.(*ast.BasicLit); ok {
				values = append(values, strings.Trim(text.Value, `"`))
			}
		}
	}
	return values
}
