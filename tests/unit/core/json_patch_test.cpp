// JSON Patch (RFC 6902) and Merge Patch (RFC 7396).
#include "mapping/core/json_patch.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace closemap;

namespace {

Json parsed(const char* text) { return *parse_json(text); }

std::string patched(const char* target, const char* patch) {
  const Result<Json> out = apply_json_patch(parsed(target), parsed(patch));
  return out ? dump_json(*out) : out.error().what;
}

std::string merged(const char* target, const char* patch) {
  return dump_json(apply_merge_patch(parsed(target), parsed(patch)));
}

}  // namespace

TEST_CASE("a JSON Patch does its operations in order") {
  CHECK(patched(R"({"a":[1,2]})", R"([{"op":"add","path":"/a/1","value":9},
                                     {"op":"remove","path":"/a/0"},
                                     {"op":"copy","from":"/a/0","path":"/b"},
                                     {"op":"move","from":"/a","path":"/c"},
                                     {"op":"replace","path":"/c/1","value":null},
                                     {"op":"test","path":"/b","value":9}])") ==
        R"({"b":9,"c":[9,null]})");
}

TEST_CASE("a JSON Patch that cannot be done names its operation") {
  CHECK(patched(R"({"a":1})", R"([{"op":"test","path":"/a","value":2}])") ==
        "patch operation 1 (test /a): the value is another");
  for (const char* patch :
       {R"([{"op":"replace","path":"/b","value":1}])", R"([{"op":"remove","path":"/b"}])",
        R"([{"op":"add","path":"/b/c","value":1}])", R"([{"op":"add","path":"/b"}])",
        R"([{"op":"grow","path":"/a","value":1}])", R"([{"path":"/a"}])", R"([1])",
        R"([{"op":"add","path":"a","value":1}])", R"([{"op":"add","path":"/a/x","value":1}])",
        R"([{"op":"remove","path":"/a/x"}])", R"([{"op":"copy","from":"/a","path":"/a/x"}])"})
    CHECK(patched(R"({"a":1})", patch).find("patch operation 1 (") == 0);
  CHECK(patched(R"({"a":{"b":1}})", R"([{"op":"move","from":"/a","path":"/a/b"}])")
            .find("into itself") != std::string::npos);
  CHECK(patched(R"({"a":null})", R"([{"op":"add","path":"/a/x","value":1}])")
            .find("only an object or a list") != std::string::npos);
  CHECK(patched("{}", "{}") == "a JSON Patch is a list of operations");
}

TEST_CASE("a merge patch deletes by null, replaces arrays and nests") {
  CHECK(merged(R"({"a":"b","c":{"d":"e","f":"g"}})", R"({"a":"z","c":{"f":null}})") ==
        R"({"a":"z","c":{"d":"e"}})");
  CHECK(merged(R"({"a":[{"b":"c"}]})", R"({"a":[1]})") == R"({"a":[1]})");
  CHECK(merged(R"({"a":"foo"})", "null") == "null");
  CHECK(merged(R"([1,2])", R"({"a":"b","c":null})") == R"({"a":"b"})");
  CHECK(merged("{}", R"({"a":{"bb":{"ccc":null}}})") == R"({"a":{"bb":{}}})");
  CHECK(merged(R"({"e":null})", R"({"a":1})") == R"({"a":1,"e":null})");
}
