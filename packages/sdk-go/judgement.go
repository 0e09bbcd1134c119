package slomonitor

import "errors"

// Passes says whether a release may go on. A verdict that this version does not know never does.
func (v *Verdict) Passes() bool { return v.Verdict.Passes() }

// ExitCode is how a command exits that asked for the verdict: 0 PASS or WARNING, 1 FAIL, 4 ERROR, 3
// INCONCLUSIVE or a verdict that this version does not know.
func (v *Verdict) ExitCode() int { return v.Verdict.ExitCode() }

// Passes says whether a release may go on. A verdict that this version does not know never does.
func (k VerdictKind) Passes() bool { return k == VerdictKindPass || k == VerdictKindWarning }

// ExitCode is how a command exits that asked for the verdict.
func (k VerdictKind) ExitCode() int {
	switch k {
	case VerdictKindPass, VerdictKindWarning:
		return 0
	case VerdictKindFail:
		return 1
	case VerdictKindError:
		return 4
	}
	return 3
}

// Passes says whether a release may go on; while a run is pending it may not.
func (a *CheckAnswer) Passes() bool { return a.Verdict != nil && a.Verdict.Passes() }

// ExitCode is how a command exits that got this answer: that of the verdict, or 3 while a run is
// pending.
func (a *CheckAnswer) ExitCode() int {
	if a.Verdict == nil {
		return VerdictKindInconclusive.ExitCode()
	}
	return a.Verdict.ExitCode()
}

// ExitCode is how a command exits that asked the service and got this error: 2 where the question is
// at fault, 4 where there was no answer to it. It is 0 of nil.
func ExitCode(err error) int {
	if err == nil {
		return 0
	}
	var found *Error
	if errors.As(err, &found) && found.Kind.isAboutTheQuestion() {
		return 2
	}
	return 4
}
