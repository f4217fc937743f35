// The table of models.
#include "connectors/tryton/streams.h"

#include <algorithm>

#include "mapping/core/streams.h"
#include "mapping/core/text.h"

namespace closemap::tryton {
namespace {

constexpr std::string_view kEmployee[] = {"id",          "rec_name",    "party",     "party.name",
                                          "party.email", "create_date", "write_date"};
constexpr std::string_view kParty[] = {"id",    "rec_name",    "name",      "website",
                                       "email", "create_date", "write_date"};
constexpr std::string_view kOpportunity[] = {
    "id",          "rec_name",      "reference",  "description",       "number",
    "party",       "party.name",    "employee",   "employee.rec_name", "state",
    "amount",      "currency.code", "start_date", "end_date",          "conversion_probability",
    "create_date", "write_date"};

constexpr StreamModel kModels[] = {
    {kPersonStream, "company.employee", kEmployee, true},
    {kAccountStream, "party.party", kParty, true},
    {kOpportunityStream, "sale.opportunity", kOpportunity, false},
};

bool field_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.back() != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '.';
         });
}

// "/party./lang./code" is answered by "party.lang.code", "/amount/decimal" by "amount".
std::string asked_for(std::string_view wanted) {
  if (wanted.empty() || wanted.front() != '/') return std::string(wanted);
  std::string name;
  for (const std::string_view part : split(wanted.substr(1), '/')) {
    name += part;
    if (part.empty() || part.back() != '.') break;
  }
  return name;
}

}  // namespace

const StreamModel* find_stream(std::string_view stream) {
  for (const StreamModel& model : kModels)
    if (model.stream == stream) return &model;
  return nullptr;
}

std::string field_list(const StreamModel& model, const std::vector<std::string>& wanted,
                       bool plain) {
  std::vector<std::string> names(model.fields.begin(), model.fields.end());
  for (const std::string& want : wanted)
    if (std::string name = asked_for(want);
        field_name(name) && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  if (plain) std::erase_if(names, [](const std::string& n) { return n.find('.') != n.npos; });
  return "[\"" + join(names, "\",\"") + "\"]";
}

}  // namespace closemap::tryton
