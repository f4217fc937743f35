// Mail addresses as people write them into a cell: "Jane Doe <jane@x.example>", "a@x; b@y".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace closemap {

struct Mailbox {
  std::string name;   // "" where only the address stands there
  std::string email;  // lower case
};

// Of a text that names one mailbox and nothing else.
std::optional<Mailbox> mailbox_of(std::string_view text);

// Every address in the text, lower case, in its order, each once; whatever stands between them.
std::vector<std::string> addresses_in(std::string_view text);

}  // namespace closemap
