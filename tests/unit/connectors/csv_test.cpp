// CSV exports: RFC 4180, broken rows, snapshots, quiet polls.
#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "connectors/csv/csv_source.h"
#include "connectors/csv/csv_text.h"
#include "mapping/core/random.h"

namespace closemap {
namespace {

class FakeFolder final : public Files {
 public:
  struct File {
    std::string text;
    std::int64_t modified_ns = 1;
    bool stable = true;
  };
  std::map<std::string, File> files;
  int reads = 0;

  void put(const std::string& name, const std::string& text, bool stable = true) {
    File& file = files[name];
    file = {text, file.modified_ns + 1, stable};
  }
  Result<std::vector<FileInfo>> list() override {
    std::vector<FileInfo> all;
    for (const auto& [name, file] : files)
      all.push_back(
          {name, static_cast<std::int64_t>(file.text.size()), file.modified_ns, 1, file.stable});
    return all;
  }
  std::vector<LeftOut> links;
  std::vector<LeftOut> left_out() const override { return links; }
  Result<std::string> read(const FileInfo& file) override {
    ++reads;
    return files.at(file.name).text;
  }
};

struct NoHttp final : Http {
  Result<HttpReply> send(const HttpRequest&) override {
    return Error{Fault::bug, "csv has no business with http", 0};
  }
};
struct NoMail final : Mail {
  Status send(const MailMessage&) override { return Error{Fault::bug, "nor with mail", 0}; }
  Status check(const MailMessage&) override { return Error{Fault::bug, "nor with mail", 0}; }
};

struct Exports {
  FakeFolder folder;
  NoHttp http;
  NoMail mail;
  OptionValues options;
  Services services{http,
                    mail,
                    folder,
                    [] { return Instant{0}; },
                    [] { return false; },
                    [](std::string_view) {},
                    [](std::string_view) {}};
  std::unique_ptr<CsvSource> source;

