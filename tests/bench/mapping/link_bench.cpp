// G12: linking 100,000 × 100,000 opportunities, one changed opportunity, Jaro–Winkler a pair; each
// beside its naive version in the same run (performance.md).
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>

#include "mapping/core/random.h"
#include "mapping/reconcile/estimate.h"
#include "mapping/reconcile/jaro_winkler.h"
#include "mapping/reconcile/link_index.h"
#include "tests/support/jaro_definition.h"

namespace closemap {
namespace {

constexpr std::size_t kSideRecords = 100'000;
constexpr std::size_t kSharedDeals = 40'000;  // planted: on both sides
constexpr std::uint64_t kSeed = 20'260'504;

// What both CRMs describe, each in its own words.
struct TrueDeal {
  std::string company, domain, country, person, solution;
  Date close;
  std::int64_t minor = 0;
};

// Accounts with one to three deals: names of syllables, some with a word that thousands share,
// some with umlauts; deals of one account differ by chance only, in close date, amount and
// solution.
class Market {
 public:
  explicit Market(std::uint64_t seed) : random_(seed) {}

  std::vector<TrueDeal> account() {
    constexpr std::array<std::string_view, 8> countries{"US", "DE", "FR", "GB",
                                                        "NL", "SE", "IT", "ES"};
    constexpr std::array<std::string_view, 6> fields{"Logistics", "Foods",   "Systems",
                                                     "Health",    "Textile", "Energy"};
    TrueDeal deal;
    const std::string core = word();
    deal.company = (chance(5)   ? "Global "
                    : chance(5) ? "United "
                                : "") +
                   core + " " + std::string(fields[random_.below(fields.size())]);
    deal.domain = core + std::to_string(random_.below(1000)) + ".com";
    if (chance(4)) deal.company.insert(deal.company.size() / 2, "ü");
    deal.country = countries[random_.below(countries.size())];
    deal.person = word() + "@" + deal.domain;
    std::vector<TrueDeal> deals;
    for (std::uint64_t n = 1 + random_.below(3); n > 0; --n) deals.push_back(opportunity(deal));
    return deals;
  }

  // As one side's CRM has it: other legal form, a slip of the pen, dates and amounts a little off,
  // fields left out.
  DealRecord told(const TrueDeal& deal, std::string id) {
    constexpr std::array<std::string_view, 6> forms{"", " Inc.", " GmbH", ", LLC", " S.A.", " Ltd"};
    DealRecord record;
    record.id = std::move(id);
    record.account = deal.company + std::string(forms[random_.below(forms.size())]);
    if (chance(5)) std::swap(record.account[3], record.account[4]);
    if (!chance(12)) record.website = "https://www." + deal.domain + "/";
    if (chance(60)) record.contacts = {deal.person};
    if (!chance(10)) record.country = deal.country;
    const int spread = chance(12) ? 25 : 3;
    record.close = deal.close +
                   static_cast<int>(random_.below(2 * static_cast<unsigned>(spread) + 1)) - spread;
    const auto percent = static_cast<std::int64_t>(random_.below(chance(12) ? 20 : 3));
    record.amount = Money{deal.minor - deal.minor * percent / 100, "USD"};
    if (!chance(10)) record.solutions = {deal.solution};
    return record;
  }

