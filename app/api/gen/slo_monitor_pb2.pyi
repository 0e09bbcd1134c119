import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STATE_UNSPECIFIED: _ClassVar[State]
    STATE_HEALTHY: _ClassVar[State]
    STATE_AT_RISK: _ClassVar[State]
    STATE_EXHAUSTED: _ClassVar[State]
    STATE_UNKNOWN: _ClassVar[State]

class IndicatorKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INDICATOR_KIND_UNSPECIFIED: _ClassVar[IndicatorKind]
    INDICATOR_KIND_LATENCY: _ClassVar[IndicatorKind]
    INDICATOR_KIND_RATIO: _ClassVar[IndicatorKind]

class PeriodKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PERIOD_KIND_UNSPECIFIED: _ClassVar[PeriodKind]
    PERIOD_KIND_ROLLING: _ClassVar[PeriodKind]
    PERIOD_KIND_CALENDAR: _ClassVar[PeriodKind]

class CalendarUnit(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CALENDAR_UNIT_UNSPECIFIED: _ClassVar[CalendarUnit]
    CALENDAR_UNIT_WEEK: _ClassVar[CalendarUnit]
    CALENDAR_UNIT_MONTH: _ClassVar[CalendarUnit]
    CALENDAR_UNIT_QUARTER: _ClassVar[CalendarUnit]

class Data(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DATA_UNSPECIFIED: _ClassVar[Data]
    DATA_OK: _ClassVar[Data]
    DATA_ZERO_TRAFFIC: _ClassVar[Data]
    DATA_STALE: _ClassVar[Data]
    DATA_NO_DATA: _ClassVar[Data]
    DATA_QUERY_ERROR: _ClassVar[Data]

class Reason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REASON_UNSPECIFIED: _ClassVar[Reason]
    REASON_BACKFILLING: _ClassVar[Reason]
    REASON_SNAPSHOT_EXPIRED: _ClassVar[Reason]
    REASON_NO_SERIES: _ClassVar[Reason]
    REASON_SAMPLES_STOPPED: _ClassVar[Reason]
    REASON_NO_EVENTS: _ClassVar[Reason]
    REASON_THRESHOLD_NOT_A_BOUND: _ClassVar[Reason]
    REASON_SOURCE_UNREACHABLE: _ClassVar[Reason]
    REASON_SOURCE_TIMEOUT: _ClassVar[Reason]
    REASON_SOURCE_REJECTED: _ClassVar[Reason]

class Counting(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COUNTING_UNSPECIFIED: _ClassVar[Counting]
    COUNTING_EXACT: _ClassVar[Counting]
    COUNTING_AGGREGATED: _ClassVar[Counting]

class Basis(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BASIS_UNSPECIFIED: _ClassVar[Basis]
    BASIS_PERIOD: _ClassVar[Basis]
    BASIS_PREVIOUS_PERIOD: _ClassVar[Basis]

class Severity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEVERITY_UNSPECIFIED: _ClassVar[Severity]
    SEVERITY_PAGE: _ClassVar[Severity]
    SEVERITY_TICKET: _ClassVar[Severity]

class AlertReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ALERT_REASON_UNSPECIFIED: _ClassVar[AlertReason]
    ALERT_REASON_BURN_RATE: _ClassVar[AlertReason]
    ALERT_REASON_BUDGET_BELOW: _ClassVar[AlertReason]
    ALERT_REASON_NO_DATA: _ClassVar[AlertReason]
    ALERT_REASON_RECOVERED: _ClassVar[AlertReason]
    ALERT_REASON_NOT_DEFINED: _ClassVar[AlertReason]

class NoData(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NO_DATA_UNSPECIFIED: _ClassVar[NoData]
    NO_DATA_INCONCLUSIVE: _ClassVar[NoData]
    NO_DATA_FAIL: _ClassVar[NoData]
    NO_DATA_PASS: _ClassVar[NoData]

class AnnotationKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ANNOTATION_KIND_UNSPECIFIED: _ClassVar[AnnotationKind]
    ANNOTATION_KIND_DEPLOY: _ClassVar[AnnotationKind]
    ANNOTATION_KIND_INCIDENT: _ClassVar[AnnotationKind]
    ANNOTATION_KIND_NOTE: _ClassVar[AnnotationKind]

class IntervalMethod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INTERVAL_METHOD_UNSPECIFIED: _ClassVar[IntervalMethod]
    INTERVAL_METHOD_WILSON: _ClassVar[IntervalMethod]
    INTERVAL_METHOD_CLOPPER_PEARSON: _ClassVar[IntervalMethod]

class VerdictKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VERDICT_KIND_UNSPECIFIED: _ClassVar[VerdictKind]
    VERDICT_KIND_PASS: _ClassVar[VerdictKind]
    VERDICT_KIND_WARNING: _ClassVar[VerdictKind]
    VERDICT_KIND_FAIL: _ClassVar[VerdictKind]
    VERDICT_KIND_INCONCLUSIVE: _ClassVar[VerdictKind]
    VERDICT_KIND_ERROR: _ClassVar[VerdictKind]

class VerdictReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VERDICT_REASON_UNSPECIFIED: _ClassVar[VerdictReason]
    VERDICT_REASON_BUDGET_LEFT: _ClassVar[VerdictReason]
    VERDICT_REASON_BUDGET_EXHAUSTED: _ClassVar[VerdictReason]
    VERDICT_REASON_BUDGET_LOW: _ClassVar[VerdictReason]
    VERDICT_REASON_PAGE_FIRING: _ClassVar[VerdictReason]
    VERDICT_REASON_AT_RISK: _ClassVar[VerdictReason]
    VERDICT_REASON_ESTIMATE_STRADDLES_TARGET: _ClassVar[VerdictReason]
    VERDICT_REASON_NO_TRAFFIC: _ClassVar[VerdictReason]
    VERDICT_REASON_STALE: _ClassVar[VerdictReason]
    VERDICT_REASON_NO_DATA: _ClassVar[VerdictReason]
    VERDICT_REASON_QUERY_ERROR: _ClassVar[VerdictReason]
    VERDICT_REASON_BACKFILLING: _ClassVar[VerdictReason]
    VERDICT_REASON_SNAPSHOT_EXPIRED: _ClassVar[VerdictReason]
    VERDICT_REASON_NO_SLOS: _ClassVar[VerdictReason]
    VERDICT_REASON_ABOVE_TARGET: _ClassVar[VerdictReason]
    VERDICT_REASON_BELOW_TARGET: _ClassVar[VerdictReason]
    VERDICT_REASON_P95_ABOVE_THRESHOLD: _ClassVar[VerdictReason]
    VERDICT_REASON_LATENCY_ABOVE_THRESHOLD: _ClassVar[VerdictReason]
    VERDICT_REASON_REGRESSED: _ClassVar[VerdictReason]
    VERDICT_REASON_NO_BASELINE: _ClassVar[VerdictReason]
    VERDICT_REASON_TOO_FEW_EVENTS: _ClassVar[VerdictReason]
    VERDICT_REASON_INTERVAL_STRADDLES_TARGET: _ClassVar[VerdictReason]
    VERDICT_REASON_EDGES_STRADDLE_TARGET: _ClassVar[VerdictReason]
    VERDICT_REASON_NOT_SETTLED: _ClassVar[VerdictReason]
    VERDICT_REASON_PARTIAL_DATA: _ClassVar[VerdictReason]
    VERDICT_REASON_UNKNOWN_LABEL: _ClassVar[VerdictReason]
    VERDICT_REASON_SOURCE_UNREACHABLE: _ClassVar[VerdictReason]
    VERDICT_REASON_SOURCE_TIMEOUT: _ClassVar[VerdictReason]
    VERDICT_REASON_SOURCE_REJECTED: _ClassVar[VerdictReason]

class Mode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MODE_UNSPECIFIED: _ClassVar[Mode]
    MODE_BUDGET: _ClassVar[Mode]
    MODE_RUN: _ClassVar[Mode]

class AlertState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ALERT_STATE_UNSPECIFIED: _ClassVar[AlertState]
    ALERT_STATE_FIRING: _ClassVar[AlertState]
    ALERT_STATE_RESOLVED: _ClassVar[AlertState]

class ExclusionSource(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXCLUSION_SOURCE_UNSPECIFIED: _ClassVar[ExclusionSource]
    EXCLUSION_SOURCE_FILE: _ClassVar[ExclusionSource]
    EXCLUSION_SOURCE_API: _ClassVar[ExclusionSource]

class FindingSeverity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FINDING_SEVERITY_UNSPECIFIED: _ClassVar[FindingSeverity]
    FINDING_SEVERITY_ERROR: _ClassVar[FindingSeverity]
    FINDING_SEVERITY_WARNING: _ClassVar[FindingSeverity]

class EventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EVENT_KIND_UNSPECIFIED: _ClassVar[EventKind]
    EVENT_KIND_SNAPSHOT_PUBLISHED: _ClassVar[EventKind]
    EVENT_KIND_ALERT_CHANGED: _ClassVar[EventKind]
    EVENT_KIND_PLAN_RUN_CHANGED: _ClassVar[EventKind]

class ToldKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TOLD_KIND_UNSPECIFIED: _ClassVar[ToldKind]
    TOLD_KIND_SNAPSHOT_PUBLISHED: _ClassVar[ToldKind]
    TOLD_KIND_ALERT_CHANGED: _ClassVar[ToldKind]
    TOLD_KIND_RESET: _ClassVar[ToldKind]
    TOLD_KIND_PLAN_RUN_CHANGED: _ClassVar[ToldKind]

class PlanStepKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PLAN_STEP_KIND_UNSPECIFIED: _ClassVar[PlanStepKind]
    PLAN_STEP_KIND_LOAD: _ClassVar[PlanStepKind]
    PLAN_STEP_KIND_SETTLE: _ClassVar[PlanStepKind]
    PLAN_STEP_KIND_WAIT: _ClassVar[PlanStepKind]
    PLAN_STEP_KIND_CHECK: _ClassVar[PlanStepKind]
    PLAN_STEP_KIND_HTTP: _ClassVar[PlanStepKind]

class CheckScope(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHECK_SCOPE_UNSPECIFIED: _ClassVar[CheckScope]
    CHECK_SCOPE_RUN: _ClassVar[CheckScope]
    CHECK_SCOPE_BUDGET: _ClassVar[CheckScope]

class HttpMethod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HTTP_METHOD_UNSPECIFIED: _ClassVar[HttpMethod]
    HTTP_METHOD_GET: _ClassVar[HttpMethod]
    HTTP_METHOD_POST: _ClassVar[HttpMethod]

class When(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WHEN_UNSPECIFIED: _ClassVar[When]
    WHEN_PASSED: _ClassVar[When]
    WHEN_ALWAYS: _ClassVar[When]

class PlanRunState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PLAN_RUN_STATE_UNSPECIFIED: _ClassVar[PlanRunState]
    PLAN_RUN_STATE_RUNNING: _ClassVar[PlanRunState]
    PLAN_RUN_STATE_FINISHED: _ClassVar[PlanRunState]
    PLAN_RUN_STATE_CANCELLED: _ClassVar[PlanRunState]
    PLAN_RUN_STATE_INTERRUPTED: _ClassVar[PlanRunState]

class PlanStepState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PLAN_STEP_STATE_UNSPECIFIED: _ClassVar[PlanStepState]
    PLAN_STEP_STATE_PENDING: _ClassVar[PlanStepState]
    PLAN_STEP_STATE_RUNNING: _ClassVar[PlanStepState]
    PLAN_STEP_STATE_SUCCEEDED: _ClassVar[PlanStepState]
    PLAN_STEP_STATE_FAILED: _ClassVar[PlanStepState]
    PLAN_STEP_STATE_SKIPPED: _ClassVar[PlanStepState]
    PLAN_STEP_STATE_CANCELLED: _ClassVar[PlanStepState]

class PlanRunReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PLAN_RUN_REASON_UNSPECIFIED: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_LOAD_THRESHOLDS_CROSSED: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_LOAD_FAILED: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_HTTP_FAILED: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_CHECK_FAILED: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_STEP_FAILED: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_TIMED_OUT: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_CANCELLED: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_INTERRUPTED: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_BUDGET_LEFT: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_BUDGET_EXHAUSTED: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_BUDGET_LOW: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_PAGE_FIRING: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_AT_RISK: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_ESTIMATE_STRADDLES_TARGET: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_NO_TRAFFIC: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_STALE: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_NO_DATA: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_QUERY_ERROR: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_BACKFILLING: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_SNAPSHOT_EXPIRED: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_NO_SLOS: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_ABOVE_TARGET: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_BELOW_TARGET: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_P95_ABOVE_THRESHOLD: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_LATENCY_ABOVE_THRESHOLD: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_REGRESSED: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_NO_BASELINE: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_TOO_FEW_EVENTS: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_INTERVAL_STRADDLES_TARGET: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_EDGES_STRADDLE_TARGET: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_NOT_SETTLED: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_PARTIAL_DATA: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_UNKNOWN_LABEL: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_SOURCE_UNREACHABLE: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_SOURCE_TIMEOUT: _ClassVar[PlanRunReason]
    PLAN_RUN_REASON_SOURCE_REJECTED: _ClassVar[PlanRunReason]
STATE_UNSPECIFIED: State
STATE_HEALTHY: State
STATE_AT_RISK: State
STATE_EXHAUSTED: State
STATE_UNKNOWN: State
INDICATOR_KIND_UNSPECIFIED: IndicatorKind
INDICATOR_KIND_LATENCY: IndicatorKind
INDICATOR_KIND_RATIO: IndicatorKind
PERIOD_KIND_UNSPECIFIED: PeriodKind
PERIOD_KIND_ROLLING: PeriodKind
PERIOD_KIND_CALENDAR: PeriodKind
CALENDAR_UNIT_UNSPECIFIED: CalendarUnit
CALENDAR_UNIT_WEEK: CalendarUnit
CALENDAR_UNIT_MONTH: CalendarUnit
CALENDAR_UNIT_QUARTER: CalendarUnit
DATA_UNSPECIFIED: Data
DATA_OK: Data
DATA_ZERO_TRAFFIC: Data
DATA_STALE: Data
DATA_NO_DATA: Data
DATA_QUERY_ERROR: Data
REASON_UNSPECIFIED: Reason
REASON_BACKFILLING: Reason
REASON_SNAPSHOT_EXPIRED: Reason
REASON_NO_SERIES: Reason
REASON_SAMPLES_STOPPED: Reason
REASON_NO_EVENTS: Reason
REASON_THRESHOLD_NOT_A_BOUND: Reason
REASON_SOURCE_UNREACHABLE: Reason
REASON_SOURCE_TIMEOUT: Reason
REASON_SOURCE_REJECTED: Reason
COUNTING_UNSPECIFIED: Counting
COUNTING_EXACT: Counting
COUNTING_AGGREGATED: Counting
BASIS_UNSPECIFIED: Basis
BASIS_PERIOD: Basis
BASIS_PREVIOUS_PERIOD: Basis
SEVERITY_UNSPECIFIED: Severity
SEVERITY_PAGE: Severity
SEVERITY_TICKET: Severity
ALERT_REASON_UNSPECIFIED: AlertReason
ALERT_REASON_BURN_RATE: AlertReason
ALERT_REASON_BUDGET_BELOW: AlertReason
ALERT_REASON_NO_DATA: AlertReason
ALERT_REASON_RECOVERED: AlertReason
ALERT_REASON_NOT_DEFINED: AlertReason
NO_DATA_UNSPECIFIED: NoData
NO_DATA_INCONCLUSIVE: NoData
NO_DATA_FAIL: NoData
NO_DATA_PASS: NoData
ANNOTATION_KIND_UNSPECIFIED: AnnotationKind
ANNOTATION_KIND_DEPLOY: AnnotationKind
ANNOTATION_KIND_INCIDENT: AnnotationKind
ANNOTATION_KIND_NOTE: AnnotationKind
INTERVAL_METHOD_UNSPECIFIED: IntervalMethod
INTERVAL_METHOD_WILSON: IntervalMethod
INTERVAL_METHOD_CLOPPER_PEARSON: IntervalMethod
VERDICT_KIND_UNSPECIFIED: VerdictKind
VERDICT_KIND_PASS: VerdictKind
VERDICT_KIND_WARNING: VerdictKind
VERDICT_KIND_FAIL: VerdictKind
VERDICT_KIND_INCONCLUSIVE: VerdictKind
VERDICT_KIND_ERROR: VerdictKind
VERDICT_REASON_UNSPECIFIED: VerdictReason
VERDICT_REASON_BUDGET_LEFT: VerdictReason
VERDICT_REASON_BUDGET_EXHAUSTED: VerdictReason
VERDICT_REASON_BUDGET_LOW: VerdictReason
VERDICT_REASON_PAGE_FIRING: VerdictReason
VERDICT_REASON_AT_RISK: VerdictReason
VERDICT_REASON_ESTIMATE_STRADDLES_TARGET: VerdictReason
VERDICT_REASON_NO_TRAFFIC: VerdictReason
VERDICT_REASON_STALE: VerdictReason
VERDICT_REASON_NO_DATA: VerdictReason
VERDICT_REASON_QUERY_ERROR: VerdictReason
VERDICT_REASON_BACKFILLING: VerdictReason
VERDICT_REASON_SNAPSHOT_EXPIRED: VerdictReason
VERDICT_REASON_NO_SLOS: VerdictReason
VERDICT_REASON_ABOVE_TARGET: VerdictReason
VERDICT_REASON_BELOW_TARGET: VerdictReason
VERDICT_REASON_P95_ABOVE_THRESHOLD: VerdictReason
VERDICT_REASON_LATENCY_ABOVE_THRESHOLD: VerdictReason
VERDICT_REASON_REGRESSED: VerdictReason
VERDICT_REASON_NO_BASELINE: VerdictReason
VERDICT_REASON_TOO_FEW_EVENTS: VerdictReason
VERDICT_REASON_INTERVAL_STRADDLES_TARGET: VerdictReason
VERDICT_REASON_EDGES_STRADDLE_TARGET: VerdictReason
VERDICT_REASON_NOT_SETTLED: VerdictReason
VERDICT_REASON_PARTIAL_DATA: VerdictReason
VERDICT_REASON_UNKNOWN_LABEL: VerdictReason
VERDICT_REASON_SOURCE_UNREACHABLE: VerdictReason
VERDICT_REASON_SOURCE_TIMEOUT: VerdictReason
VERDICT_REASON_SOURCE_REJECTED: VerdictReason
MODE_UNSPECIFIED: Mode
MODE_BUDGET: Mode
MODE_RUN: Mode
ALERT_STATE_UNSPECIFIED: AlertState
ALERT_STATE_FIRING: AlertState
ALERT_STATE_RESOLVED: AlertState
EXCLUSION_SOURCE_UNSPECIFIED: ExclusionSource
EXCLUSION_SOURCE_FILE: ExclusionSource
EXCLUSION_SOURCE_API: ExclusionSource
FINDING_SEVERITY_UNSPECIFIED: FindingSeverity
FINDING_SEVERITY_ERROR: FindingSeverity
FINDING_SEVERITY_WARNING: FindingSeverity
EVENT_KIND_UNSPECIFIED: EventKind
EVENT_KIND_SNAPSHOT_PUBLISHED: EventKind
EVENT_KIND_ALERT_CHANGED: EventKind
EVENT_KIND_PLAN_RUN_CHANGED: EventKind
TOLD_KIND_UNSPECIFIED: ToldKind
TOLD_KIND_SNAPSHOT_PUBLISHED: ToldKind
TOLD_KIND_ALERT_CHANGED: ToldKind
TOLD_KIND_RESET: ToldKind
TOLD_KIND_PLAN_RUN_CHANGED: ToldKind
PLAN_STEP_KIND_UNSPECIFIED: PlanStepKind
PLAN_STEP_KIND_LOAD: PlanStepKind
PLAN_STEP_KIND_SETTLE: PlanStepKind
PLAN_STEP_KIND_WAIT: PlanStepKind
PLAN_STEP_KIND_CHECK: PlanStepKind
PLAN_STEP_KIND_HTTP: PlanStepKind
CHECK_SCOPE_UNSPECIFIED: CheckScope
CHECK_SCOPE_RUN: CheckScope
CHECK_SCOPE_BUDGET: CheckScope
HTTP_METHOD_UNSPECIFIED: HttpMethod
HTTP_METHOD_GET: HttpMethod
HTTP_METHOD_POST: HttpMethod
WHEN_UNSPECIFIED: When
WHEN_PASSED: When
WHEN_ALWAYS: When
PLAN_RUN_STATE_UNSPECIFIED: PlanRunState
PLAN_RUN_STATE_RUNNING: PlanRunState
PLAN_RUN_STATE_FINISHED: PlanRunState
PLAN_RUN_STATE_CANCELLED: PlanRunState
PLAN_RUN_STATE_INTERRUPTED: PlanRunState
PLAN_STEP_STATE_UNSPECIFIED: PlanStepState
PLAN_STEP_STATE_PENDING: PlanStepState
PLAN_STEP_STATE_RUNNING: PlanStepState
PLAN_STEP_STATE_SUCCEEDED: PlanStepState
PLAN_STEP_STATE_FAILED: PlanStepState
PLAN_STEP_STATE_SKIPPED: PlanStepState
PLAN_STEP_STATE_CANCELLED: PlanStepState
PLAN_RUN_REASON_UNSPECIFIED: PlanRunReason
PLAN_RUN_REASON_LOAD_THRESHOLDS_CROSSED: PlanRunReason
PLAN_RUN_REASON_LOAD_FAILED: PlanRunReason
PLAN_RUN_REASON_HTTP_FAILED: PlanRunReason
PLAN_RUN_REASON_CHECK_FAILED: PlanRunReason
PLAN_RUN_REASON_STEP_FAILED: PlanRunReason
PLAN_RUN_REASON_TIMED_OUT: PlanRunReason
PLAN_RUN_REASON_CANCELLED: PlanRunReason
PLAN_RUN_REASON_INTERRUPTED: PlanRunReason
PLAN_RUN_REASON_BUDGET_LEFT: PlanRunReason
PLAN_RUN_REASON_BUDGET_EXHAUSTED: PlanRunReason
PLAN_RUN_REASON_BUDGET_LOW: PlanRunReason
PLAN_RUN_REASON_PAGE_FIRING: PlanRunReason
PLAN_RUN_REASON_AT_RISK: PlanRunReason
PLAN_RUN_REASON_ESTIMATE_STRADDLES_TARGET: PlanRunReason
PLAN_RUN_REASON_NO_TRAFFIC: PlanRunReason
PLAN_RUN_REASON_STALE: PlanRunReason
PLAN_RUN_REASON_NO_DATA: PlanRunReason
PLAN_RUN_REASON_QUERY_ERROR: PlanRunReason
PLAN_RUN_REASON_BACKFILLING: PlanRunReason
PLAN_RUN_REASON_SNAPSHOT_EXPIRED: PlanRunReason
PLAN_RUN_REASON_NO_SLOS: PlanRunReason
PLAN_RUN_REASON_ABOVE_TARGET: PlanRunReason
PLAN_RUN_REASON_BELOW_TARGET: PlanRunReason
PLAN_RUN_REASON_P95_ABOVE_THRESHOLD: PlanRunReason
PLAN_RUN_REASON_LATENCY_ABOVE_THRESHOLD: PlanRunReason
PLAN_RUN_REASON_REGRESSED: PlanRunReason
PLAN_RUN_REASON_NO_BASELINE: PlanRunReason
PLAN_RUN_REASON_TOO_FEW_EVENTS: PlanRunReason
PLAN_RUN_REASON_INTERVAL_STRADDLES_TARGET: PlanRunReason
PLAN_RUN_REASON_EDGES_STRADDLE_TARGET: PlanRunReason
PLAN_RUN_REASON_NOT_SETTLED: PlanRunReason
PLAN_RUN_REASON_PARTIAL_DATA: PlanRunReason
PLAN_RUN_REASON_UNKNOWN_LABEL: PlanRunReason
PLAN_RUN_REASON_SOURCE_UNREACHABLE: PlanRunReason
PLAN_RUN_REASON_SOURCE_TIMEOUT: PlanRunReason
PLAN_RUN_REASON_SOURCE_REJECTED: PlanRunReason

class ListSlosRequest(_message.Message):
    __slots__ = ("service", "state", "label", "limit", "cursor")
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    service: str
    state: State
    label: _containers.RepeatedScalarFieldContainer[str]
    limit: int
    cursor: str
    def __init__(self, service: _Optional[str] = ..., state: _Optional[_Union[State, str]] = ..., label: _Optional[_Iterable[str]] = ..., limit: _Optional[int] = ..., cursor: _Optional[str] = ...) -> None: ...

class Period(_message.Message):
    __slots__ = ("kind", "seconds", "unit", "timezone")
    KIND_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    TIMEZONE_FIELD_NUMBER: _ClassVar[int]
    kind: PeriodKind
    seconds: int
    unit: CalendarUnit
    timezone: str
    def __init__(self, kind: _Optional[_Union[PeriodKind, str]] = ..., seconds: _Optional[int] = ..., unit: _Optional[_Union[CalendarUnit, str]] = ..., timezone: _Optional[str] = ...) -> None: ...

class Estimate(_message.Message):
    __slots__ = ("sli_low", "sli_high")
    SLI_LOW_FIELD_NUMBER: _ClassVar[int]
    SLI_HIGH_FIELD_NUMBER: _ClassVar[int]
    sli_low: float
    sli_high: float
    def __init__(self, sli_low: _Optional[float] = ..., sli_high: _Optional[float] = ...) -> None: ...

class Events(_message.Message):
    __slots__ = ("good", "bad", "total")
    GOOD_FIELD_NUMBER: _ClassVar[int]
    BAD_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    good: float
    bad: float
    total: float
    def __init__(self, good: _Optional[float] = ..., bad: _Optional[float] = ..., total: _Optional[float] = ...) -> None: ...

class Excluded(_message.Message):
    __slots__ = ("events", "seconds")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    events: Events
    seconds: float
    def __init__(self, events: _Optional[_Union[Events, _Mapping]] = ..., seconds: _Optional[float] = ...) -> None: ...

class Budget(_message.Message):
    __slots__ = ("events", "basis", "consumed_ratio", "remaining_ratio", "exhausts_at")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    CONSUMED_RATIO_FIELD_NUMBER: _ClassVar[int]
    REMAINING_RATIO_FIELD_NUMBER: _ClassVar[int]
    EXHAUSTS_AT_FIELD_NUMBER: _ClassVar[int]
    events: float
    basis: Basis
    consumed_ratio: float
    remaining_ratio: float
    exhausts_at: _timestamp_pb2.Timestamp
    def __init__(self, events: _Optional[float] = ..., basis: _Optional[_Union[Basis, str]] = ..., consumed_ratio: _Optional[float] = ..., remaining_ratio: _Optional[float] = ..., exhausts_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class BurnRate(_message.Message):
    __slots__ = ("window_seconds", "burn_rate", "events")
    WINDOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    BURN_RATE_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    window_seconds: int
    burn_rate: float
    events: Events
    def __init__(self, window_seconds: _Optional[int] = ..., burn_rate: _Optional[float] = ..., events: _Optional[_Union[Events, _Mapping]] = ...) -> None: ...

class Quantile(_message.Message):
    __slots__ = ("quantile", "value_seconds", "low_seconds", "high_seconds")
    QUANTILE_FIELD_NUMBER: _ClassVar[int]
    VALUE_SECONDS_FIELD_NUMBER: _ClassVar[int]
    LOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    HIGH_SECONDS_FIELD_NUMBER: _ClassVar[int]
    quantile: float
    value_seconds: float
    low_seconds: float
    high_seconds: float
    def __init__(self, quantile: _Optional[float] = ..., value_seconds: _Optional[float] = ..., low_seconds: _Optional[float] = ..., high_seconds: _Optional[float] = ...) -> None: ...

class Latency(_message.Message):
    __slots__ = ("window_seconds", "evaluated_at", "quantiles")
    WINDOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    EVALUATED_AT_FIELD_NUMBER: _ClassVar[int]
    QUANTILES_FIELD_NUMBER: _ClassVar[int]
    window_seconds: int
    evaluated_at: _timestamp_pb2.Timestamp
    quantiles: _containers.RepeatedCompositeFieldContainer[Quantile]
    def __init__(self, window_seconds: _Optional[int] = ..., evaluated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., quantiles: _Optional[_Iterable[_Union[Quantile, _Mapping]]] = ...) -> None: ...

class StatusAlert(_message.Message):
    __slots__ = ("id", "tier", "severity", "reason", "started_at", "summary", "factor", "long_window_seconds", "short_window_seconds")
    ID_FIELD_NUMBER: _ClassVar[int]
    TIER_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    FACTOR_FIELD_NUMBER: _ClassVar[int]
    LONG_WINDOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    SHORT_WINDOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    id: str
    tier: str
    severity: Severity
    reason: AlertReason
    started_at: _timestamp_pb2.Timestamp
    summary: str
    factor: float
    long_window_seconds: int
    short_window_seconds: int
    def __init__(self, id: _Optional[str] = ..., tier: _Optional[str] = ..., severity: _Optional[_Union[Severity, str]] = ..., reason: _Optional[_Union[AlertReason, str]] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., summary: _Optional[str] = ..., factor: _Optional[float] = ..., long_window_seconds: _Optional[int] = ..., short_window_seconds: _Optional[int] = ...) -> None: ...

class Status(_message.Message):
    __slots__ = ("id", "name", "service", "labels", "group", "indicator", "target", "threshold_seconds", "period", "state", "data", "reason", "message", "counting", "start", "end", "covered_ratio", "since", "data_until", "sli", "estimate", "events", "excluded", "budget", "burn_rates", "latency", "alerts", "evaluated_at")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class GroupEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    INDICATOR_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_SECONDS_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    COUNTING_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    COVERED_RATIO_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    DATA_UNTIL_FIELD_NUMBER: _ClassVar[int]
    SLI_FIELD_NUMBER: _ClassVar[int]
    ESTIMATE_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    EXCLUDED_FIELD_NUMBER: _ClassVar[int]
    BUDGET_FIELD_NUMBER: _ClassVar[int]
    BURN_RATES_FIELD_NUMBER: _ClassVar[int]
    LATENCY_FIELD_NUMBER: _ClassVar[int]
    ALERTS_FIELD_NUMBER: _ClassVar[int]
    EVALUATED_AT_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    service: str
    labels: _containers.ScalarMap[str, str]
    group: _containers.ScalarMap[str, str]
    indicator: IndicatorKind
    target: float
    threshold_seconds: float
    period: Period
    state: State
    data: Data
    reason: Reason
    message: str
    counting: Counting
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    covered_ratio: float
    since: _timestamp_pb2.Timestamp
    data_until: _timestamp_pb2.Timestamp
    sli: float
    estimate: Estimate
    events: Events
    excluded: Excluded
    budget: Budget
    burn_rates: _containers.RepeatedCompositeFieldContainer[BurnRate]
    latency: Latency
    alerts: _containers.RepeatedCompositeFieldContainer[StatusAlert]
    evaluated_at: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., service: _Optional[str] = ..., labels: _Optional[_Mapping[str, str]] = ..., group: _Optional[_Mapping[str, str]] = ..., indicator: _Optional[_Union[IndicatorKind, str]] = ..., target: _Optional[float] = ..., threshold_seconds: _Optional[float] = ..., period: _Optional[_Union[Period, _Mapping]] = ..., state: _Optional[_Union[State, str]] = ..., data: _Optional[_Union[Data, str]] = ..., reason: _Optional[_Union[Reason, str]] = ..., message: _Optional[str] = ..., counting: _Optional[_Union[Counting, str]] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., covered_ratio: _Optional[float] = ..., since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., data_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., sli: _Optional[float] = ..., estimate: _Optional[_Union[Estimate, _Mapping]] = ..., events: _Optional[_Union[Events, _Mapping]] = ..., excluded: _Optional[_Union[Excluded, _Mapping]] = ..., budget: _Optional[_Union[Budget, _Mapping]] = ..., burn_rates: _Optional[_Iterable[_Union[BurnRate, _Mapping]]] = ..., latency: _Optional[_Union[Latency, _Mapping]] = ..., alerts: _Optional[_Iterable[_Union[StatusAlert, _Mapping]]] = ..., evaluated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StatusList(_message.Message):
    __slots__ = ("generation", "evaluated_at", "slos", "next_cursor")
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    EVALUATED_AT_FIELD_NUMBER: _ClassVar[int]
    SLOS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    generation: int
    evaluated_at: _timestamp_pb2.Timestamp
    slos: _containers.RepeatedCompositeFieldContainer[Status]
    next_cursor: str
    def __init__(self, generation: _Optional[int] = ..., evaluated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., slos: _Optional[_Iterable[_Union[Status, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class GetSloRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class Matcher(_message.Message):
    __slots__ = ("label", "operator", "value")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    OPERATOR_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    label: str
    operator: str
    value: str
    def __init__(self, label: _Optional[str] = ..., operator: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class Selector(_message.Message):
    __slots__ = ("metric", "matchers")
    METRIC_FIELD_NUMBER: _ClassVar[int]
    MATCHERS_FIELD_NUMBER: _ClassVar[int]
    metric: str
    matchers: _containers.RepeatedCompositeFieldContainer[Matcher]
    def __init__(self, metric: _Optional[str] = ..., matchers: _Optional[_Iterable[_Union[Matcher, _Mapping]]] = ...) -> None: ...

class Indicator(_message.Message):
    __slots__ = ("kind", "histogram", "matchers", "threshold_seconds", "estimate", "total", "good", "bad")
    KIND_FIELD_NUMBER: _ClassVar[int]
    HISTOGRAM_FIELD_NUMBER: _ClassVar[int]
    MATCHERS_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_SECONDS_FIELD_NUMBER: _ClassVar[int]
    ESTIMATE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    GOOD_FIELD_NUMBER: _ClassVar[int]
    BAD_FIELD_NUMBER: _ClassVar[int]
    kind: IndicatorKind
    histogram: str
    matchers: _containers.RepeatedCompositeFieldContainer[Matcher]
    threshold_seconds: float
    estimate: bool
    total: Selector
    good: Selector
    bad: Selector
    def __init__(self, kind: _Optional[_Union[IndicatorKind, str]] = ..., histogram: _Optional[str] = ..., matchers: _Optional[_Iterable[_Union[Matcher, _Mapping]]] = ..., threshold_seconds: _Optional[float] = ..., estimate: _Optional[bool] = ..., total: _Optional[_Union[Selector, _Mapping]] = ..., good: _Optional[_Union[Selector, _Mapping]] = ..., bad: _Optional[_Union[Selector, _Mapping]] = ...) -> None: ...

class Tier(_message.Message):
    __slots__ = ("name", "severity", "budget_share", "factor", "long_window_seconds", "short_window_seconds")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    BUDGET_SHARE_FIELD_NUMBER: _ClassVar[int]
    FACTOR_FIELD_NUMBER: _ClassVar[int]
    LONG_WINDOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    SHORT_WINDOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    name: str
    severity: Severity
    budget_share: float
    factor: float
    long_window_seconds: int
    short_window_seconds: int
    def __init__(self, name: _Optional[str] = ..., severity: _Optional[_Union[Severity, str]] = ..., budget_share: _Optional[float] = ..., factor: _Optional[float] = ..., long_window_seconds: _Optional[int] = ..., short_window_seconds: _Optional[int] = ...) -> None: ...

class DroppedTier(_message.Message):
    __slots__ = ("name", "reason")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class AlertPolicy(_message.Message):
    __slots__ = ("disable", "min_events", "keep_firing_seconds", "budget_below", "no_data_seconds", "tiers", "dropped")
    DISABLE_FIELD_NUMBER: _ClassVar[int]
    MIN_EVENTS_FIELD_NUMBER: _ClassVar[int]
    KEEP_FIRING_SECONDS_FIELD_NUMBER: _ClassVar[int]
    BUDGET_BELOW_FIELD_NUMBER: _ClassVar[int]
    NO_DATA_SECONDS_FIELD_NUMBER: _ClassVar[int]
    TIERS_FIELD_NUMBER: _ClassVar[int]
    DROPPED_FIELD_NUMBER: _ClassVar[int]
    disable: _containers.RepeatedScalarFieldContainer[str]
    min_events: float
    keep_firing_seconds: int
    budget_below: float
    no_data_seconds: int
    tiers: _containers.RepeatedCompositeFieldContainer[Tier]
    dropped: _containers.RepeatedCompositeFieldContainer[DroppedTier]
    def __init__(self, disable: _Optional[_Iterable[str]] = ..., min_events: _Optional[float] = ..., keep_firing_seconds: _Optional[int] = ..., budget_below: _Optional[float] = ..., no_data_seconds: _Optional[int] = ..., tiers: _Optional[_Iterable[_Union[Tier, _Mapping]]] = ..., dropped: _Optional[_Iterable[_Union[DroppedTier, _Mapping]]] = ...) -> None: ...

class GatePolicy(_message.Message):
    __slots__ = ("no_data", "warn_below")
    NO_DATA_FIELD_NUMBER: _ClassVar[int]
    WARN_BELOW_FIELD_NUMBER: _ClassVar[int]
    no_data: NoData
    warn_below: float
    def __init__(self, no_data: _Optional[_Union[NoData, str]] = ..., warn_below: _Optional[float] = ...) -> None: ...

class Origin(_message.Message):
    __slots__ = ("file", "line")
    FILE_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    file: str
    line: int
    def __init__(self, file: _Optional[str] = ..., line: _Optional[int] = ...) -> None: ...

class Definition(_message.Message):
    __slots__ = ("name", "service", "description", "labels", "group_by", "max_groups", "target", "period", "indicator", "alerts", "gate", "runbook", "origin")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_FIELD_NUMBER: _ClassVar[int]
    MAX_GROUPS_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    INDICATOR_FIELD_NUMBER: _ClassVar[int]
    ALERTS_FIELD_NUMBER: _ClassVar[int]
    GATE_FIELD_NUMBER: _ClassVar[int]
    RUNBOOK_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    name: str
    service: str
    description: str
    labels: _containers.ScalarMap[str, str]
    group_by: _containers.RepeatedScalarFieldContainer[str]
    max_groups: int
    target: float
    period: Period
    indicator: Indicator
    alerts: AlertPolicy
    gate: GatePolicy
    runbook: str
    origin: Origin
    def __init__(self, name: _Optional[str] = ..., service: _Optional[str] = ..., description: _Optional[str] = ..., labels: _Optional[_Mapping[str, str]] = ..., group_by: _Optional[_Iterable[str]] = ..., max_groups: _Optional[int] = ..., target: _Optional[float] = ..., period: _Optional[_Union[Period, _Mapping]] = ..., indicator: _Optional[_Union[Indicator, _Mapping]] = ..., alerts: _Optional[_Union[AlertPolicy, _Mapping]] = ..., gate: _Optional[_Union[GatePolicy, _Mapping]] = ..., runbook: _Optional[str] = ..., origin: _Optional[_Union[Origin, _Mapping]] = ...) -> None: ...

class StatusDetail(_message.Message):
    __slots__ = ("id", "name", "service", "labels", "group", "indicator", "target", "threshold_seconds", "period", "state", "data", "reason", "message", "counting", "start", "end", "covered_ratio", "since", "data_until", "sli", "estimate", "events", "excluded", "budget", "burn_rates", "latency", "alerts", "evaluated_at", "definition", "queries")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class GroupEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    INDICATOR_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_SECONDS_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    COUNTING_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    COVERED_RATIO_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    DATA_UNTIL_FIELD_NUMBER: _ClassVar[int]
    SLI_FIELD_NUMBER: _ClassVar[int]
    ESTIMATE_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    EXCLUDED_FIELD_NUMBER: _ClassVar[int]
    BUDGET_FIELD_NUMBER: _ClassVar[int]
    BURN_RATES_FIELD_NUMBER: _ClassVar[int]
    LATENCY_FIELD_NUMBER: _ClassVar[int]
    ALERTS_FIELD_NUMBER: _ClassVar[int]
    EVALUATED_AT_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    QUERIES_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    service: str
    labels: _containers.ScalarMap[str, str]
    group: _containers.ScalarMap[str, str]
    indicator: IndicatorKind
    target: float
    threshold_seconds: float
    period: Period
    state: State
    data: Data
    reason: Reason
    message: str
    counting: Counting
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    covered_ratio: float
    since: _timestamp_pb2.Timestamp
    data_until: _timestamp_pb2.Timestamp
    sli: float
    estimate: Estimate
    events: Events
    excluded: Excluded
    budget: Budget
    burn_rates: _containers.RepeatedCompositeFieldContainer[BurnRate]
    latency: Latency
    alerts: _containers.RepeatedCompositeFieldContainer[StatusAlert]
    evaluated_at: _timestamp_pb2.Timestamp
    definition: Definition
    queries: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., service: _Optional[str] = ..., labels: _Optional[_Mapping[str, str]] = ..., group: _Optional[_Mapping[str, str]] = ..., indicator: _Optional[_Union[IndicatorKind, str]] = ..., target: _Optional[float] = ..., threshold_seconds: _Optional[float] = ..., period: _Optional[_Union[Period, _Mapping]] = ..., state: _Optional[_Union[State, str]] = ..., data: _Optional[_Union[Data, str]] = ..., reason: _Optional[_Union[Reason, str]] = ..., message: _Optional[str] = ..., counting: _Optional[_Union[Counting, str]] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., covered_ratio: _Optional[float] = ..., since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., data_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., sli: _Optional[float] = ..., estimate: _Optional[_Union[Estimate, _Mapping]] = ..., events: _Optional[_Union[Events, _Mapping]] = ..., excluded: _Optional[_Union[Excluded, _Mapping]] = ..., budget: _Optional[_Union[Budget, _Mapping]] = ..., burn_rates: _Optional[_Iterable[_Union[BurnRate, _Mapping]]] = ..., latency: _Optional[_Union[Latency, _Mapping]] = ..., alerts: _Optional[_Iterable[_Union[StatusAlert, _Mapping]]] = ..., evaluated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., definition: _Optional[_Union[Definition, _Mapping]] = ..., queries: _Optional[_Iterable[str]] = ...) -> None: ...

class GetSloHistoryRequest(_message.Message):
    __slots__ = ("id", "start", "end", "step")
    ID_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    id: str
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    step: int
    def __init__(self, id: _Optional[str] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., step: _Optional[int] = ...) -> None: ...

class Covered(_message.Message):
    __slots__ = ("start", "end")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    def __init__(self, start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Point(_message.Message):
    __slots__ = ("start", "end", "events", "sli", "burn_rate", "remaining_ratio")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    SLI_FIELD_NUMBER: _ClassVar[int]
    BURN_RATE_FIELD_NUMBER: _ClassVar[int]
    REMAINING_RATIO_FIELD_NUMBER: _ClassVar[int]
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    events: Events
    sli: float
    burn_rate: float
    remaining_ratio: float
    def __init__(self, start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., events: _Optional[_Union[Events, _Mapping]] = ..., sli: _Optional[float] = ..., burn_rate: _Optional[float] = ..., remaining_ratio: _Optional[float] = ...) -> None: ...

class Annotation(_message.Message):
    __slots__ = ("id", "kind", "text", "start", "end", "labels", "created_by", "created_at")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    CREATED_BY_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: AnnotationKind
    text: str
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    labels: _containers.ScalarMap[str, str]
    created_by: str
    created_at: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., kind: _Optional[_Union[AnnotationKind, str]] = ..., text: _Optional[str] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., labels: _Optional[_Mapping[str, str]] = ..., created_by: _Optional[str] = ..., created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class History(_message.Message):
    __slots__ = ("slo", "evaluated_at", "start", "end", "covered", "step_seconds", "finest_step_seconds", "is_widened", "points", "annotations")
    SLO_FIELD_NUMBER: _ClassVar[int]
    EVALUATED_AT_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    COVERED_FIELD_NUMBER: _ClassVar[int]
    STEP_SECONDS_FIELD_NUMBER: _ClassVar[int]
    FINEST_STEP_SECONDS_FIELD_NUMBER: _ClassVar[int]
    IS_WIDENED_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    ANNOTATIONS_FIELD_NUMBER: _ClassVar[int]
    slo: str
    evaluated_at: _timestamp_pb2.Timestamp
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    covered: Covered
    step_seconds: int
    finest_step_seconds: int
    is_widened: bool
    points: _containers.RepeatedCompositeFieldContainer[Point]
    annotations: _containers.RepeatedCompositeFieldContainer[Annotation]
    def __init__(self, slo: _Optional[str] = ..., evaluated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., covered: _Optional[_Union[Covered, _Mapping]] = ..., step_seconds: _Optional[int] = ..., finest_step_seconds: _Optional[int] = ..., is_widened: _Optional[bool] = ..., points: _Optional[_Iterable[_Union[Point, _Mapping]]] = ..., annotations: _Optional[_Iterable[_Union[Annotation, _Mapping]]] = ...) -> None: ...

class ConfidenceAsked(_message.Message):
    __slots__ = ("level", "method")
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    level: float
    method: IntervalMethod
    def __init__(self, level: _Optional[float] = ..., method: _Optional[_Union[IntervalMethod, str]] = ...) -> None: ...

class BaselineQuestion(_message.Message):
    __slots__ = ("check_id", "last_pass", "start", "end", "window", "match")
    class MatchEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CHECK_ID_FIELD_NUMBER: _ClassVar[int]
    LAST_PASS_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    MATCH_FIELD_NUMBER: _ClassVar[int]
    check_id: str
    last_pass: bool
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    window: float
    match: _containers.ScalarMap[str, str]
    def __init__(self, check_id: _Optional[str] = ..., last_pass: _Optional[bool] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., window: _Optional[float] = ..., match: _Optional[_Mapping[str, str]] = ...) -> None: ...

class RegressionAsked(_message.Message):
    __slots__ = ("level", "min_difference")
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    MIN_DIFFERENCE_FIELD_NUMBER: _ClassVar[int]
    level: float
    min_difference: float
    def __init__(self, level: _Optional[float] = ..., min_difference: _Optional[float] = ...) -> None: ...

class CheckSlosRequest(_message.Message):
    __slots__ = ("slos", "start", "end", "window", "match", "settle", "wait", "keep", "min_events", "confidence", "baseline", "regression", "no_data", "informational")
    class MatchEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    SLOS_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    MATCH_FIELD_NUMBER: _ClassVar[int]
    SETTLE_FIELD_NUMBER: _ClassVar[int]
    WAIT_FIELD_NUMBER: _ClassVar[int]
    KEEP_FIELD_NUMBER: _ClassVar[int]
    MIN_EVENTS_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    BASELINE_FIELD_NUMBER: _ClassVar[int]
    REGRESSION_FIELD_NUMBER: _ClassVar[int]
    NO_DATA_FIELD_NUMBER: _ClassVar[int]
    INFORMATIONAL_FIELD_NUMBER: _ClassVar[int]
    slos: _containers.RepeatedScalarFieldContainer[str]
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    window: float
    match: _containers.ScalarMap[str, str]
    settle: float
    wait: bool
    keep: bool
    min_events: float
    confidence: ConfidenceAsked
    baseline: BaselineQuestion
    regression: RegressionAsked
    no_data: NoData
    informational: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, slos: _Optional[_Iterable[str]] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., window: _Optional[float] = ..., match: _Optional[_Mapping[str, str]] = ..., settle: _Optional[float] = ..., wait: _Optional[bool] = ..., keep: _Optional[bool] = ..., min_events: _Optional[float] = ..., confidence: _Optional[_Union[ConfidenceAsked, _Mapping]] = ..., baseline: _Optional[_Union[BaselineQuestion, _Mapping]] = ..., regression: _Optional[_Union[RegressionAsked, _Mapping]] = ..., no_data: _Optional[_Union[NoData, str]] = ..., informational: _Optional[_Iterable[str]] = ...) -> None: ...

class VerdictData(_message.Message):
    __slots__ = ("expected_until", "newest_sample", "covered_ratio")
    EXPECTED_UNTIL_FIELD_NUMBER: _ClassVar[int]
    NEWEST_SAMPLE_FIELD_NUMBER: _ClassVar[int]
    COVERED_RATIO_FIELD_NUMBER: _ClassVar[int]
    expected_until: _timestamp_pb2.Timestamp
    newest_sample: _timestamp_pb2.Timestamp
    covered_ratio: float
    def __init__(self, expected_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., newest_sample: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., covered_ratio: _Optional[float] = ...) -> None: ...

class Confidence(_message.Message):
    __slots__ = ("method", "level", "low", "high")
    METHOD_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    method: IntervalMethod
    level: float
    low: float
    high: float
    def __init__(self, method: _Optional[_Union[IntervalMethod, str]] = ..., level: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ...) -> None: ...

class LatencyResult(_message.Message):
    __slots__ = ("quantile", "value_seconds", "low_seconds", "high_seconds", "threshold_seconds")
    QUANTILE_FIELD_NUMBER: _ClassVar[int]
    VALUE_SECONDS_FIELD_NUMBER: _ClassVar[int]
    LOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    HIGH_SECONDS_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_SECONDS_FIELD_NUMBER: _ClassVar[int]
    quantile: float
    value_seconds: float
    low_seconds: float
    high_seconds: float
    threshold_seconds: float
    def __init__(self, quantile: _Optional[float] = ..., value_seconds: _Optional[float] = ..., low_seconds: _Optional[float] = ..., high_seconds: _Optional[float] = ..., threshold_seconds: _Optional[float] = ...) -> None: ...

class BudgetResult(_message.Message):
    __slots__ = ("remaining_ratio",)
    REMAINING_RATIO_FIELD_NUMBER: _ClassVar[int]
    remaining_ratio: float
    def __init__(self, remaining_ratio: _Optional[float] = ...) -> None: ...

class BaselineResult(_message.Message):
    __slots__ = ("check_id", "start", "end", "sli", "events", "difference", "p_value", "regressed")
    CHECK_ID_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    SLI_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCE_FIELD_NUMBER: _ClassVar[int]
    P_VALUE_FIELD_NUMBER: _ClassVar[int]
    REGRESSED_FIELD_NUMBER: _ClassVar[int]
    check_id: str
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    sli: float
    events: Events
    difference: float
    p_value: float
    regressed: bool
    def __init__(self, check_id: _Optional[str] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., sli: _Optional[float] = ..., events: _Optional[_Union[Events, _Mapping]] = ..., difference: _Optional[float] = ..., p_value: _Optional[float] = ..., regressed: _Optional[bool] = ...) -> None: ...

class Location(_message.Message):
    __slots__ = ("file", "line")
    FILE_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    file: str
    line: int
    def __init__(self, file: _Optional[str] = ..., line: _Optional[int] = ...) -> None: ...

class Result(_message.Message):
    __slots__ = ("slo", "group", "verdict", "reason", "sli", "target", "events", "estimate", "confidence", "latency", "budget", "burn_rates", "baseline", "query", "start", "end", "informational", "location", "message")
    class GroupEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    SLO_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SLI_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    ESTIMATE_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    LATENCY_FIELD_NUMBER: _ClassVar[int]
    BUDGET_FIELD_NUMBER: _ClassVar[int]
    BURN_RATES_FIELD_NUMBER: _ClassVar[int]
    BASELINE_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    INFORMATIONAL_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    slo: str
    group: _containers.ScalarMap[str, str]
    verdict: VerdictKind
    reason: VerdictReason
    sli: float
    target: float
    events: Events
    estimate: Estimate
    confidence: Confidence
    latency: LatencyResult
    budget: BudgetResult
    burn_rates: _containers.RepeatedCompositeFieldContainer[BurnRate]
    baseline: BaselineResult
    query: str
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    informational: bool
    location: Location
    message: str
    def __init__(self, slo: _Optional[str] = ..., group: _Optional[_Mapping[str, str]] = ..., verdict: _Optional[_Union[VerdictKind, str]] = ..., reason: _Optional[_Union[VerdictReason, str]] = ..., sli: _Optional[float] = ..., target: _Optional[float] = ..., events: _Optional[_Union[Events, _Mapping]] = ..., estimate: _Optional[_Union[Estimate, _Mapping]] = ..., confidence: _Optional[_Union[Confidence, _Mapping]] = ..., latency: _Optional[_Union[LatencyResult, _Mapping]] = ..., budget: _Optional[_Union[BudgetResult, _Mapping]] = ..., burn_rates: _Optional[_Iterable[_Union[BurnRate, _Mapping]]] = ..., baseline: _Optional[_Union[BaselineResult, _Mapping]] = ..., query: _Optional[str] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., informational: _Optional[bool] = ..., location: _Optional[_Union[Location, _Mapping]] = ..., message: _Optional[str] = ...) -> None: ...

class Verdict(_message.Message):
    __slots__ = ("schema_version", "check_id", "verdict", "reason", "summary", "mode", "start", "end", "match", "data", "results")
    class MatchEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    CHECK_ID_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    MATCH_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    check_id: str
    verdict: VerdictKind
    reason: VerdictReason
    summary: str
    mode: Mode
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    match: _containers.ScalarMap[str, str]
    data: VerdictData
    results: _containers.RepeatedCompositeFieldContainer[Result]
    def __init__(self, schema_version: _Optional[int] = ..., check_id: _Optional[str] = ..., verdict: _Optional[_Union[VerdictKind, str]] = ..., reason: _Optional[_Union[VerdictReason, str]] = ..., summary: _Optional[str] = ..., mode: _Optional[_Union[Mode, str]] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., match: _Optional[_Mapping[str, str]] = ..., data: _Optional[_Union[VerdictData, _Mapping]] = ..., results: _Optional[_Iterable[_Union[Result, _Mapping]]] = ...) -> None: ...

class CheckPending(_message.Message):
    __slots__ = ("check_id", "retry_after_seconds")
    CHECK_ID_FIELD_NUMBER: _ClassVar[int]
    RETRY_AFTER_SECONDS_FIELD_NUMBER: _ClassVar[int]
    check_id: str
    retry_after_seconds: float
    def __init__(self, check_id: _Optional[str] = ..., retry_after_seconds: _Optional[float] = ...) -> None: ...

class CheckSlosResponse(_message.Message):
    __slots__ = ("verdict", "check_pending")
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    CHECK_PENDING_FIELD_NUMBER: _ClassVar[int]
    verdict: Verdict
    check_pending: CheckPending
    def __init__(self, verdict: _Optional[_Union[Verdict, _Mapping]] = ..., check_pending: _Optional[_Union[CheckPending, _Mapping]] = ...) -> None: ...

class ListChecksRequest(_message.Message):
    __slots__ = ("limit", "cursor")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    def __init__(self, limit: _Optional[int] = ..., cursor: _Optional[str] = ...) -> None: ...

class CheckSummary(_message.Message):
    __slots__ = ("check_id", "verdict", "reason", "summary", "start", "end", "match", "created_at", "created_by")
    class MatchEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CHECK_ID_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    MATCH_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    CREATED_BY_FIELD_NUMBER: _ClassVar[int]
    check_id: str
    verdict: VerdictKind
    reason: VerdictReason
    summary: str
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    match: _containers.ScalarMap[str, str]
    created_at: _timestamp_pb2.Timestamp
    created_by: str
    def __init__(self, check_id: _Optional[str] = ..., verdict: _Optional[_Union[VerdictKind, str]] = ..., reason: _Optional[_Union[VerdictReason, str]] = ..., summary: _Optional[str] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., match: _Optional[_Mapping[str, str]] = ..., created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., created_by: _Optional[str] = ...) -> None: ...

class CheckList(_message.Message):
    __slots__ = ("checks", "next_cursor")
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    checks: _containers.RepeatedCompositeFieldContainer[CheckSummary]
    next_cursor: str
    def __init__(self, checks: _Optional[_Iterable[_Union[CheckSummary, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class GetCheckRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetCheckResponse(_message.Message):
    __slots__ = ("verdict", "check_pending")
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    CHECK_PENDING_FIELD_NUMBER: _ClassVar[int]
    verdict: Verdict
    check_pending: CheckPending
    def __init__(self, verdict: _Optional[_Union[Verdict, _Mapping]] = ..., check_pending: _Optional[_Union[CheckPending, _Mapping]] = ...) -> None: ...

class ListAlertsRequest(_message.Message):
    __slots__ = ("slo", "service", "tier", "severity", "limit", "state", "label", "cursor")
    SLO_FIELD_NUMBER: _ClassVar[int]
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    TIER_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    slo: str
    service: str
    tier: str
    severity: Severity
    limit: int
    state: AlertState
    label: _containers.RepeatedScalarFieldContainer[str]
    cursor: str
    def __init__(self, slo: _Optional[str] = ..., service: _Optional[str] = ..., tier: _Optional[str] = ..., severity: _Optional[_Union[Severity, str]] = ..., limit: _Optional[int] = ..., state: _Optional[_Union[AlertState, str]] = ..., label: _Optional[_Iterable[str]] = ..., cursor: _Optional[str] = ...) -> None: ...

class Share(_message.Message):
    __slots__ = ("group", "bad_ratio")
    class GroupEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    GROUP_FIELD_NUMBER: _ClassVar[int]
    BAD_RATIO_FIELD_NUMBER: _ClassVar[int]
    group: _containers.ScalarMap[str, str]
    bad_ratio: float
    def __init__(self, group: _Optional[_Mapping[str, str]] = ..., bad_ratio: _Optional[float] = ...) -> None: ...

class Evidence(_message.Message):
    __slots__ = ("long_burn_rate", "short_burn_rate", "remaining_ratio", "exhausts_at", "data_until")
    LONG_BURN_RATE_FIELD_NUMBER: _ClassVar[int]
    SHORT_BURN_RATE_FIELD_NUMBER: _ClassVar[int]
    REMAINING_RATIO_FIELD_NUMBER: _ClassVar[int]
    EXHAUSTS_AT_FIELD_NUMBER: _ClassVar[int]
    DATA_UNTIL_FIELD_NUMBER: _ClassVar[int]
    long_burn_rate: float
    short_burn_rate: float
    remaining_ratio: float
    exhausts_at: _timestamp_pb2.Timestamp
    data_until: _timestamp_pb2.Timestamp
    def __init__(self, long_burn_rate: _Optional[float] = ..., short_burn_rate: _Optional[float] = ..., remaining_ratio: _Optional[float] = ..., exhausts_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., data_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Silence(_message.Message):
    __slots__ = ("id", "comment", "created_by", "ends_at")
    ID_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    CREATED_BY_FIELD_NUMBER: _ClassVar[int]
    ENDS_AT_FIELD_NUMBER: _ClassVar[int]
    id: str
    comment: str
    created_by: str
    ends_at: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., comment: _Optional[str] = ..., created_by: _Optional[str] = ..., ends_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Alert(_message.Message):
    __slots__ = ("slo", "name", "service", "labels", "group", "tier", "severity", "factor", "long_window_seconds", "short_window_seconds", "worst", "after", "runbook", "started_at", "id", "state", "reason", "summary", "then", "now", "silenced_by")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class GroupEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    SLO_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    TIER_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    FACTOR_FIELD_NUMBER: _ClassVar[int]
    LONG_WINDOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    SHORT_WINDOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    WORST_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    RUNBOOK_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    THEN_FIELD_NUMBER: _ClassVar[int]
    NOW_FIELD_NUMBER: _ClassVar[int]
    SILENCED_BY_FIELD_NUMBER: _ClassVar[int]
    slo: str
    name: str
    service: str
    labels: _containers.ScalarMap[str, str]
    group: _containers.ScalarMap[str, str]
    tier: str
    severity: Severity
    factor: float
    long_window_seconds: int
    short_window_seconds: int
    worst: _containers.RepeatedCompositeFieldContainer[Share]
    after: Annotation
    runbook: str
    started_at: _timestamp_pb2.Timestamp
    id: str
    state: AlertState
    reason: AlertReason
    summary: str
    then: Evidence
    now: Evidence
    silenced_by: _containers.RepeatedCompositeFieldContainer[Silence]
    def __init__(self, slo: _Optional[str] = ..., name: _Optional[str] = ..., service: _Optional[str] = ..., labels: _Optional[_Mapping[str, str]] = ..., group: _Optional[_Mapping[str, str]] = ..., tier: _Optional[str] = ..., severity: _Optional[_Union[Severity, str]] = ..., factor: _Optional[float] = ..., long_window_seconds: _Optional[int] = ..., short_window_seconds: _Optional[int] = ..., worst: _Optional[_Iterable[_Union[Share, _Mapping]]] = ..., after: _Optional[_Union[Annotation, _Mapping]] = ..., runbook: _Optional[str] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., id: _Optional[str] = ..., state: _Optional[_Union[AlertState, str]] = ..., reason: _Optional[_Union[AlertReason, str]] = ..., summary: _Optional[str] = ..., then: _Optional[_Union[Evidence, _Mapping]] = ..., now: _Optional[_Union[Evidence, _Mapping]] = ..., silenced_by: _Optional[_Iterable[_Union[Silence, _Mapping]]] = ...) -> None: ...

class AlertList(_message.Message):
    __slots__ = ("generation", "evaluated_at", "is_expired", "alerts", "next_cursor")
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    EVALUATED_AT_FIELD_NUMBER: _ClassVar[int]
    IS_EXPIRED_FIELD_NUMBER: _ClassVar[int]
    ALERTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    generation: int
    evaluated_at: _timestamp_pb2.Timestamp
    is_expired: bool
    alerts: _containers.RepeatedCompositeFieldContainer[Alert]
    next_cursor: str
    def __init__(self, generation: _Optional[int] = ..., evaluated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., is_expired: _Optional[bool] = ..., alerts: _Optional[_Iterable[_Union[Alert, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class ListAlertHistoryRequest(_message.Message):
    __slots__ = ("slo", "service", "tier", "severity", "limit", "state", "start", "end", "cursor")
    SLO_FIELD_NUMBER: _ClassVar[int]
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    TIER_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    slo: str
    service: str
    tier: str
    severity: Severity
    limit: int
    state: AlertState
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    cursor: str
    def __init__(self, slo: _Optional[str] = ..., service: _Optional[str] = ..., tier: _Optional[str] = ..., severity: _Optional[_Union[Severity, str]] = ..., limit: _Optional[int] = ..., state: _Optional[_Union[AlertState, str]] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., cursor: _Optional[str] = ...) -> None: ...

class Delivery(_message.Message):
    __slots__ = ("receiver", "state", "attempts", "last_error")
    RECEIVER_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    LAST_ERROR_FIELD_NUMBER: _ClassVar[int]
    receiver: str
    state: str
    attempts: int
    last_error: str
    def __init__(self, receiver: _Optional[str] = ..., state: _Optional[str] = ..., attempts: _Optional[int] = ..., last_error: _Optional[str] = ...) -> None: ...

class Transition(_message.Message):
    __slots__ = ("slo", "name", "service", "labels", "group", "tier", "severity", "factor", "long_window_seconds", "short_window_seconds", "worst", "after", "runbook", "started_at", "id", "alert", "state", "reason", "at", "summary", "evidence", "deliveries")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class GroupEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    SLO_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    TIER_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    FACTOR_FIELD_NUMBER: _ClassVar[int]
    LONG_WINDOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    SHORT_WINDOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    WORST_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    RUNBOOK_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    ALERT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    slo: str
    name: str
    service: str
    labels: _containers.ScalarMap[str, str]
    group: _containers.ScalarMap[str, str]
    tier: str
    severity: Severity
    factor: float
    long_window_seconds: int
    short_window_seconds: int
    worst: _containers.RepeatedCompositeFieldContainer[Share]
    after: Annotation
    runbook: str
    started_at: _timestamp_pb2.Timestamp
    id: str
    alert: str
    state: AlertState
    reason: AlertReason
    at: _timestamp_pb2.Timestamp
    summary: str
    evidence: Evidence
    deliveries: _containers.RepeatedCompositeFieldContainer[Delivery]
    def __init__(self, slo: _Optional[str] = ..., name: _Optional[str] = ..., service: _Optional[str] = ..., labels: _Optional[_Mapping[str, str]] = ..., group: _Optional[_Mapping[str, str]] = ..., tier: _Optional[str] = ..., severity: _Optional[_Union[Severity, str]] = ..., factor: _Optional[float] = ..., long_window_seconds: _Optional[int] = ..., short_window_seconds: _Optional[int] = ..., worst: _Optional[_Iterable[_Union[Share, _Mapping]]] = ..., after: _Optional[_Union[Annotation, _Mapping]] = ..., runbook: _Optional[str] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., id: _Optional[str] = ..., alert: _Optional[str] = ..., state: _Optional[_Union[AlertState, str]] = ..., reason: _Optional[_Union[AlertReason, str]] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., summary: _Optional[str] = ..., evidence: _Optional[_Union[Evidence, _Mapping]] = ..., deliveries: _Optional[_Iterable[_Union[Delivery, _Mapping]]] = ...) -> None: ...

class TransitionList(_message.Message):
    __slots__ = ("transitions", "next_cursor")
    TRANSITIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    transitions: _containers.RepeatedCompositeFieldContainer[Transition]
    next_cursor: str
    def __init__(self, transitions: _Optional[_Iterable[_Union[Transition, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class ListAnnotationsRequest(_message.Message):
    __slots__ = ("start", "end", "slo", "label", "limit", "cursor")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    SLO_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    slo: str
    label: _containers.RepeatedScalarFieldContainer[str]
    limit: int
    cursor: str
    def __init__(self, start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., slo: _Optional[str] = ..., label: _Optional[_Iterable[str]] = ..., limit: _Optional[int] = ..., cursor: _Optional[str] = ...) -> None: ...

class AnnotationList(_message.Message):
    __slots__ = ("annotations", "next_cursor")
    ANNOTATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    annotations: _containers.RepeatedCompositeFieldContainer[Annotation]
    next_cursor: str
    def __init__(self, annotations: _Optional[_Iterable[_Union[Annotation, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class AddAnnotationRequest(_message.Message):
    __slots__ = ("kind", "text", "start", "end", "labels")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    KIND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    kind: AnnotationKind
    text: str
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    labels: _containers.ScalarMap[str, str]
    def __init__(self, kind: _Optional[_Union[AnnotationKind, str]] = ..., text: _Optional[str] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., labels: _Optional[_Mapping[str, str]] = ...) -> None: ...

class GetAnnotationRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListExclusionsRequest(_message.Message):
    __slots__ = ("limit", "cursor")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    def __init__(self, limit: _Optional[int] = ..., cursor: _Optional[str] = ...) -> None: ...

class Exclusion(_message.Message):
    __slots__ = ("id", "slos", "labels", "all", "start", "end", "rrule", "duration_seconds", "timezone", "reason", "created_by", "created_at", "source", "file")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ID_FIELD_NUMBER: _ClassVar[int]
    SLOS_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    ALL_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    RRULE_FIELD_NUMBER: _ClassVar[int]
    DURATION_SECONDS_FIELD_NUMBER: _ClassVar[int]
    TIMEZONE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CREATED_BY_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    FILE_FIELD_NUMBER: _ClassVar[int]
    id: str
    slos: _containers.RepeatedScalarFieldContainer[str]
    labels: _containers.ScalarMap[str, str]
    all: bool
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    rrule: str
    duration_seconds: int
    timezone: str
    reason: str
    created_by: str
    created_at: _timestamp_pb2.Timestamp
    source: ExclusionSource
    file: str
    def __init__(self, id: _Optional[str] = ..., slos: _Optional[_Iterable[str]] = ..., labels: _Optional[_Mapping[str, str]] = ..., all: _Optional[bool] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., rrule: _Optional[str] = ..., duration_seconds: _Optional[int] = ..., timezone: _Optional[str] = ..., reason: _Optional[str] = ..., created_by: _Optional[str] = ..., created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., source: _Optional[_Union[ExclusionSource, str]] = ..., file: _Optional[str] = ...) -> None: ...

class ExclusionList(_message.Message):
    __slots__ = ("exclusions", "next_cursor")
    EXCLUSIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    exclusions: _containers.RepeatedCompositeFieldContainer[Exclusion]
    next_cursor: str
    def __init__(self, exclusions: _Optional[_Iterable[_Union[Exclusion, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class CreateExclusionRequest(_message.Message):
    __slots__ = ("slos", "labels", "all", "start", "end", "rrule", "duration_seconds", "timezone", "reason")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    SLOS_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    ALL_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    RRULE_FIELD_NUMBER: _ClassVar[int]
    DURATION_SECONDS_FIELD_NUMBER: _ClassVar[int]
    TIMEZONE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    slos: _containers.RepeatedScalarFieldContainer[str]
    labels: _containers.ScalarMap[str, str]
    all: bool
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    rrule: str
    duration_seconds: int
    timezone: str
    reason: str
    def __init__(self, slos: _Optional[_Iterable[str]] = ..., labels: _Optional[_Mapping[str, str]] = ..., all: _Optional[bool] = ..., start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., rrule: _Optional[str] = ..., duration_seconds: _Optional[int] = ..., timezone: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class DeleteExclusionRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class Nothing(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ProposedFile(_message.Message):
    __slots__ = ("path", "content")
    PATH_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    path: str
    content: str
    def __init__(self, path: _Optional[str] = ..., content: _Optional[str] = ...) -> None: ...

class ValidateDefinitionsRequest(_message.Message):
    __slots__ = ("files", "limit")
    FILES_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    files: _containers.RepeatedCompositeFieldContainer[ProposedFile]
    limit: int
    def __init__(self, files: _Optional[_Iterable[_Union[ProposedFile, _Mapping]]] = ..., limit: _Optional[int] = ...) -> None: ...

class Finding(_message.Message):
    __slots__ = ("file", "line", "column", "field", "severity", "message")
    FILE_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    file: str
    line: int
    column: int
    field: str
    severity: FindingSeverity
    message: str
    def __init__(self, file: _Optional[str] = ..., line: _Optional[int] = ..., column: _Optional[int] = ..., field: _Optional[str] = ..., severity: _Optional[_Union[FindingSeverity, str]] = ..., message: _Optional[str] = ...) -> None: ...

class Validation(_message.Message):
    __slots__ = ("valid", "findings", "has_more", "slos")
    VALID_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    HAS_MORE_FIELD_NUMBER: _ClassVar[int]
    SLOS_FIELD_NUMBER: _ClassVar[int]
    valid: bool
    findings: _containers.RepeatedCompositeFieldContainer[Finding]
    has_more: bool
    slos: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, valid: _Optional[bool] = ..., findings: _Optional[_Iterable[_Union[Finding, _Mapping]]] = ..., has_more: _Optional[bool] = ..., slos: _Optional[_Iterable[str]] = ...) -> None: ...

class DefinitionSchemaRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class JsonSchema(_message.Message):
    __slots__ = ("json_schema",)
    JSON_SCHEMA_FIELD_NUMBER: _ClassVar[int]
    json_schema: str
    def __init__(self, json_schema: _Optional[str] = ...) -> None: ...

class ListenToEventsRequest(_message.Message):
    __slots__ = ("after_id", "kind")
    AFTER_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    after_id: int
    kind: _containers.RepeatedScalarFieldContainer[EventKind]
    def __init__(self, after_id: _Optional[int] = ..., kind: _Optional[_Iterable[_Union[EventKind, str]]] = ...) -> None: ...

class Event(_message.Message):
    __slots__ = ("id", "kind", "at", "generation", "transition", "plan_run")
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    TRANSITION_FIELD_NUMBER: _ClassVar[int]
    PLAN_RUN_FIELD_NUMBER: _ClassVar[int]
    id: int
    kind: ToldKind
    at: _timestamp_pb2.Timestamp
    generation: int
    transition: Transition
    plan_run: PlanRun
    def __init__(self, id: _Optional[int] = ..., kind: _Optional[_Union[ToldKind, str]] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., generation: _Optional[int] = ..., transition: _Optional[_Union[Transition, _Mapping]] = ..., plan_run: _Optional[_Union[PlanRun, _Mapping]] = ...) -> None: ...

class ListPlansRequest(_message.Message):
    __slots__ = ("limit", "cursor")
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    limit: int
    cursor: str
    def __init__(self, limit: _Optional[int] = ..., cursor: _Optional[str] = ...) -> None: ...

class GetPlanRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class RunPlanRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListPlanRunsRequest(_message.Message):
    __slots__ = ("plan", "limit", "cursor")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    plan: str
    limit: int
    cursor: str
    def __init__(self, plan: _Optional[str] = ..., limit: _Optional[int] = ..., cursor: _Optional[str] = ...) -> None: ...

class GetPlanRunRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class CancelPlanRunRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListenToPlanRunRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class Plan(_message.Message):
    __slots__ = ("name", "description", "steps", "overlap", "timeout_seconds", "location", "last_run")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    OVERLAP_FIELD_NUMBER: _ClassVar[int]
    TIMEOUT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    LAST_RUN_FIELD_NUMBER: _ClassVar[int]
    name: str
    description: str
    steps: _containers.RepeatedCompositeFieldContainer[PlanStep]
    overlap: bool
    timeout_seconds: float
    location: Location
    last_run: PlanRun
    def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ..., steps: _Optional[_Iterable[_Union[PlanStep, _Mapping]]] = ..., overlap: _Optional[bool] = ..., timeout_seconds: _Optional[float] = ..., location: _Optional[_Union[Location, _Mapping]] = ..., last_run: _Optional[_Union[PlanRun, _Mapping]] = ...) -> None: ...

class PlanStep(_message.Message):
    __slots__ = ("kind", "title", "script", "vus", "duration_seconds", "env", "max_time_seconds", "max_wait_seconds", "slos", "scope", "min_events", "confidence", "match", "url", "method", "expect_status", "timeout_seconds", "when")
    class MatchEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    KIND_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SCRIPT_FIELD_NUMBER: _ClassVar[int]
    VUS_FIELD_NUMBER: _ClassVar[int]
    DURATION_SECONDS_FIELD_NUMBER: _ClassVar[int]
    ENV_FIELD_NUMBER: _ClassVar[int]
    MAX_TIME_SECONDS_FIELD_NUMBER: _ClassVar[int]
    MAX_WAIT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    SLOS_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    MIN_EVENTS_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    MATCH_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    EXPECT_STATUS_FIELD_NUMBER: _ClassVar[int]
    TIMEOUT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    WHEN_FIELD_NUMBER: _ClassVar[int]
    kind: PlanStepKind
    title: str
    script: str
    vus: int
    duration_seconds: float
    env: _containers.RepeatedScalarFieldContainer[str]
    max_time_seconds: float
    max_wait_seconds: float
    slos: _containers.RepeatedScalarFieldContainer[str]
    scope: CheckScope
    min_events: float
    confidence: float
    match: _containers.ScalarMap[str, str]
    url: str
    method: HttpMethod
    expect_status: int
    timeout_seconds: float
    when: When
    def __init__(self, kind: _Optional[_Union[PlanStepKind, str]] = ..., title: _Optional[str] = ..., script: _Optional[str] = ..., vus: _Optional[int] = ..., duration_seconds: _Optional[float] = ..., env: _Optional[_Iterable[str]] = ..., max_time_seconds: _Optional[float] = ..., max_wait_seconds: _Optional[float] = ..., slos: _Optional[_Iterable[str]] = ..., scope: _Optional[_Union[CheckScope, str]] = ..., min_events: _Optional[float] = ..., confidence: _Optional[float] = ..., match: _Optional[_Mapping[str, str]] = ..., url: _Optional[str] = ..., method: _Optional[_Union[HttpMethod, str]] = ..., expect_status: _Optional[int] = ..., timeout_seconds: _Optional[float] = ..., when: _Optional[_Union[When, str]] = ...) -> None: ...

class PlanList(_message.Message):
    __slots__ = ("plans", "next_cursor")
    PLANS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    plans: _containers.RepeatedCompositeFieldContainer[Plan]
    next_cursor: str
    def __init__(self, plans: _Optional[_Iterable[_Union[Plan, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class PlanRun(_message.Message):
    __slots__ = ("id", "plan", "state", "verdict", "reason", "summary", "created_at", "created_by", "started_at", "ended_at", "progress_ratio", "steps")
    ID_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    CREATED_BY_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    ENDED_AT_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_RATIO_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    id: str
    plan: str
    state: PlanRunState
    verdict: VerdictKind
    reason: PlanRunReason
    summary: str
    created_at: _timestamp_pb2.Timestamp
    created_by: str
    started_at: _timestamp_pb2.Timestamp
    ended_at: _timestamp_pb2.Timestamp
    progress_ratio: float
    steps: _containers.RepeatedCompositeFieldContainer[PlanRunStep]
    def __init__(self, id: _Optional[str] = ..., plan: _Optional[str] = ..., state: _Optional[_Union[PlanRunState, str]] = ..., verdict: _Optional[_Union[VerdictKind, str]] = ..., reason: _Optional[_Union[PlanRunReason, str]] = ..., summary: _Optional[str] = ..., created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., created_by: _Optional[str] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ended_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., progress_ratio: _Optional[float] = ..., steps: _Optional[_Iterable[_Union[PlanRunStep, _Mapping]]] = ...) -> None: ...

class PlanRunStep(_message.Message):
    __slots__ = ("number", "kind", "state", "started_at", "ended_at", "message", "check_id", "check_verdict", "progress_ratio")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    ENDED_AT_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CHECK_ID_FIELD_NUMBER: _ClassVar[int]
    CHECK_VERDICT_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_RATIO_FIELD_NUMBER: _ClassVar[int]
    number: int
    kind: PlanStepKind
    state: PlanStepState
    started_at: _timestamp_pb2.Timestamp
    ended_at: _timestamp_pb2.Timestamp
    message: str
    check_id: str
    check_verdict: VerdictKind
    progress_ratio: float
    def __init__(self, number: _Optional[int] = ..., kind: _Optional[_Union[PlanStepKind, str]] = ..., state: _Optional[_Union[PlanStepState, str]] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ended_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., message: _Optional[str] = ..., check_id: _Optional[str] = ..., check_verdict: _Optional[_Union[VerdictKind, str]] = ..., progress_ratio: _Optional[float] = ...) -> None: ...

class PlanRunList(_message.Message):
    __slots__ = ("runs", "next_cursor")
    RUNS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    runs: _containers.RepeatedCompositeFieldContainer[PlanRun]
    next_cursor: str
    def __init__(self, runs: _Optional[_Iterable[_Union[PlanRun, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...
