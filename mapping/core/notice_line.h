// One labelled line of a notice, plain text; whoever renders it escapes for its own context (T11,
// T12).
#pragma once

#include <string>

namespace closemap {

struct NoticeLine {
  std::string label, text;  // "Whose it is", "Kim Vogel (vendor)"; text may hold \n between items
  friend bool operator==(const NoticeLine&, const NoticeLine&) = default;
};

}  // namespace closemap
