// One request over a Unix socket.
#include "daemon/app/control_client.h"

#include <curl/curl.h>

#include <memory>

namespace closemap {
namespace {

constexpr long kAskTimeoutMs = 60'000;

std::size_t collect(char* bytes, std::size_t size, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(bytes, size * count);
  return size * count;
}

}  // namespace

Result<ControlReply> ask_daemon(const std::string& socket, const ControlRequest& request) {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), &curl_easy_cleanup);
  if (!curl) return Error{Fault::transient, "no memory for a request", 0};
  // The server's library undoes one escaping.
  std::string url = "http://closemap";
  for (const char c : request.path) url += c == '%' ? std::string("%25") : std::string(1, c);
  for (char separator = '?'; const auto& [key, value] : request.query) {
    const std::unique_ptr<char, void (*)(void*)> escaped(
        curl_easy_escape(curl.get(), value.c_str(), static_cast<int>(value.size())), &curl_free);
    url += separator + key + "=" + escaped.get();
    separator = '&';
  }
  ControlReply reply;
  reply.body.clear();
  CURL* easy = curl.get();
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(
      curl_slist_append(nullptr, "Content-Type: application/json"), &curl_slist_free_all);
  curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, socket.c_str());
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, kAskTimeoutMs);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &collect);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &reply.body);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  if (request.method != "GET") {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
  }
  const CURLcode done = curl_easy_perform(easy);
  if (done == CURLE_COULDNT_CONNECT)
    return Error{Fault::permanent, "no daemon answers at " + socket, 0};
  if (done != CURLE_OK)
    return Error{Fault::transient,
                 "the daemon at " + socket + " did not answer: " + curl_easy_strerror(done), 0};
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  reply.status = static_cast<int>(status);
  return reply;
}

}  // namespace closemap
