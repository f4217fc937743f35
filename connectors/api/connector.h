// The connector contract (design.md §4): a folder, one constexpr Description, a source and/or a
// notifier.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/spec.h"
#include "connectors/api/notice.h"
#include "connectors/api/record.h"
#include "connectors/api/services.h"
#include "mapping/core/instant.h"
#include "mapping/core/party.h"
#include "mapping/core/result.h"

namespace closemap {

// Equal tags mean the same contract, compiler library and json version; the loader compares the
// text.
#define CLOSEMAP_ABI_TEXT_(x) #x
#define CLOSEMAP_ABI_TEXT(x) CLOSEMAP_ABI_TEXT_(x)
#define CLOSEMAP_CONNECTOR_ABI \
  "closemap-connector-2 glibcxx-" CLOSEMAP_ABI_TEXT(_GLIBCXX_RELEASE) " cxx11abi-" \
      CLOSEMAP_ABI_TEXT(_GLIBCXX_USE_CXX11_ABI) " nlohmann-3.11.2 simdjson-3.0"
inline constexpr const char kConnectorAbi[] = CLOSEMAP_CONNECTOR_ABI;

// Everything one configured connector is told. Lives as long as what was opened with it.
struct Instance {
  std::string name;             // the user's own name for it
  std::optional<Party> party;   // whose word it carries
  const OptionValues& options;  // common and own options, checked, defaults filled in
  Zone zone;                    // of timestamps without one
  // Top-level keys the compiled field map of a stream wants (FieldMap::wanted).
  std::function<std::vector<std::string>(std::string_view stream)> wanted;
};

struct ReadRequest {
  std::string_view stream;
  std::string_view cursor;  // "" on the first read: everything
  bool sweep = false;  // the host asks for a listing now (id sweep), for sources that cannot report
                       // deletions
};

// Never entered twice at once; blocks; owns no thread. Errors keep the cursor where it was.
class Source {
 public:
  virtual ~Source() = default;
  virtual Status check() = 0;  // proves credentials and reach, changes nothing
  virtual Result<Page> read(const ReadRequest& request) = 0;
  // What a person should know of the last check() or read() though it went well: what was left out,
  // and why. One line each, the same as long as it lasts.
  virtual std::vector<std::string> remarks() const { return {}; }
};

class Notifier {
 public:
  virtual ~Notifier() = default;
  virtual Status check() = 0;
  virtual ReceiverClass receiver_class() const = 0;
  virtual bool reaches(const Recipient& recipient) const = 0;  // has an address for this person
  // False: one place whoever is meant (a webhook, a shared channel), so one notice per alert, not
  // one per person.
  virtual bool personal() const { return true; }
  virtual Result<Receipt> notify(const Notice& notice) = 0;
  // Searchable receivers: the receipt of an earlier attempt with this key since then, or nothing.
  virtual Result<std::optional<Receipt>> find(const Notice& notice, Instant since);
};

// One value or task written back to a CRM; no built-in connector writes yet (issue: write-back).
struct Change {
  std::string key, stream, record, body;
};
class Writer {
 public:
  virtual ~Writer() = default;
  virtual Status check() = 0;
  virtual Result<Receipt> apply(const Change& change) = 0;
};

struct Description {
  const char* abi = kConnectorAbi;  // first field, read before anything else is trusted
  std::string_view name;            // equal to the folder and to `type` in the configuration
  std::string_view summary;  // one sentence, starts with a verb: "Reads opportunities from …"
  std::span<const Option> options;
  std::span<const std::string_view> streams;
  bool needs_sweep = false;      // deletions are learnt by a listing the host asks for once a day
  std::string_view default_map;  // map.toml of the folder
  std::unique_ptr<Source> (*open_source)(const Instance&, Services&) = nullptr;
  std::unique_ptr<Notifier> (*open_notifier)(const Instance&, Services&) = nullptr;
  std::unique_ptr<Writer> (*open_writer)(const Instance&, Services&) = nullptr;
};

// The one symbol a .so exports.
using DescribeConnector = const Description* (*)();
inline constexpr const char kDescribeSymbol[] = "closemap_connector";

// What makes a .so of a connector, written once outside any namespace: the symbol, and the ABI tag
// in a section of its own, which the loader reads before anything of the module may run.
#define CLOSEMAP_ABI_SECTION ".closemap_abi"
#define CLOSEMAP_CONNECTOR_MODULE_TAGGED(description, tag)                                      \
  [[gnu::section(CLOSEMAP_ABI_SECTION), gnu::used]] static const char closemap_abi_tag[] = tag; \
  extern "C" const closemap::Description* closemap_connector();                                 \
  extern "C" const closemap::Description* closemap_connector() { return &(description); }
#define CLOSEMAP_CONNECTOR_MODULE(description) \
  CLOSEMAP_CONNECTOR_MODULE_TAGGED(description, CLOSEMAP_CONNECTOR_ABI)

}  // namespace closemap
