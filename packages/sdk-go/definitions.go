package slomonitor

import (
	"context"
	"encoding/json"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// ValidateDefinitions says what is wrong with definition files that are only proposed: nothing is
// used, stored or looked for.
//
// POST /definitions/validate, gRPC ValidateDefinitions.
func (c *Client) ValidateDefinitions(
	ctx context.Context, question ValidationQuestion,
) (*Validation, error) {
	return answered[Validation](ctx, c, seam.Call{Operation: seam.ValidateDefinitions, Question: question})
}

// DefinitionSchema is the JSON schema (draft 2020-12) of a definition file, for editors.
//
// GET /definitions/schema, gRPC DefinitionSchema.
func (c *Client) DefinitionSchema(ctx context.Context) (json.RawMessage, error) {
	answer, err := answered[jsonSchema](ctx, c, seam.Call{Operation: seam.DefinitionSchema})
	if err != nil {
		return nil, err
	}
	return json.RawMessage(answer.JSONSchema), nil
}

// jsonSchema is the answer as gRPC wraps it; over HTTP it is the body.
type jsonSchema struct {
	JSONSchema string `json:"json_schema"`
}
