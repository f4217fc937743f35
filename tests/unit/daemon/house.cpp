// The scripted house.
#include "tests/unit/daemon/house.h"

#include <array>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mapping/core/digest.h"
#include "mapping/core/json.h"
#include "mapping/plan/document.h"

namespace closemap::test {
namespace {

// Test programs run one case at a time; the connectors' functions have no other way to their
// script.
std::map<std::string, FakeCrm>& crms() {
  static std::map<std::string, FakeCrm> all;
  return all;
}
std::map<std::string, FakeMailbox>& mailboxes() {
  static std::map<std::string, FakeMailbox> all;
  return all;
}

class CrmSource final : public Source {
 public:
  explicit CrmSource(std::string name) : name_(std::move(name)) {}
  Status check() override { return ok(); }
  std::vector<std::string> remarks() const override { return crms()[name_].remarks; }
  Result<Page> read(const ReadRequest& request) override {
    FakeCrm& crm = crms()[name_];
    ++crm.reads;
    crm.while_reading();
    if (crm.failing) return *crm.failing;
    std::string all;
    for (const auto& [id, body] : crm.rows[std::string(request.stream)])
      all += id + "\n" + body + "\n";
    Page page;
    page.cursor = "at " + to_hex(sha256(all));
    if (page.cursor == request.cursor) return page;
    const auto header = crm.columns.find(std::string(request.stream));
    if (header != crm.columns.end()) page.tables = {{header->first + ".csv", header->second}};
    for (const auto& [id, body] : crm.rows[std::string(request.stream)]) {
      Record record;
      record.id = page.own(id);
      record.body = page.own(body);
      record.table = page.tables.empty() ? kNoTable : 0;
      page.records.push_back(record);
    }
    page.listing = page.listing_begins = page.listing_ends = crm.snapshot;
    return page;
  }

 private:
  std::string name_;
};

class MailboxNotifier final : public Notifier {
 public:
  explicit MailboxNotifier(std::string name) : name_(std::move(name)) {}
  Status check() override { return ok(); }
  ReceiverClass receiver_class() const override { return mailboxes()[name_].receiver; }
  bool personal() const override { return mailboxes()[name_].personal; }
  bool reaches(const Recipient& to) const override {
    return !to.email.empty() && to.email.find("nowhere") == std::string::npos;
  }
  Result<Receipt> notify(const Notice& notice) override {
    FakeMailbox& mailbox = mailboxes()[name_];
    mailbox.while_sending();
    if (!mailbox.answers.empty()) {
      const Error answer = mailbox.answers.front();
      mailbox.answers.erase(mailbox.answers.begin());
      if (answer.fault == Fault::ambiguous && mailbox.keeps) mailbox.got.push_back(notice);
      return answer;
    }
    mailbox.got.push_back(notice);
    return Receipt{"ref-" + notice.key.substr(0, 8)};
  }
  Result<std::optional<Receipt>> find(const Notice& notice, Instant) override {
    FakeMailbox& mailbox = mailboxes()[name_];
    ++mailbox.looked_up;
    for (const Notice& seen : mailbox.got)
      if (seen.key == notice.key) return std::optional(Receipt{"found"});
    return std::optional<Receipt>();
  }

