// The server over libmicrohttpd, one thread.
#include "tests/bench/sync/crm_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <ctime>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "mapping/core/json.h"

namespace closemap::bench {
namespace {

constexpr std::int64_t kSearchMax = 10'000;  // HubSpot ends a search there
constexpr int kGzipLevel = 6;

struct Reply {
  unsigned status = 200;
  std::string body;
  bool packed = false;
};
Reply refused(const std::string& why) { return {400, dump_json(Json{{"message", why}}), false}; }

using Parameters = std::map<std::string, std::string>;

std::optional<std::int64_t> number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// Takes parameters out of a request; what is left over is unknown.
class Asked {
 public:
  explicit Asked(Parameters parameters) : left_(std::move(parameters)) {}
  std::int64_t take(const std::string& name, std::int64_t otherwise) {
    const auto found = left_.find(name);
    if (found == left_.end()) return otherwise;
    const auto value = number(found->second);
    if (!value) problem_ = name + " is no number";
    left_.erase(found);
    return value.value_or(otherwise);
  }
  void must_be(const std::string& name, const std::string& value) {
    const auto found = left_.find(name);
    if (found == left_.end() || found->second != value) problem_ = name + " must be " + value;
    left_.erase(name);
  }
  std::string problem() const {
    if (problem_.empty() && !left_.empty()) return "unknown parameter " + left_.begin()->first;
    return problem_;
  }

 private:
  Parameters left_;
  std::string problem_;
};

std::string gzip(std::string_view text) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> packer(
      libdeflate_alloc_compressor(kGzipLevel), &libdeflate_free_compressor);
  std::string out(libdeflate_gzip_compress_bound(packer.get(), text.size()), '\0');
  out.resize(
      libdeflate_gzip_compress(packer.get(), text.data(), text.size(), out.data(), out.size()));
  return out;
}

// One portal: how its deals are now.
class Deals {
 public:
  Deals(Portal portal, std::int64_t vendor_deals, Date today)
      : portal_(portal),
        vendor_deals_(vendor_deals),
        count_(deals_of(portal, vendor_deals)),
        today_(today) {}

  std::int64_t count() const { return count_; }
  std::int64_t reads = 0;

  Reply list(std::int64_t after, bool packed) {
    ++reads;
    if (after % kDealsPerPage != 0 || after > count_) return refused("after is no page");
    const std::int64_t number = after / kDealsPerPage;
    if (packed) {
      std::string& kept = pages_[number];
      if (kept.empty()) kept = gzip(page(after));
      return {200, kept, true};
    }
    return {200, page(after), false};
  }

  Reply search(std::int64_t since_ms, std::int64_t after, std::int64_t limit, bool packed) {
    ++reads;
    if (after + limit > kSearchMax) return refused("a search ends at 10000 results");
    std::vector<std::int64_t> found;
    for (auto at = by_time_.lower_bound({Instant{since_ms}, 0}); at != by_time_.end(); ++at)
      found.push_back(at->second);
    const auto total = static_cast<std::int64_t>(found.size());
    std::string body = "{\"total\":" + std::to_string(total) + ",\"results\":[";
    for (std::int64_t i = after; i < std::min(total, after + limit); ++i) {
      if (i > after) body.push_back(',');
      append(body, found[static_cast<std::size_t>(i)]);
    }
    body += "]";
    if (after + limit < total)
      body += R"(,"paging":{"next":{"after":")" + std::to_string(after + limit) + "\"}}";
    body += "}";
    if (packed) body = gzip(body);
    return {200, std::move(body), packed};
  }

