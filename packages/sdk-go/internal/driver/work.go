package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
)

// work is a command that can be carried out.
type work func(ctx context.Context, s *session, id int64)

// asked is what a command asks with.
type asked struct {
	with    map[string]json.RawMessage
	options []slomonitor.CallOption
	isAll   bool
}

// workOf reads a command.
func workOf(c *command) (work, error) {
	with := copied(c.With)
	made := asked{with: with, isAll: c.All}
	err := errors.Join(
		take(with, "timeout_seconds", &c.TimeoutSeconds),
		take(with, "idempotency_key", &c.IdempotencyKey),
	)
	begin := operations[c.Call]
	if begin == nil {
		err = errors.Join(err, fmt.Errorf("there is no operation %q", c.Call))
	}
	if err != nil {
		return nil, err
	}
	if c.IdempotencyKey != "" {
		made.options = append(made.options, slomonitor.WithIdempotencyKey(c.IdempotencyKey))
	}
	return begin(made)
}

// answer is work that is answered once.
func answer[T any](ask func(ctx context.Context, client *slomonitor.Client) (T, error)) work {
	return func(ctx context.Context, s *session, id int64) {
		value, err := ask(ctx, s.client)
		if err != nil {
			s.fail(id, err)
			return
		}
		s.say(id, "answer", value)
	}
}

// page is work that is answered with a page, or with all items.
func page[Page, Item any](
	all bool,
	list func(ctx context.Context, client *slomonitor.Client) (Page, error),
	each func(ctx context.Context, client *slomonitor.Client) iter.Seq2[Item, error],
) work {
	if !all {
		return answer(list)
	}
	return answer(func(ctx context.Context, client *slomonitor.Client) ([]Item, error) {
		items := []Item{}
		for item, err := range each(ctx, client) {
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		return items, nil
	})
}

// listen is work that is told one thing after the other.
func listen[T any](
	to func(ctx context.Context, client *slomonitor.Client) iter.Seq2[T, error],
) work {
	return func(ctx context.Context, s *session, id int64) {
		for item, err := range to(ctx, s.client) {
			switch {
			case errors.Is(err, context.Canceled) && ctx.Err() != nil:
			case err != nil:
				s.fail(id, err)
				return
			default:
				s.say(id, "item", item)
			}
		}
		s.say(id, "ended", true)
	}
}
