"""What the dashboards and the consoles show: each panel once, as data."""

import dataclasses

SERVICES = ("catalog", "orders", "logistics", "feedback")
ERRORS = "UNKNOWN|DEADLINE_EXCEEDED|INTERNAL|UNAVAILABLE|DATA_LOSS"


@dataclasses.dataclass(frozen=True)
class Panel:
    """`queries` are pairs of an expression and a legend; the legend names labels in braces. `unit` is Grafana's."""

    title: str
    queries: tuple
    unit: str = "short"
    description: str = ""
    # "timeseries" or "stat".
    kind: str = "timeseries"
    width: int = 8
    # Whether the consoles show it too.
    core: bool = False
    # Of stats: from this value on it is red; None: no colour.
    red: float | None = None


@dataclasses.dataclass(frozen=True)
class Dashboard:
    uid: str
    title: str
    # Pairs of a row's title and its panels.
    rows: tuple


def stat(title, expression, unit="short", description="", red=None, width=4, legend="", core=True):
    return Panel(title, ((expression, legend),), unit, description, "stat", width, core, red)


def events(type_, span="1h"):
    return f'sum(increase(shopdesk_events_total{{type="{type_}"}}[{span}]))'


def waiting(kind, overdue=False):
    """A kind has no series before the first of it comes."""
    return f'max(shopdesk:work_items{"_overdue" if overdue else ""}:max{{kind="{kind}"}}) or vector(0)'


def latency(operation, service, quantile):
    return (f'histogram_quantile({quantile}, sum by (le) (rate(grpc_server_handling_seconds_bucket{{job="shopdesk",'
            f'service="{service}",operation={operation}}}[5m])))')


def promises(service):
    """Whether a service keeps what it promises."""
    mine = f'service="{service}"'
    return ("Promises", (
        stat("Replicas up", f'sum(up{{job="shopdesk",{mine}}})', description="Replicas that answer Prometheus."),
        stat("Failing checks", f"count(shopdesk_check_ok{{{mine}}} == 0) or vector(0)", red=1,
             description="Checks of readiness that fail, over all replicas."),
        stat("Budget burn, 1 h", f'shopdesk:slo_burn:ratio_1h{{{mine},slo="availability"}}', red=1,
             description="Times faster than allowed that failed calls use up the month's error budget of 0.1 %."),
        stat("Budget burn, 3 d", f'shopdesk:slo_burn:ratio_3d{{{mine},slo="availability"}}', red=1,
             description="The same over three days."),
        stat("Most lag", f"max(shopdesk:follower_lag_seconds:max{{{mine}}})", "s", red=30,
             description="Age of the oldest event that a follower has not applied; 30 s are promised."),
        stat("Findings of verify", f"sum(shopdesk:verify_findings:max{{{mine}}})", red=1,
             description="What contradicts the service's rules; must be 0."),
    ))


def calls(service):
    mine = f'job="shopdesk",service="{service}"'
    return ("Calls", (
        Panel("Calls a second", ((f"sum by (grpc_code) (rate(grpc_server_handled_total{{{mine}}}[5m])) > 0", "{grpc_code}"),),
              "reqps", "Finished calls, by status.", core=True),
        Panel("Failed calls", ((f'sum by (grpc_method, grpc_code) (rate(grpc_server_handled_total{{{mine},grpc_code=~"{ERRORS}"}}[5m]))',
                                "{grpc_method} {grpc_code}"),), "reqps", "By the service's own fault."),
        Panel("Busiest methods", ((f"topk(8, sum by (grpc_method) (rate(grpc_server_handled_total{{{mine}}}[5m])))", "{grpc_method}"),),
              "reqps"),
        Panel("Reads, seconds", ((latency('"read"', service, 0.5), "half are faster"),
                                 (latency('"read"', service, 0.95), "95 % are faster")),
              "s", "95 % of reads ought to take less than 25 ms.", core=True),
        Panel("Writes, seconds", ((latency('"write"', service, 0.95), "writes, 95 %"),
                                  (latency('"workflow"', service, 0.95), "workflows, 95 %")),
              "s", "95 % of writes ought to take less than 100 ms; a workflow calls other services.", core=True),
        Panel("In flight and queued", ((f"sum(grpc_server_in_flight{{{mine}}})", "in flight"),
                                       (f"sum by (queue) (shopdesk_queue_depth{{{mine}}})", "{queue}")),
              description="Calls that run, and what waits in each queue."),
        Panel("Use of queues", ((f'max by (queue) (shopdesk:queue_used:ratio{{service="{service}"}})', "{queue}"),), "percentunit",
              "Beyond 100 % calls are refused.", core=True),
        Panel("Overload and refusals", ((f'sum by (grpc_method) (rate(grpc_server_handled_total{{{mine},grpc_code="RESOURCE_EXHAUSTED"}}[5m]))',
                                         "{grpc_method}"),), "reqps", "OVERLOADED, STORAGE_FULL, and catalog's OUT_OF_STOCK."),
        Panel("Events a second", ((f"topk(8, sum by (type) (rate(shopdesk_events_total{{{mine}}}[5m])))", "{type}"),), "ops",
              "What happens, by type of event."),
    ))


