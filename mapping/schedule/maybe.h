// A value that may be absent in the space of the value: the scheduler's inputs are read by the
// million, and std::optional would double them. Used like std::optional, and converts both ways.
#pragma once

#include <cassert>
#include <cstdint>
#include <limits>
#include <optional>

#include "mapping/core/date.h"

namespace closemap {

// REQUIRES of a value: it is not the lowest 32-bit number, which stands for "absent".
template <class T>
class Maybe {
 public:
  Maybe() = default;
  Maybe(std::nullopt_t) {}                                 // NOLINT: implicit on purpose
  Maybe(T value) : value_(value) { assert(has_value()); }  // NOLINT: implicit on purpose
  Maybe(const std::optional<T>& value) {                   // NOLINT: implicit on purpose
    if (value) *this = Maybe(*value);
  }
  operator std::optional<T>() const {  // NOLINT: implicit on purpose
    return has_value() ? std::optional<T>(value_) : std::nullopt;
  }

  bool has_value() const { return value_ != absent(); }
  explicit operator bool() const { return has_value(); }
  const T& operator*() const { return value_; }
  T& operator*() { return value_; }
  T value_or(T otherwise) const { return has_value() ? value_ : otherwise; }
  void reset() { value_ = absent(); }
  friend bool operator==(const Maybe&, const Maybe&) = default;

 private:
  static constexpr T absent() { return T{std::numeric_limits<std::int32_t>::min()}; }
  T value_ = absent();
};

}  // namespace closemap
