// Secrets: referenced in the configuration, read late, printed as <secret> (L21, T5).
#pragma once

#include <string>
#include <string_view>

#include "mapping/core/result.h"

namespace closemap {

// A secret's value. No formatter, no stream operator; wiped on destruction.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value);
  Secret(Secret&&) noexcept;
  Secret& operator=(Secret&&) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();
  const std::string& reveal() const;  // only connectors/http and the redactor call this
  bool empty() const;

 private:
  std::string value_;
};

// "credential:NAME", "file:PATH" or "env:NAME".
struct SecretRef {
  enum class Scheme { credential, file, env };
  Scheme scheme = Scheme::credential;
  std::string name;
  std::string text() const;  // as written; safe to show
};
Result<SecretRef> parse_secret_ref(std::string_view text);

// Where secrets come from; the daemon hands in its environment (mapping and connectors never read
// it).
struct SecretSources {
  std::string credentials_directory;                    // $CREDENTIALS_DIRECTORY or empty
  std::string (*environment)(const std::string& name);  // "" when not set
};
// credential: $CREDENTIALS_DIRECTORY/closemap_NAME, else NAME. A file must not be group or world
// readable (T6), at most 1 MiB; one trailing newline is dropped. Error (config) names the
// reference, never the value.
Result<Secret> read_secret(const SecretRef& ref, const SecretSources& sources);

}  // namespace closemap
