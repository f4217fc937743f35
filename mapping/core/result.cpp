// Words of faults and context of errors.
#include "mapping/core/result.h"

namespace closemap {

std::string_view to_text(Fault fault) {
  switch (fault) {
    case Fault::config:
      return "config";
    case Fault::auth:
      return "auth";
    case Fault::rate_limited:
      return "rate_limited";
    case Fault::transient:
      return "transient";
    case Fault::permanent:
      return "permanent";
    case Fault::ambiguous:
      return "ambiguous";
    case Fault::bug:
      return "bug";
  }
  return "bug";
}

Error Error::within(std::string_view context) && {
  std::string text;
  text.reserve(context.size() + 2 + what.size());
  text.append(context).append(": ").append(what);
  what = std::move(text);
  return std::move(*this);
}

}  // namespace closemap
