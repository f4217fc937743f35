// The control socket's server over libmicrohttpd: one polling thread, requests suspended while the
// core thinks.
#include "daemon/web/control_server.h"

#include <microhttpd.h>
#include <sys/socket.h>

#include <cassert>
#include <list>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "daemon/web/control_socket.h"
#include "daemon/web/waiting_room.h"

namespace closemap {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kFarewell{1'000};  // for the last answers to leave

struct Peer {
  int descriptor = -1;
  // Set while a request is expected or arriving.
  std::optional<Clock::time_point> deadline;
};

// One request from its first header to its last answered byte.
struct Exchange {
  ControlRequest request;
  bool too_large = false;
  std::shared_ptr<Waiting>
      waiting;  // shared with the job in the core's queue, which may outlive us
};

ControlReply failure(int status, std::string_view what) {
  return {status, "{\"error\":\"" + std::string(what) + "\"}\n", "application/json"};
}

MHD_Result keep_argument(void* query, MHD_ValueKind, const char* key, const char* value) {
  auto& map = *static_cast<std::map<std::string, std::string>*>(query);
  map[key] = value == nullptr ? "" : value;
  return MHD_YES;
}

MHD_Result send(MHD_Connection* connection, const ControlReply& reply) {
  MHD_Response* response = MHD_create_response_from_buffer(
      reply.body.size(), const_cast<char*>(reply.body.data()), MHD_RESPMEM_MUST_COPY);  // NOLINT
  if (response == nullptr) return MHD_NO;
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply.content_type.c_str());
  MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
  const MHD_Result queued =
      MHD_queue_response(connection, static_cast<unsigned>(reply.status), response);
  MHD_destroy_response(response);
  return queued;
}

std::size_t declared_length(MHD_Connection* connection) {
  const char* text =
      MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
  std::size_t length = 0;
  for (; text != nullptr && *text >= '0' && *text <= '9'; ++text) {
    if (length > SIZE_MAX / 10 - 1) return SIZE_MAX;
    length = length * 10 + static_cast<std::size_t>(*text - '0');
  }
  return length;
}

// On the core thread.
ControlReply answer(const ControlServerOptions& options, const ControlRequest& request) {
  try {
    if (request.path == "/metrics" && options.metrics)
      return {200, render_metrics(options.metrics()), kMetricsContentType};
    return options.handle(request);
  } catch (const std::exception&) {
    return failure(500, "the request failed inside closemap; see its log");
  }
}

class Server final : public ControlServer {
 public:
  Server(ControlServerOptions options, ControlSocket socket)
      : options_(std::make_shared<const ControlServerOptions>(std::move(options))),
        room_(std::make_shared<WaitingRoom>()),
        socket_(std::move(socket)) {}
  ~Server() override { stop(); }

  Status begin();
  void stop() override;

 private:
  static MHD_Result on_access(void* self, MHD_Connection* connection, const char* url,
                              const char* method, const char* version, const char* data,
                              std::size_t* size, void** exchange);
  static void on_completed(void* self, MHD_Connection* connection, void** exchange,
                           MHD_RequestTerminationCode code);
  static void on_connection(void* self, MHD_Connection* connection, void** peer,
                            MHD_ConnectionNotificationCode code);

  MHD_Result first_call(MHD_Connection* connection, const char* url, const char* method,
                        void** slot);
  MHD_Result last_call(MHD_Connection* connection, Exchange& exchange);
  Peer* peer_of(MHD_Connection* connection) const;
  void expect(Peer* peer, bool request);
  void watch();

  // Both shared with jobs in the core's queue, which may outlive the server.
  std::shared_ptr<const ControlServerOptions> options_;
  std::shared_ptr<WaitingRoom> room_;
  ControlSocket socket_;
  MHD_Daemon* daemon_ = nullptr;
  std::thread watcher_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Peer> peers_;
  int exchanges_ = 0;
  bool stopping_ = false;
};

Status Server::begin() {
  daemon_ = MHD_start_daemon(
      MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_ALLOW_SUSPEND_RESUME, 0, nullptr,
      nullptr, &Server::on_access, this, MHD_OPTION_LISTEN_SOCKET,
      static_cast<MHD_socket>(socket_.descriptor()), MHD_OPTION_CONNECTION_LIMIT,
      options_->limits.connections_max, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      options_->limits.connection_memory_bytes, MHD_OPTION_CONNECTION_TIMEOUT,
      options_->limits.idle_secs, MHD_OPTION_NOTIFY_COMPLETED, &Server::on_completed, this,
      MHD_OPTION_NOTIFY_CONNECTION, &Server::on_connection, this, MHD_OPTION_END);
  if (daemon_ == nullptr)
    return Error{Fault::transient,
                 "control socket " + socket_.path() + ": the server did not start"};
  try {
    watcher_ = std::thread([this] { watch(); });
  } catch (const std::system_error&) {
    MHD_quiesce_daemon(daemon_);
    MHD_stop_daemon(std::exchange(daemon_, nullptr));
    return Error{Fault::transient, "control socket " + socket_.path() + ": no thread to be had"};
  }
  return ok();
}

void Server::stop() {
  if (daemon_ == nullptr) return;
  MHD_quiesce_daemon(daemon_);  // the descriptor stays ours
  room_->close();
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
    changed_.wait_for(lock, kFarewell, [this] { return exchanges_ == 0; });
  }
  room_->wait_until_empty();
  MHD_stop_daemon(daemon_);
  daemon_ = nullptr;
  watcher_.join();
  socket_.close();
}

