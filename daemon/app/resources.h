// The resources of the control socket, the same ones the commands show (design.md §9).
#pragma once

#include "daemon/app/core.h"
#include "daemon/web/control_message.h"

namespace closemap {

// JSON in and out; every reply's body is one document and a newline. Lists take `?limit=`
// (1..1000). A failure is {"error": one line, "fault": word of Fault}: 400 the request is wrong,
// 404 there is no such thing, 409 it cannot be done to this thing, 422 configuration, 503 try
// again, 500 ours.
//
//   GET  /v1/status                     counts, connectors, first sync
//   GET  /v1/plans                      ?limit= &after=ROW
//   GET  /v1/plans/ID                   dates, alerts, what could win days back, the document
//   GET  /v1/plans/ID/explain           why dates moved: slips, history (newest first)
//   GET  /v1/plans/ID/export            ?format=md|html|json|ics &party=: the bare text
//   GET  /v1/plans/ID/lint              ways this plan could go wrong, each with what to do
//   POST /v1/plans/ID/edit              {"kind", "by", "reason", "handoff", "when"}; kind:
//                                       propose, pause, accept_forecast, resume, accept_handoff,
//                                       review_held or next_review
//   GET  /v1/agenda                     ?plan=ID &party=: the 15-minute review, of one or all
//   GET  /v1/report                     metrics of all deals, evidence category of each plan
//   GET  /v1/links                      ?state=proposed|linked|rejected
//   POST /v1/links/N/confirm|reject|undo {"by"}
//   GET  /v1/alerts                     ?state=open|all; "newest_only": older ones were not looked
//   at GET  /v1/alerts/ID                  inputs, life, notices GET  /v1/outbox
//   ?state=unfinished|all POST /v1/outbox/N/retry GET  /v1/quarantine                 ?after=ROW
//   POST /v1/quarantine/retry           {"row": N}  0: all
//   GET  /v1/connectors
//   POST /v1/poll                       {"connector": NAME}  without: all
//   GET  /v1/store/check                ?whole=1: the whole event chain
//   POST /v1/store/backup               {"path": absolute}
//
// Thread rule: the core thread, outside any transaction.
ControlReply serve(Core& core, const ControlRequest& request);

inline constexpr std::size_t kListDefault = 100, kListMax = 1000;
// The worst of so many newest alerts are listed (ten megabytes); the answer says when there are
// more.
inline constexpr std::size_t kAlertsLookedThroughMax = 20'000;

}  // namespace closemap