def database(service):
    mine = f'service="{service}"'
    return ("Database", (
        Panel("Commits a second", ((f"sum(rate(shopdesk_database_commits_total{{{mine}}}[5m]))", "commits"),
                                   (f"sum(rate(shopdesk_database_writes_total{{{mine}}}[5m]))", "writes in them"),
                                   (f"sum(rate(shopdesk_database_reruns_total{{{mine}}}[5m]))", "run again")), "ops", core=True),
        Panel("Statements by time", ((f"topk(8, sum by (statement) (rate(shopdesk_database_statement_seconds_total{{{mine}}}[5m])))",
                                      "{statement}"),), "s", "Seconds a second that each statement takes."),
        Panel("Operations, seconds", ((f"histogram_quantile(0.95, sum by (le, operation) (rate(shopdesk_database_operation_seconds_bucket{{{mine}}}[5m])))",
                                       "{operation}, 95 %"),), "s"),
        Panel("Connections", ((f"sum by (state) (shopdesk_database_connections{{{mine}}})", "{state}"),
                              (f"sum(shopdesk_database_connections_limit{{{mine}}})", "at most"),
                              (f"sum(shopdesk_database_waiting{{{mine}}})", "waiting")), description="Of all replicas."),
        Panel("Size", ((f"max(shopdesk_database_size_bytes{{{mine}}})", "database"),
                       (f"max(shopdesk_database_wal_bytes{{{mine}}})", "write-ahead log")), "bytes"),
        Panel("Errors", ((f"sum by (reason) (rate(shopdesk_database_errors_total{{{mine}}}[5m]))", "{reason}"),), "ops"),
    ))


def background(service):
    mine = f'service="{service}"'
    return ("In the background", (
        Panel("Followers' lag", ((f"shopdesk:follower_lag_seconds:max{{{mine}}}", "{follower}"),), "s",
              "Age of the oldest event that is not applied.", core=True),
        Panel("Events applied a second", ((f"sum by (follower) (rate(shopdesk_follower_applied_total{{{mine}}}[5m]))", "{follower}"),), "ops"),
        Panel("Parked and stopped", ((f"max by (follower) (shopdesk_follower_parked_events{{{mine}}})", "{follower}: parked events"),
                                     (f"max by (follower) (shopdesk_follower_stopped{{{mine}}})", "{follower}: stopped"),
                                     (f"max(shopdesk_timers_parked{{{mine}}})", "parked timers")), core=True),
        Panel("Timers", ((f"sum(rate(shopdesk_timers_run_total{{{mine}}}[5m]))", "run"),
                         (f"sum(rate(shopdesk_timers_failed_total{{{mine}}}[5m]))", "failed")), "ops"),
        Panel("Timers' lateness", ((f"shopdesk:timers_lateness_seconds:max{{{mine}}}", "oldest that is due"),), "s",
              "60 s are promised.", core=True),
        Panel("Age of the feed's frontier", ((f"max(shopdesk_event_frontier_age_seconds{{{mine}}})", "oldest open write"),), "s"),
    ))


