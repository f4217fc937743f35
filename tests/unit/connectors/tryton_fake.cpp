// The in-memory Tryton server.
#include "tryton_fake.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace closemap::test {
namespace {

constexpr const char* kAuthorization = "Session YWRtaW46MTp0MGtlbg==";  // admin:1:t0ken
const char* const kParts[] = {"year", "month", "day", "hour", "minute", "second", "microsecond"};

std::vector<std::int64_t> sortable(const Json& value) {
  if (value.is_number()) return {value.get<std::int64_t>()};
  std::vector<std::int64_t> parts;
  for (const char* part : kParts) parts.push_back(value.at(part).get<std::int64_t>());
  return parts;
}

bool known_field(const std::string& model, const std::string& name) {
  static const std::map<std::string, std::set<std::string>> kFields{
      {"sale.opportunity",
       {"id", "rec_name", "reference", "description", "number", "party", "employee", "state",
        "amount", "currency", "start_date", "end_date", "conversion_probability", "create_date",
        "write_date", "comment"}},
      {"party.party", {"id", "rec_name", "name", "website", "email", "create_date", "write_date"}},
      {"company.employee", {"id", "rec_name", "party", "create_date", "write_date"}}};
  return kFields.at(model).count(name.substr(0, name.find('.'))) > 0 && name.back() != '.';
}

bool clause_holds(const std::string& model, const Json& row, const Json& clause) {
  const std::string field = clause.at(0), op = clause.at(1);
  if (!known_field(model, field)) throw Json::array({"'" + field + "'", ""});
  const Json& have = row.at(field);
  const Json& want = clause.at(2);
  if (op == "=" || op == "!=") return (have == want) == (op == "=");
  if (op != ">" && op != ">=") throw Json::array({"'" + op + "'", ""});
  if (have.is_null() || want.is_null()) return false;
  return op == ">" ? sortable(have) > sortable(want) : sortable(have) >= sortable(want);
}

bool domain_holds(const std::string& model, const Json& row, const Json& domain) {
  if (!domain.empty() && domain[0].is_string() && domain[0] != "OR" && domain[0] != "AND")
    return clause_holds(model, row, domain);
  const bool any = !domain.empty() && domain[0] == "OR";
  bool holds = !any;
  for (const Json& part : domain) {
    if (part.is_string()) continue;
    const bool one = domain_holds(model, row, part);
    holds = any ? holds || one : holds && one;
  }
  return holds;
}

}  // namespace

Json tryton_time(std::int64_t second, std::int64_t microsecond) {
  second += 10 * 3600;
  return {{"__class__", "datetime"},
          {"year", 2026},
          {"month", 5},
          {"day", 4},
          {"hour", second / 3600},
          {"minute", second / 60 % 60},
          {"second", second % 60},
          {"microsecond", microsecond}};
}

void FakeTryton::add(const std::string& model, std::int64_t id, Json create, Json write,
                     Json more) {
  Json row{{"id", id},
           {"rec_name", std::to_string(id)},
           {"create_date", std::move(create)},
           {"write_date", std::move(write)}};
  if (more.is_object()) row.update(more);
  tables[model][id] = std::move(row);
}

Json& FakeTryton::row(const std::string& model, std::int64_t id) { return tables[model].at(id); }

void FakeTryton::remove(const std::string& model, std::int64_t id) { tables[model].erase(id); }

int FakeTryton::count(const std::string& method) const {
  return static_cast<int>(std::count_if(requests.begin(), requests.end(),
                                        [&](const Json& r) { return r.at("method") == method; }));
}

HttpReply FakeTryton::reply(const Json& envelope) const {
  HttpReply out;
  out.status = 200;
  out.body = envelope.dump();
  out.content_type = "application/json";
  out.server_time = clock;
  return out;
}

Result<HttpReply> FakeTryton::send(const HttpRequest& request) {
  const Json json = Json::parse(request.body);
  requests.push_back(json);
  if (json.size() != 3 || !json.contains("id") || !json.contains("method") ||
      !json.contains("params"))
    broken_rules.push_back("request keys: " + request.body);
  if (request.method != "POST" || request.url != "/crm/") broken_rules.push_back(request.url);
  bool typed = false;
  std::string authorization;
  for (const auto& [name, value] : request.headers) {
    typed = typed || (name == "Content-Type" && value == "application/json");
    if (name == "Authorization") authorization = value;
  }
  if (!typed) broken_rules.emplace_back("no content type");
  if (instead)
    if (const std::string body = instead(json); !body.empty()) {
      HttpReply out = reply({});
      out.body = body;
      return out;
    }
  HttpReply unauthorized;
  unauthorized.status = 401;
  const Json envelope{{"id", json["id"]}};
  if (json["method"] == "common.db.login") {
    const bool by_name =
        json["params"] == Json::parse(R"(["admin",{"password":"{{secret:password}}"}])");
    if (!request.secret_in_body || !by_name) broken_rules.push_back("login: " + request.body);
    if (refuse_login) return unauthorized;
    session_token_ = token;
    Json out = envelope;
    out["result"] = {1, "t0ken"};
    return reply(out);
  }
  if (request.secret_in_body) broken_rules.emplace_back("a secret outside the login");
  if (refuse_sessions || session_token_ != token || authorization != kAuthorization)
    return unauthorized;
  Json out = envelope;
  try {
    out["result"] = dispatch(json);
  } catch (const Json& error) {
    out["error"] = error;
  }
  return reply(out);
}

