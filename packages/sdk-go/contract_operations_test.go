package slomonitor

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/example/slo-monitor/packages/sdk-go/internal/codec"
	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
	"github.com/example/slo-monitor/packages/sdk-go/internal/vectors"
)

// contractOperation is one of operations.json.
type contractOperation struct {
	Name       string
	REST       []struct{ Method, Path string }
	GRPC       string
	Repeatable bool
	Streams    bool
	Writes     string
}

func contractOperations(t *testing.T) []contractOperation {
	t.Helper()
	var file struct{ Operations []contractOperation }
	vectors.Read(t, &file, "operations.json")
	return file.Operations
}

// methods that ask for pages, and one that asks for nothing.
func isNoOperation(name string) bool { return strings.HasPrefix(name, "All") || name == "Close" }

func TestEachOperationOfTheContractIsAMethodAndNothingElseIs(t *testing.T) {
	client := reflect.TypeFor[*Client]()
	wanted := []string{}
	for _, c := range contractOperations(t) {
		wanted = append(wanted, c.GRPC)
		found := seam.Operations()[c.Name]
		if found == nil {
			t.Errorf("%s is missing", c.Name)
			continue
		}
		rest := c.REST[len(c.REST)-1]
		if found.Method != rest.Method || found.Path != rest.Path || found.RPC != c.GRPC {
			t.Errorf("%s is %+v, not %v %v", c.Name, *found, rest, c.GRPC)
		}
		if found.Reads != (c.Writes != "ALWAYS") {
			t.Errorf("%s reads: %v, and writes: %s", c.Name, found.Reads, c.Writes)
		}
		method, _ := client.MethodByName(c.GRPC)
		if method.Type == nil || method.Type.IsVariadic() != c.Repeatable {
			t.Errorf("%s has no method, or one that takes a key only if it is not repeatable", c.Name)
		}
	}
	for i := range client.NumMethod() {
		if name := client.Method(i).Name; !isNoOperation(name) && !slices.Contains(wanted, name) {
			t.Errorf("%s is no operation", name)
		}
	}
	if len(seam.Operations()) != len(wanted) {
		t.Errorf("there are %d operations, not %d", len(seam.Operations()), len(wanted))
	}
}

func TestEachMethodNamesItsOperation(t *testing.T) {
	documented := documentation(t)
	for _, c := range contractOperations(t) {
		rest := c.REST[len(c.REST)-1]
		wanted := fmt.Sprintf("%s %s, gRPC %s.", rest.Method, rest.Path, c.GRPC)
		if !strings.Contains(documented[c.GRPC], wanted) {
			t.Errorf("the comment of %s does not say %q", c.GRPC, wanted)
		}
	}
}

// documentation has what is said of each method of Client.
func documentation(t *testing.T) map[string]string {
	t.Helper()
	said := map[string]string{}
	for _, described := range described(t).Types {
		if described.Name == "Client" {
			for _, method := range described.Methods {
				said[method.Name] = method.Doc
			}
		}
	}
	return said
}

// described is this package as its documentation shows it.
func described(t *testing.T) *doc.Package {
	t.Helper()
	names, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	files, read := token.NewFileSet(), []*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name.Name(), ".go") && !strings.HasSuffix(name.Name(), "_test.go") {
			file, err := parser.ParseFile(files, name.Name(), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			read = append(read, file)
		}
	}
	found, err := doc.NewFromFiles(files, read, "slomonitor")
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// unreached has parameters that no method has, and why.
var unreached = map[string]string{
	"fail_status": "the verdict is given back whatever the status is",
	"fail_on":     "the verdict is given back whatever the status is",
}

func TestEachParameterOfTheContractCanBeAsked(t *testing.T) {
	var api struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name, In string }
		}
	}
	vectors.Read(t, &api, "openapi.json")
	for _, c := range contractOperations(t) {
		wanted := []string{}
		if seam.Operations()[c.Name].Method == "GET" {
			for _, parameter := range api.Paths[c.REST[0].Path]["get"].Parameters {
				if parameter.In == "query" && unreached[parameter.Name] == "" {
					wanted = append(wanted, parameter.Name)
				}
			}
			slices.Sort(wanted)
			if found := queryParameters(c.GRPC); !slices.Equal(found, wanted) {
				t.Errorf("%s takes %v, not %v", c.Name, found, wanted)
			}
		}
	}
}

// queryParameters are the names of the fields of the struct that a method takes.
func queryParameters(method string) []string {
	found := []string{}
	of, _ := reflect.TypeFor[*Client]().MethodByName(method)
	for i := range of.Type.NumIn() {
		if in := of.Type.In(i); strings.HasSuffix(in.Name(), "Query") {
			for _, field := range codec.ShapeOf(in).Fields {
				found = append(found, field.Name)
			}
		}
	}
	slices.Sort(found)
	return found
}
