// Vector 17: patches of the example plan that its schema must refuse, with place and keyword.
#include <stdexcept>

#include "mapping/core/json_patch.h"
#include "mapping/plan/document.h"
#include "tests/vectors/shapes.h"

namespace closemap::vectors {
namespace {

// "plan document /parties: … (required)": place and keyword of an error.
struct Refusal {
  std::string place, keyword;
};
Refusal read_refusal(const std::string& what) {
  constexpr std::string_view kStart = "plan document ";
  const std::size_t end = what.find(": ");
  const std::size_t open = what.rfind('(');
  if (what.compare(0, kStart.size(), kStart) != 0 || end == std::string::npos ||
      open == std::string::npos)
    return {};
  return {what.substr(kStart.size(), end - kStart.size()),
          what.substr(open + 1, what.size() - open - 2)};
}

void check_negative(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "case", one);
  Result<Json> document = apply_json_patch(public_file("schema/example.plan.json"), f.at("patch"));
  if (!document) throw std::runtime_error(document.error().what);
  const Status valid = validate_document(*document);
  const Refusal got = valid ? Refusal{} : read_refusal(valid.error().what);
  checks.same("error_path", f.at("error_path"), got.place);
  checks.same("keyword", f.at("keyword"), got.keyword);
  f.ignore("name");
  f.finish();
}

}  // namespace

Shape schema_shape() { return {{{"cases", check_negative}}}; }

}  // namespace closemap::vectors
