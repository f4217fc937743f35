// A small HTTP server for tests: answers on loopback what the test's handler says; events on one
// thread of its own.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace closemap::test {

struct Received {
  std::string method, path, body;
  std::map<std::string, std::string> query, headers;  // header names in lower case
};
struct Answer {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::map<std::string, std::string> headers = {};
};

class HttpReceiver {
 public:
  // Called on the receiver's thread, one request at a time.
  using Handler = std::function<Answer(const Received&)>;
  explicit HttpReceiver(Handler handler);  // asserts that a port could be had
  ~HttpReceiver();
  HttpReceiver(const HttpReceiver&) = delete;
  HttpReceiver& operator=(const HttpReceiver&) = delete;
  int port() const;
  std::string url(const std::string& path = "") const;  // http://127.0.0.1:PORT/path

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace closemap::test
