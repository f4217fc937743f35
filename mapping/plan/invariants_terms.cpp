// The invariants between steps and of what the parties agree.
#include <algorithm>
#include <numeric>
#include <tuple>

#include "mapping/plan/violations.h"

namespace closemap::invariants {
namespace {

constexpr int kWholeBp = 10000;

void handoffs(const Plan& plan, Findings& found) {
  for (const auto& [id, each] : plan.handoffs) {
    const std::string base = "/handoffs/" + id;
    if (each.from == each.to)
      found.add("I08", base + "/to/party",
                "a handoff goes to another party than it comes from: name the receiver's");
    for (const auto& [person_id, party, side] :
         {std::tuple{&each.from_person, each.from, "/from/person"},
          std::tuple{&each.to_person, each.to, "/to/person"}}) {
      const auto person = plan.people.find(*person_id);
      if (person != plan.people.end() && person->second.party != party)
        found.add("I08", base + side,
                  person->second.name + " is not of the " + std::string(to_text(party)) +
                      ": name one of its people");
    }
  }
}

void gates(const Plan& plan, Findings& found) {
  for (const auto& [id, gate] : plan.gates) {
    const auto approver = plan.people.find(gate.approver);
    if (approver != plan.people.end() && approver->second.party != Party::customer)
      found.add("I09", "/gates/" + id + "/approver",
                approver->second.name + " is not the customer's: the customer's people approve",
                Kind::lint);
  }
}

void currency(const Money& money, const std::string& pointer, Findings& found) {
  if (const auto exponent = currency_exponent(money.currency); !exponent)
    found.add("I07", pointer, exponent.error().what + ": give an ISO 4217 code");
}

void payment(const Payment& each, const std::string& base, const std::string& expected,
             Findings& found) {
  if (each.payer == each.payee)
    found.add("I06", base + "/payee", "nobody pays themselves: name another payee");
  if (!each.fixed) return;
  currency(*each.fixed, base + "/fixed/currency", found);
  if (each.fixed->currency != expected)
    found.add("I07", base + "/fixed/currency",
              "the economics are in " + expected + ", this payment in " +
                  printable(shorten(each.fixed->currency, 8)) + ": use one currency");
}

void economics(const Plan& plan, Findings& found) {
  if (!plan.economics) return;
  const Economics& terms = *plan.economics;
  const std::int64_t sum =
      std::accumulate(terms.recognised_bp.begin(), terms.recognised_bp.end(), std::int64_t{0},
                      [](std::int64_t all, const auto& share) { return all + share.second; });
  if (sum != kWholeBp)
    found.add("I06", "/economics/recognised_bp",
              "the shares sum to " + std::to_string(sum) + " basis points: make it 10000");
  for (const auto& [name, share] : terms.recognised_bp)
    if (share < 0)
      found.add("I06", "/economics/recognised_bp/" + name, "a share below nothing: correct it");
  if (terms.total) currency(*terms.total, "/economics/total/currency", found);
  std::string expected = terms.total ? terms.total->currency : std::string();
  for (std::size_t i = 0; i < terms.payments.size(); ++i) {
    const Payment& each = terms.payments[i];
    if (expected.empty() && each.fixed) expected = each.fixed->currency;
    payment(each, "/economics/payments/" + std::to_string(i), expected, found);
  }
}

void outcome(const Plan& plan, Findings& found) {
  if (!plan.joint_outcome) return;
  const auto& low = plan.joint_outcome->low;
  const auto& high = plan.joint_outcome->high;
  const std::string base = "/joint_outcome/amount_range";
  if (low) currency(*low, base + "/low/currency", found);
  if (high) currency(*high, base + "/high/currency", found);
  if (!low || !high) return;
  if (low->currency != high->currency)
    found.add("I07", base, "the range has two currencies: use one");
  else if (low->minor > high->minor)
    found.add("I07", base, "the range ends below its beginning: exchange the two amounts");
}

// I11, I12's companion: an active plan that one side does not work on.
void sides(const Plan& plan, Findings& found) {
  if (plan.status != PlanStatus::active) return;
  for (const Party party : kParties) {
    const bool owns =
        std::any_of(plan.milestones.begin(), plan.milestones.end(), [&](const auto& entry) {
          return entry.second.disposition == Disposition::active && !entry.second.owner.empty() &&
                 entry.second.party == party;
        });
    if (!owns)
      found.add("I11", "/milestones",
                "one_sided_plan: the " + std::string(to_text(party)) +
                    " owns no active step: agree one with a named person",
                Kind::lint);
  }
}

// The days a lag counts: the lag's own calendar, else the successor's (§2.1).
const Calendar& lag_calendar(const Dependency& each, const Milestone& then,
                             const InvariantRules& rules) {
  static const Calendar weekdays;
  if (rules.calendar_named && !each.lag_calendar.empty())
    if (const Calendar* named = rules.calendar_named(each.lag_calendar)) return *named;
  return rules.calendar_of ? rules.calendar_of(then) : weekdays;
}

// I14 and I15: due dates and completions that contradict a dependency.
void due_order(const Plan& plan, const InvariantRules& rules, Findings& found) {
  for (const Dependency& each : plan.dependencies) {
    const auto pred = plan.milestones.find(each.pred);
    const auto succ = plan.milestones.find(each.succ);
    if (pred == plan.milestones.end() || succ == plan.milestones.end()) continue;
    const Milestone& first = pred->second;
    const Milestone& then = succ->second;
    if (first.disposition != Disposition::active || then.disposition != Disposition::active)
      continue;
    if (each.lag.n < 0)
      found.add("lead", at(each.succ, "due_date"),
                quoted(then) + " may begin before " + quoted(first) +
                    " ends: split the first step where the second can begin",
                Kind::lint);
    if (first.due && then.due &&
        *then.due < lag_forward(lag_calendar(each, then, rules), *first.due, each.lag))
      found.add("I14", at(each.succ, "due_date"),
                quoted(then) + " is due before " + quoted(first) + ", which it waits for",
                Kind::lint);
    if (then.status == MilestoneStatus::complete && first.status != MilestoneStatus::complete)
      found.add("I15", at(each.succ, "status"),
                quoted(then) + " is complete before " + quoted(first) + ", which it waits for",
                Kind::lint);
  }
}

// I18: nobody's signature is missing from an active plan; it may be stale by now.
void signatures(const Plan& plan, Findings& found) {
  if (plan.status != PlanStatus::active) return;
  for (const Party party : kParties)
    if (plan.signoffs[static_cast<std::size_t>(party)].plan_version == 0)
      found.add("I18", "/signoffs/" + std::string(to_text(party)),
                "the plan is active though the " + std::string(to_text(party)) +
                    " never signed it: a plan becomes active by three signatures");
}

void key_dates(const Plan& plan, Findings& found) {
  std::optional<Date> last;
  for (const auto& [date, name] : {std::pair{plan.evaluation_start, "evaluation_start"},
                                   std::pair{plan.decision_target, "decision_target"},
                                   std::pair{plan.signature_target, "signature_target"},
                                   std::pair{plan.go_live_target, "go_live_target"}}) {
    if (!date) continue;
    if (last && *date < *last)
      found.add("key_dates", std::string("/key_dates/") + name,
                "the key dates are out of order: evaluation, decision, signature, go-live",
                Kind::lint);
    last = date;
  }
}

void organisations(const Plan& plan, Findings& found) {
  const std::string vendor = to_lower_ascii(plan.party(Party::vendor).domain);
  if (!vendor.empty() && vendor == to_lower_ascii(plan.party(Party::partner).domain))
    found.add("same_organisation", "/parties/partner/domain",
              "vendor and partner have one domain: they are two organisations", Kind::lint);
}

}  // namespace

void check_terms(const Plan& plan, const InvariantRules& rules, Findings& found) {
  handoffs(plan, found);
  gates(plan, found);
  economics(plan, found);
  outcome(plan, found);
  sides(plan, found);
  due_order(plan, rules, found);
  signatures(plan, found);
  key_dates(plan, found);
  organisations(plan, found);
}

}  // namespace closemap::invariants