 private:
  bool chance(std::uint64_t percent) { return random_.below(100) < percent; }
  double unit() { return static_cast<double>(random_.below(1'000'000)) / 1e6; }
  std::string word() {
    constexpr std::array<std::string_view, 24> syllables{
        "ba",  "cor",  "del", "fan", "gri", "hol", "jan", "kel", "lum", "mor", "nev", "or",
        "pra", "quin", "ros", "sta", "tir", "ul",  "ven", "wes", "xan", "yor", "zel", "thi"};
    std::string text;
    for (int n = 0; n < 4; ++n) text += syllables[random_.below(syllables.size())];
    return text;
  }
  TrueDeal opportunity(TrueDeal deal) {
    // From 5,000 to 1,000,000, every doubling as likely as the next: deals of one account agree in
    // their amounts as seldom as deals of two. Half a dozen fixed sizes made every tenth pair
    // equal.
    constexpr double kLeast = 5'000;
    constexpr double kDoublings = 7.64;
    constexpr std::array<std::string_view, 6> solutions{"wms", "tms", "erp", "crm", "bi", "iot"};
    deal.close = Date{20'500 + static_cast<int>(random_.below(700))};
    deal.minor = static_cast<std::int64_t>(kLeast * std::exp2(kDoublings * unit())) * 100;
    deal.solution = solutions[random_.below(solutions.size())];
    return deal;
  }
  SplitMix64 random_;
};

struct Sides {
  std::vector<DealRecord> vendors, partners;
  std::size_t planted = 0;  // the first so many of each side are one deal
};

bool evident(const DealRecord& a, const DealRecord& b) {
  const bool domain = !a.website.empty() && a.website == b.website;
  const bool contact = !a.contacts.empty() && a.contacts == b.contacts;
  return domain || contact;
}

// Which accounts a side works is decided by account, not by deal: four in ten are worked by both,
// and there three deals of five are joint, the others one side's own. The own deals of both sides
// in one account are what a linker may take for each other; nothing but chance keeps them apart.
Sides make_sides(std::size_t records, std::size_t shared) {
  Market market(kSeed);
  Sides sides;
  std::vector<TrueDeal> both;
  std::vector<TrueDeal> of_vendor;
  std::vector<TrueDeal> of_partner;
  SplitMix64 lot(kSeed + 1);
  while (both.size() < shared || of_vendor.size() + shared < records ||
         of_partner.size() + shared < records) {
    const std::uint64_t worked_by = lot.below(10);
    for (TrueDeal& deal : market.account()) {
      const std::uint64_t place = worked_by < 4 ? lot.below(5) : worked_by < 7 ? 3 : 4;
      auto& list = place < 3 ? both : place < 4 ? of_vendor : of_partner;
      const std::size_t most = place < 3 ? shared : records - shared;
      if (list.size() < most) list.push_back(std::move(deal));
    }
  }
  sides.planted = shared;
  for (const auto* list : {&both, &of_vendor})
    for (const TrueDeal& deal : *list)
      sides.vendors.push_back(market.told(deal, "V" + std::to_string(sides.vendors.size())));
  for (const auto* list : {&both, &of_partner})
    for (const TrueDeal& deal : *list)
      sides.partners.push_back(market.told(deal, "P" + std::to_string(sides.partners.size())));
  return sides;
}

// What an installation of this size weighs with after a while: shares learned from the links that
// people confirmed (domain.md §3.3), here from 500 planted pairs and 20,000 random ones.
LinkModel learned_model(const Sides& sides) {
  const PairScorer scorer(default_link_model());
  const auto counted = [&](LevelCounts& counts, std::uint64_t vendor, std::uint64_t partner) {
    const DealFacts one = facts_of(sides.vendors[vendor], {});
    const DealFacts other = facts_of(sides.partners[partner], {});
    PairScore score;
    scorer.score_account(score, one, other, 0);
    scorer.score_opportunity(score, one, other, 1, 1);
    counts.add(score);
  };
  SplitMix64 random(kSeed + 3);
  LevelCounts confirmed;
  LevelCounts at_random;
  for (int i = 0; i < 500; ++i) {
    const std::uint64_t deal = random.below(sides.planted);
    counted(confirmed, deal, deal);
  }
  for (int i = 0; i < 20'000; ++i)
    counted(at_random, random.below(sides.vendors.size()), random.below(sides.partners.size()));
  return *estimate_model(default_link_model(), confirmed, at_random);
}

LinkIndex fill(const Sides& sides, const LinkModel& model) {
  LinkSettings settings;
  settings.model = model;
  settings.name_frequency = true;
  LinkIndex index(settings);
  index.reserve(sides.vendors.size() + sides.partners.size());
  for (const DealRecord& record : sides.vendors) index.add(Party::vendor, record);
  for (const DealRecord& record : sides.partners) index.add(Party::partner, record);
  return index;
}

void report_quality(benchmark::State& state, const Sides& sides, const LinkResult& result) {
  std::size_t evident_pairs = 0;
  for (std::size_t i = 0; i < sides.planted; ++i)
    evident_pairs += evident(sides.vendors[i], sides.partners[i]) ? 1 : 0;
  std::size_t links = 0;
  std::size_t right = 0;
  std::size_t right_evident = 0;
  std::size_t reviewed_evident = 0;
  std::size_t reviews = 0;
  for (const LinkDecision& decision : result.decisions) {
    const bool planted = decision.vendor == decision.partner && decision.vendor < sides.planted;
    const bool counts =
        planted && evident(sides.vendors[decision.vendor], sides.partners[decision.partner]);
    if (decision.verdict == LinkVerdict::link) {
      ++links;
      right += planted ? 1 : 0;
      right_evident += counts ? 1 : 0;
    } else if (decision.verdict == LinkVerdict::review) {
      ++reviews;
      reviewed_evident += counts ? 1 : 0;
    }
  }
  const auto share = [](std::size_t part, std::size_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  };
  state.counters["precision_auto"] = share(right, links);
  state.counters["recall_auto"] = share(right_evident, evident_pairs);
  state.counters["recall_found"] = share(right_evident + reviewed_evident, evident_pairs);
  state.counters["reviews"] = static_cast<double>(reviews);
  state.counters["scored_share"] =
      share(result.pairs_scored, sides.vendors.size() * sides.partners.size());
  state.counters["dropped_blocks"] = static_cast<double>(result.dropped.blocks);
}

// Normalising, blocking, scoring and deciding: all of it in the measured time.
void link_100k(benchmark::State& state, bool learned) {
  const Sides sides = make_sides(kSideRecords, kSharedDeals);
  const LinkModel model = learned ? learned_model(sides) : default_link_model();
  LinkResult result;
  for (auto round : state) {
    const LinkIndex index = fill(sides, model);
    result = index.link_all();
  }
  report_quality(state, sides, result);
}
BENCHMARK_CAPTURE(link_100k, assumed, false)->Unit(benchmark::kMillisecond)->MinTime(2);
BENCHMARK_CAPTURE(link_100k, learned, true)->Unit(benchmark::kMillisecond)->MinTime(2);

// Every pair scored, records made comparable once: what blocking saves. 2,500 times the pairs of
// this run are those of link_100k.
void link_2k_naive(benchmark::State& state) {
  const Sides sides = make_sides(kSideRecords / 50, kSharedDeals / 50);
  const PairScorer scorer(default_link_model());
  for (auto round : state) {
    std::vector<DealFacts> vendors;
    std::vector<DealFacts> partners;
    for (const DealRecord& record : sides.vendors) vendors.push_back(facts_of(record, {}));
    for (const DealRecord& record : sides.partners) partners.push_back(facts_of(record, {}));
    std::size_t candidates = 0;
    for (const DealFacts& vendor : vendors) {
      for (const DealFacts& partner : partners) {
        PairScore score;
        scorer.score_account(score, vendor, partner, 0);
        if (score.account < scorer.model().account_review) continue;
        scorer.score_opportunity(score, vendor, partner, 1, 1);
        candidates += score.opportunity >= scorer.model().opportunity_review ? 1 : 0;
      }
    }
    benchmark::DoNotOptimize(candidates);
  }
  const auto pairs = static_cast<double>(sides.vendors.size() * sides.partners.size());
  state.counters["s_per_pair"] = benchmark::Counter(
      pairs, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(link_2k_naive)->Unit(benchmark::kMillisecond);

void link_one_changed(benchmark::State& state) {
  const Sides sides = make_sides(kSideRecords, kSharedDeals);
  LinkIndex index = fill(sides, default_link_model());
  SplitMix64 random(kSeed + 2);
  std::size_t decisions = 0;
  std::size_t scored = 0;
  for (auto round : state) {
    const auto slot = static_cast<Slot>(random.below(kSideRecords));
    index.change(Party::vendor, slot, sides.vendors[slot]);
    const LinkResult result = index.link_one(Party::vendor, slot);
    decisions += result.decisions.size();
    scored += result.pairs_scored;
  }
  const auto rounds = static_cast<double>(state.iterations());
  state.counters["decisions"] = static_cast<double>(decisions) / rounds;
  state.counters["pairs_scored"] = static_cast<double>(scored) / rounds;
}
BENCHMARK(link_one_changed)->Unit(benchmark::kMicrosecond);

// One record against every other side's record: without an index.
void link_one_naive(benchmark::State& state) {
  const Sides sides = make_sides(kSideRecords / 10, kSharedDeals / 10);
  const PairScorer scorer(default_link_model());
  std::vector<DealFacts> partners;
  for (const DealRecord& record : sides.partners) partners.push_back(facts_of(record, {}));
  std::size_t next = 0;
  for (auto round : state) {
    const DealFacts vendor = facts_of(sides.vendors[next++ % sides.vendors.size()], {});
    double best = -100;
    for (const DealFacts& partner : partners) {
      PairScore score;
      scorer.score_account(score, vendor, partner, 0);
      best = std::max(best, score.account);
    }
    benchmark::DoNotOptimize(best);
  }
}
BENCHMARK(link_one_naive)->Unit(benchmark::kMicrosecond);

template <double (*Likeness)(std::string_view, std::string_view)>
void likeness(benchmark::State& state) {
  const Sides sides = make_sides(4096, 2048);
  std::size_t i = 0;
  double sum = 0;
  for (auto round : state) {
    sum += Likeness(sides.vendors[i % 4096].account, sides.partners[(i * 7 + 1) % 4096].account);
    ++i;
  }
  benchmark::DoNotOptimize(sum);
}
BENCHMARK_TEMPLATE(likeness, jaro_winkler);
BENCHMARK_TEMPLATE(likeness, jaro_winkler_by_definition);

}  // namespace
}  // namespace closemap