 private:
  std::string name_;
};

constexpr std::array<std::string_view, 4> kStreams{"opportunity", "milestone", "person", "account"};
constexpr char kMap[] = R"(
[map.opportunity]
name = "name"
"account.name" = "account"
"account.domain" = "domain"
stage = { at = "stage", as = "lookup", table = "stage" }
amount = { at = "amount", as = "money", currency = "USD" }
close_date = { at = "close_date", as = "date" }
"owner.email" = { at = "owner", as = "person" }
"anchor.go_live" = { at = "go_live", as = "date" }
"key.deal" = "deal"
[map.milestone]
opportunity = "opportunity"
key = "key"
title = "title"
"owner.email" = { at = "owner", as = "person" }
"owner.name" = { at = "owner_name", as = "person", of = "name" }
status = "status"
due = { at = "due", as = "date" }
actual = { at = "actual", as = "date" }
estimate = { at = "estimate", as = "date" }
duration_days = { at = "days", as = "number" }
after = "after"
kind = "kind"
handoff_to = "handoff_to"
[map.person]
name = "name"
email = "email"
party = "party"
kind = "kind"
active = { at = "active", as = "boolean" }
[map.account]
name = "name"
domain = "domain"
[lookup.stage]
"Qualified" = 1
"Proposal" = 3
"Won" = 5
"Lost" = -1
)";

constinit const Description kFakeCrm{
    .name = "fake_crm",
    .summary = "Reads from the test.",
    .options = {},
    .streams = kStreams,
    .default_map = kMap,
    .open_source = [](const Instance& instance, Services&) -> std::unique_ptr<Source> {
      return std::make_unique<CrmSource>(instance.name);
    },
};
constinit const Description kFakeMail{
    .name = "fake_mail",
    .summary = "Sends to the test.",
    .options = {},
    .streams = {},
    .default_map = {},
    .open_notifier = [](const Instance& instance, Services&) -> std::unique_ptr<Notifier> {
      return std::make_unique<MailboxNotifier>(instance.name);
    },
};

// The deal of these tests has three steps of one party: what its plan lacks is not what they are
// about.
constexpr char kConfig[] = R"(
timezone = "UTC"
[signal.one_sided_plan]
enabled = false
[signal.plan_too_late]
enabled = false
[signal.pilot_purgatory]
enabled = false
[vendor]
name = "Contoso"
domain = "contoso.example"
lead = "maria@contoso.example"
[partner]
name = "Fabrikam"
domain = "fabrikam.example"
lead = "tom@fabrikam.example"
[[connector]]
type = "fake_crm"
name = "vendor_crm"
party = "vendor"
[[connector]]
type = "fake_crm"
name = "partner_crm"
party = "partner"
[[connector]]
type = "fake_mail"
name = "mail"
[[connector]]
type = "fake_mail"
name = "second"
[operator]
notify = ["second"]
email = "ops@contoso.example"
)";

constexpr char kRouting[] = R"(
[[route]]
notify = ["mail"]
fallback = ["second"]
[notify]
quiet = "none"
group_wait = "0s"
)";

}  // namespace

House::House(const std::string& extra, const std::string& at)
    : config_(kConfig + (extra.empty() ? std::string(kRouting) : extra)),
      clock_(*parse_instant(at)) {
  crms().clear();
  mailboxes().clear();
  REQUIRE(registry_.add(kFakeCrm));
  REQUIRE(registry_.add(kFakeMail));
  auto store = Store::open({":memory:", "", ""});
  REQUIRE(store);
  store_ = *std::move(store);
  start();
}

House::~House() = default;

void House::start() {
  const std::vector<ConnectorShape> shapes = registry_.shapes();
  const ShapeLookup lookup = [&](const std::string& type) -> const ConnectorShape* {
    for (const ConnectorShape& shape : shapes)
      if (shape.type == type) return &shape;
    return nullptr;
  };
  Loaded loaded = load_settings_text({{"closemap.toml", config_}}, lookup, shapes);
  for (const Problem& problem : loaded.problems)
    UNSCOPED_INFO(problem.place.text() + " " + problem.what);
  REQUIRE(loaded.settings);
  engine_ = std::make_unique<Engine>(EngineDoors{
      *store_, clock_, executor_, 7, false,
      [this](const std::string&, const std::string& line) { log_.push_back(line); }, true});
  auto settings = std::make_unique<Settings>(*std::move(loaded.settings));
  settings_ = settings.get();
  OpenedPorts ports = open_ports(*settings, {registry_,
                                             clock_,
                                             {"", nullptr},
                                             [](std::string_view) {},
                                             [](std::string_view) {},
                                             &engine_->stopping()});
  REQUIRE(ports.problems.empty());
  REQUIRE(engine_->adopt(std::move(settings), std::move(ports)));
}

