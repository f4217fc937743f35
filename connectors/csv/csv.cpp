// The csv connector: CRM exports dropped into a folder, or rewritten in place.
#include <array>

#include "connectors/csv/csv_source.h"
#include "csv_map.h"

namespace closemap {
namespace {

constexpr std::array kOptions{
    Option{.key = "path",
           .type = OptionType::path,
           .doc = "Folder of exports: opportunities*.csv, milestones*.csv, people*.csv. Files are "
                  "read, never renamed or removed.",
           .example = "/var/spool/closemap/fabrikam",
           .required = true},
    Option{.key = "mode",
           .type = OptionType::choice,
           .doc = "snapshot: every export holds everything, a row that is gone was deleted. "
                  "append: rows are only added or changed.",
           .fallback = "snapshot",
           .choices = "snapshot|append"},
    Option{.key = "delimiter",
           .type = OptionType::choice,
           .doc = "What stands between two cells; auto looks at the header line.",
           .fallback = "auto",
           .choices = "auto|comma|semicolon|tab"},
    Option{
        .key = "id_column",
        .type = OptionType::text,
        .doc = "Header of the column that names a row; case, blanks and punctuation do not matter.",
        .fallback = "id"},
};

std::unique_ptr<Source> open(const Instance& instance, Services& services) {
  return std::make_unique<CsvSource>(instance, services);
}

}  // namespace

extern const Description k_csv_connector;
constinit const Description k_csv_connector{
    .name = "csv",
    .summary = "Reads opportunities, milestones and people from CSV exports in a folder.",
    .options = kOptions,
    .streams = kCsvStreams,
    .default_map = kDefaultMap,
    .open_source = &open,
};

}  // namespace closemap
