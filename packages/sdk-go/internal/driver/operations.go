package main

import (
	"context"
	"encoding/json"
	"iter"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
)

// client shortens what follows.
type client = slomonitor.Client

// operations begins each operation by its name in the contract.
var operations = map[string]func(asked) (work, error){
	"list_slos":            listing((*client).ListSlos, (*client).AllSlos),
	"list_checks":          listing((*client).ListChecks, (*client).AllChecks),
	"list_alerts":          listing((*client).ListAlerts, (*client).AllAlerts),
	"list_alert_history":   listing((*client).ListAlertHistory, (*client).AllAlertHistory),
	"list_annotations":     listing((*client).ListAnnotations, (*client).AllAnnotations),
	"list_exclusions":      listing((*client).ListExclusions, (*client).AllExclusions),
	"list_plans":           listing((*client).ListPlans, (*client).AllPlans),
	"list_plan_runs":       listing((*client).ListPlanRuns, (*client).AllPlanRuns),
	"get_slo":              naming("id", (*client).GetSlo),
	"get_check":            naming("id", (*client).GetCheck),
	"get_annotation":       naming("id", (*client).GetAnnotation),
	"get_plan":             naming("name", (*client).GetPlan),
	"get_plan_run":         naming("id", (*client).GetPlanRun),
	"cancel_plan_run":      naming("id", (*client).CancelPlanRun),
	"get_slo_history":      history,
	"delete_exclusion":     naming("id", deleted),
	"run_plan":             running,
	"check_slos":           asking((*client).CheckSlos),
	"add_annotation":       asking((*client).AddAnnotation),
	"create_exclusion":     asking(withoutOptions((*client).CreateExclusion)),
	"validate_definitions": asking(withoutOptions((*client).ValidateDefinitions)),
	"definition_schema":    schema,
	"listen_to_events":     listening,
	"listen_to_plan_run":   listeningToRun,
}

func listing[Query, Page, Item any](
	list func(*client, context.Context, Query) (Page, error),
	each func(*client, context.Context, Query) iter.Seq2[Item, error],
) func(asked) (work, error) {
	return func(a asked) (work, error) {
		query, err := question[Query](a.with)
		return page(a.isAll, func(ctx context.Context, c *client) (Page, error) {
			return list(c, ctx, query)
		}, func(ctx context.Context, c *client) iter.Seq2[Item, error] {
			return each(c, ctx, query)
		}), err
	}
}

func naming[T any](
	parameter string, get func(*client, context.Context, string) (T, error),
) func(asked) (work, error) {
	return func(a asked) (work, error) {
		name, err := onlyName(a, parameter)
		return answer(func(ctx context.Context, c *client) (T, error) { return get(c, ctx, name) }), err
	}
}

// onlyName takes the parameter of the path, beside which there is nothing.
func onlyName(a asked, parameter string) (name string, err error) {
	if err = take(a.with, parameter, &name); err == nil {
		_, err = question[struct{}](a.with)
	}
	return name, err
}

func asking[Question, T any](
	ask func(*client, context.Context, Question, ...slomonitor.CallOption) (T, error),
) func(asked) (work, error) {
	return func(a asked) (work, error) {
		asks, err := question[Question](a.with)
		return answer(func(ctx context.Context, c *client) (T, error) {
			return ask(c, ctx, asks, a.options...)
		}), err
	}
}

func withoutOptions[Question, T any](
	ask func(*client, context.Context, Question) (T, error),
) func(*client, context.Context, Question, ...slomonitor.CallOption) (T, error) {
	return func(c *client, ctx context.Context, q Question, _ ...slomonitor.CallOption) (T, error) {
		return ask(c, ctx, q)
	}
}

func history(a asked) (work, error) {
	var id string
	if err := take(a.with, "id", &id); err != nil {
		return nil, err
	}
	query, err := question[slomonitor.GetSloHistoryQuery](a.with)
	return answer(func(ctx context.Context, c *client) (*slomonitor.History, error) {
		return c.GetSloHistory(ctx, id, query)
	}), err
}

func deleted(c *client, ctx context.Context, id string) (any, error) {
	return nil, c.DeleteExclusion(ctx, id)
}

func running(a asked) (work, error) {
	name, err := onlyName(a, "name")
	return answer(func(ctx context.Context, c *client) (*slomonitor.PlanRun, error) {
		return c.RunPlan(ctx, name, a.options...)
	}), err
}

func schema(a asked) (work, error) {
	_, err := question[struct{}](a.with)
	return answer(func(ctx context.Context, c *client) (json.RawMessage, error) {
		return c.DefinitionSchema(ctx)
	}), err
}

func listening(a asked) (work, error) {
	query, err := question[slomonitor.ListenToEventsQuery](a.with)
	return listen(func(ctx context.Context, c *client) iter.Seq2[*slomonitor.Event, error] {
		return c.ListenToEvents(ctx, query)
	}), err
}

func listeningToRun(a asked) (work, error) {
	id, err := onlyName(a, "id")
	return listen(func(ctx context.Context, c *client) iter.Seq2[*slomonitor.PlanRun, error] {
		return c.ListenToPlanRun(ctx, id)
	}), err
}
