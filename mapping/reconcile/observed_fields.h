// The canonical fields of an observation, read where they stand in its text when somebody asks:
// what does not parse is absent (the field map has already judged it).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/date.h"
#include "mapping/core/money.h"

namespace closemap {

// A value: owns its text; copies and moves like it.
class ObservedFields {
 public:
  ObservedFields() = default;
  // `text`: the canonical JSON object of an observation (record/observation.h). Has no fields when
  // it is none; the values themselves are looked at by who reads them.
  explicit ObservedFields(std::string text);

  const std::string& text() const { return text_; }
  // The JSON text of a field's value; empty when there is none or it is null. Valid as long as
  // the object stays where it is.
  std::string_view raw(std::string_view name) const;
  bool has(std::string_view name) const { return !raw(name).empty(); }

 private:
  struct Slice {  // of text_, which may move
    std::uint32_t at = 0, size = 0;
  };
  struct Member {
    Slice name, value;
  };
  std::string_view view(Slice slice) const { return {text_.data() + slice.at, slice.size}; }

  std::string text_;
  std::vector<Member> members_;  // in the order of the text
};

// One text of such an object, found without a walk over all of it; empty when it is not there.
// `name` as it stands there: `"account.name":`. No text holds that, for its quotes are escaped.
std::string one_text(std::string_view object, std::string_view name);

// Missing, null and another type are all "not there".
std::optional<std::string> text_at(const ObservedFields& fields, std::string_view name);
std::string text_or(const ObservedFields& fields, std::string_view name);  // else empty
std::optional<std::int64_t> int_at(const ObservedFields& fields, std::string_view name);
bool bool_or(const ObservedFields& fields, std::string_view name, bool otherwise);
std::optional<Date> date_at(const ObservedFields& fields, std::string_view name);
std::optional<Money> money_at(const ObservedFields& fields, std::string_view name);

// Whom a record names as its owner; what it leaves out is empty.
struct OwnerWords {
  std::string email, ref, name;
};
std::optional<OwnerWords> owner_at(const ObservedFields& fields);

}  // namespace closemap