def process(service):
    mine = f'job="shopdesk",service="{service}"'
    peers = ()
    if service in ("orders", "feedback"):
        peers = (
            Panel("Calls to others", ((f"sum by (peer, grpc_code) (rate(grpc_client_handled_total{{{mine}}}[5m]))", "{peer} {grpc_code}"),),
                  "reqps"),
            Panel("Calls to others, seconds", ((f"histogram_quantile(0.95, sum by (le, peer) (rate(grpc_client_handling_seconds_bucket{{{mine}}}[5m])))",
                                                "{peer}, 95 %"),), "s"),
        )
    return ("Process", (
        Panel("Processors", ((f"rate(process_cpu_seconds_total{{{mine}}}[5m])", "{instance}"),), "short", "Busy processors.", core=True),
        Panel("Memory", ((f"process_resident_memory_bytes{{{mine}}}", "{instance}"),), "bytes", core=True),
        Panel("Files and threads", ((f"process_open_fds{{{mine}}}", "{instance} files"),
                                    (f"process_threads{{{mine}}}", "{instance} threads"))),
        Panel("Uptime", ((f"time() - process_start_time_seconds{{{mine}}}", "{instance}"),), "s"),
        Panel("Versions", ((f"count by (version, commit) (shopdesk_build_info{{{mine}}})", "{version} {commit}"),)),
        Panel("Certificate", ((f"shopdesk_tls_certificate_not_after_seconds{{{mine}}} - time()", "{instance}"),), "s",
              "Until it expires; nothing without TLS."),
        *peers,
    ))


def work(service):
    return Panel("Waiting work", ((f'sum by (kind) (shopdesk:work_items:max{{service="{service}"}})', "{kind}"),), core=True,
                 description="What waits for somebody, by kind (docs/work.md).")


def overdue(service):
    return Panel("Overdue work", ((f'sum by (kind) (shopdesk:work_items_overdue:max{{service="{service}"}})', "{kind}"),))


OWN = {
    "catalog": (
        Panel("Reservations an hour", ((events("reservation.reserved"), "made"), (events("reservation.expired"), "expired"),
                                       (events("reservation.committed"), "shipped")), core=True),
        Panel("Out of stock", (('sum(rate(grpc_server_handled_total{job="shopdesk",service="catalog",grpc_method="ReserveStock",'
                                'grpc_code="RESOURCE_EXHAUSTED"}[5m]))', "refused reservations"),), "reqps"),
        Panel("Stock", ((events("stock.low"), "became low"), (events("stock.recovered"), "recovered"),
                        (events("listed_stock.too_high"), "page shows too much"))),
    ),
    "orders": (
        Panel("Open orders by state", (("max by (state) (shopdesk_orders)", "{state}"),), core=True),
        Panel("Orders an hour", ((events("order.placed"), "placed"), (events("order.paid"), "paid"),
                                 (events("order.shipped"), "shipped"), (events("order.finished"), "finished")), core=True),
        Panel("Closed and refunded an hour", ((events("order.closed"), "closed"), (events("refund.succeeded"), "refunds paid"),
                                              (events("order.held"), "held"))),
    ),
    "logistics": (
        Panel("Parcels an hour", ((events("shipment.picked_up"), "picked up"), (events("shipment.delivered"), "delivered"),
                                  (events("shipment.late"), "found late"), (events("shipment.exception"), "in trouble")), core=True),
        Panel("Attempts to send notices", (("sum by (channel, outcome) (rate(shopdesk_notice_attempts_total[5m]))", "{channel} {outcome}"),),
              "ops", core=True),
        Panel("Oldest notice that waits", (("max(shopdesk_notice_oldest_queued_seconds)", "oldest"),), "s", "Five minutes are promised.",
              core=True),
    ),
    "feedback": (
        Panel("Reviews an hour", ((events("review.submitted"), "reviews"), (events("review_case.opened"), "cases opened"),
                                  (events("review_case.closed"), "cases closed")), core=True),
        Panel("Answers", (("max(shopdesk_response_seconds_avg)", "seconds to answer"),), "s", "The target is below 5 s.", core=True),
        Panel("Consultations", (("max(shopdesk_answer_ratio)", "answered"), ("max(shopdesk_conversion_ratio)", "ordered")), "percentunit"),
    ),
}