  Reply change(std::int64_t first, std::int64_t count, std::int64_t stride, Instant now) {
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t index = first + i * stride;
      if (index >= count_) return refused("there is no such deal");
      DealState& state = changed_.try_emplace(index, DealState{0, untouched(today_)}).first->second;
      by_time_.erase({state.modified, index});
      state = {state.revision + 1, now};
      by_time_.insert({now, index});
      pages_.erase(index / kDealsPerPage);
    }
    return {200, "{}", false};
  }

 private:
  void append(std::string& out, std::int64_t index) {
    const auto changed = changed_.find(index);
    append_deal(out, portal_, index,
                changed == changed_.end() ? DealState{0, untouched(today_)} : changed->second,
                vendor_deals_, today_);
  }

  std::string page(std::int64_t after) {
    const std::int64_t end = std::min(after + kDealsPerPage, count_);
    std::string body = "{\"results\":[";
    for (std::int64_t i = after; i < end; ++i) {
      if (i > after) body.push_back(',');
      append(body, i);
    }
    body += "]";
    if (end < count_) body += R"(,"paging":{"next":{"after":")" + std::to_string(end) + "\"}}";
    return body + "}";
  }

  Portal portal_;
  std::int64_t vendor_deals_, count_;
  Date today_;
  std::map<std::int64_t, std::string> pages_;  // packed
  std::map<std::int64_t, DealState> changed_;
  std::set<std::pair<Instant, std::int64_t>> by_time_;  // of changed deals
};

Instant wall_now() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return Instant{now.tv_sec * 1'000 + now.tv_nsec / 1'000'000};
}

struct Request {
  std::string method, path, body;
  Parameters parameters;
  bool gzip = false;
};

// The one body a search takes; anything beside it is refused.
Reply search(Deals& deals, const Request& request) {
  const Result<Json> parsed = parse_json(request.body);
  if (!parsed || !parsed->is_object()) return refused("the search is no json object");
  const Json& body = *parsed;
  const auto after = number(body.value("after", "0"));
  const Json limit = body.value("limit", Json(kDealsPerPage));
  std::string since;
  try {
    since = body.at("filterGroups").at(0).at("filters").at(0).at("value").get<std::string>();
  } catch (const Json::exception&) {
    return refused("filterGroups needs one filter");
  }
  const auto since_ms = number(since);
  if (!after || !since_ms || !limit.is_number_integer() || limit < 1 || limit > 200)
    return refused("after, limit or value is no number");
  Json properties = Json::array();
  for (const std::string_view name : kProperties) properties.push_back(name);
  const Json expected{
      {"filterGroups",
       Json::array({{{"filters", Json::array({{{"propertyName", "hs_lastmodifieddate"},
                                               {"operator", "GTE"},
                                               {"value", since}}})}}})},
      {"sorts",
       Json::array({{{"propertyName", "hs_lastmodifieddate"}, {"direction", "ASCENDING"}}})},
      {"properties", properties},
      {"limit", limit},
      {"after", std::to_string(*after)}};
  if (body != expected) return refused("unknown or missing member; expected " + expected.dump());
  return deals.search(*since_ms, *after, limit.get<std::int64_t>(), request.gzip);
}

class Crm {
 public:
  Crm(std::int64_t vendor_deals, Date today)
      : vendor_(Portal::vendor, vendor_deals, today),
        partner_(Portal::partner, vendor_deals, today) {}

  Deals& of(Portal portal) { return portal == Portal::vendor ? vendor_ : partner_; }

  Reply answer(const Request& request) {
    for (const Portal portal : {Portal::vendor, Portal::partner}) {
      const std::string prefix = "/" + std::string(to_text(portal));
      if (request.path.starts_with(prefix + "/"))
        return answer(of(portal), request, request.path.substr(prefix.size()));
    }
    return refused("no such portal");
  }

 private:
  static Reply answer(Deals& deals, const Request& request, const std::string& path) {
    Asked asked(request.parameters);
    if (path == "/crm/v3/objects/deals" && request.method == "GET") {
      const std::int64_t limit = asked.take("limit", 10), after = asked.take("after", 0);
      asked.must_be("archived", "false");
      asked.must_be("properties", property_list());
      if (!asked.problem().empty()) return refused(asked.problem());
      if (limit != kDealsPerPage) return refused("limit must be 100 here");
      return deals.list(after, request.gzip);
    }
    if (path == "/crm/v3/objects/deals/search" && request.method == "POST")
      return asked.problem().empty() ? search(deals, request) : refused(asked.problem());
    if (path == "/change" && request.method == "POST") {
      const std::int64_t first = asked.take("first", 0), count = asked.take("count", 1),
                         stride = asked.take("stride", 1);
      if (!asked.problem().empty()) return refused(asked.problem());
      return deals.change(first, count, stride, wall_now());
    }
    if (path == "/requests" && request.method == "GET")
      return asked.problem().empty() ? Reply{200, std::to_string(deals.reads), false}
                                     : refused(asked.problem());
    return refused("no such path");
  }

