package burn_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/example/slo-monitor/packages/sdk-go/burn"
	"github.com/example/slo-monitor/packages/sdk-go/internal/vectors"
)

type input struct {
	Target        string
	Good          float64
	Total         float64
	PreviousTotal *float64 `json:"previous_total"`
	BudgetShare   float64  `json:"budget_share"`
	PeriodSeconds float64  `json:"period_seconds"`
	LongWindow    float64  `json:"long_window_seconds"`
}

func TestAFigureIsThatOfTheService(t *testing.T) {
	type vector struct {
		Name     string
		Function string
		Input    input
		Output   map[string]any
	}
	for _, c := range vectors.Cases[vector](t, "burn") {
		t.Run(c.Name, func(t *testing.T) {
			found := figures(t, c.Function, c.Input)
			for name, wanted := range c.Output {
				if !isFigure(found[name], wanted) {
					t.Errorf("%s is %v, not %v", name, found[name], wanted)
				}
			}
		})
	}
}

func isFigure(found, wanted any) bool {
	number, ok := wanted.(float64)
	if !ok {
		return found == wanted
	}
	is, ok := found.(float64)
	return ok && math.Abs(is-number) <= 1e-12*math.Abs(number)
}

func figures(t *testing.T, function string, in input) map[string]any {
	switch function {
	case "sli":
		return map[string]any{"sli": orNil(burn.SLI(in.Good, in.Total))}
	case "factor":
		return map[string]any{"factor": burn.Factor(in.BudgetShare, in.PeriodSeconds, in.LongWindow)}
	}
	target, err := burn.ParseTarget(in.Target)
	if err != nil {
		t.Fatal(err)
	}
	if function == "burn_rate" {
		return map[string]any{"burn_rate": orNil(burn.Rate(target, in.Good, in.Total))}
	}
	written, err := json.Marshal(burn.Budget(target, in.Good, in.Total, in.PreviousTotal))
	if err != nil {
		t.Fatal(err)
	}
	var found map[string]any
	if err := json.Unmarshal(written, &found); err != nil {
		t.Fatal(err)
	}
	return found
}

func orNil(number *float64) any {
	if number == nil {
		return nil
	}
	return *number
}

func TestATargetThatIsNoneIsRefused(t *testing.T) {
	for _, text := range []string{"", "0", "1", "-0.5", "99.9", "99.9%", "nearly all"} {
		if _, err := burn.ParseTarget(text); err == nil {
			t.Errorf("%q was taken for a target", text)
		}
	}
}
