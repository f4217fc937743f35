// The options every handle gets and the callbacks that keep its limits.
#include "connectors/http/easy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cstring>

#include "connectors/api/record.h"

namespace closemap {
namespace {

std::string address_text(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* raw = nullptr;
  if (address.sa_family == AF_INET)
    raw = reinterpret_cast<const char*>(&address) + offsetof(sockaddr_in, sin_addr);
  else if (address.sa_family == AF_INET6)
    raw = reinterpret_cast<const char*>(&address) + offsetof(sockaddr_in6, sin6_addr);
  if (raw == nullptr || inet_ntop(address.sa_family, raw, text.data(), text.size()) == nullptr)
    return "an unknown address";
  return text.data();
}

bool loopback(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return (ntohl(in.sin_addr.s_addr) >> 24U) == 127;
  }
  in6_addr in{};
  std::memcpy(&in, reinterpret_cast<const char*>(&address) + offsetof(sockaddr_in6, sin6_addr),
              sizeof in);
  return address.sa_family == AF_INET6 && std::memcmp(&in, &in6addr_loopback, sizeof in) == 0;
}

// The address checked here is the one dialled: a second DNS answer cannot slip in between.
curl_socket_t open_socket(void* data, curlsocktype, curl_sockaddr* address) {
  Transfer& transfer = *static_cast<Transfer*>(data);
  const bool allowed = (transfer.options->allow_private || !private_address(&address->addr)) &&
                       (!transfer.loopback_only || loopback(address->addr));
  if (!allowed) {
    transfer.refused_address = address_text(address->addr);
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* data) {
  Transfer& transfer = *static_cast<Transfer*>(data);
  const std::size_t total = size * count;
  if (total > kPageBytesMax - transfer.body.size()) {
    transfer.too_large = true;
    return 0;
  }
  transfer.body.append(bytes, total);
  return total;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* data) {
  Transfer& transfer = *static_cast<Transfer*>(data);
  const std::size_t total = size * count;
  transfer.header_bytes += total;
  if (transfer.header_bytes > kHeaderBytesMax) {
    transfer.too_large = true;
    return 0;
  }
  std::string_view line(bytes, total);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  if (line.substr(0, 5) == "HTTP/") transfer.header_lines.clear();
  if (!line.empty()) transfer.header_lines.emplace_back(line);
  return total;
}

int about_to_send(void* data, char*, char*, int, int) {
  static_cast<Transfer*>(data)->sent = true;
  return CURL_PREREQFUNC_OK;
}

int watch(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  Transfer& transfer = *static_cast<Transfer*>(data);
  transfer.stopped = transfer.options->stopping && transfer.options->stopping();
  return transfer.stopped ? 1 : 0;
}

}  // namespace

Easy::Easy() : curl_(nullptr) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);  // once, thread-safe
  assert(ready == CURLE_OK);
  curl_ = curl_easy_init();
  assert(curl_ != nullptr);
}
Easy::~Easy() { curl_easy_cleanup(curl_); }

void Easy::reset() {
  curl_easy_reset(curl_);
  applied_.clear();
}

void Easy::remember(CURLoption option, std::string value, CURLcode code) {
  assert(code == CURLE_OK);  // an option this libcurl lacks would be our mistake
  (void)code;
  applied_.push_back({curl_easy_option_by_id(option)->name, std::move(value)});
}
void Easy::set(CURLoption option, long value) {
  remember(option, std::to_string(value), curl_easy_setopt(curl_, option, value));
}
void Easy::set(CURLoption option, const std::string& value) {
  remember(option, value, curl_easy_setopt(curl_, option, value.c_str()));
}
void Easy::set_bytes(CURLoption option, std::int64_t value) {
  remember(option, std::to_string(value), curl_easy_setopt(curl_, option, curl_off_t{value}));
}
void Easy::set_secret(CURLoption option, const std::string& value) {
  remember(option, "<secret>", curl_easy_setopt(curl_, option, value.c_str()));
}

Lines::~Lines() { curl_slist_free_all(list_); }
void Lines::add(const std::string& line) {
  curl_slist* longer = curl_slist_append(list_, line.c_str());
  assert(longer != nullptr);
  list_ = longer;
}

void apply_common(Easy& easy, const ClientOptions& options, Transfer& transfer) {
  transfer.options = &options;
  // Time: nothing may hang (T10, L17).
  easy.set(CURLOPT_NOSIGNAL, 1);
  easy.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout_ms));
  easy.set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout_ms));
  easy.set(CURLOPT_LOW_SPEED_LIMIT, kLowSpeedBytes);
  easy.set(CURLOPT_LOW_SPEED_TIME, kLowSpeedSecs);
  easy.set(CURLOPT_QUICK_EXIT, 1);  // a name server that never answers is not waited for
  easy.set(CURLOPT_MAXLIFETIME_CONN, kConnectionLifeSecs);
  // TLS: always verified (T3). On Debian CAINFO replaces the system's bundle file while the
  // system's certificate directory stays in use, so a private CA is added to the public ones.
  easy.set(CURLOPT_SSL_VERIFYPEER, 1);
  easy.set(CURLOPT_SSL_VERIFYHOST, 2);
  easy.set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  if (!options.ca_file.empty()) easy.set(CURLOPT_CAINFO, options.ca_file);
  // Nothing from the environment, nothing remembered, nowhere else to go (T1, T4).
  easy.set(CURLOPT_PROXY, std::string());
  easy.set(CURLOPT_NOPROXY, std::string("*"));
  easy.set(CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  easy.set(CURLOPT_FOLLOWLOCATION, 0);
  easy.set(CURLOPT_MAXREDIRS, 0);
  easy.set(CURLOPT_UNRESTRICTED_AUTH, 0);
  easy.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1);
  easy.set(CURLOPT_TCP_KEEPALIVE, 1);
  // Callbacks.
  easy.set_pointer(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  easy.set_pointer(CURLOPT_OPENSOCKETDATA, &transfer);
  easy.set_pointer(CURLOPT_WRITEFUNCTION, &take_body);
  easy.set_pointer(CURLOPT_WRITEDATA, &transfer);
  easy.set_pointer(CURLOPT_HEADERFUNCTION, &take_header);
  easy.set_pointer(CURLOPT_HEADERDATA, &transfer);
  easy.set_pointer(CURLOPT_PREREQFUNCTION, &about_to_send);
  easy.set_pointer(CURLOPT_PREREQDATA, &transfer);
  easy.set_pointer(CURLOPT_XFERINFOFUNCTION, &watch);
  easy.set_pointer(CURLOPT_XFERINFODATA, &transfer);
  easy.set(CURLOPT_NOPROGRESS, 0);
}

CURLcode perform(Easy& easy, Transfer& transfer) {
  std::array<char, CURL_ERROR_SIZE> words{};
  easy.set_pointer(CURLOPT_ERRORBUFFER, words.data());
  const CURLcode code = curl_easy_perform(easy.raw());
  curl_easy_setopt(easy.raw(), CURLOPT_ERRORBUFFER, nullptr);
  transfer.detail = words.data();
  if (transfer.detail.empty() && code != CURLE_OK) transfer.detail = curl_easy_strerror(code);
  return code;
}

}  // namespace closemap
