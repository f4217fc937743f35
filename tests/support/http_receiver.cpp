// The receiver over libmicrohttpd.
#include "tests/support/http_receiver.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>

#include <cassert>
#include <cctype>
#include <cstring>

namespace closemap::test {

struct HttpReceiver::Inside {
  Handler handler;
  MHD_Daemon* daemon = nullptr;
  int port = 0;
};

namespace {

using Values = std::map<std::string, std::string>;

MHD_Result keep_header(void* out, MHD_ValueKind, const char* key, const char* value) {
  std::string name = key;
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  (*static_cast<Values*>(out))[name] = value == nullptr ? "" : value;
  return MHD_YES;
}
MHD_Result keep_query(void* out, MHD_ValueKind, const char* key, const char* value) {
  (*static_cast<Values*>(out))[key] = value == nullptr ? "" : value;
  return MHD_YES;
}

MHD_Result serve(void* cls, MHD_Connection* connection, const char* url, const char* method,
                 const char*, const char* upload, std::size_t* upload_size, void** state) {
  auto* request = static_cast<Received*>(*state);
  if (request == nullptr) {
    *state = new Received{method, url, {}, {}, {}};
    return MHD_YES;
  }
  if (*upload_size > 0) {
    request->body.append(upload, *upload_size);
    *upload_size = 0;
    return MHD_YES;
  }
  MHD_get_connection_values(connection, MHD_HEADER_KIND, &keep_header, &request->headers);
  MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, &keep_query, &request->query);
  const Answer answer = (*static_cast<HttpReceiver::Handler*>(cls))(*request);
  MHD_Response* response = MHD_create_response_from_buffer(
      answer.body.size(), const_cast<char*>(answer.body.data()), MHD_RESPMEM_MUST_COPY);
  MHD_add_response_header(response, "Content-Type", answer.content_type.c_str());
  for (const auto& [name, value] : answer.headers)
    MHD_add_response_header(response, name.c_str(), value.c_str());
  const MHD_Result queued =
      MHD_queue_response(connection, static_cast<unsigned>(answer.status), response);
  MHD_destroy_response(response);
  return queued;
}

void finished(void*, MHD_Connection*, void** state, MHD_RequestTerminationCode) {
  delete static_cast<Received*>(*state);
  *state = nullptr;
}

}  // namespace

HttpReceiver::HttpReceiver(Handler handler) : inside_(std::make_unique<Inside>()) {
  inside_->handler = std::move(handler);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  inside_->daemon =
      MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, nullptr, nullptr, &serve,
                       &inside_->handler, MHD_OPTION_SOCK_ADDR, &address,
                       MHD_OPTION_NOTIFY_COMPLETED, &finished, nullptr, MHD_OPTION_END);
  assert(inside_->daemon != nullptr && "no port for the test's receiver");
  inside_->port = MHD_get_daemon_info(inside_->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

HttpReceiver::~HttpReceiver() { MHD_stop_daemon(inside_->daemon); }

int HttpReceiver::port() const { return inside_->port; }
std::string HttpReceiver::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(inside_->port) + path;
}

}  // namespace closemap::test
