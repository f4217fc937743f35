// Notices on paper: what `once --dry-run` and `replay` print.
#include "daemon/app/engine.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

// Each line made fit for a terminal; those that follow stand under the first.
std::string shown(std::string_view text, const std::string& margin = " ") {
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    if (!out.empty()) out += "\n" + margin;
    out += printable(line);
  }
  return out;
}

}  // namespace

std::string notice_as_text(const Notice& notice, const std::string& notifier) {
  std::string text =
      "To: " + shown(notice.to.name) + " <" + shown(notice.to.email) + "> over " + notifier + "\n";
  text += "Subject: " + shown(notice.subject) + "\n\n  " + shown(notice.headline) + "\n";
  for (const NoticeLine& line : notice.lines) {
    text += "\n  " + shown(line.label) + "\n    " + shown(line.text, "    ") + "\n";
  }
  if (!notice.ask.empty()) text += "\n  " + shown(notice.ask) + "\n";
  if (!notice.footer.empty()) text += "  " + shown(notice.footer) + "\n";
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
