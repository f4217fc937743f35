// Errors as values: every fallible call returns Result<T> or Status (style.md §6).
#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace closemap {

// What the caller should do about an error (design.md §4).
enum class Fault {
  config,        // a person must change the configuration; retrying is useless
  auth,          // credentials were refused; park the connector and tell the operator once
  rate_limited,  // wait at least retry_after_ms, do not count it as a failure
  transient,     // retry with backoff
  permanent,     // this request will never succeed as it is
  ambiguous,     // the request may have been carried out; look before repeating it
  bug,           // our own mistake
};

std::string_view to_text(Fault fault);

// One line, lower case, no secret, says what to do next where a person can do something.
struct Error {
  Fault fault = Fault::bug;
  std::string what;
  std::int64_t retry_after_ms = 0;  // 0: the other side did not say

  // The caller's view in front: "pull vendor_crm/opportunity: http 429".
  Error within(std::string_view context) &&;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit on purpose
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  explicit operator bool() const { return state_.index() == 0; }
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  Error& error() & { return std::get<1>(state_); }
  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

struct Done {};  // the value of a Status that succeeded
using Status = Result<Done>;
inline Status ok() { return Done{}; }

}  // namespace closemap
