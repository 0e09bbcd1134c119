package slomonitor

import (
	"context"
	"iter"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// ListAnnotationsQuery is which annotations are asked for; what is left out does not choose.
type ListAnnotationsQuery struct {
	// Only what goes on then or later.
	Start time.Time `json:"start,omitzero"`
	// Only what began before then.
	End time.Time `json:"end,omitzero"`
	// Only what belongs to the SLO of this id.
	Slo string `json:"slo,omitzero"`
	// Only what has all of these labels itself, each written as name:value.
	Label []string `json:"label,omitzero"`
	// The most annotations on a page; 1,000 by default, and at most.
	Limit int `json:"limit,omitzero"`
	// NextCursor of the page before.
	Cursor string `json:"cursor,omitzero"`
}

// ListAnnotations lists what was noted, the one that began last first.
//
// GET /annotations, gRPC ListAnnotations.
func (c *Client) ListAnnotations(ctx context.Context, query ListAnnotationsQuery) (*AnnotationList, error) {
	return answered[AnnotationList](ctx, c, seam.Call{Operation: seam.ListAnnotations, Question: query})
}

// AllAnnotations is each annotation of every page of ListAnnotations.
func (c *Client) AllAnnotations(ctx context.Context, query ListAnnotationsQuery) iter.Seq2[Annotation, error] {
	return pages(query.Cursor, func(cursor string) (*AnnotationList, error) {
		query.Cursor = cursor
		return c.ListAnnotations(ctx, query)
	})
}

// AddAnnotation notes a deploy, an incident or anything else, once under its idempotency key.
//
// POST /annotations, gRPC AddAnnotation.
func (c *Client) AddAnnotation(
	ctx context.Context, note AnnotationNote, options ...CallOption,
) (*Annotation, error) {
	return answered[Annotation](ctx, c, keyed(seam.Call{Operation: seam.AddAnnotation, Question: note}, options))
}

// GetAnnotation shows one annotation.
//
// GET /annotations/{id}, gRPC GetAnnotation.
func (c *Client) GetAnnotation(ctx context.Context, id string) (*Annotation, error) {
	return answered[Annotation](ctx, c, seam.Call{Operation: seam.GetAnnotation, Path: id})
}