  Deals vendor_, partner_;
};

MHD_Result keep(void* out, MHD_ValueKind, const char* key, const char* value) {
  (*static_cast<Parameters*>(out))[key] = value == nullptr ? "" : value;
  return MHD_YES;
}

MHD_Result serve(void* cls, MHD_Connection* connection, const char* url, const char* method,
                 const char*, const char* upload, std::size_t* upload_size, void** state) {
  auto* request = static_cast<Request*>(*state);
  if (request == nullptr) {
    *state = new Request{method, url, {}, {}, false};
    return MHD_YES;
  }
  if (*upload_size > 0) {
    request->body.append(upload, *upload_size);
    *upload_size = 0;
    return MHD_YES;
  }
  MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, &keep, &request->parameters);
  const char* encodings =
      MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept-Encoding");
  request->gzip =
      encodings != nullptr && std::string_view(encodings).find("gzip") != std::string_view::npos;
  Reply reply = static_cast<Crm*>(cls)->answer(*request);
  MHD_Response* response =
      MHD_create_response_from_buffer(reply.body.size(), reply.body.data(), MHD_RESPMEM_MUST_COPY);
  MHD_add_response_header(response, "Content-Type", "application/json;charset=utf-8");
  if (reply.packed) MHD_add_response_header(response, "Content-Encoding", "gzip");
  const MHD_Result queued = MHD_queue_response(connection, reply.status, response);
  MHD_destroy_response(response);
  return queued;
}

void finished(void*, MHD_Connection*, void** state, MHD_RequestTerminationCode) {
  delete static_cast<Request*>(*state);
  *state = nullptr;
}

// The child's life: makes pages, tells its port, answers until the leash is let go.
[[noreturn]] void serve_until_let_go(std::int64_t vendor_deals, std::int64_t ready, Date today,
                                     int port_out, int leash) {
  Crm crm(vendor_deals, today);
  for (const Portal portal : {Portal::vendor, Portal::partner})
    for (std::int64_t at = 0; at < deals_of(portal, ready); at += kDealsPerPage)
      crm.of(portal).list(at, true);
  crm.of(Portal::vendor).reads = crm.of(Portal::partner).reads = 0;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  MHD_Daemon* daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD, 0, nullptr, nullptr, &serve, &crm, MHD_OPTION_SOCK_ADDR,
      &address, MHD_OPTION_NOTIFY_COMPLETED, &finished, nullptr, MHD_OPTION_END);
  if (daemon == nullptr) _exit(1);
  const int port = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
  if (write(port_out, &port, sizeof port) != sizeof port) _exit(1);
  close(port_out);
  char end = 0;
  while (read(leash, &end, 1) < 0) {
  }
  MHD_stop_daemon(daemon);
  _exit(0);
}

}  // namespace

Result<CrmServer> CrmServer::start(std::int64_t vendor_deals, std::int64_t ready, Date today) {
  std::array<int, 2> port_ends{}, leash_ends{};
  if (pipe2(port_ends.data(), O_CLOEXEC) != 0 || pipe2(leash_ends.data(), O_CLOEXEC) != 0)
    return Error{Fault::bug, "no pipe", 0};
  const pid_t pid = fork();
  if (pid < 0) return Error{Fault::bug, "no process", 0};
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);  // the leash has copies in the processes forked after us
    close(port_ends[0]);
    close(leash_ends[1]);
    serve_until_let_go(vendor_deals, ready, today, port_ends[1], leash_ends[0]);
  }
  close(port_ends[1]);
  close(leash_ends[0]);
  int port = 0;
  const bool told = read(port_ends[0], &port, sizeof port) == sizeof port;
  close(port_ends[0]);
  CrmServer server(pid, leash_ends[1], port);
  if (!told) return Error{Fault::bug, "the bench's server did not start", 0};
  return server;
}

CrmServer::CrmServer(CrmServer&& other) noexcept
    : pid_(other.pid_), leash_(other.leash_), port_(other.port_) {
  other.pid_ = -1;
}

CrmServer::~CrmServer() {
  if (pid_ < 0) return;
  close(leash_);
  waitpid(pid_, nullptr, 0);
}

}  // namespace closemap::bench