Json FakeTryton::dispatch(const Json& request) {
  const std::string method = request["method"];
  const Json& params = request["params"];
  if (params.empty() || !params.back().is_object())
    throw Json::array({"Missing context argument", ""});
  if (method == "model.res.user.get_preferences") return {{"company", 1}, {"language", "en"}};
  if (params.back() != Json{{"company", 1}, {"language", "en"}})
    broken_rules.push_back("context: " + params.dump());
  const std::size_t dot = method.rfind('.');
  const std::string model = method.substr(0, dot), rpc = method.substr(dot + 1);
  constexpr std::string_view kPrefix = "model.";
  if (!model.starts_with(kPrefix)) throw Json::array({"'" + method + "'", ""});
  return records(model.substr(kPrefix.size()), rpc, params);
}

Json FakeTryton::records(const std::string& model, const std::string& rpc, const Json& params) {
  const bool reads = rpc == "search_read";
  if (reads && before_search_read) before_search_read();
  std::vector<const Json*> found;
  for (const auto& [id, row] : tables[model])
    if (domain_holds(model, row, params.at(0))) found.push_back(&row);
  if (rpc == "search_count" && params.size() == 2) return found.size();
  if (!(rpc == "search" && params.size() == 5) && !(reads && params.size() == 6))
    throw Json::array({"'" + rpc + "'", ""});
  const Json& order = params.at(3);
  for (const Json& key : order)
    if (!known_field(model, key.at(0)) || key.at(1) != "ASC") throw Json::array({"'order'", ""});
  std::stable_sort(found.begin(), found.end(), [&](const Json* a, const Json* b) {
    for (const Json& key : order) {
      const auto left = sortable(a->at(key[0])), right = sortable(b->at(key[0]));
      if (left != right) return left < right;
    }
    return false;
  });
  const std::size_t limit = params.at(2).get<std::size_t>();
  if (params.at(1) != 0) broken_rules.emplace_back("an offset");
  found.resize(std::min(found.size(), limit));
  Json out = Json::array();
  for (const Json* row : found) {
    if (!reads) {
      out.push_back(row->at("id"));
      continue;
    }
    for (const Json& field : params.at(4)) {
      const std::string name = field;
      if (!known_field(model, name)) throw Json::array({"'" + name + "'", ""});
      if (name.find('.') != name.npos && unreadable.count(row->at("id")) > 0)
        throw Json::array({"UserError", {"You are not allowed to read records", "", nullptr}});
    }
    out.push_back(shown(*row, params.at(4)));
  }
  return out;
}

Json FakeTryton::shown(const Json& row, const Json& fields) const {
  Json out{{"id", row["id"]}};
  for (const Json& field : fields) {
    const std::string name = field;
    const std::size_t dot = name.find('.');
    if (dot == name.npos)
      out[name] = row.contains(name) ? row[name] : Json();
    else
      out[name.substr(0, dot + 1)][name.substr(dot + 1)] = "of " + name;
  }
  return out;
}

Rig::Rig(FakeTryton& server, std::map<std::string, std::string> given) : services(server) {
  std::map<std::string, std::string> all{{"database", "crm"}, {"user", "admin"}};
  for (auto& [key, text] : given) all[key] = text;
  for (const auto& [key, text] : all) options.values[key].text = text;
  instance_ = std::make_unique<Instance>(Instance{"vendor_crm", Party::vendor, options, Zone(),
                                                  [this](std::string_view) { return wanted; }});
  source = k_tryton_connector.open_source(*instance_, services.services);
}

Result<Page> Rig::read(std::string_view stream, bool sweep) {
  Result<Page> page = source->read({stream, cursor, sweep});
  if (page) cursor = page->cursor;
  return page;
}

std::vector<Page> Rig::pass(std::string_view stream, bool sweep) {
  std::vector<Page> pages;
  for (bool more = true; more;) {
    const std::string before = cursor;
    Result<Page> page = read(stream, sweep);
    if (!page) FAIL(page.error().what);
    more = page->more;
    if (more) REQUIRE(page->cursor != before);
    REQUIRE(!page->cursor.empty());
    pages.push_back(*std::move(page));
  }
  return pages;
}

std::vector<std::string> ids(const std::vector<Page>& pages) {
  std::vector<std::string> out;
  for (const Page& page : pages)
    for (const Record& record : page.records) out.emplace_back(record.id);
  return out;
}

}  // namespace closemap::test