  explicit Exports(const std::string& mode = "snapshot") {
    options.values["mode"].text = mode;
    source = std::make_unique<CsvSource>(
        Instance{"export", Party::partner, options, Zone{},
                 [](std::string_view) {
                   return std::vector<std::string>{"name", "close_date"};
                 }},
        services);
  }
  Page read(const std::string& cursor = "") {
    auto page = source->read({"opportunity", cursor, false});
    REQUIRE(page);
    return *std::move(page);
  }
};

std::vector<std::string> cells_of(const std::string& line) {
  CsvReader reader(line, ',');
  CsvRow row;
  REQUIRE(reader.next(row));
  CHECK(row.error.empty());
  return row.cells;
}

TEST_CASE("quotes, doubled quotes, embedded newlines and empty cells are read as RFC 4180 says") {
  using Cells = std::vector<std::string>;
  CHECK(cells_of("a,b,c") == Cells{"a", "b", "c"});
  CHECK(cells_of("\"a,1\",\"b \"\"two\"\"\",") == Cells{"a,1", "b \"two\"", ""});
  CHECK(cells_of("\"two\nlines\",x\r\n") == Cells{"two\nlines", "x"});
  CHECK(cells_of("\xEF\xBB\xBFid,name") == Cells{"id", "name"});
  CHECK(guess_delimiter("a;b;c\n1,2;3;4") == ';');
  CHECK(guess_delimiter("a\tb\n") == '\t');
  CHECK(guess_delimiter("\"a;b\",c\n") == ',');
}

TEST_CASE("an export in UTF-16 is named as what it is, and nothing of it is taken for missing") {
  const std::string mark = GENERATE(std::string("\xFF\xFE"), std::string("\xFE\xFF"));
  Exports exports;
  std::string text = mark;
  for (const char c : std::string("id,name\n1,Rollout\n"))
    text += mark[0] == '\xFF' ? std::string({c, '\0'}) : std::string({'\0', c});
  exports.folder.put("opportunities.csv", text);
  const Page page = exports.read();
  REQUIRE(page.records.size() == 1);
  CHECK(page.records[0].error == "opportunities.csv is UTF-16; save it as UTF-8");
  CHECK(page.listing_partial);
  REQUIRE(exports.source->check());
  CHECK(exports.source->remarks() ==
        std::vector<std::string>{"opportunities.csv is UTF-16; save it as UTF-8"});
}

TEST_CASE("a row becomes one JSON object with the headers as they are") {
  Exports exports;
  exports.folder.put("opportunities.csv", "ID,Deal \"\"Name\n1,\"say \"\"hi\"\"\"\n");
  exports.folder.put("opportunities.csv", "ID,Deal Name\n1,\"say \"\"hi\"\"\"\n");
  const Page page = exports.read();
  REQUIRE(page.records.size() == 1);
  CHECK(page.records[0].id == "1");
  CHECK(page.records[0].body == R"({"ID":"1","Deal Name":"say \"hi\""})");
  CHECK(page.listing);
  CHECK(page.listing_begins);
  CHECK(page.listing_ends);
}

TEST_CASE("T7 an export that is left out is named in every look, one of another name is not") {
  Exports exports;
  exports.folder.put("opportunities.csv", "id,name\n1,A\n");
  exports.folder.links = {{"Opportunities-2.csv", "is a symbolic link"},
                          {"notes.csv", "is a pipe"},
                          {"milestones.csv", "is a pipe"}};
  REQUIRE(exports.source->check());
  CHECK(exports.source->remarks() ==
        std::vector<std::string>{"milestones.csv is not read: it is a pipe",
                                 "Opportunities-2.csv is not read: it is a symbolic link"});
  const Page page = exports.read();
  CHECK(page.records.size() == 1);
  exports.folder.links.clear();
  exports.read(page.cursor);
  CHECK(exports.source->remarks() ==
        std::vector<std::string>{"milestones.csv is not read: it is a pipe"});  // not looked at
  REQUIRE(exports.source->check());
  CHECK(exports.source->remarks().empty());
}

TEST_CASE("a header that has a column of the map twice is not guessed about") {
  Exports exports;
  exports.folder.put("opportunities-1.csv", "id,name\n1,A\n");
  exports.folder.put("opportunities-2.csv", "id,Name,NAME,note\n2,B,C,x\n");
  const std::string said =
      "opportunities-2.csv is not read: its header has the column \"NAME\" twice";
  const Page page = exports.read();
  REQUIRE(page.records.size() == 2);
  CHECK(page.records[0].id == "1");
  CHECK(page.records[1].error == said);
  CHECK(page.listing_partial);  // nobody knows which rows it has
  CHECK(exports.source->remarks() == std::vector<std::string>{said});
  exports.read(page.cursor);  // nothing new: it is so still
  CHECK(exports.source->remarks() == std::vector<std::string>{said});

  exports.folder.put("opportunities-2.csv", "id,name,note,note\n2,B,x,y\n");
  CHECK(exports.read(page.cursor).records.size() == 2);  // nobody reads the notes
  CHECK(exports.source->remarks().empty());
  exports.folder.put("opportunities-2.csv", "id,ID,name\n2,3,B\n");
  REQUIRE(exports.source->check());
  CHECK(exports.source->remarks().size() == 1);
}

TEST_CASE("a page says under which header of which file a row stands") {
  Exports exports;
  exports.folder.put("opportunities-1.csv", "id,name\n1,A\n2,B\n");
  exports.folder.put("opportunities-2.csv", "id,title\n3,C\n4\n");
  const Page page = exports.read();
  REQUIRE(page.records.size() == 4);
  REQUIRE(page.tables.size() == 2);
  CHECK(page.tables[0].name == "opportunities-1.csv");
  CHECK(page.tables[1].columns == std::vector<std::string>{"id", "title"});
  CHECK(page.records[1].table == 0);
  CHECK(page.records[2].table == 1);
  CHECK(page.records[3].table == kNoTable);  // broken: nobody knows its columns
}

TEST_CASE("a broken row is named with its place and the good ones come through") {
  Exports exports;
  exports.folder.put("opportunities.csv",
                     "id,name\n1,good\n2\n3,a,b\n,nameless\n1,again\n4,\"open\n");
  const Page page = exports.read();
  std::map<std::string, std::string> errors;
  int good = 0;
  for (const Record& record : page.records) {
    if (record.error.empty()) ++good;
    if (!record.error.empty()) errors[std::string(record.id)] = record.error;
  }
  CHECK(good == 1);
  CHECK(errors.at("2") == "opportunities.csv:3: 1 cells where the header has 2");
  CHECK(errors.at("3") == "opportunities.csv:4: 3 cells where the header has 2");
  CHECK(errors.at("opportunities.csv:5") == "opportunities.csv:5: the row has no id");
  CHECK(errors.at("opportunities.csv:6").find("stands already in opportunities.csv:2") !=
        std::string::npos);
  CHECK(page.listing_partial);  // one row could not be named: nothing may count as deleted
}

TEST_CASE(
    "R13 an export without a header, or with a quote that is never closed, is no full listing") {
  for (const char* text : {"", "\xEF\xBB\xBF", "\n\n",
                           "id,name\n1,a\n2,\"b\n3,c\n4,d\n",       // takes 3 and 4 along
                           "id,name\n1,a\n2,\"b\n3,c\n4,\"d\n"}) {  // and this one closes at 4
    INFO(text);
    Exports exports;
    exports.folder.put("opportunities.csv", text);
    const Page page = exports.read();
    CHECK(page.listing_partial);
    CHECK_FALSE(page.records.back().error.empty());
  }
  Exports exports;  // a cell of two lines is none of that
  exports.folder.put("opportunities.csv", "id,name\n1,\"a\nb\"\n");
  CHECK_FALSE(exports.read().listing_partial);
}

TEST_CASE("an unchanged folder is not read again and keeps its cursor") {
  Exports exports;
  exports.folder.put("opportunities.csv", "id,name\n1,a\n");
  const std::string cursor = exports.read().cursor;
  const int reads = exports.folder.reads;
  const Page quiet = exports.read(cursor);
  CHECK(quiet.records.empty());
  CHECK(quiet.cursor == cursor);
  CHECK_FALSE(quiet.listing);
  CHECK(exports.folder.reads == reads);
  exports.folder.put("opportunities.csv", "id,name\n1,b\n");
  CHECK(exports.read(cursor).records.size() == 1);
}

TEST_CASE("a file that is still being written is left for the next poll") {
  Exports exports;
  exports.folder.put("opportunities.csv", "id,name\n1,a\n");
  const std::string cursor = exports.read().cursor;
  exports.folder.put("opportunities.csv", "id,name\n1,a\n2,", false);
  const Page page = exports.read(cursor);
  CHECK(page.records.empty());
  CHECK(page.cursor == cursor);
}

TEST_CASE("a folder whose exports are all gone is no deletion") {
  Exports exports;
  exports.folder.put("opportunities.csv", "id,name\n1,a\n");
  const std::string cursor = exports.read().cursor;
  exports.folder.files.clear();
  const Page page = exports.read(cursor);
  CHECK_FALSE(page.listing);
  CHECK(page.cursor == cursor);
}

TEST_CASE("a large export comes in pages that form one listing") {
  Exports exports;
  std::string text = "id,name\n";
  for (std::size_t i = 0; i < 2 * kCsvRowsPerPage + 5; ++i) text += std::to_string(i) + ",deal\n";
  exports.folder.put("opportunities.csv", text);
  std::string cursor;
  std::size_t records = 0, begins = 0, ends = 0;
  for (bool more = true; more;) {
    const Page page = exports.read(cursor);
    CHECK(page.cursor != cursor);
    records += page.records.size();
    begins += page.listing_begins ? 1U : 0U;
    ends += page.listing_ends ? 1U : 0U;
    cursor = page.cursor;
    more = page.more;
  }
  CHECK(records == 2 * kCsvRowsPerPage + 5);
  CHECK(begins == 1);
  CHECK(ends == 1);
}

TEST_CASE("append mode never lists, so a row that is gone stays") {
  Exports exports("append");
  exports.folder.put("opportunities.csv", "id,name\n1,a\n");
  CHECK_FALSE(exports.read().listing);
}

TEST_CASE("10,000 malformed rows: none crashes, each is counted, every good row comes in") {
  SplitMix64 random(20261124);
  const std::string bytes = "\",\n\r\t;a1\\\x80\xC3\xEF\xBF";
  int bad = 0, good = 0, good_written = 0;
  for (int batch = 0; batch < 100; ++batch) {
    std::string text = "id,name,close\n";
    for (int i = 0; i < 100; ++i) {
      const std::string id = std::to_string(batch) + "-" + std::to_string(i);
      std::string row = "bad" + id + ",";
      switch (random.below(5)) {
        case 0:
          row += "short";
          break;
        case 1:
          row += "a,b,c,d";
          break;
        case 2:
          row += std::string("nul\0x", 5) + ",y";
          break;
        case 3:
          row += "quote\"inside,y";
          break;
        default:
          row += "\xFF\xFE";
          for (std::uint64_t n = random.below(12); n > 0; --n) {
            const char c = bytes[static_cast<std::size_t>(random.below(bytes.size()))];
            if (c != '"' && c != '\n' && c != '\r') row += c;
          }
          row += ",";
      }
      text += row + "\ngood" + id + ",fine,2026-01-01\n";
      ++good_written;
    }
    Exports exports;
    exports.folder.put("opportunities.csv", text);
    const Page page = exports.read();
    for (const Record& record : page.records) {
      if (record.error.empty()) {
        good += record.id.starts_with("good") ? 1 : 0;
      } else {
        ++bad;
        CHECK(record.error.find("opportunities.csv:") == 0);
      }
    }
  }
  CHECK(good == good_written);
  CHECK(bad == 10'000);
}

}  // namespace
}  // namespace closemap