def service_dashboard(service):
    own = (f"{service.capitalize()}' own" if service.endswith("s") else f"{service.capitalize()}'s own",
           (*OWN[service], work(service), overdue(service)))
    return Dashboard(f"shopdesk-{service}", f"Shopdesk: {service}",
                     (promises(service), own, calls(service), background(service), database(service), process(service)))


SUITE = Dashboard("shopdesk-suite", "Shopdesk: the suite", (
    ("Now", (
        stat("Replicas up", 'sum by (service) (up{job="shopdesk"})', legend="{service}", width=6),
        stat("Pages", 'count(ALERTS{alertname=~"Shopdesk.*",alertstate="firing",severity="page"}) or vector(0)', red=1, width=3,
             description="Alerts that somebody has to look at now."),
        stat("Tickets", 'count(ALERTS{alertname=~"Shopdesk.*",alertstate="firing",severity="ticket"}) or vector(0)', red=1, width=3,
             description="Alerts for the working day."),
        stat("Failing checks", "count by (service, check) (shopdesk_check_ok == 0) or vector(0)", red=1, width=4, legend="{service} {check}"),
        stat("Findings of verify", "sum(shopdesk:verify_findings:max)", red=1, width=4, description="Must be 0."),
        stat("Parked", "sum(max by (service, follower) (shopdesk_follower_parked_events)) + sum(max by (service) (shopdesk_timers_parked))",
             red=1, width=4, description="Events and timers that wait for somebody."),
    )),
    ("Promises", (
        Panel("Availability: budget burn over an hour", (('shopdesk:slo_burn:ratio_1h{slo="availability"}', "{service}"),), core=True,
              description="1: as fast as allowed. 14.4 calls somebody."),
        Panel("Availability: budget burn over three days", (('shopdesk:slo_burn:ratio_3d{slo="availability"}', "{service}"),)),
        Panel("Latency: budget burn over an hour", (('shopdesk:slo_burn:ratio_1h{slo!="availability"}', "{service} {slo}"),), core=True),
        Panel("Followers' lag", (("shopdesk:follower_lag_seconds:max", "{follower}"),), "s", "30 s are promised.", core=True),
        Panel("Timers' lateness", (("shopdesk:timers_lateness_seconds:max", "{service}"),), "s", "60 s are promised.", core=True),
        Panel("Oldest notice that waits", (("max(shopdesk_notice_oldest_queued_seconds)", "oldest"),), "s", "Five minutes are promised."),
    )),
    ("Load", (
        Panel("Calls a second", (('sum by (service) (rate(grpc_server_handled_total{job="shopdesk"}[5m]))', "{service}"),), "reqps", core=True),
        Panel("Failed calls a second", ((f'sum by (service, grpc_code) (rate(grpc_server_handled_total{{job="shopdesk",grpc_code=~"{ERRORS}"}}[5m]))',
                                         "{service} {grpc_code}"),), "reqps"),
        Panel("Calls among the services", (('sum by (service, peer) (rate(grpc_client_handled_total{job="shopdesk"}[5m]))',
                                            "{service} to {peer}"),), "reqps"),
        Panel("Commits a second", (("sum by (service) (rate(shopdesk_database_commits_total[5m]))", "{service}"),), "ops", core=True),
        Panel("Fullest queue", (("max by (service) (shopdesk:queue_used:ratio)", "{service}"),), "percentunit"),
        Panel("Files open", (("max by (service) (shopdesk:files_used:ratio)", "{service}"),), "percentunit", "Of those a process may have."),
        Panel("Database connections in use", (("max by (service) (shopdesk:database_connections_used:ratio)", "{service}"),), "percentunit"),
        Panel("Processors", (('sum by (service) (rate(process_cpu_seconds_total{job="shopdesk"}[5m]))', "{service}"),), core=True),
        Panel("Memory", (('sum by (service) (process_resident_memory_bytes{job="shopdesk"})', "{service}"),), "bytes", core=True),
    )),
))

