// Field maps: JSON record text -> canonical fields, compiled once, one forward pass per record
// (design.md §4).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/core/result.h"
#include "mapping/record/lacking_columns.h"
#include "mapping/record/observation.h"

namespace closemap {

// One line of [connector.map.STREAM]: `field = { at = "…", as = "…", … }`.
struct FieldRule {
  std::string field;  // canonical name
  // Alternatives, first present wins. "/a/b/0" is a JSON pointer, else a top-level key. For the
  // field "key.*" one "PREFIX_*": every top-level key with that prefix becomes key.NAME.
  std::vector<std::string> at;
  std::string as = "text";  // text date datetime money number boolean lookup person list
  std::string
      format;  // date: strptime, "epoch_s", "epoch_ms"; empty = ISO (a time part is converted in
               // the connector's zone). money: "1,234.56" "1.234,56" …; empty = plain decimal
  std::string currency;  // money: fixed code; else `currency_at`
  std::string currency_at;
  std::string rounding;   // money: "half_even"
  std::string table;      // lookup
  std::string of;         // person: "email" (default), "ref" or "name"
  std::string otherwise;  // value when the record has none (`default = …`)
  bool required = false;  // absent: the record goes to quarantine
  std::string place;      // file:line:column for messages
};

struct FieldMapSpec {
  std::string stream;
  bool loose_keys =
      false;  // CSV headers: case, blanks and punctuation of top-level keys are ignored
  Zone zone;  // of timestamps without one, and of the date of a timestamp
  std::string default_currency;
  std::vector<FieldRule> rules;
  std::map<std::string, std::map<std::string, std::string>>
      tables;  // lookup name -> raw -> canonical text
};

// Immutable after compile; apply() may be called from several threads, each with its own Scratch.
class FieldMap {
 public:
  struct Scratch {  // parser buffers, reused between records
    Scratch();
    ~Scratch();
    Scratch(Scratch&&) noexcept;
    struct Impl;
    std::unique_ptr<Impl> impl;
  };

  // Every problem of the spec (unknown field, unknown transform, missing table, bad pointer), each
  // with its place.
  static Result<FieldMap> compile(FieldMapSpec spec, std::vector<std::string>* problems);

  // `body`: one JSON object. Error (permanent) names field, path and the value (shortened,
  // printable): quarantine reason.
  Result<Mapped> apply(std::string_view body, Scratch& scratch) const;
  // What a source must fetch to satisfy this map, as written: plain top-level keys and JSON
  // pointers such as "/party./name" (Tryton field list, HubSpot properties). Sorted, each once.
  std::vector<std::string> wanted() const;
  // What a table with these columns cannot fill. A rule is read where one of its alternatives is
  // there; the amount needs the column of its currency, too.
  LackingColumns lacking(const std::vector<std::string>& columns) const;
  // Changes whenever apply() could give another answer; stored with the cursor so that a new map
  // re-reads the source.
  std::string fingerprint() const;

  FieldMap(FieldMap&&) noexcept;
  FieldMap& operator=(FieldMap&&) noexcept;
  ~FieldMap();

 private:
  struct Compiled;
  explicit FieldMap(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace closemap