FakeCrm& House::vendor() { return crms()["vendor_crm"]; }
FakeCrm& House::partner() { return crms()["partner_crm"]; }
FakeCrm& House::crm(const std::string& name) { return crms()[name]; }
FakeMailbox& House::mail(const std::string& name) { return mailboxes()[name]; }

void House::poll() {
  const Status done = engine_->run_once({});
  INFO((done ? std::string{} : done.error().what));
  REQUIRE(done);
}

void House::deliver() { engine_->tick(); }

void House::restart() {
  engine_.reset();
  start();
}

void House::restart_on(const std::string& path) {
  engine_.reset();
  auto store = Store::open({path, "", ""});
  REQUIRE(store);
  store_ = *std::move(store);
  start();
}

void House::remap(const std::string& field, const std::string& column) {
  const std::string vendor = "party = \"vendor\"\n";
  const auto at = config_.find(vendor);
  REQUIRE(at != std::string::npos);
  config_.insert(at + vendor.size(), "[connector.map.opportunity]\n\"" + field + "\" = { at = \"" +
                                         column + "\", as = \"date\" }\n");
  restart();
}

std::vector<std::string> House::subjects(const std::string& name) {
  std::vector<std::string> all;
  for (const Notice& notice : mail(name).got)
    all.push_back(notice.to.email + ": " + notice.subject);
  return all;
}

Plan House::only_plan() {
  Plan plan;
  REQUIRE(store_->read([&]() -> Status {
    const auto plans = store_->plans().list(10);
    if (plans.size() != 1) return Error{Fault::bug, std::to_string(plans.size()) + " plans", 0};
    plan = *plan_from_json(*parse_json(store_->plans().get(plans.front().row)->document));
    return ok();
  }));
  return plan;
}

std::vector<AlertRow> House::open_alerts() {
  std::vector<AlertRow> alerts;
  REQUIRE(store_->read([&]() -> Status {
    alerts = store_->alerts().list(true, 1000);
    return ok();
  }));
  return alerts;
}

void House::add_deal(const std::string& n) {
  const std::string account =
      R"(","account":"Northwind )" + n + R"(","domain":"northwind)" + n +
      R"(.example","stage":"Proposal","close_date":"2026-04-24","deal":"K)" + n + "\"";
  set(vendor(), "opportunity", "V" + n,
      R"({"name":"Rollout )" + n + account +
          R"(,"owner":"jonas@contoso.example","go_live":"2026-05-04"})");
  set(partner(), "opportunity", "P" + n,
      R"({"name":"Resale )" + n + account + R"(,"owner":"tom@fabrikam.example"})");
  set(partner(), "milestone", "A" + n,
      R"({"opportunity":"P)" + n +
          R"(","title":"Pilot","owner":"priya@fabrikam.example","status":"in progress","due":"2026-03-20","kind":"pilot"})");
  set(partner(), "milestone", "B" + n,
      R"({"opportunity":"P)" + n +
          R"(","title":"Sign the order","owner":"priya@fabrikam.example","due":"2026-04-24","kind":"signature","after":"A)" +
          n + "\"}");
  set(partner(), "milestone", "C" + n,
      R"({"opportunity":"P)" + n +
          R"(","title":"Go live","owner":"priya@fabrikam.example","due":"2026-05-04","kind":"go_live","after":"B)" +
          n + "\"}");
}

void House::pilot_is_due(const std::string& day) {
  set(partner(), "milestone", "A1",
      R"({"opportunity":"P1","title":"Pilot","owner":"priya@fabrikam.example","status":"in progress","due":")" +
          day + R"(","kind":"pilot"})");
}

}  // namespace closemap::test