DESK = Dashboard("shopdesk-desk", "Shopdesk: the desk", (
    ("Today", (
        stat("Orders placed, 1 h", "shopdesk:orders_placed:increase1h"),
        stat("Receivers to verify", waiting("verify_receiver")),
        stat("Past their time", waiting("verify_receiver", overdue=True), red=1),
        stat("About to miss ship-by", waiting("ship_by"), red=1),
        stat("Problem parcels open", waiting("problem_parcel")),
        stat("Buyers of late parcels to tell", waiting("late_parcel_call")),
        stat("Bad reviews past their time", waiting("bad_review", overdue=True), red=1),
        stat("Buyers without an answer", waiting("unanswered_consultation")),
        stat("COD money overdue", "max by (currency) (shopdesk_cod_money_overdue_minor)", legend="{currency}", red=1,
             description="Minor units that carriers collected and owe."),
        stat("Order errors ‰, 7 d", "1000 * shopdesk:order_errors:increase7d / shopdesk:orders_placed:increase7d", red=2,
             description="Mistakes of the desk in a thousand orders; the target is below 2."),
        stat("Notices given up, 1 d", events("notice.dead", "1d"), red=1),
        stat("Transfers nobody knows", waiting("unknown_transfer")),
    )),
    ("Orders", (
        Panel("Open orders by state", (("max by (state) (shopdesk_orders)", "{state}"),), core=True),
        Panel("Orders an hour", ((events("order.placed"), "placed"), (events("order.paid"), "paid"), (events("order.shipped"), "shipped"),
                                 (events("order.finished"), "finished"), (events("order.closed"), "closed")), core=True),
        Panel("Reminders and what they brought, a day", (("max(increase(shopdesk_reminded_orders_total[1d]))", "reminded"),
                                                         ("max(increase(shopdesk_reminded_orders_paid_total[1d]))", "of them paid")), core=True),
        Panel("COD refused at the door, 7 d", (("shopdesk:cod_refused:increase7d / shopdesk:cod_ended:increase7d", "confirmed: {confirmed}"),),
              "percentunit", "Of those that ended; confirmed by the buyer before, or not.", core=True),
        Panel("Receivers asked and not reached, a day", ((events("order.receiver_asked", "1d"), "asked"),
                                                         (events("order.receiver_unreachable", "1d"), "not reached"))),
        Panel("Refunds an hour", ((events("refund.opened"), "asked"), (events("refund.succeeded"), "paid back"))),
    )),
    ("Work", (
        Panel("Waiting work", (("sum by (kind) (shopdesk:work_items:max)", "{kind}"),), width=12, core=True),
        Panel("Overdue work", (("sum by (kind) (shopdesk:work_items_overdue:max)", "{kind}"),), width=12, core=True),
    )),
    ("Parcels and notices", (
        Panel("Parcels found late, a day", ((events("shipment.late", "1d"), "late"),), core=True),
        Panel("Parcels an hour", ((events("shipment.picked_up"), "picked up"), (events("shipment.delivered"), "delivered"),
                                  (events("shipment.returned"), "returned"))),
        Panel("Notices an hour", (("sum by (outcome) (increase(shopdesk_notice_attempts_total[1h]))", "{outcome}"),)),
    )),
    ("Buyers", (
        Panel("Detailed seller ratings", (("shopdesk:dsr_score:max", "{dimension}"),), description="The average of half a year, of 5.", core=True),
        Panel("Seconds to answer", (("max(shopdesk_response_seconds_avg)", "on average"),), "s", "The target is below 5 s.", core=True),
        Panel("Consultations", (("max(shopdesk_answer_ratio)", "answered"), ("max(shopdesk_conversion_ratio)", "ordered within a day")),
              "percentunit", "Targets: all answered, 40 % ordered.", core=True),
        Panel("Bad reviews, a day", ((events("review_case.opened", "1d"), "cases opened"), (events("review_case.closed", "1d"), "closed"),
                                     (events("review_case.review_changed", "1d"), "reviews changed"))),
        Panel("Complaints, a day", ((events("complaint.opened", "1d"), "opened"), (events("complaint.closed", "1d"), "closed"))),
        Panel("Duplicates and errors, a day", ((events("duplicate_pair.found", "1d"), "orders placed twice"),
                                               (events("order_error.recorded", "1d"), "mistakes of the desk"))),
    )),
))

DASHBOARDS = (SUITE, DESK, *map(service_dashboard, SERVICES))
