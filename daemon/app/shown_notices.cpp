// Notices on paper: what `once --dry-run` and `replay` print.
#include "daemon/app/engine.h"

namespace closemap {
namespace {

// Continuation lines stand under the text they belong to.
std::string indented(const std::string& text, const std::string& margin) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out += margin;
  }
  return out;
}

}  // namespace

std::string notice_as_text(const Notice& notice, const std::string& notifier) {
  std::string text = "To: " + notice.to.name + " <" + notice.to.email + "> over " + notifier + "\n";
  text += "Subject: " + notice.subject + "\n\n  " + notice.headline + "\n";
  for (const NoticeLine& line : notice.lines) {
    text += "\n  " + line.label + "\n    " + indented(line.text, "    ") + "\n";
  }
  if (!notice.ask.empty()) text += "\n  " + notice.ask + "\n";
  if (!notice.footer.empty()) text += "  " + notice.footer + "\n";
  return text;
}

ShownNotices::ShownNotices(Notifier* real, std::string name, std::vector<ShownNotice>& shown)
    : real_(real), name_(std::move(name)), shown_(shown) {}

bool ShownNotices::personal() const { return real_ == nullptr || real_->personal(); }

bool ShownNotices::reaches(const Recipient& recipient) const {
  return real_ == nullptr ? !recipient.email.empty() : real_->reaches(recipient);
}

Result<Receipt> ShownNotices::notify(const Notice& notice) {
  shown_.push_back({notice, name_});
  return Receipt{"shown"};
}

}  // namespace closemap
