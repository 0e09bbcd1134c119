// Package burn works out the figures that follow from counts, as the service does: what has no
// value is nil, and never 0. It knows no service, and rounds nothing.
//
// The formulas are those of the Site Reliability Workbook, chapter 5.
package burn

import (
	"fmt"
	"math/big"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
)

// Target is the share of events that must be good.
type Target struct{ allowed *big.Rat }

// ParseTarget reads a decimal number strictly between 0 and 1, such as 0.999: the share of events
// that may be bad follows from it exactly.
func ParseTarget(text string) (Target, error) {
	share, ok := new(big.Rat).SetString(text)
	if !ok || share.Sign() <= 0 || share.Cmp(big.NewRat(1, 1)) >= 0 {
		return Target{}, fmt.Errorf("a target is a number between 0 and 1 such as 0.999, not %q", text)
	}
	return Target{allowed: share.Sub(big.NewRat(1, 1), share)}, nil
}

// SLI is the share of good events; nil of nothing.
func SLI(good, total float64) *float64 {
	if total == 0 {
		return nil
	}
	share := good / total
	return &share
}

// Rate is how fast events spend the budget: 1 spends it in exactly one period; nil of nothing.
func Rate(target Target, good, total float64) *float64 {
	if total == 0 {
		return nil
	}
	allowed, _ := target.allowed.Float64()
	rate := (total - good) / total / allowed
	return &rate
}

// Budget is what is allowed, and what became of it. previousTotal is how many events the calendar
// period before had; nil if the period is no calendar's. When it is exhausted is not foreseen.
func Budget(target Target, good, total float64, previousTotal *float64) slomonitor.Budget {
	budget := slomonitor.Budget{Basis: slomonitor.BasisPeriod}
	base := total
	if previousTotal != nil && *previousTotal > total {
		budget.Basis, base = slomonitor.BasisPreviousPeriod, *previousTotal
	}
	events := new(big.Rat).Mul(target.allowed, exact(base))
	budget.Events, _ = events.Float64()
	if events.Sign() > 0 {
		consumed := events.Quo(exact(total-good), events)
		budget.ConsumedRatio = rounded(consumed)
		budget.RemainingRatio = rounded(consumed.Sub(big.NewRat(1, 1), consumed))
	}
	return budget
}

// exact is a number as a fraction; 0 if it is not finite.
func exact(number float64) *big.Rat {
	fraction := new(big.Rat)
	if fraction.SetFloat64(number) == nil {
		return new(big.Rat)
	}
	return fraction
}

func rounded(fraction *big.Rat) *float64 {
	number, _ := fraction.Float64()
	return &number
}

// Factor is the burn rate at which a long window spends a share of the budget of a period.
func Factor(budgetShare, periodSeconds, longWindowSeconds float64) float64 {
	return budgetShare * periodSeconds / longWindowSeconds
}
