// Keeping what a table without a column cannot say.
#include "mapping/record/lacking_columns.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "mapping/record/canonical_fields.h"
#include "mapping/record/raw_text.h"

namespace closemap {
namespace {

constexpr std::string_view kEveryKey = "key.*";
constexpr std::string_view kKeyPrefix = "key.";

// Members of the canonical object that one field fills.
std::vector<std::string> members_of(const std::string& field) {
  if (field == "stage") return {"stage", "stage_rank"};
  return {field, field + "_raw"};
}

void copy_member(const Json& from, Json& to, const std::string& member) {
  const auto known = from.find(member);
  if (known != from.end())
    to[member] = *known;
  else
    to.erase(member);
}

bool same_member(const Json& a, const Json& b, const std::string& member) {
  const Json* left = find(a, member);
  const Json* right = find(b, member);
  return left != nullptr ? right != nullptr && *left == *right : right == nullptr;
}

bool has_any(const Json& object, const std::vector<std::string>& members) {
  return std::any_of(members.begin(), members.end(),
                     [&](const std::string& member) { return object.contains(member); });
}

// Whether a piece of the owner would go.
bool owner_lost(const Json& before, const Json& fresh) {
  const Json* known = find(before, "owner");
  if (known == nullptr || !known->is_object()) return false;
  const Json* said = find(fresh, "owner");
  for (const auto& [piece, value] : known->items())
    if (said == nullptr || find(*said, piece) == nullptr) return true;
  return false;
}

// True: `fresh` would be without something that `before` has in this field.
bool keep_field(const Json& before, Json& fresh, const std::string& field, bool new_map) {
  if (field == "owner" || field.starts_with("owner.")) {
    if (!owner_lost(before, fresh)) return false;
    copy_member(before, fresh, "owner");
    return true;
  }
  const std::vector<std::string> members = members_of(field);
  if (!has_any(before, members) || (new_map && has_any(fresh, members))) return false;
  bool kept = false;
  for (const std::string& member : members) {
    if (same_member(before, fresh, member)) continue;
    copy_member(before, fresh, member);
    kept = true;
  }
  return kept;
}

bool keep_keys(const Json& before, Json& fresh, const std::set<std::string, std::less<>>& present) {
  bool kept = false;
  for (const auto& [name, value] : before.items()) {
    if (!name.starts_with(kKeyPrefix) || present.contains(name) || fresh.contains(name)) continue;
    fresh[name] = value;
    kept = true;
  }
  return kept;
}

// Keys and closed as the mapper would have said them.
void name_again(const std::string& stream, const Json& fields, Mapped& mapped) {
  mapped.fields = dump_json(fields);
  mapped.digest = hash128(mapped.fields);
  mapped.keys.clear();
  for (const auto& [name, value] : fields.items()) {
    const std::string found_by = link_name(stream, name);
    if (found_by.empty() || !value.is_string()) continue;
    const auto& text = value.get_ref<const std::string&>();
    if (!text.empty()) mapped.keys.push_back(link_key(found_by, text));
  }
  const auto rank = int_at(fields, "stage_rank");
  mapped.closed =
      stream == kOpportunityStream && (fields.contains("closed") || rank == 5 || rank == -1);
}

}  // namespace

std::vector<std::size_t> LackingColumns::keep(std::string_view before, Mapped& fresh,
                                              bool new_map) const {
  std::vector<std::size_t> missed;
  const auto known = parse_json(before);
  auto said = parse_json(fresh.fields);
  if (columns.empty() || !known || !said || !known->is_object() || !said->is_object())
    return missed;
  // Several columns may fill one field: each of them is missed, though the first has kept it.
  const Json as_read = *said;
  const auto take = [&](const std::string& field, Json& into) {
    return field == kEveryKey ? keep_keys(*known, into, keys)
                              : keep_field(*known, into, field, new_map);
  };
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Json alone = as_read;
    if (!take(columns[i].field, alone)) continue;
    missed.push_back(i);
    take(columns[i].field, *said);
  }
  if (!missed.empty()) name_again(stream, *said, fresh);
  return missed;
}

std::vector<std::size_t> LackingColumns::missed_by(std::string_view before) const {
  Mapped nothing{"{}", {}, {}, false};
  return keep(before, nothing, false);
}

}  // namespace closemap
