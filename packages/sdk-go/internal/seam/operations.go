package seam

var operations = map[string]*Operation{}

// Operations has everything that the service can be asked, by the names of operations.json; a method
// of the client has the name of the RPC.
func Operations() map[string]*Operation { return operations }

func operation(name, method, path, rpc string, reads bool) *Operation {
	made := &Operation{Name: name, Method: method, Path: path, RPC: rpc, Reads: reads}
	operations[name] = made
	return made
}

// The operations. CheckBudgets and CheckRun are both check_slos, which writes only about a run.
var (
	ListSlos            = operation("list_slos", "GET", "/slos", "ListSlos", true)
	GetSlo              = operation("get_slo", "GET", "/slos/{id}", "GetSlo", true)
	GetSloHistory       = operation("get_slo_history", "GET", "/slos/{id}/history", "GetSloHistory", true)
	CheckBudgets        = operation("check_slos", "POST", "/slo/check", "CheckSlos", true)
	ListChecks          = operation("list_checks", "GET", "/slo/checks", "ListChecks", true)
	GetCheck            = operation("get_check", "GET", "/slo/checks/{id}", "GetCheck", true)
	ListAlerts          = operation("list_alerts", "GET", "/alerts", "ListAlerts", true)
	ListAlertHistory    = operation("list_alert_history", "GET", "/alerts/history", "ListAlertHistory", true)
	ListAnnotations     = operation("list_annotations", "GET", "/annotations", "ListAnnotations", true)
	AddAnnotation       = operation("add_annotation", "POST", "/annotations", "AddAnnotation", false)
	GetAnnotation       = operation("get_annotation", "GET", "/annotations/{id}", "GetAnnotation", true)
	ListExclusions      = operation("list_exclusions", "GET", "/exclusions", "ListExclusions", true)
	CreateExclusion     = operation("create_exclusion", "POST", "/exclusions", "CreateExclusion", false)
	DeleteExclusion     = operation("delete_exclusion", "DELETE", "/exclusions/{id}", "DeleteExclusion", false)
	ListPlans           = operation("list_plans", "GET", "/plans", "ListPlans", true)
	GetPlan             = operation("get_plan", "GET", "/plans/{name}", "GetPlan", true)
	RunPlan             = operation("run_plan", "POST", "/plans/{name}/runs", "RunPlan", false)
	ListPlanRuns        = operation("list_plan_runs", "GET", "/plan-runs", "ListPlanRuns", true)
	GetPlanRun          = operation("get_plan_run", "GET", "/plan-runs/{id}", "GetPlanRun", true)
	CancelPlanRun       = operation("cancel_plan_run", "POST", "/plan-runs/{id}/cancel", "CancelPlanRun", false)
	ListenToPlanRun     = operation("listen_to_plan_run", "GET", "/plan-runs/{id}/events", "ListenToPlanRun", true)
	ValidateDefinitions = operation("validate_definitions", "POST", "/definitions/validate", "ValidateDefinitions", true)
	DefinitionSchema    = operation("definition_schema", "GET", "/definitions/schema", "DefinitionSchema", true)
	ListenToEvents      = operation("listen_to_events", "GET", "/events", "ListenToEvents", true)
)

// CheckRun is check_slos about a run: a write.
var CheckRun = &Operation{
	Name: CheckBudgets.Name, Method: CheckBudgets.Method, Path: CheckBudgets.Path, RPC: CheckBudgets.RPC,
}
