// An alert's life over random evaluations: what people are told, and when (domain.md §4.1, C9 of
// §3.9). What may happen is kept in books of the test's own, not read off the life.
#include <algorithm>
#include <vector>

#include "mapping/signal/lifecycle.h"
#include "tests/laws/law.h"

namespace closemap {
namespace {

constexpr std::int64_t kHour = 3'600'000;

int among(int from, int to) { return *rc::gen::inRange(from, to + 1); }

AlertParams any_params() {
  AlertParams params;
  params.for_n = among(1, 3);
  params.keep_n = among(1, 3);
  params.cooldown_ms = among(0, 40) * kHour;
  params.cooldown_critical_ms = among(0, 20) * kHour;
  params.flap_n = among(1, 6);
  params.flap_window = among(1, 10);
  return params;
}

struct Look {
  Band band = Band::good;
  Severity severity = Severity::info;
  bool muted = false;
  Instant at;
};

// Stretches of bad and good looks, as trouble comes and goes.
std::vector<Look> any_looks() {
  std::vector<Look> looks;
  Instant now{1'000'000'000};
  while (looks.size() < 40) {
    Look look;
    look.band = static_cast<Band>(among(0, 2));
    look.severity = static_cast<Severity>(among(0, 2));
    look.muted = among(1, 4) == 1;
    for (int n = among(1, 5); n > 0; --n) {
      now = now + among(0, 3) * kHour;
      look.at = now;
      looks.push_back(look);
    }
  }
  return looks;
}

// What a person who saw every look and every notice would know.
class Books {
 public:
  explicit Books(const AlertParams& params) : params_(params) {}

  void look(const Look& look) {
    bads_ = look.band == Band::bad ? bads_ + 1 : 0;
    goods_ = look.band == Band::good ? goods_ + 1 : 0;
    ++looks_;
  }

  void check(const Look& look, const AlertStep& done) {
    const bool told = done.action == AlertAction::fire || done.action == AlertAction::notify;
    const bool began =
        !firing_ && (done.action == AlertAction::fire || done.action == AlertAction::hold);
    if (began) {
      RC_ASSERT(bads_ >= params_.for_n);
      firing_ = true;
      told_ = false;
      fires_.push_back(looks_);
    }
    if (look.band == Band::bad && bads_ >= params_.for_n) RC_ASSERT(firing_);
    if (told) tell(look);
    if (done.action == AlertAction::hold) RC_ASSERT(look.muted || quiet(look));
    // Holding back loses nothing: while it is bad, it was said, or is held for a reason.
    if (firing_ && look.band == Band::bad && done.action == AlertAction::none) RC_ASSERT(told_);
    if (done.action == AlertAction::resolve) {
      RC_ASSERT(firing_);
      RC_ASSERT(goods_ >= params_.keep_n);
      RC_ASSERT(done.announced == told_);
      firing_ = false;
    }
    if (firing_) RC_ASSERT(goods_ < params_.keep_n);
  }

 private:
  bool rose(const Look& look) const { return last_ && look.severity > last_->severity; }
  bool cooling(const Look& look) const {
    const std::int64_t rest =
        look.severity == Severity::critical ? params_.cooldown_critical_ms : params_.cooldown_ms;
    return last_ && look.at - last_->at < rest;
  }
  bool flapping() const {
    return std::count_if(fires_.begin(), fires_.end(), [&](int at) {
             return at > looks_ - params_.flap_window;
           }) >= params_.flap_n;
  }
  // Something but a mute holds a notice back.
  bool quiet(const Look& look) const { return flapping() || (cooling(look) && !rose(look)); }

  void tell(const Look& look) {
    RC_ASSERT(firing_);
    RC_ASSERT(look.band == Band::bad);
    RC_ASSERT_FALSE(look.muted);
    RC_ASSERT_FALSE(quiet(look));
    told_ = true;
    last_ = look;
  }

  const AlertParams& params_;
  int bads_ = 0, goods_ = 0, looks_ = 0;
  bool firing_ = false, told_ = false;
  std::vector<int> fires_;
  std::optional<Look> last_;  // that led to a notice
};

TEST_CASE("C9: no second notice within the cooldown, none is lost, and only health resolves") {
  law([] {
    const AlertParams params = any_params();
    AlertLife life;
    Books books(params);
    for (const Look& look : any_looks()) {
      books.look(look);
      books.check(look, step(life, look.band, look.severity, look.muted, look.at, params));
    }
  });
}

}  // namespace
}  // namespace closemap
