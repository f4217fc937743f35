// A connector's README as the conformance test reads it: headings, tables, the option table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace closemap::test {

struct ReadmeFile {
  std::string path, text;

  // connectors/NAME/README.md; text is empty when there is none.
  static ReadmeFile of(std::string_view connector);

  std::vector<std::string> headings() const;  // of level two, without the marks
  // What stands under a heading of level two, up to the next one.
  std::string section(std::string_view heading) const;
  // Cells of the table in that section, row by row, without its two header lines.
  std::vector<std::vector<std::string>> table(std::string_view heading) const;

  // The lines of "Configuration" that belong to its table.
  std::string option_table() const;
  // Puts another table in the place of that one and writes the file.
  void write_option_table(std::string_view table) const;
};

// All sources of connectors/ and daemon/, adjacent string literals joined: what messages are looked
// for in.
const std::string& sources();

}  // namespace closemap::test
