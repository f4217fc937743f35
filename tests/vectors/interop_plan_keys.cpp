// Vector 16, keys typeid and merge_patch.
#include <charconv>
#include <stdexcept>

#include "mapping/core/ids.h"
#include "mapping/core/json_patch.h"
#include "tests/vectors/interop_keys.h"

namespace closemap::vectors {
namespace {

Uuid read_uuid(const std::string& text) {
  std::string digits;
  for (const char c : text)
    if (c != '-') digits += c;
  Uuid uuid{};
  if (digits.size() != uuid.size() * 2) throw std::runtime_error(text + " is no UUID");
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    const char* const from = digits.data() + 2 * i;
    const auto [end, error] = std::from_chars(from, from + 2, uuid[i], 16);
    if (error != std::errc{} || end != from + 2) throw std::runtime_error(text + " is no UUID");
  }
  return uuid;
}

}  // namespace

void check_typeid(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "typeid", one);
  const std::string prefix = f.text("prefix");
  const std::string expected = f.text("expect");
  const Uuid uuid = read_uuid(f.text("uuid"));
  checks.same("expect", expected, type_id(prefix, uuid));
  const Result<Uuid> read = parse_type_id(expected, prefix);
  if (!read)
    checks.fail("read", read.error().what);
  else if (*read != uuid)
    checks.fail("read", expected + " reads back as another UUID");
  f.ignore("name");
  f.finish();
}

void check_merge_patch(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "merge_patch", one);
  static_cast<void>(f.maybe("target"));  // each may be null, which is a value here
  static_cast<void>(f.maybe("patch"));
  static_cast<void>(f.maybe("expect"));
  const Json& expected = one.at("expect");
  const Json got = apply_merge_patch(one.at("target"), one.at("patch"));
  if (got != expected)
    checks.fail("expect", "expected " + dump_json(expected) + ", got " + dump_json(got));
  f.ignore("name");
  f.finish();
}

}  // namespace closemap::vectors
