// JSON Patch and Merge Patch on a copy; the library's exceptions end here.
#include "mapping/core/json_patch.h"

#include <nlohmann/json.hpp>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kShownPatchMax = 200;

// json.exception ids of what can go wrong in a patch.
constexpr int kTestFailed = 501;

Error refused(std::size_t number, const Json& operation, std::string_view why) {
  const std::string what = text_or(operation, "op", "?") + " " + text_or(operation, "path", "?");
  return Error{Fault::permanent,
               "patch operation " + std::to_string(number) + " (" +
                   printable(shorten(what, kShownPatchMax)) + "): " + std::string(why),
               0};
}

// RFC 6902 §4.4: a value does not move into itself.
bool into_itself(const Json& operation) {
  if (text_or(operation, "op") != "move") return false;
  const std::string from = text_or(operation, "from") + "/";
  return text_or(operation, "path").compare(0, from.size(), from) == 0;
}

// What a path's last member would be put into; null: there is none. Throws as the library does.
const Json* holder(const Json& target, const std::string& path) {
  const Json::json_pointer pointer(path);
  return pointer.empty() ? nullptr : &target.at(pointer.parent_pointer());
}

// RFC 6902 §4.1: only an object or a list has members. The library asserts it for what is added,
// makes an object of a null, and removes nothing without a word.
bool member_of_a_value(const Json& target, const Json& operation) {
  const std::string op = text_or(operation, "op");
  if (op != "add" && op != "move" && op != "copy" && op != "remove") return false;
  const Json* into = holder(target, text_or(operation, "path"));
  return into != nullptr && !into->is_structured();
}

}  // namespace

Result<Json> apply_json_patch(Json target, const Json& patch) {
  if (!patch.is_array()) return Error{Fault::permanent, "a JSON Patch is a list of operations", 0};
  if (patch.size() > kPatchOpsMax)
    return Error{Fault::permanent,
                 "a patch has at most " + std::to_string(kPatchOpsMax) + " operations", 0};
  for (std::size_t i = 0; i < patch.size(); ++i) {
    const Json& operation = patch[i];
    if (into_itself(operation)) return refused(i + 1, operation, "a value cannot move into itself");
    try {
      if (member_of_a_value(target, operation))
        return refused(i + 1, operation, "only an object or a list has members");
      target.patch_inplace(Json::array({operation}));
    } catch (const Json::exception& e) {
      if (e.id == kTestFailed) return refused(i + 1, operation, "the value is another");
      return refused(i + 1, operation, "there is no such place, or the operation is not complete");
    }
  }
  return target;
}

Json apply_merge_patch(Json target, const Json& patch) {
  target.merge_patch(patch);
  return target;
}

}  // namespace closemap
