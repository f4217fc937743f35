// Bytes as a plan document: read or refused; what is read writes itself back to the same plan.
#include "mapping/plan/document.h"

#include "mapping/core/text.h"
#include "tests/fuzz/property.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closemap;
  const std::string_view bytes = fuzz::text_of(data, size);
  const auto plan = plan_from_text(bytes);
  if (!plan) {
    fuzz::hold(!plan.error().what.empty(), "a refusal says why");
    return 0;
  }
  if (clean_utf8(bytes) != bytes)
    return 0;  // our own texts are UTF-8; others are mended when written
  const std::string text = plan_to_text(*plan);
  const auto again = plan_from_text(text);
  fuzz::hold(static_cast<bool>(again), "what was written can be read");
  fuzz::hold(*again == *plan, "a round trip changes nothing");
  fuzz::hold(plan_to_text(*again) == text, "the text is canonical");
  return 0;
}