Peer* Server::peer_of(MHD_Connection* connection) const {
  const MHD_ConnectionInfo* info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info == nullptr ? nullptr : static_cast<Peer*>(info->socket_context);
}

void Server::expect(Peer* peer, bool request) {
  if (peer == nullptr) return;
  const std::lock_guard lock(mutex_);
  peer->deadline.reset();
  if (request) peer->deadline = Clock::now() + options_->limits.request_deadline;
  changed_.notify_all();
}

void Server::on_connection(void* self, MHD_Connection* connection, void** peer,
                           MHD_ConnectionNotificationCode code) {
  auto& server = *static_cast<Server*>(self);
  const std::lock_guard lock(server.mutex_);
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    const MHD_ConnectionInfo* info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    server.peers_.push_back({info == nullptr ? -1 : info->connect_fd,
                             Clock::now() + server.options_->limits.request_deadline});
    *peer = &server.peers_.back();
    server.changed_.notify_all();
  } else {  // the descriptor is closed after this returns, so the watcher never shuts another's
    server.peers_.remove_if([&](const Peer& each) { return &each == *peer; });
  }
}

void Server::on_completed(void* self, MHD_Connection* connection, void** exchange,
                          MHD_RequestTerminationCode code) {
  auto& server = *static_cast<Server*>(self);
  if (*exchange == nullptr) return;
  const std::unique_ptr<Exchange> done(static_cast<Exchange*>(*exchange));
  *exchange = nullptr;
  if (code == MHD_REQUEST_TERMINATED_COMPLETED_OK) server.expect(server.peer_of(connection), true);
  const std::lock_guard lock(server.mutex_);
  --server.exchanges_;
  server.changed_.notify_all();
}

MHD_Result Server::on_access(void* self, MHD_Connection* connection, const char* url,
                             const char* method, const char*, const char* data, std::size_t* size,
                             void** slot) {
  auto& server = *static_cast<Server*>(self);
  if (*slot == nullptr) return server.first_call(connection, url, method, slot);
  auto& exchange = *static_cast<Exchange*>(*slot);
  if (*size == 0) return server.last_call(connection, exchange);
  if (exchange.request.body.size() + *size > server.options_->limits.body_bytes_max) {
    exchange.too_large = true;  // swallowed until the sender stops or its time is up
    exchange.request.body.clear();
  }
  if (!exchange.too_large) exchange.request.body.append(data, *size);
  *size = 0;
  return MHD_YES;
}

MHD_Result Server::first_call(MHD_Connection* connection, const char* url, const char* method,
                              void** slot) {
  auto exchange = std::make_unique<Exchange>();
  exchange->request.method = method;
  exchange->request.path = url;
  MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, &keep_argument,
                            &exchange->request.query);
  const bool refuse = declared_length(connection) > options_->limits.body_bytes_max;
  *slot = exchange.release();
  {
    const std::lock_guard lock(mutex_);
    ++exchanges_;
  }
  if (refuse) return send(connection, failure(413, "the body is larger than 1 MiB"));
  return MHD_YES;
}

MHD_Result Server::last_call(MHD_Connection* connection, Exchange& exchange) {
  if (exchange.waiting != nullptr) return send(connection, exchange.waiting->reply());
  expect(peer_of(connection), false);
  if (exchange.too_large) return send(connection, failure(413, "the body is larger than 1 MiB"));
  if (exchange.request.path == "/healthz") {
    const std::string wrong = options_->health ? options_->health() : "";
    return send(connection, {wrong.empty() ? 200 : 503, (wrong.empty() ? "ok" : wrong) + "\n",
                             "text/plain; charset=utf-8"});
  }
  // Suspended first: whoever answers may do so before this function returns.
  MHD_suspend_connection(connection);
  exchange.waiting = room_->enter(Clock::now() + options_->limits.core_deadline,
                                  [connection] { MHD_resume_connection(connection); });
  {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  }
  options_->post(
      [options = options_, room = room_, waiting = exchange.waiting, request = exchange.request] {
        if (room->begin(*waiting)) room->finish(*waiting, answer(*options, request));
      });
  return MHD_YES;
}

void Server::watch() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    std::optional<Clock::time_point> next = room_->next_deadline();
    for (const Peer& peer : peers_)
      if (peer.deadline && (!next || *peer.deadline < *next)) next = peer.deadline;
    if (next)
      changed_.wait_until(lock, *next);
    else
      changed_.wait(lock);
    const Clock::time_point now = Clock::now();
    for (Peer& peer : peers_)
      if (peer.deadline && *peer.deadline <= now) {
        ::shutdown(peer.descriptor, SHUT_RDWR);  // the polling thread sees the end and cleans up
        peer.deadline.reset();
      }
    lock.unlock();
    room_->expire(now);
    lock.lock();
  }
}

}  // namespace

Result<std::unique_ptr<ControlServer>> ControlServer::start(ControlServerOptions options) {
  assert(options.post && options.handle);
  auto socket = ControlSocket::listen(options.path);
  if (!socket) return std::move(socket).error();
  auto server = std::make_unique<Server>(std::move(options), *std::move(socket));
  if (Status begun = server->begin(); !begun) return std::move(begun).error();
  return std::unique_ptr<ControlServer>(std::move(server));
}

}  // namespace closemap
