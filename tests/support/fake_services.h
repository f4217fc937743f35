// Services for connector tests: a scripted http, nothing else of the outside world, a clock that
// stands still.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/api/services.h"

namespace closemap::test {

class NoMail final : public Mail {
 public:
  Status send(const MailMessage&) override { return refused(); }
  Status check(const MailMessage&) override { return refused(); }

 private:
  static Status refused() { return Error{Fault::bug, "this test lends no mail", 0}; }
};

class NoFiles final : public Files {
 public:
  Result<std::vector<FileInfo>> list() override { return refused(); }
  Result<std::string> read(const FileInfo&) override { return refused(); }

 private:
  static Error refused() { return {Fault::bug, "this test lends no files", 0}; }
};

// Keeps what a connector logged and what it asked to have masked.
struct FakeServices {
  explicit FakeServices(Http& http)
      : services{http,
                 mail,
                 files,
                 [this] { return now; },
                 [] { return false; },
                 [this](std::string_view line) { logged.emplace_back(line); },
                 [this](std::string_view value) { redacted.emplace_back(value); }} {}
  FakeServices(const FakeServices&) = delete;
  FakeServices& operator=(const FakeServices&) = delete;

  NoMail mail;
  NoFiles files;
  Instant now;
  std::vector<std::string> logged, redacted;
  Services services;
};

}  // namespace closemap::test
