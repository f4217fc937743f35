// A signal: something true about a plan that a person should know (domain.md §4).
#pragma once

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
// audience).
enum class Role : std::uint8_t {
  owner,              // O: the milestone's owner
  counterpart_lead,   // CP: lead of the other seller party
  coordinator,        // C
  party_lead,         // L: lead of Signal::party
  opportunity_owner,  // owner of Signal::party's opportunity; of both when party is not set
  operators,          // ops signals only
};
std::string_view to_text(Role role);

// A small set of roles.
class Audience {
 public:
  constexpr Audience() = default;
  constexpr Audience(std::initializer_list<Role> roles) {
    for (Role role : roles) add(role);
  }
  constexpr void add(Role role) { bits_ = static_cast<std::uint8_t>(bits_ | bit(role)); }
  constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  std::vector<Role> list() const;  // in enum order
  friend bool operator==(const Audience&, const Audience&) = default;

 private:
  static constexpr std::uint8_t bit(Role role) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(role));
  }
  std::uint8_t bits_ = 0;
};

// What explains the signal: "due" = "2026-04-06", "slip_bd" = "5". Names are per signal, see its
// family's file.
struct Input {
  std::string name, text;
  friend bool operator==(const Input&, const Input&) = default;
};

struct Signal {
  std::string name;     // "slip": also the table name in the configuration, [signal.slip]
  std::string subject;  // milestone id, "vendor", "partner", "stage", "amount", "close_date"
  Severity severity = Severity::info;
  std::optional<Party> party;  // whose step or whose record; not set: concerns both sellers
  Audience audience;
  std::vector<Input> inputs;
  double value = 0;       // slip and overdue: bd late; at_risk: forecast slack bd; drift and
                          // disagreement: the distance
  bool root = true;       // slip, at_risk: false when another step's slip brings this about
  std::string caused_by;  // milestone id of that root; empty when root
  friend bool operator==(const Signal&, const Signal&) = default;
};

// Text of an input, empty when there is none.
std::string_view input(const Signal& signal, std::string_view name);
// "closemap/{plan}/{signal}/{subject}", at most kDedupeKeyMax bytes (domain.md §5).
inline constexpr std::size_t kDedupeKeyMax = 255;
std::string dedupe_key(std::string_view plan_id, const Signal& signal);

// domain.md §5 inhibition, among the signals of one plan: a root slip mutes slip and at_risk of
// what it moves. (A paused plan needs no rule here: evaluate() gives only ops signals then.)
bool inhibited(const Signal& signal, const std::vector<Signal>& all);

}  // namespace closemap
