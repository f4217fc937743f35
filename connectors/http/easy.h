// One libcurl handle that remembers which options it was given, so that a test can inspect them
// all.
#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>
#include <vector>

#include "connectors/http/client.h"

namespace closemap {

inline constexpr long kLowSpeedBytes = 100;  // slower than this …
inline constexpr long kLowSpeedSecs = 30;    // … for this long is a hang (L17)
inline constexpr long kConnectionLifeSecs = 3600;
inline constexpr std::size_t kHeaderBytesMax = 64 * 1024;
inline constexpr const char kUserAgent[] = "closemap/0.1";

class Easy {
 public:
  Easy();
  ~Easy();
  Easy(const Easy&) = delete;
  Easy& operator=(const Easy&) = delete;

  void set(CURLoption option, long value);
  void set(CURLoption option, const std::string& value);
  void set_bytes(CURLoption option, std::int64_t value);         // curl_off_t options
  void set_secret(CURLoption option, const std::string& value);  // remembered as "<secret>"
  template <class T>
  void set_pointer(CURLoption option, T pointer) {
    remember(option, "(pointer)", curl_easy_setopt(curl_, option, pointer));
  }
  // Forgets every option; live connections stay.
  void reset();

  struct Applied {
    std::string option, value;
  };
  const std::vector<Applied>& applied() const { return applied_; }
  CURL* raw() const { return curl_; }

 private:
  void remember(CURLoption option, std::string value, CURLcode code);
  CURL* curl_;
  std::vector<Applied> applied_;
};

// A list of header lines or recipients; curl does not copy it, so it outlives the transfer.
class Lines {
 public:
  Lines() = default;
  ~Lines();
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;
  void add(const std::string& line);
  curl_slist* raw() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

// What one transfer did, as the callbacks saw it.
struct Transfer {
  // What it may do.
  const ClientOptions* options = nullptr;
  bool loopback_only = false;  // plain http
  // What happened.
  std::string body;
  std::vector<std::string> header_lines;  // without line ends; of the last response
  std::size_t header_bytes = 0;
  std::string refused_address;  // an address that was not dialled
  bool too_large = false;
  bool sent = false;     // the connection stood and the request was about to go out
  bool stopped = false;  // stopping() said so
  std::string detail;    // curl's own words
};

// Everything HTTP and SMTP have in common: limits, TLS, no environment, guarded sockets. `transfer`
// must outlive the transfer.
void apply_common(Easy& easy, const ClientOptions& options, Transfer& transfer);
// Runs it; curl's own words go to transfer.detail.
CURLcode perform(Easy& easy, Transfer& transfer);

}  // namespace closemap
