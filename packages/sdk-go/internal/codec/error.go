// Package codec reads the contract's messages into Go values, strictly: what is not known is passed
// over, what may be missing is nil or empty, and anything else that does not fit is refused with its
// place. It knows no message by name.
package codec

import "strconv"

// DecodeError says where a message is not what it should be, and why.
type DecodeError struct {
	// Place is such as slos[1].budget.events; empty: the message as a whole.
	Place string
	// Reason is what is wrong there. It shows no value.
	Reason string
}

// Error names the place and the reason.
func (e *DecodeError) Error() string {
	if e.Place == "" {
		return e.Reason
	}
	return e.Place + ": " + e.Reason
}

// Wrong refuses the value that is being read.
func Wrong(reason string) *DecodeError { return &DecodeError{Reason: reason} }

// In puts the error below a field.
func (e *DecodeError) In(field string) *DecodeError { return e.below(field) }

// At puts the error below an element of a list.
func (e *DecodeError) At(index int) *DecodeError {
	return e.below("[" + strconv.Itoa(index) + "]")
}

func (e *DecodeError) below(step string) *DecodeError {
	place := step
	switch {
	case e.Place == "":
	case e.Place[0] == '[':
		place += e.Place
	default:
		place += "." + e.Place
	}
	return &DecodeError{Place: place, Reason: e.Reason}
}
