// A signal: something true about a plan that a person should know (domain.md §4).
#pragma once

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/party.h"

namespace closemap {

enum class Severity : std::uint8_t { info, warning, critical };
std::string_view to_text(Severity severity);
std::optional<Severity> parse_severity(std::string_view text);

// Who hears of a signal, as roles; the daemon resolves them to people (domain.md §4, column
// audience). Where Signal::party is not set, party roles mean both sellers.
enum class Role : std::uint8_t {
  owner,               // O: the milestone's owner
  handoff_receiver,    // to.person of the handoff that is the subject
  handoff_giver,       // from.person of it
  handoff_leads,       // leads of both its parties
  counterpart_lead,    // CP: lead of the other seller party
  coordinator,         // C
  party_lead,          // L: lead of Signal::party
  vendor_lead,         // vendor L
  partner_lead,        // partner L
  other_leads,         // leads of the two parties other than Signal::party
  all_leads,           // leads of all three
  partner_manager,     // the vendor's person of role partner_manager, else the vendor's lead
  opportunity_owner,   // owner of Signal::party's opportunity; of both when party is not set
  customer_sponsor,    // CS: the customer's sponsor or champion, reached by a draft (§5.6)
  executive_sponsors,  // X: of both sellers
  operators,           // ops signals only
};
inline constexpr std::size_t kRoles = 16;
std::string_view to_text(Role role);
std::optional<Role> parse_role(std::string_view text);

// A small set of roles.
class Audience {
 public:
  constexpr Audience() = default;
  constexpr Audience(std::initializer_list<Role> roles) {
    for (Role role : roles) add(role);
  }
  constexpr void add(Role role) { bits_ |= bit(role); }
  constexpr void remove(Role role) { bits_ &= ~bit(role); }
  constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  template <class F>
  constexpr void each(F&& visit) const {  // in enum order
    for (std::uint32_t rest = bits_; rest != 0; rest &= rest - 1)
      visit(static_cast<Role>(std::countr_zero(rest)));
  }
  friend bool operator==(const Audience&, const Audience&) = default;

 private:
  static constexpr std::uint32_t bit(Role role) { return 1U << static_cast<unsigned>(role); }
  std::uint32_t bits_ = 0;
};

// What explains the signal: "due" = "2026-04-06", "slip_bd" = "5". Names are per signal, see its
// family's file.
struct Input {
  Input(std::string_view called, std::string_view said) : name(called), text(said) {}
  std::string name, text;
  friend bool operator==(const Input&, const Input&) = default;
};

struct Signal {
  std::string name;  // "slip": also the table name in the configuration, [signal.slip]
  // Milestone, handoff or criterion id; "vendor" "partner" "customer"; "plan", "missing", "stage",
  // "amount", "close_date"; of scope_creep the ids joined by commas.
  std::string subject;
  Severity severity = Severity::info;
  std::optional<Party> party;  // whose step or whose record; not set: concerns both sellers
  Audience audience;
  std::vector<Input> inputs;
  double value = 0;  // slip, overdue: bd late; at_risk: forecast slack bd; else what was measured
  bool root = true;  // slip, at_risk: false when another step's slip brings this about
  std::string caused_by;  // milestone id of that root; empty when root
  std::string anchor;     // at_risk: milestone id of the anchor whose date it breaks; else empty
  friend bool operator==(const Signal&, const Signal&) = default;
};

// Text of an input, empty when there is none.
std::string_view input(const Signal& signal, std::string_view name);
// "closemap/{plan}/{signal}/{subject}", at most kDedupeKeyMax bytes (domain.md §5); a longer one
// ends in a digest of the whole, so that two long subjects stay two keys.
inline constexpr std::size_t kDedupeKeyMax = 255;
std::string dedupe_key(std::string_view plan_id, const Signal& signal);

// Signals about our own work: identity_review source_deleted sync_oscillation connector_stalled
// mapping_error sync_incomplete reauth_required duplicate_plan owner_inactive currency_unknown.
bool is_ops(std::string_view signal_name);
// The one way to make them, for what a plan does not show as well: a warning to the operators.
// REQUIRES: is_ops(name).
Signal ops_signal(std::string_view name, std::string subject, std::vector<Input> inputs);

// domain.md §5 inhibition, among the signals of one plan: a root slip mutes slip and at_risk of
// what it moves; unrealistic_close at_risk of the same anchor; partner_wont_commit missing_owner
// and team_owner of partner steps; stale_plan review_missed; close_date_drift the disagreement
// about that date (docs/adr/0007); ghosting the owner's part of that party's overdue. (A paused
// plan needs no rule here: evaluate() gives only ops signals then.) Who still hears of the signal;
// empty when it is muted.
Audience heard_by(const Signal& signal, const std::vector<Signal>& all);
// Nobody hears of it.
bool inhibited(const Signal& signal, const std::vector<Signal>& all);

}  // namespace closemap
